/**
 * Durable appends: 300-byte acts through the write-ahead queue, blocks integrated into the tree, verified on disk,
 * checkpoint signed (Ed25519) and published. Run: `node bench/store.bench.ts [entries] [block]`; the peer, in the same
 * run, is Tessera's POSIX driver with the same entries (`bench/tessera`, needs Go; `--no-peer` leaves it out).
 */
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, must, sha256, toBase64, uintBytes, utf8 } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import { installNative } from "@comity/native";
import { createStore, type QueuedAct, type Store } from "@comity/store";
import { runTessera } from "./tessera/run.ts";

const ORIGIN = "bench.example/log";
const [total = 200_000, block = 10_000] = process.argv
  .slice(2)
  .filter((a) => /^\d+$/.test(a))
  .map(Number);

const { privateKey } = generateKeyPairSync("ed25519");

function act(i: number): QueuedAct {
  const entry = new Uint8Array(300).fill(0x61);
  entry.set(uintBytes(i, 6), 8);
  return { entry, hash: sha256(entry) };
}

/** Appending a block overlaps with the queue's commit of the next one, as a sequencer does it. */
async function ours(store: Store, acts: readonly QueuedAct[]): Promise<number> {
  const started = performance.now();
  const publishing: Promise<unknown>[] = [];
  for (let at = 0; at < acts.length; at += block) {
    const part = acts.slice(at, at + block);
    must(await store.enqueue(part));
    const record = { entry: utf8(`comity/block/v1\n{"height":${at / block}}\n`) };
    publishing.push(release(store, store.appendBlock([...part, record])));
    // One block in the making, one being written.
    if (publishing.length > 1) await publishing[publishing.length - 2];
  }
  await Promise.all(publishing);
  return performance.now() - started;
}

async function release(store: Store, appending: ReturnType<Store["appendBlock"]>): Promise<void> {
  const { size, root } = must(await appending);
  const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] });
  const signature = toBase64(concat(new Uint8Array(4), sign(null, text, privateKey)));
  must(await store.publish(concat(text, utf8(`\n\u2014 ${ORIGIN} ${signature}\n`))));
}

const engines = await installNative();
const acts = Array.from({ length: total }, (_, i) => act(i));
const rates: number[] = [];
for (let round = 0; round < 3; round++) {
  const folder = mkdtempSync(join(tmpdir(), "comity-bench-"));
  const store = must(await createStore(folder, { origin: ORIGIN }));
  const ms = await ours(store, acts);
  await store.close();
  rmSync(folder, { recursive: true });
  rates.push(Math.round((total / ms) * 1000));
}
const best = Math.max(...rates);
const ratio = (peers: readonly number[]): number => Number((best / Math.max(...peers)).toFixed(1));
const peer = process.argv.includes("--no-peer") ? undefined : runTessera(total, block);
console.log(
  JSON.stringify({
    bench: "store-append",
    entries: total,
    block,
    sha256: engines.sha256,
    comityPerSecond: rates,
    tesseraPerSecond: peer,
    ratioPlain: peer && ratio(peer.plain),
    ratioAntispam: peer && ratio(peer.antispam),
  }),
);
