/** The data of the demonstration as datasets: IANA's blocks, country records, and registry files if there are any. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { must, toBase64, fromHex } from "@comity/canon";
import { foreignFile, importFile, parseCountryRanges, writeDataset, type Dataset } from "@comity/import";

const folder = new URL("data/", import.meta.url);
const IANA = ["ipv4-address-space.xml", "ipv6-unicast-address-assignments.xml", "as-numbers.xml"];

export type DemoDataset = {
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly header: Dataset["header"];
};

const ready = (dataset: Dataset): DemoDataset => ({
  hash: toBase64(must(fromHex(dataset.sha256))),
  bytes: dataset.bytes,
  header: dataset.header,
});

function iana(): Dataset[] {
  return IANA.map((name) => {
    const imported = importFile({ path: name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) });
    if (imported.dataset === undefined) throw new Error(`${name}: ${imported.rejects[0]?.detail}`);
    return imported.dataset;
  });
}

/** All of IANA's blocks in one dataset of kind `roots`, dated by the newest of the three registries. */
export function rootsDataset(): DemoDataset {
  const parts = iana();
  const newest = parts.reduce((a, b) => (a.header.date > b.header.date ? a : b));
  const original = must(foreignFile(IANA[0]!, new Uint8Array(readFileSync(new URL(IANA[0]!, folder)))));
  const { source, serial, date } = newest.header;
  return ready(
    must(
      writeDataset(
        { kind: "roots", source, serial, date, original },
        parts.flatMap((p) => p.records),
      ),
    ),
  );
}

/** A file of the demonstration's own, in the registries' format. */
export function inventedDataset(name: string): DemoDataset {
  const imported = importFile({ path: name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) });
  if (imported.verdict !== "accept" || imported.dataset === undefined)
    throw new Error(`${name}: ${(imported.rejects[0] ?? imported.quarantines[0])?.detail}`);
  return ready(imported.dataset);
}

const COUNTRY_FILES = { countries: "asn-country-ipv4.csv", "countries-ipv6": "asn-country-ipv6.csv" };

/**
 * Country records of the npm package, first IPv4 and then IPv6, split at IANA's blocks: dated, with known errors,
 * nobody's holdings.
 */
export function* countriesDatasets(): Generator<DemoDataset, undefined> {
  const require = createRequire(import.meta.url);
  const pack = dirname(require.resolve("@ip-location-db/asn-country/package.json"));
  const { version } = JSON.parse(readFileSync(join(pack, "package.json"), "utf8")) as { version: string };
  const m = /([0-9]{4})([0-9]{2})([0-9]{2})/.exec(version);
  const date = m === null ? "" : `${m[1]}-${m[2]}-${m[3]}`;
  const roots = iana().flatMap((d) => d.records);
  for (const [source, name] of Object.entries(COUNTRY_FILES)) {
    const file = must(foreignFile(name, new Uint8Array(readFileSync(join(pack, name)))));
    yield ready(must(parseCountryRanges(file, { source, serial: m?.[0] ?? version, date }, roots)));
  }
}

/** How much of a file is looked at to find its header, before it is read. */
const PEEK = 16_384;

/** The end date in the header of a delegated file as published; `undefined` when it is none. */
function delegatedDate(path: string): string | undefined {
  const start = new Uint8Array(PEEK);
  const descriptor = openSync(path, "r");
  const length = readSync(descriptor, start, 0, PEEK, 0);
  closeSync(descriptor);
  let bytes = start.subarray(0, length);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = new Uint8Array(gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }));
    } catch {
      return undefined;
    }
  }
  const lines = new TextDecoder("latin1").decode(bytes).split("\n");
  const header = lines.find((line) => line.trim() !== "" && !line.startsWith("#"))?.split("|");
  return header !== undefined && /^2(?:\.[0-9]+)?$/.test(header[0]!) ? (header[5] ?? "") : undefined;
}

const companionOf = (path: string): string | undefined =>
  [`${path}.md5`, path.replace(/\.gz$/, ".md5")].find((p) => p !== path && existsSync(p));

/**
 * Delegated files of a folder that may enter, known by their content, earlier dates first; what may not is reported. One
 * is read at a time.
 */
export function* registryDatasets(path: string, report: (line: string) => void): Generator<DemoDataset> {
  const found: { readonly file: string; readonly date: string }[] = [];
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /\.(?:md5|asc)$/.test(entry.name)) continue;
    const date = delegatedDate(file);
    if (date === undefined) report(`${entry.name}: not taken: not a delegated file`);
    else found.push({ file, date });
  }
  const order = ({ date, file }: (typeof found)[number]): string => `${date}|${file}`;
  found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const { file } of found) {
    const md5 = companionOf(file);
    const input = { path: file, bytes: new Uint8Array(readFileSync(file)) };
    const { dataset, quarantines, rejects, verdict } = importFile(
      md5 === undefined ? input : { ...input, md5: readFileSync(md5, "utf8") },
    );
    if (verdict === "accept" && dataset !== undefined) yield ready(dataset);
    else report(`${file}: not taken: ${(rejects[0] ?? quarantines[0])?.detail ?? verdict}`);
  }
}
