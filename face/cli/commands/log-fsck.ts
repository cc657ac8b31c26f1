/** `comity log fsck`: re-derives every leaf, tile and root of a node's folder. Read-only, also while the node runs. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@comity/canon";
import { installNative } from "@comity/native";
import { fsck, isCopy } from "@comity/store";
import { answer, EXIT, Stop, type Host } from "../host.ts";

export async function logFsck(this: Host, flags: { readonly json: boolean }, folder: string): Promise<void> {
  if (!existsSync(join(folder, "store.db")) && !existsSync(join(folder, "log")))
    throw new Stop(
      EXIT.failed,
      "no-assembly",
      `${folder} is no data folder of a node: it has no store.db and no log`,
      {
        next: "`comity start` prints its data folder; of published log files `comity log check PATH` judges what is there",
      },
    );
  await installNative();
  const report = fsck(folder);
  const copy = isCopy(folder);
  answer(this, flags.json, { schema: "comity/fsck/v1", copy, ...report, root: toHex(report.root) }, () => {
    const found = [...report.damage, ...report.notes].map((d) => `${d.path}: ${d.detail} [${d.code}]\n`);
    return `${found.join("")}${report.origin ?? "no log"}: ${report.size} entries, ${report.damage.length} damaged${copy ? " (a copy: it signs nothing)" : ""}\n`;
  });
  if (report.damage.length > 0) this.exit(EXIT.refused);
}
