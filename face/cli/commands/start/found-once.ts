/** A node of one's own begins with the founding act that `comity init` prepared. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningNode } from "@comity/node";
import { say, type Host } from "../../host.ts";

/** IANA's blocks as a dataset, beside the founding act that names it. */
export const ROOTS_FILE = "roots.dataset";

/** Hands in the founding act that `comity init` prepared, until the log begins with one. */
export async function foundOnce(host: Host, node: RunningNode, folder: string): Promise<void> {
  const status = await node.client.get("status");
  const path = join(folder, "found.act");
  if (!status.ok || (status.value as { founded: boolean }).founded) return;
  if (!existsSync(path))
    return say(host, "Not founded yet: submit the founding act (comity act submit found.act).");
  const roots = join(folder, ROOTS_FILE);
  if (existsSync(roots)) await node.client.post("putDataset", new Uint8Array(readFileSync(roots)));
  const receipt = await node.client.post("submit", readFileSync(path, "utf8"));
  const outcome = receipt.ok ? (receipt.value as { outcome?: string; code?: string }) : receipt.error;
  if ("outcome" in outcome && outcome.outcome === "effective") return say(host, "Founded with found.act.");
  const { code, detail } = outcome as { code?: string; detail?: string };
  say(
    host,
    `Not founded: found.act is not taken: ${detail ?? ""} [${code}]. The node runs and waits for one that is.`,
  );
}
