/** What observe reads: VRP files, zone files, registry files, datasets of them, or the datasets that a node has on record. */
import {
  parseDataset,
  readDatasetHeader,
  readSetHeader,
  type DatasetRecord,
  type ZoneLine,
} from "@comity/resources";
import { foreignFile, importFile, nextOf, type Base } from "@comity/import";
import { fromBase64, must, toHex } from "@comity/canon";
import { vrpsOfLines } from "@comity/route-files";
import type { VrpSet } from "@comity/routes";
import { readZone, zoneLinesOf } from "@comity/zones";
import type { Node } from "../../ask.ts";
import { readBytes } from "../../files.ts";
import { EXIT, Stop, type Host } from "../../host.ts";
import { setKindOf } from "../import-sets.ts";
import { loadVrps, orStop } from "../routes/files.ts";

export type Outside = { readonly name: string; readonly at: number | undefined } & (
  | { readonly kind: "vrps"; readonly vrps: VrpSet }
  | { readonly kind: "zone"; readonly lines: readonly ZoneLine[] }
  | { readonly kind: "numbers"; readonly records: readonly DatasetRecord[] }
);

const isDataset = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 18)).toString("latin1") === "comity/dataset/v1\n";

/** Datasets of one source, in order: changes need the one before. */
class Series {
  #last: Base | undefined;

  read(name: string, bytes: Uint8Array, at: number | undefined): Outside {
    if (readDatasetHeader(bytes).ok)
      return { name, at, kind: "numbers", records: orStop(parseDataset(bytes), name).records };
    orStop(readSetHeader(bytes), name);
    const next = orStop(nextOf(this.#last, bytes), name);
    this.#last = next;
    return next.set.kind === "vrps"
      ? { name, at, kind: "vrps", vrps: vrpsOfLines(next.set.lines) }
      : { name, at, kind: "zone", lines: next.set.lines };
  }
}

/** Files in the order given. */
export async function outsideOfFiles(
  host: Host,
  paths: readonly string[],
  origin: string | undefined,
): Promise<readonly Outside[]> {
  const series = new Series();
  const out: Outside[] = [];
  for (const path of paths) {
    const { bytes } = orStop(foreignFile(path, readBytes(path)), path);
    if (isDataset(bytes)) out.push(series.read(path, bytes, undefined));
    else if (setKindOf(bytes) === "zone")
      out.push({
        name: path,
        at: undefined,
        kind: "zone",
        lines: zoneLinesOf(orStop(readZone(bytes, origin), path)),
      });
    else if (/^[^\n]*\|[^\n]*\|/m.test(Buffer.from(bytes.subarray(0, 4096)).toString("latin1"))) {
      const { dataset, rejects } = importFile({ path, bytes });
      if (dataset === undefined)
        throw new Stop(
          EXIT.failed,
          rejects[0]?.code ?? "import-rejected",
          `${path}: ${rejects[0]?.detail ?? "refused"}`,
        );
      out.push({ name: path, at: undefined, kind: "numbers", records: dataset.records });
    } else {
      const { file, payload } = await loadVrps(host, path, []);
      out.push({ name: path, at: file.generated, kind: "vrps", vrps: payload.vrps });
    }
  }
  return out;
}

/** All that a source attested, oldest first; `source/kind`. */
export async function outsideOfNode(node: Node, series: string): Promise<readonly Outside[]> {
  const [source, kind, ...more] = series.split("/");
  if (source === undefined || kind === undefined || more.length > 0)
    throw new Stop(EXIT.usage, "observe-series", `write --series SOURCE/KIND, not ${series}`);
  const { items } = await node.get("attested", { source, kind });
  const read = new Series();
  const out: Outside[] = [];
  for (const { hash, since, serial } of items) {
    const bytes = await node.get("dataset", { hash: toHex(must(fromBase64(hash, "hash"))) });
    const { time } = await node.get("entry", { index: String(since) });
    out.push(read.read(`entry ${since}${serial === "" ? "" : ` (${serial})`}`, new Uint8Array(bytes), time));
  }
  if (out.length < 2)
    throw new Stop(
      EXIT.failed,
      "observe-series",
      `${out.length} dataset(s) of ${series} are on record: changes need two`,
      {
        next: "`comity show datasets` lists what sources attested",
      },
    );
  return out;
}
