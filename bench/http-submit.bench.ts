/**
 * Acts with one Ed25519 signature through HTTP submit, until they are durable, applied, in a signed checkpoint and
 * their receipt has arrived. Set-up: one `join` and one `delegate` a key; measured: `correct` of the own holding. The load generator is a process of its own on the
 * same machine, so node and client share its cores.
 *
 *   node bench/http-submit.bench.ts [--keys 5000] [--rounds 3]
 */
import { spawn } from "node:child_process";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { actEntry, actHash, actText, NO_PREV } from "@comity/assembly";
import { startNode } from "@comity/node";
import { installNative } from "@comity/native";
import { simpleMajority } from "@comity/rules";
import { formatKeyFile, formatVkey, signerOf, type NoteSignature } from "@comity/signing";

const ORIGIN = "example.org/assembly";
const SEEN = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };
const ROOTS = utf8(
  `comity/dataset/v1\n{"counts":{"asn":0,"ipv4":1,"ipv6":0},"date":"2026-11-14","kind":"roots","original":{"name":"bench","sha256":"${"0".repeat(64)}","size":0},"serial":"1","source":"iana"}\nipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE\n`,
);
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

type Party = {
  readonly id: string;
  readonly policy: Json;
  readonly line: (text: Uint8Array) => NoteSignature;
  readonly act: (kind: string, body: { readonly [field: string]: Json }, also?: Party) => string;
};

function partyOf(id: string): Party {
  const secret = createHash("sha256").update(id).digest();
  const { key } = signerOf({ name: `${id}/office`, type: "ed25519", secret });
  const own = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: "der", type: "pkcs8" });
  const policy = { keys: [{ key: formatVkey(key) }], thresholds: [{ k: 1, kinds: ["*"] }] };
  let seq = 0;
  let prev = NO_PREV;
  const line = (text: Uint8Array): NoteSignature => ({
    name: key.name,
    keyId: key.id,
    signature: new Uint8Array(sign(null, text, own)),
  });
  const act = (kind: string, body: { readonly [field: string]: Json }, also?: Party): string => {
    const text = actText({
      assembly: ORIGIN,
      body,
      by: id,
      kind,
      lane: "main",
      prev,
      seen: SEEN,
      seq: ++seq,
      until: 4_000_000_000,
    });
    prev = actHash(text);
    const lines = [line(text), ...(also === undefined ? [] : [also.line(text)])];
    return Buffer.from(actEntry(text, lines)).toString("utf8");
  };
  return { id, policy, act, line };
}

/** Sends every note, `sockets` requests at a time, `batch` notes a request; prints seconds and outcomes. */
async function client(port: number, file: string, sockets: number, batch: number): Promise<void> {
  const notes = JSON.parse(readFileSync(file, "utf8")) as string[];
  const requests: Buffer[] = [];
  for (let i = 0; i < notes.length; i += batch) {
    const body = notes.slice(i, i + batch).join("");
    const head = `POST /api/v1/acts HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    requests.push(Buffer.from(head + body));
  }
  let next = 0;
  let effective = 0;
  const latencies: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: sockets }, async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.setNoDelay(true);
      let buffer = "";
      let done: (() => void) | undefined;
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        buffer += chunk;
        const end = buffer.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(buffer)?.[1]);
        if (buffer.length < end + 4 + length) return;
        effective += buffer.split('"outcome":"effective"').length - 1;
        buffer = "";
        done?.();
      });
      while (next < requests.length) {
        const request = requests[next++]!;
        const sent = performance.now();
        const answered = new Promise<void>((resolve) => (done = resolve));
        socket.write(request);
        await answered;
        latencies.push(performance.now() - sent);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)]!;
  console.log(JSON.stringify({ seconds, acts: notes.length, effective, p50: at(0.5), p99: at(0.99) }));
}

async function load(
  what: string,
  port: number,
  notes: readonly string[],
  folder: string,
  sockets: number,
  batch: number,
): Promise<void> {
  const file = join(folder, "notes.json");
  writeFileSync(file, JSON.stringify(notes));
  const child = spawn(
    process.execPath,
    [import.meta.filename, "client", String(port), file, String(sockets), String(batch)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  await once(child, "exit");
  const { seconds, acts, effective, p50, p99 } = JSON.parse(out) as { [figure: string]: number };
  const rate = Math.round(acts! / seconds!);
  console.log(
    `${what}: ${sockets} connections, ${batch} acts a request: ${rate} acts/s (${effective}/${acts} effective, request p50 ${p50!.toFixed(1)} ms, p99 ${p99!.toFixed(1)} ms)`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { keys: { type: "string", default: "5000" }, rounds: { type: "string", default: "3" } },
  });
  await installNative();
  const folder = mkdtempSync(join(tmpdir(), "comity-bench-"));
  const logKey = { name: ORIGIN, type: "ed25519" as const, secret: sha256(utf8("log")) };
  const node = must(
    await startNode({
      folder: join(folder, "node"),
      origin: ORIGIN,
      logKey: formatKeyFile(logKey),
      create: true,
      ratePerMinute: 100_000_000,
    }),
  );
  const port = Number(new URL(node.url).port);
  const founder = partyOf("QM");
  const founding = founder.act("found", {
    constitution: JSON.parse(JSON.stringify(simpleMajority)) as Json,
    roots: toBase64(sha256(ROOTS)),
    parties: [
      { id: "QM", kind: "registry", label: "EXAMPLE", policy: founder.policy, seats: { members: 1 } },
    ],
    policy: `log ${formatVkey(signerOf(logKey).key)}\nquorum none\n`,
  });
  await fetch(`${node.url}/api/v1/datasets`, { method: "POST", body: ROOTS as Uint8Array<ArrayBuffer> });
  await fetch(`${node.url}/api/v1/acts`, { method: "POST", body: founding });
  const parties = Array.from({ length: Number(values.keys) }, (_, i) => partyOf(`P${i}`));
  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}, ${parties.length} keys`,
  );
  const joins = parties.map((party) => party.act("join", { kind: "operator", policy: party.policy }));
  await load("join (checks a new key)", port, joins, folder, 64, 16);
  const delegations = parties.map((party, i) =>
    founder.act(
      "delegate",
      { to: party.id, resources: [`10.${i >> 8}.${i & 255}.0/24`], terms: { kind: "permanent" } },
      party,
    ),
  );
  await load("delegate (two signatures, one lane)", port, delegations, folder, 1, 512);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [sockets, batch] of [
      [256, 1],
      [1024, 1],
      [32, 64],
    ] as const) {
      // Several acts a key, one after the other: a stream, not one wave that everybody waits for.
      const acts = Array.from({ length: 4 }, (_, turn) =>
        parties.map((party, i) =>
          party.act("correct", {
            resources: [`10.${i >> 8}.${i & 255}.0/24`],
            note: `${round} ${batch} ${turn}`,
          }),
        ),
      ).flat();
      await load("correct", port, acts, folder, sockets, batch);
    }
  }
  console.log(`log size ${node.context.states.newest.size}, height ${node.context.states.newest.height}`);
  await node.stop();
  rmSync(folder, { recursive: true });
}

const [mode, port, file, sockets, batch] = process.argv.slice(2);
if (mode === "client") await client(Number(port), file!, Number(sockets), Number(batch));
else await main();
