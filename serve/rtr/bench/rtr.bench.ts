/**
 * `comity rtr serve` beside StayRTR, with the whole RPKI of 2025-07-20 as JSON: start to listening, whole table to one
 * and to ten clients at once, memory. Both servers run in turn on the same machine; every figure is the median of three.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const dump = new URL("../../../../shared/data/registry/rpki/vrps-20250720T093135Z.csv.gz", import.meta.url);
const main = fileURLToPath(new URL("../../../face/cli/main.ts", import.meta.url));
if (!existsSync(dump)) {
  console.log("skipped: shared data not present");
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "comity-rtr-bench-"));
const json = join(folder, "vrps.json");
const expires = Math.floor(Date.now() / 1_000) + 7 * 86_400;
const rows = gunzipSync(readFileSync(dump)).toString().trimEnd().split("\n").slice(1);
const roas = rows.map((row) => {
  const [asn, prefix, maxLength, ta] = row.split(",");
  return `{ "asn": ${asn!.slice(2)}, "prefix": "${prefix}", "maxLength": ${maxLength}, "ta": "${ta}", "expires": ${expires} }`;
});
const built = new Date().toISOString().replace(/\.[0-9]+/, "");
writeFileSync(json, `{"metadata":{"buildtime":"${built}"},\n"roas":[\n${roas.join(",\n")}\n]}\n`);

/** Debian package of the same name. */
const PEER = "stayrtr";
type Contender = { readonly name: string; readonly port: number; readonly start: () => ChildProcess };
const quiet = { stdio: "ignore" } as const;
const contenders: readonly Contender[] = [
  {
    name: "comity",
    port: 18_282,
    start: () =>
      spawn(
        process.execPath,
        [main, "rtr", "serve", "--vrps", json, "--port", "18282", "--state", join(folder, "ids")],
        quiet,
      ),
  },
  {
    name: "stayrtr",
    port: 18_283,
    start: () =>
      spawn(
        PEER,
        [
          "-bind",
          "127.0.0.1:18283",
          "-metrics.addr",
          "127.0.0.1:18284",
          "-cache",
          json,
          "-checktime=false",
          "-refresh",
          "86400",
        ],
        quiet,
      ),
  },
];

/** Seconds and bytes from connecting to the last byte of End of Data. */
function pull(port: number): Promise<{ readonly seconds: number; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let bytes = 0;
    // One buffer for all: the reader's own garbage is not what is measured.
    const callback = (length: number): boolean => {
      bytes += length;
      // 8 + 580,366 * 20 + 143,155 * 32 + 24: prefixes only, no router keys in the file.
      if (bytes < 16_188_312) return true;
      socket.destroy();
      resolve({ seconds: (performance.now() - start) / 1_000, bytes });
      return false;
    };
    const onread = { buffer: new Uint8Array(1 << 18), callback };
    const socket = connect({ port, host: "127.0.0.1", onread }, () =>
      socket.write(Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 8)),
    );
    socket.on("error", reject);
  });
}

/** Resolves when the port takes connections. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await sleep(5);
  }
}

const memory = (pid: number, field: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`${field}:\\s+([0-9]+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) /
  1_000;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function measure({ start, port }: Contender): Promise<number[]> {
  const begin = performance.now();
  const child = start();
  await listening(port);
  const load = (performance.now() - begin) / 1_000;
  const first = (await pull(port)).seconds;
  const one = median([(await pull(port)).seconds, (await pull(port)).seconds, (await pull(port)).seconds]);
  const ten: number[] = [];
  for (let n = 0; n < 3; n++) {
    const all = await Promise.all(Array.from({ length: 10 }, () => pull(port)));
    ten.push(Math.max(...all.map((p) => p.seconds)));
  }
  const [rss, peak] = [memory(child.pid!, "VmRSS"), memory(child.pid!, "VmHWM")];
  child.kill();
  await new Promise((resolve) => void child.once("exit", resolve));
  return [load, first, one, median(ten), rss, peak];
}

const ROUNDS = Number(process.env["COMITY_BENCH_ROUNDS"] ?? 3);
const LABELS = [
  "start to listening, s",
  "whole table, first client, s",
  "whole table, one client, s",
  "ten at once, slowest, s",
  "RSS after clients, MB",
  "peak RSS, MB",
];
const results = new Map<string, number[][]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const contender of contenders) {
    const figures = await measure(contender);
    results.set(contender.name, [...(results.get(contender.name) ?? []), figures]);
  }
}
rmSync(folder, { recursive: true });
for (const [i, label] of LABELS.entries()) {
  const [ours, theirs] = contenders.map(({ name }) => median(results.get(name)!.map((round) => round[i]!)));
  console.log(
    `${label.padEnd(32)} comity ${ours!.toFixed(3).padStart(8)}  stayrtr ${theirs!.toFixed(3).padStart(8)}  ratio ${(theirs! / ours!).toFixed(1)}`,
  );
}
