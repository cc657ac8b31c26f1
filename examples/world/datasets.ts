/** The data of the demonstration as datasets: IANA's blocks, country records, and registry files if there are any. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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

/** Country records of the npm package, split at IANA's blocks: dated, with known errors, nobody's holdings. */
export function countriesDataset(): DemoDataset {
  const require = createRequire(import.meta.url);
  const pack = dirname(require.resolve("@ip-location-db/asn-country/package.json"));
  const { version } = JSON.parse(readFileSync(join(pack, "package.json"), "utf8")) as { version: string };
  const m = /([0-9]{4})([0-9]{2})([0-9]{2})/.exec(version);
  const name = "asn-country-ipv4.csv";
  const file = must(foreignFile(name, new Uint8Array(readFileSync(join(pack, name)))));
  const date = m === null ? "" : `${m[1]}-${m[2]}-${m[3]}`;
  const origin = { source: "countries", serial: m?.[0] ?? version, date };
  return ready(
    must(
      parseCountryRanges(
        file,
        origin,
        iana().flatMap((d) => d.records),
      ),
    ),
  );
}

/** Registry files of a folder that may enter, earlier ones first; what may not is reported. */
export function registryDatasets(path: string, report: (line: string) => void): DemoDataset[] {
  const datasets: Dataset[] = [];
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.includes("delegated") || /\.(?:md5|asc)$/.test(entry.name)) continue;
    const md5 = [`${file}.md5`, file.replace(/\.gz$/, ".md5")].find((p) => existsSync(p));
    const input = { path: file, bytes: new Uint8Array(readFileSync(file)) };
    const imported = importFile(md5 === undefined ? input : { ...input, md5: readFileSync(md5, "utf8") });
    const kind = imported.dataset?.header.kind;
    if (imported.verdict === "accept" && imported.dataset !== undefined && kind === "delegations")
      datasets.push(imported.dataset);
    else
      report(
        `${entry.name}: not taken: ${(imported.rejects[0] ?? imported.quarantines[0])?.detail ?? "not a delegated file"}`,
      );
  }
  datasets.sort((a, b) => (a.header.date < b.header.date ? -1 : 1));
  return datasets.map(ready);
}
