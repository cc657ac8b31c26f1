/** `comity import`: check registry files, download the current ones, or write them as datasets. */
import { writeFileSync } from "node:fs";
import { fetchRir, importFile } from "@comity/import";
import { EXIT, fail, say, type Host } from "../host.ts";
import { importCheck, importInputs } from "./import-check.ts";

type Flags = { readonly json: boolean; readonly check: boolean; readonly fetch?: string };

export async function importCommand(this: Host, flags: Flags, ...paths: readonly string[]): Promise<void> {
  if (flags.fetch !== undefined) {
    const fetched = await fetchRir(flags.fetch, { fetch: globalThis.fetch });
    for (const file of fetched) say(this, JSON.stringify(file));
    if (paths.length === 0) return;
  }
  if (flags.check) return importCheck(this, flags.json, paths);
  if (paths.length === 0)
    return fail(this, { code: "file-unreadable", detail: "name a file, or use --fetch FOLDER" }, EXIT.usage);
  for (const input of importInputs(paths)) {
    const imported = importFile(input);
    if (imported.verdict === "reject" || imported.dataset === undefined) {
      const first = imported.rejects[0];
      fail(
        this,
        { code: first?.code ?? "import-rejected", detail: `${input.path}: ${first?.detail ?? "refused"}` },
        EXIT.refused,
      );
      continue;
    }
    if (imported.verdict === "quarantine")
      say(this, `${input.path}: look at it first: ${imported.quarantines[0]?.detail ?? ""}`);
    const out = `${input.path.replace(/\.gz$/, "")}.dataset`;
    writeFileSync(out, imported.dataset.bytes);
    this.process.stdout.write(`${out}\n`);
  }
}
