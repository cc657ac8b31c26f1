import { serveWitness, type WitnessServer } from "@comity/watch";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, must, sha256, toHex, utf8 } from "@comity/canon";
import { isEvidence, verifyEvidence } from "@comity/assembly";
import {
  checkpointVerifier,
  consistencyProof,
  cosignatureTime,
  formatAddCheckpoint,
  formatCheckpoint,
  leafHash,
  memoryReader,
  openCheckpoint,
  parsePolicy,
  policyKeys,
  rootOf,
  verifyCountersignature,
} from "@comity/log";
import {
  formatNote,
  formatVkey,
  parseNote,
  parseVkey,
  signNote,
  signerOf,
  type KeyFile,
} from "@comity/signing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ORIGIN = "example.org/log";
const logKey: KeyFile = { name: ORIGIN, type: "ed25519", secret: sha256(utf8("a log")) };
const key: KeyFile = { name: "witness.example/w1", type: "ed25519", secret: sha256(utf8("a witness")) };
const keyFile = `log ${formatVkey(signerOf(logKey).key)}\nquorum none\n`;
const leavesOf = (n: number, salt = ""): Uint8Array[] =>
  Array.from({ length: n }, (_, i) => leafHash(utf8(`${salt}${i}`)));
const leaves = leavesOf(100);
const rootAt = (size: number, of = leaves): Uint8Array => rootOf(of.slice(0, size));

const checkpoint = (size: number, root = rootAt(size), signer = logKey, origin = ORIGIN): Uint8Array =>
  formatNote(must(signNote(formatCheckpoint({ origin, size, root, extensions: [] }), signerOf(signer))));
const proofOf = (a: number, b: number, of = leaves): readonly Uint8Array[] =>
  a === 0 || a === b ? [] : must(consistencyProof(a, b, memoryReader(of.slice(0, b))));
const body = (old: number, size: number, proof = proofOf(old, size), note = checkpoint(size)): Uint8Array =>
  formatAddCheckpoint({ oldSize: old, proof, checkpoint: note });

let folder: string;
let witness: WitnessServer;
let now = 1_795_000_000;
const open = async (): Promise<WitnessServer> =>
  must(await serveWitness({ folder, key, logs: [must(parsePolicy(utf8(keyFile)))], clock: () => now }));
