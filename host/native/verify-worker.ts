/** The thread of a `VerifyPool`: answers each packed batch with one byte per signature. */
import { parentPort } from "node:worker_threads";
import { verifyEd25519 } from "@comity/signing";
import { installNative } from "./install.ts";
import { unpackBatch } from "./verify-batch.ts";

const engines = await installNative();

parentPort?.on("message", ({ id, packed }: { id: number; packed: Uint8Array }) => {
  const verdicts: number[] = [];
  for (const { key, message, signature } of unpackBatch(packed)) {
    verdicts.push(verifyEd25519(key, message, signature) ? 1 : 0);
  }
  const answer = Uint8Array.from(verdicts);
  parentPort?.postMessage({ id, answer, engine: engines.ed25519 }, [answer.buffer]);
});
