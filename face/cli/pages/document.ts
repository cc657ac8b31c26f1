/** `comity show document/HASH`: the text of a document, as it was handed in. */
import type { Page } from "../print/page.ts";
import { quiet } from "../print/text.ts";

export function documentPage(page: Page, hash: string, text: string): void {
  page.headline("document", quiet(hash));
  for (const line of text.trimEnd().split("\n")) page.paragraph(line);
}
