/** `comity import`: check registry files, download the current ones, or write files as datasets that acts can attest. */
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fetchRir, foreignFile, importFile, type ImportInput } from "@comity/import";
import { ok, refuse, toHex, must, fromBase64, type Result } from "@comity/canon";
import { writeFile } from "../files.ts";
import { answer, EXIT, fail, say, type Host } from "../host.ts";
import { importCheck, importInputs } from "./import-check.ts";
import { importSet, setKindOf, type SetFlags } from "./import-sets.ts";

export type ImportFlags = SetFlags & {
  readonly json: boolean;
  readonly check: boolean;
  readonly fetch?: string;
  readonly out?: string;
};

type Written = {
  readonly file: string;
  readonly dataset: string;
  readonly kind: string;
  readonly source: string;
  readonly date: string;
  readonly serial: string;
  readonly counts: { readonly [unit: string]: number };
  readonly base?: string;
  /** SHA-256 of the dataset, hexadecimal; acts name it in base64. */
  readonly sha256: string;
};

export async function importCommand(
  this: Host,
  flags: ImportFlags,
  ...paths: readonly string[]
): Promise<void> {
  if (flags.fetch !== undefined) {
    const fetched = await fetchRir(flags.fetch, { fetch: globalThis.fetch });
    for (const file of fetched) say(this, JSON.stringify(file));
    if (paths.length === 0) return;
  }
  if (flags.check) return importCheck(this, flags.json, paths);
  if (paths.length === 0)
    return fail(this, { code: "file-unreadable", detail: "name a file, or use --fetch FOLDER" }, EXIT.usage);
  const inputs = importInputs(paths);
  const intoFolder = flags.out !== undefined && existsSync(flags.out) && statSync(flags.out).isDirectory();
  if (flags.out !== undefined && !intoFolder && inputs.length > 1)
    return fail(
      this,
      { code: "import-out", detail: "--out names a folder when there are several files" },
      EXIT.usage,
    );
  const written: Written[] = [];
  for (const input of inputs) {
    const made = datasetOf(this, input, flags);
    if (!made.ok) {
      fail(this, { code: made.error.code, detail: `${input.path}: ${made.error.detail}` }, EXIT.refused);
      continue;
    }
    const { bytes, ...said } = made.value;
    const beside = `${input.path.replace(/\.gz$/, "")}.dataset`;
    const dataset = intoFolder ? join(flags.out, basename(beside)) : (flags.out ?? beside);
    writeFile(dataset, bytes);
    written.push({ file: input.path, dataset, ...said });
  }
  answer(this, flags.json, { schema: "comity/import/v1", datasets: written }, () =>
    written.map(line).join(""),
  );
}

/** The file, then what it is, for who attests it. */
function line({ base, counts, dataset, kind, serial, source }: Written): string {
  const numbers = Object.entries(counts)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(", ");
  return `${dataset}    ${kind} of ${source}${serial === "" ? "" : `, serial ${serial}`}: ${numbers}${base === undefined ? "" : "; changes only"}\n`;
}

type Made = Omit<Written, "file" | "dataset"> & { readonly bytes: Uint8Array };

function datasetOf(host: Host, input: ImportInput, flags: ImportFlags): Result<Made> {
  const opened = foreignFile(input.path, input.bytes);
  const kind = opened.ok ? setKindOf(opened.value.bytes) : undefined;
  if (kind !== undefined) {
    const made = importSet(input, kind, flags);
    if (!made.ok) return made;
    const { bytes, hash, header } = made.value;
    const { original: _, ...said } = header;
    return ok({ ...said, bytes, sha256: toHex(must(fromBase64(hash))) });
  }
  const imported = importFile(input);
  if (imported.verdict === "reject" || imported.dataset === undefined) {
    const first = imported.rejects[0];
    return refuse(first?.code ?? "import-rejected", first?.detail ?? "refused");
  }
  if (imported.verdict === "quarantine")
    say(host, `${input.path}: look at it first: ${imported.quarantines[0]?.detail ?? ""}`);
  const { bytes, header, sha256 } = imported.dataset;
  const { original: _, ...said } = header;
  return ok({ ...said, bytes, sha256 });
}
