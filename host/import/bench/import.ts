/**
 * Records per second from the bytes of a delegated file to its checked dataset, and of the fold's reader.
 * `node --expose-gc host/import/bench/import.ts`
 */
import { existsSync, readFileSync } from "node:fs";
import { foreignFile, importFile, parseDelegated } from "@comity/import";
import { must } from "@comity/canon";
import { readDataset } from "@comity/resources";
import { bench, run } from "mitata";

const base = new URL("../../../../shared/data/registry/rir/", import.meta.url);
const FILES = [
  "ext-20130418/delegated-ripencc-extended",
  "ext-20230324/delegated-lacnic-extended",
  "plain-20260212/delegated-apnic",
];

if (existsSync(base)) {
  const sizes = new Map<string, number>();
  for (const name of FILES) {
    const path = name.split("/")[1]!;
    const bytes = readFileSync(new URL(`${name}.gz`, base));
    const file = must(foreignFile(path, bytes));
    const { dataset } = importFile({ path, bytes });
    sizes.set(path, dataset!.records.length);
    bench(`${path}: parse`, () => parseDelegated(file));
    bench(`${path}: gunzip, parse, dataset, read back`, () => importFile({ path, bytes }));
    bench(`${path}: read dataset`, () => readDataset(dataset!.bytes));
  }
  const { benchmarks } = await run();
  console.log("\nrecords per second (median run)");
  for (const { alias, runs } of benchmarks) {
    const p50 = runs[0]?.stats?.p50;
    const records = sizes.get(alias.split(":")[0]!);
    if (p50 !== undefined && records !== undefined) console.log(Math.round(records / (p50 / 1e9)), alias);
  }
} else console.log("shared data not present");
