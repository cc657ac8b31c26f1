/** A thread that proves keys of the versions it is sent, without asking the writer anything. */
import { parentPort } from "node:worker_threads";
import { TreeReader, type Key, type SharedTree } from "@comity/tree";

parentPort?.on("message", ({ shared, keys }: { shared: SharedTree; keys: readonly Key[] }) => {
  const reader = new TreeReader(shared);
  const proofs = keys.map((key) => reader.prove(key));
  const entries = [...reader.within({ bytes: new Uint8Array(0), bits: 0 })].length;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage({ hash: reader.hash, proofs, entries });
});
