/** `node host/native/bench/verify.bench.ts`: Ed25519 verifications per second, one thread and the pool. */
import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { installNative, parserOf, VerifyPool, type Signed } from "@comity/native";
import { ed25519PublicKey, signEd25519, verifyEd25519 } from "@comity/signing";

await installNative();
const signed: Signed[] = Array.from({ length: 20_000 }, (_, i) => {
  const seed = new Uint8Array(32).fill(i % 200);
  const message = new Uint8Array(300).fill(i & 255);
  message[0] = i >> 8;
  return { key: ed25519PublicKey(seed), message, signature: signEd25519(seed, message) };
});

async function row(what: string, run: () => boolean[] | Promise<boolean[]>): Promise<void> {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const verdicts = await run();
    if (verdicts.length !== signed.length || verdicts.includes(false)) throw new Error(`${what}: wrong`);
    best = Math.max(best, (signed.length / (performance.now() - start)) * 1000);
  }
  console.log(what.padEnd(48), `${Math.round(best).toLocaleString("en")}/s`);
}

const rule = (): boolean[] => signed.map((s) => verifyEd25519(s.key, s.message, s.signature));
console.log(`node ${process.version}, Ed25519 verifications of 300-byte messages`);
await installNative({ sodium: false });
await row("pinned rule, OpenSSL, one thread", rule);
const { ed25519 } = await installNative();
await row(`pinned rule, ${ed25519}, one thread`, rule);

// The alternative to threads: OpenSSL on the thread pool of libuv, 64 in flight.
const parse = parserOf("ed25519");
const parsed = new Map<string, KeyObject>();
const keyOf = (key: Uint8Array): KeyObject => {
  const name = Buffer.from(key).toString("latin1");
  const known = parsed.get(name) ?? parse(key) ?? createPublicKey("");
  parsed.set(name, known);
  return known;
};
await row("crypto.verify, asynchronous, 64 in flight", async () => {
  const verdicts: boolean[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < signed.length; i = next++) {
      const { key, message, signature } = signed[i]!;
      verdicts[i] = await new Promise((done, failed) => {
        verify(null, message, keyOf(key), signature, (error, good) => (error ? failed(error) : done(good)));
      });
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  return verdicts;
});

for (const threads of [1, 2, 3]) {
  const pool = new VerifyPool(threads);
  await pool.verify(signed.slice(0, 256 * threads));
  await row(`VerifyPool, ${threads} thread(s), ${ed25519}`, () => pool.verify(signed));
  await pool.close();
}
