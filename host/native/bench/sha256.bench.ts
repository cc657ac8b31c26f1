/** `node host/native/bench/sha256.bench.ts`: million digests per second by message length, beside the peers. */
import { hash } from "node:crypto";
import { createSHA256 } from "hash-wasm";
import { wasmSha256 } from "@comity/native";

const wasm = wasmSha256()!;
const hashWasm = await createSHA256();
const engines: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  "wasm (ours)": wasm.sha256,
  "crypto.hash": (bytes) => hash("sha256", bytes, "buffer"),
  "hash-wasm": (bytes) => hashWasm.init().update(bytes).digest("binary"),
};

function rate(run: () => void, perRun: number): number {
  let best = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    let runs = 0;
    while (performance.now() - start < 100) {
      for (let i = 0; i < 200; i++) run();
      runs += 200;
    }
    best = Math.max(best, (runs * perRun) / (performance.now() - start) / 1000);
  }
  return best;
}

console.log(`node ${process.version}, million digests per second`);
console.log("bytes".padEnd(8), ...Object.keys(engines).map((name) => name.padStart(12)));
for (const length of [41, 65, 105, 300, 400, 512, 700, 1000, 4000]) {
  const message = new Uint8Array(length).fill(7);
  const figures = Object.values(engines).map((sha256) => rate(() => void sha256(message), 1).toFixed(2));
  console.log(String(length).padEnd(8), ...figures.map((f) => f.padStart(12)));
}
for (const blocks of [1, 2]) {
  console.log(`four lanes, ${blocks} block(s) each:`, rate(() => wasm.lanes.run(blocks, 4), 4).toFixed(2));
}
