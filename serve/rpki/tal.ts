/** Trust anchor locators (RFC 8630). */
import { fromBase64, ok, refuse, toBase64, type Result } from "@comity/canon";

export type Tal = { readonly uris: readonly string[]; readonly spki: Uint8Array };

export function talText({ uris, spki }: Tal): string {
  const lines = toBase64(spki).match(/.{1,64}/g) ?? [];
  return `${uris.join("\n")}\n\n${lines.join("\n")}\n`;
}

/** Comment lines may come first. Code `tal`. */
export function parseTal(text: string): Result<Tal> {
  const lines = text.split(/\r?\n/);
  let at = 0;
  while (lines[at]?.startsWith("#")) at++;
  const uris: string[] = [];
  for (; lines[at] !== undefined && lines[at] !== ""; at++) uris.push(lines[at]!);
  if (uris.length === 0 || !uris.every((uri) => /^(?:rsync|https):\/\/[!-~]+$/.test(uri)))
    return refuse("tal", "expected rsync or https URIs, then an empty line, then the key in base64");
  const spki = fromBase64(lines.slice(at).join("").replaceAll(/\s/g, ""));
  if (!spki.ok || spki.value.length === 0) return refuse("tal", "the key after the empty line is not base64");
  return ok({ uris, spki: spki.value });
}
