/**
 * RDAP lookups over keep-alive on one core, rate limiting on: rate and latency, every path different and repeated; and the
 * CPU time of the server's thread for an answer, which says more than the rate when the machine is busy.
 *
 *   node bench/rdap.bench.ts [--peer FOLDER]      folder with ICANN's rdap-srv (rdap-peer.ts), asked in the same run
 */
import { once } from "node:events";
import { connect } from "node:net";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { parseArgs } from "node:util";
import Fastify, { type FastifyInstance } from "fastify";
import rateLimit from "@fastify/rate-limit";
import { rdap } from "@comity/rdap";
import { datasetOf, World } from "../core/assembly/test/world.ts";
import { startPeer } from "./rdap-peer.ts";
import { sourceOver } from "../serve/rdap/test/rdap-world.ts";

const CONNECTIONS = 32;
const SECONDS = 5;
const RECORDS = 60_000;

function world(): World {
  const roots = datasetOf("roots", "iana", ["ipv4|16.0.0.0|31.255.255.255|allocated||2020-01-01|reg-a"]);
  const made = new World({ founders: [{ id: "QM", label: "reg-a" }], roots });
  const lines = Array.from({ length: RECORDS }, (_, i) => {
    const net = `${16 + (i >> 14)}.${(i >> 6) & 255}.${(i & 63) * 4}`;
    return `ipv4|${net}.0|${net}.255|allocated|QM|2011-01-01|org-${i % 9_000}`;
  });
  made.must(made.act("QM", "attest", { dataset: made.addDataset(datasetOf("delegations", "reg-a", lines)) }));
  return made;
}

async function serve(): Promise<void> {
  const app = Fastify() as unknown as FastifyInstance;
  await app.register(rateLimit, { max: 1_000_000_000, timeWindow: 60_000, cache: 10_000 });
  await app.register(rdap(sourceOver(world())));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
  const tell = (message: unknown): void => parentPort!.postMessage(message);
  tell(await app.listen({ port: 0, host: "127.0.0.1" }));
  parentPort!.on("message", () => tell(process.threadCpuUsage()));
}

const address = (i: number): string =>
  `/rdap/ip/${16 + ((i >> 14) & 3)}.${(i >> 6) & 255}.${(i & 63) * 4}.${i % 251}`;

type Figures = { readonly count: number; readonly rate: number; readonly p50: number; readonly p99: number };

async function load(port: number, path: (n: number) => string): Promise<Figures> {
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1_000;
  let n = 0;
  const one = async (): Promise<void> => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    await new Promise<void>((resolve, reject) => {
      let started = 0;
      let left = -1;
      const ask = (): void => {
        started = performance.now();
        left = -1;
        socket.write(`GET ${path(n++)} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n\r\n`);
      };
      // The peer closes where a request has no Accept header, and where it fails.
      socket.once("close", () => reject(new Error("the server closed the connection")));
      socket.on("data", (chunk: Buffer) => {
        if (left < 0) {
          const head = chunk.indexOf("\r\n\r\n");
          const text = chunk.toString("latin1", 0, head).toLowerCase();
          if (!text.startsWith("http/1.1 200")) throw new Error(text);
          left = Number(/content-length: (\d+)/.exec(text)![1]) - (chunk.length - head - 4);
        } else left -= chunk.length;
        if (left > 0) return;
        const now = performance.now();
        times.push(now - started);
        if (now < end) ask();
        else {
          socket.destroy();
          resolve();
        }
      });
      ask();
    });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)]!;
  return { count: times.length, rate: Math.round(times.length / SECONDS), p50: at(0.5), p99: at(0.99) };
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  const [url] = (await once(worker, "message")) as [string];
  const port = Number(new URL(url).port);
  /** Microseconds of CPU that the server's thread has used. */
  const used = async (): Promise<number> => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
    worker.postMessage("cpu");
    const [{ system, user }] = (await once(worker, "message")) as [NodeJS.CpuUsage];
    return system + user;
  };
  // A stride that meets all records in an order of its own.
  const spread = (n: number): string => address((n * 7_919) % RECORDS);
  for (const [name, path] of [
    ["warm-up", spread],
    ["addresses of 60,000 networks", spread],
    ["5,000 addresses again and again", (n: number) => address(n % 5_000)],
  ] as const) {
    const before = await used();
    const { count, p50, p99, rate } = await load(port, path);
    const each = ((await used()) - before) / count;
    if (name !== "warm-up")
      console.log(
        `${name}: ${rate}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${each.toFixed(1)} µs CPU each (${CONNECTIONS} connections)`,
      );
  }
  await worker.terminate();
  const { peer: bin } = parseArgs({ options: { peer: { type: "string" } } }).values;
  if (bin !== undefined) {
    const peer = await startPeer(bin, RECORDS);
    try {
      await load(peer.port, (n) => peer.path((n * 7_919) % RECORDS));
      const before = peer.used();
      const { count, p50, p99, rate } = await load(peer.port, (n) => peer.path((n * 7_919) % RECORDS));
      const each = (peer.used() - before) / count;
      console.log(
        `icann-rdap-srv, ${RECORDS} networks in memory, all cores: ${rate}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${each.toFixed(1)} µs CPU each`,
      );
    } finally {
      peer.stop();
    }
  }
} else await serve();
