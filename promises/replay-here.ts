/** Replays a recorded log, every signature checked, and prints the state root: run by other processes. */
import { readFileSync } from "node:fs";
import {
  Assembly,
  formatBlockRecord,
  isBlockRecord,
  parseBlockRecord,
  readAct,
  verifyAct,
  witnessOf,
  type SignedAct,
} from "@comity/assembly";
import { fromBase64, must, toBase64 } from "@comity/canon";
import { ORIGIN, hashOf } from "../core/assembly/test/world.ts";

type Recording = { readonly entries: readonly string[]; readonly datasets: readonly string[] };
const { datasets, entries } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Recording;
const files = new Map(datasets.map((text) => [hashOf(must(fromBase64(text))), must(fromBase64(text))]));
const assembly = new Assembly();
let acts: SignedAct[] = [];
for (const text of entries) {
  const entry = must(fromBase64(text));
  if (!isBlockRecord(entry)) {
    acts.push(must(verifyAct(assembly.state, must(readAct(entry, ORIGIN)))));
    continue;
  }
  const record = must(parseBlockRecord(entry));
  const block = must(
    assembly.applyBlock(record.time, acts, (hash) => files.get(hash), must(witnessOf(record.witness))),
  );
  if (toBase64(formatBlockRecord(block.record)) !== text) throw new Error(`height ${record.height} differs`);
  acts = [];
}
console.log(toBase64(assembly.state.seal().root));
