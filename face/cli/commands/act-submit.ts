/** `comity act submit`: hands acts in, with the documents they name, and says what became of each. */
import type { Receipt } from "@comity/api";
import { nodeAt, type Node } from "../ask.ts";
import { readDatasetFile, readDocumentFile, type Blobs } from "../documents.ts";
import { readText } from "../files.ts";
import { EXIT, fail, Stop, type Host } from "../host.ts";
import { receiptPage } from "../pages/receipt.ts";
import { lookOf } from "../pages/look.ts";
import { show } from "../print/page.ts";

export async function actSubmit(
  this: Host,
  flags: { json: boolean; node: string; document?: readonly string[]; dataset?: readonly string[] },
  ...paths: readonly string[]
): Promise<void> {
  const documents: Uint8Array[] = [];
  for (const path of flags.document ?? []) {
    const document = readDocumentFile(path);
    if (!document.ok) return fail(this, document.error, EXIT.usage);
    documents.push(document.value);
  }
  const datasets: Uint8Array[] = [];
  for (const path of flags.dataset ?? []) {
    const dataset = readDatasetFile(path);
    if (!dataset.ok) return fail(this, dataset.error, EXIT.usage);
    datasets.push(dataset.value);
  }
  await submitNotes(this, flags.json, flags.node, paths.map(readText), { documents, datasets });
}

/** Stops at the first act that is not taken; one that is void stands in the log, and the rest goes on. */
export async function submitNotes(
  host: Host,
  json: boolean,
  url: string,
  notes: readonly string[],
  { datasets, documents }: Blobs = { datasets: [], documents: [] },
): Promise<void> {
  const node = nodeAt(url);
  for (const dataset of datasets) await node.post("putDataset", new Uint8Array(dataset));
  for (const document of documents) await node.post("putDocument", new Uint8Array(document));
  for (const note of notes) {
    const receipt = await node.post("submit", note);
    const offer = json ? undefined : await offerAt(node, receipt);
    show(host, json, { schema: "comity/receipt/v1", ...receipt }, (page) =>
      receiptPage(page, receipt, offer, lookOf(host, { node: url })),
    );
    if (receipt.outcome === "void") host.exit(EXIT.failed);
  }
}

/** The offer the act has become, when it waits for another party. */
async function offerAt(node: Node, { index, outcome }: Receipt) {
  if (index === undefined || outcome !== "effective") return undefined;
  try {
    const { items } = await node.get("offers", { after: String(index - 1), limit: 1 });
    return items.find(({ id }) => id === String(index));
  } catch (cause) {
    // The act is in all the same: a node that cannot tell more is no failure of it.
    if (cause instanceof Stop) return undefined;
    throw cause;
  }
}
