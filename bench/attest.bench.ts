/**
 * A registry attests a file of 400,000 records through the node, while another client asks for resources; then the node
 * starts again from its snapshot.
 *
 *   node bench/attest.bench.ts [--records 400000]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { actEntry, actText, NO_PREV, actHash } from "@comity/assembly";
import { startNode } from "@comity/node";
import { simpleMajority } from "@comity/rules";
import { formatKeyFile, formatVkey, signerOf, signText } from "@comity/signing";

const ORIGIN = "example.org/assembly";
const key = (name: string) => ({ name, type: "ed25519" as const, secret: sha256(utf8(name)) });
const now = 1_794_614_400;

function dataset(kind: string, source: string, lines: readonly string[]): Uint8Array<ArrayBuffer> {
  const counts = { asn: 0, ipv4: lines.length, ipv6: 0 };
  const original = { name: "bench", sha256: "0".repeat(64), size: 0 };
  const header = JSON.stringify({ counts, date: "2026-11-14", kind, original, serial: "1", source });
  return new Uint8Array(utf8(["comity/dataset/v1", header, ...lines, ""].join("\n")));
}

const address = (n: number): string => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join(".");

/** Asks for resources until it is told to stop; prints latencies. */
async function reader(url: string): Promise<void> {
  const latencies: number[] = [];
  const told = new AbortController();
  process.stdin.once("data", () => told.abort());
  while (!told.signal.aborted) {
    const asked = performance.now();
    await (await fetch(`${url}/api/v1/resources/10.${latencies.length & 255}.3.1`)).arrayBuffer();
    latencies.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number): string => latencies[Math.floor((latencies.length - 1) * share)]!.toFixed(1);
  console.log(
    `meanwhile ${latencies.length} answers: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`,
  );
  process.exit();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { records: { type: "string", default: "400000" } } });
  const records = Number(values.records);
  const folder = mkdtempSync(join(tmpdir(), "comity-bench-"));
  const options = {
    folder,
    origin: ORIGIN,
    logKey: formatKeyFile(key(ORIGIN)),
    create: true,
    ratePerMinute: 1e9,
    clock: () => now,
  };
  const node = must(await startNode(options));
  const signer = signerOf(key("QM/office"));
  let seq = 0;
  let prev = NO_PREV;
  const seen = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };
  const submit = async (kind: string, body: { readonly [field: string]: Json }): Promise<unknown> => {
    const text = actText({
      assembly: ORIGIN,
      body,
      by: "QM",
      kind,
      lane: "main",
      prev,
      seen,
      seq: ++seq,
      until: now + 1000,
    });
    prev = actHash(text);
    const note = Buffer.from(actEntry(text, [signText(text, signer)])).toString("utf8");
    return (await fetch(`${node.url}/api/v1/acts`, { method: "POST", body: note })).json();
  };
  const put = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
    const answer = await fetch(`${node.url}/api/v1/datasets`, { method: "POST", body: bytes });
    return ((await answer.json()) as { hash: string }).hash;
  };
  const policy = { keys: [{ key: formatVkey(signer.key) }], thresholds: [{ k: 1, kinds: ["*"] }] };
  const roots = await put(dataset("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE"]));
  await submit("found", {
    constitution: JSON.parse(JSON.stringify(simpleMajority)) as Json,
    parties: [{ id: "QM", kind: "registry", label: "EXAMPLE", policy, seats: { members: 1 } }],
    policy: `log ${formatVkey(signerOf(key(ORIGIN)).key)}\nquorum none\n`,
    roots,
  });
  const lines = Array.from({ length: records }, (_, i) => {
    const first = 0x0a00_0000 + i * 32;
    return `ipv4|${address(first)}|${address(first + 31)}|assigned|ZZ|2011-08-11|H${i % 50_000}`;
  });
  const hash = await put(dataset("delegations", "EXAMPLE", lines));
  const child = spawn(process.execPath, [import.meta.filename, "reader", node.url], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const began = performance.now();
  const receipt = (await submit("attest", { dataset: hash })) as { outcome?: string };
  console.log(
    `attest ${records} records: ${((performance.now() - began) / 1000).toFixed(2)} s (${receipt.outcome ?? JSON.stringify(receipt)})`,
  );
  child.stdin.write("stop\n");
  await once(child, "exit");
  const { counts } = (await (await fetch(`${node.url}/api/v1/status`)).json()) as { counts: object };
  console.log(JSON.stringify(counts));
  let started = performance.now();
  await node.stop();
  console.log(`stop with snapshot: ${((performance.now() - started) / 1000).toFixed(2)} s`);
  started = performance.now();
  const again = must(await startNode(options));
  console.log(
    `start from snapshot ${again.opened.snapshot}: ${((performance.now() - started) / 1000).toFixed(2)} s`,
  );
  await again.stop();
  rmSync(folder, { recursive: true });
}

const [mode, url] = process.argv.slice(2);
if (mode === "reader") await reader(url!);
else await main();
