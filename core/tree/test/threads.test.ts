import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { must } from "@comity/canon";
import { RadixTree, verify, type Key } from "@comity/tree";

type Answer = { hash: Uint8Array; proofs: Uint8Array[]; entries: number };

const key = (i: number): Key => ({ bytes: Uint8Array.of(10, i >> 4, (i << 4) & 255, 0), bits: 24 });
const value = (block: number, i: number): Uint8Array => Uint8Array.of(block & 255, block >> 8, i & 255);

it("a reader in another thread answers for its version while the writer goes on", async () => {
  const worker = new Worker(new URL("./reader-worker.ts", import.meta.url));
  const answers: Answer[] = [];
  const finished = new Promise<void>((done, failed) => {
    worker.on("error", failed);
    worker.on("message", (answer: Answer) => {
      if (answers.push(answer) === 60) done();
    });
  });
  const keys = Array.from({ length: 20 }, (_, i) => key(i));
  const tree = new RadixTree({ register: 0, keyBytes: 4, minNodes: 128, maxGarbage: 0.3 });
  for (let block = 1; block <= 60; block++) {
    for (let i = 0; i < 20 + block; i++) tree.set(key(i), [value(block, i)]);
    tree.seal();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ shared: tree.share(), keys });
  }
  await finished;
  await worker.terminate();
  answers.forEach(({ hash, proofs, entries }, at) => {
    expect(entries).toBe(20 + at + 1);
    proofs.forEach((proof, i) => {
      expect(must(verify(0, hash, keys[i]!, proof))).toEqual([{ bits: 24, values: [value(at + 1, i)] }]);
    });
  });
});