const post = async (
  path: string,
  bytes: Uint8Array | string,
): Promise<{ status: number; text: string; type: string }> => {
  const response = await fetch(`${witness.url}${path}`, {
    method: "POST",
    body: typeof bytes === "string" ? bytes : new Uint8Array(bytes),
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get("content-type") ?? "",
  };
};
const add = (bytes: Uint8Array) => post("/add-checkpoint", bytes);
const get = async (path: string): Promise<string> => (await fetch(`${witness.url}${path}`)).text();
const fresh = async (): Promise<void> => {
  await witness?.stop();
  folder = mkdtempSync(join(tmpdir(), "comity-witness-"));
  folders.push(folder);
  witness = await open();
};
const folders: string[] = [];

beforeAll(fresh);
afterAll(async () => {
  await witness.stop();
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

describe("add-checkpoint", () => {
  it("signs what extends what it signed, also the same again with a newer time", async () => {
    await fresh();
    const verifier = must(checkpointVerifier(must(parseVkey(witness.vkey))));
    for (const [old, size] of [
      [0, 3],
      [3, 3],
      [3, 70],
      [70, 71],
      [71, 100],
    ] as const) {
      now += 7;
      const { status, text } = await add(body(old, size));
      expect(status).toBe(200);
      const { text: signed } = must(parseNote(checkpoint(size)));
      const [line, ...more] = must(parseNote(concat(signed, utf8(`\n${text}`)))).signatures;
      expect(more).toEqual([]);
      expect(verifier.verify(signed, line!.signature)).toBe(true);
      expect(cosignatureTime(line!.signature)).toBe(now);
    }
    const hash = toHex(sha256(utf8(ORIGIN)));
    const policy = `log ${formatVkey(signerOf(logKey).key)}\nwitness w ${witness.vkey}\nquorum w\n`;
    const opened = openCheckpoint(
      utf8(await get(`/${hash}/checkpoint`)),
      must(policyKeys(must(parsePolicy(utf8(policy))))),
    );
    expect(must(opened).checkpoint.size).toBe(100);
    expect(must(opened).witnesses).toEqual([{ name: "w", time: now }]);
  });

  it("refuses in the order of the specification, the first defect decides", async () => {
    await fresh();
    expect((await add(body(0, 10))).status).toBe(200);
    const stranger: KeyFile = { name: "example.org/other", type: "ed25519", secret: sha256(utf8("other")) };
    const impostor: KeyFile = { ...logKey, secret: sha256(utf8("impostor")) };
    const cases: readonly [number, Uint8Array, string?][] = [
      [400, utf8("old 1\n")],
      [400, utf8("nothing")],
      [400, body(0, 10, [], utf8("no note"))],
      [
        400,
        formatAddCheckpoint({
          oldSize: 10,
          proof: Array.from({ length: 64 }, () => rootAt(1)),
          checkpoint: checkpoint(20),
        }),
      ],
      [404, body(9, 5, [], checkpoint(5, rootAt(5), stranger, "example.org/other"))],
      [403, body(9, 5, [], checkpoint(5, rootAt(5), impostor))],
      [400, body(20, 12, [])],
      [409, body(9, 12), "10\n"],
      [409, body(0, 12), "10\n"],
      [422, body(10, 20, proofOf(9, 20))],
      [422, body(10, 20, [])],
      [422, body(10, 20, [...proofOf(10, 20), rootAt(3)])],
      [422, body(10, 20, proofOf(10, 20), checkpoint(20, rootAt(19)))],
      [422, body(10, 10, [], checkpoint(10, rootAt(9)))],
      [422, body(10, 10, [rootAt(1)])],
    ];
    for (const [status, bytes, text] of cases) {
      const answer = await add(bytes);
      expect(answer.status, Buffer.from(bytes).toString("utf8")).toBe(status);
      if (text !== undefined) expect(answer).toMatchObject({ text, type: "text/x.tlog.size" });
    }
    expect((await add(body(10, 20))).status).toBe(200);
  });

  it("signs an empty log only with the empty root", async () => {
    await fresh();
    expect((await add(body(0, 0, [], checkpoint(0, rootAt(1))))).status).toBe(422);
    expect((await add(body(0, 0, []))).status).toBe(200);
    expect((await add(body(0, 5))).status).toBe(200);
  });

  it("goes back for nobody: an old checkpoint replayed, after a restart too", async () => {
    await fresh();
    await add(body(0, 10));
    await add(body(10, 30));
    expect(await add(body(0, 10))).toMatchObject({ status: 409, text: "30\n" });
    expect(await add(body(10, 30))).toMatchObject({ status: 409, text: "30\n" });
    await witness.stop();
    witness = await open();
    expect(await add(body(0, 40))).toMatchObject({ status: 409, text: "30\n" });
    expect((await add(body(30, 10, []))).status).toBe(400);
    expect((await add(body(30, 40))).status).toBe(200);
  });

  it("signs no fork, and keeps two roots for one size as evidence that convinces others", async () => {
    await fresh();
    const hash = toHex(sha256(utf8(ORIGIN)));
    await add(body(0, 10));
    expect((await fetch(`${witness.url}/${hash}/evidence`)).status).toBe(404);
    const fork = [...leaves.slice(0, 5), ...leavesOf(95, "fork")];
    expect((await add(body(10, 20, proofOf(10, 20, fork), checkpoint(20, rootAt(20, fork))))).status).toBe(
      422,
    );
    expect((await add(body(10, 10, [], checkpoint(10, rootAt(10, fork))))).status).toBe(422);
    const evidence = utf8(await get(`/${hash}/evidence`));
    expect(isEvidence(evidence)).toBe(true);
    expect(verifyEvidence(evidence, keyFile).ok).toBe(true);
    expect((await add(body(10, 20))).status).toBe(200);
  });

  it("signs one of two that come at once from the same size", async () => {
    await fresh();
    await add(body(0, 10));
    const fork = [...leaves.slice(0, 10), ...leavesOf(90, "fork")];
    const other = body(10, 20, proofOf(10, 20, fork), checkpoint(20, rootAt(20, fork)));
    const answers = await Promise.all([add(body(10, 20)), add(other), add(body(10, 20)), add(other)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it("shares its memory with a second process on the same folder", async () => {
    await fresh();
    const second = must(
      await serveWitness({ folder, key, logs: [must(parsePolicy(utf8(keyFile)))], clock: () => now }),
    );
    try {
      await add(body(0, 10));
      const answer = await fetch(`${second.url}/add-checkpoint`, {
        method: "POST",
        body: new Uint8Array(body(0, 20)),
      });
      expect([answer.status, await answer.text()]).toEqual([409, "10\n"]);
    } finally {
      await second.stop();
    }
  });

  it("reads no endless body, and nothing but its routes", async () => {
    await fresh();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${witness.url}/add-checkpoint`, { method: "POST" }, (r) =>
        resolve(r.resume().statusCode),
      );
      sent.on("error", reject);
      sent.end(Buffer.alloc(200_000));
    });
    expect(status).toBe(413);
    expect((await post("/nothing", "x")).status).toBe(404);
    expect((await fetch(`${witness.url}/constructor`)).status).toBe(404);
    expect(await get("/key")).toBe(`${witness.vkey}\n`);
  });
});

describe("countersign", () => {
  it("says when it saw a hash, and reads nothing else", async () => {
    await fresh();
    const hash = sha256(utf8("an act"));
    const { status, text } = await post("/countersign", `${toHex(hash)}\n`);
    expect(status).toBe(200);
    const [line] = must(parseNote(utf8(`x\n\n${text}`))).signatures;
    expect(cosignatureTime(line!.signature)).toBe(now);
    expect(verifyCountersignature(must(parseVkey(witness.vkey)), hash, line!.signature)).toBe(true);
    for (const bad of ["", toHex(hash).toUpperCase(), `${toHex(hash)}0`, `${toHex(hash)}\n\n`]) {
      expect((await post("/countersign", bad)).status).toBe(400);
    }
  });
});

it("one log in two key files is refused: which keys would count?", async () => {
  const policy = must(parsePolicy(utf8(keyFile)));
  const opened = await serveWitness({ folder, key, logs: [policy, policy], clock: () => now });
  expect(opened.ok ? "" : opened.error.code).toBe("log-twice");
});
