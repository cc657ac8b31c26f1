/**
 * The state fraud drill: a log that only grows, with one wrong state in it. An ordinary witness signs it; one that verifies
 * states refuses, so does a client whose key file asks for both, and an evidence file tells others.
 */
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { isEvidence, parseEvidence, verifyEvidence } from "@comity/assembly";
import { logSource, type LogSource, serveWitness, type WitnessServer } from "@comity/watch";
import { must, sha256, toBase64, toHex, utf8 } from "@comity/canon";
import { formatAddCheckpoint, formatCheckpoint, openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { formatNote, parseNote, signNote, signerOf, type KeyFile } from "@comity/signing";
import { diskLayer, LogFiles } from "@comity/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, logOf, says, type Told } from "./log-of.ts";
import { keyFile, ORIGIN, policyOf, World } from "../../../core/assembly/test/world.ts";

const logKey: KeyFile = { name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) };
const keyOf = (name: string): KeyFile => ({
  name: `witness.example/${name}`,
  type: "ed25519",
  secret: sha256(utf8(name)),
});
const policy = must(parsePolicy(utf8(keyFile())));
const folders: string[] = [];
const servers: WitnessServer[] = [];
/** First entries that were asked for, in order. */
let asked: number[] = [];

beforeEach(() => {
  asked = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "comity-state-witness-"));
  folders.push(folder);
  return folder;
};
async function log(tell?: (told: Told, height: number) => Told, w = world()): Promise<string> {
  const folder = await logOf(w, tell);
  folders.push(folder);
  return folder;
}
/** Blocks end at entries 1, 3, 5, … */
function world(blocks = 5): World {
  const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
  for (let i = 1; i < blocks; i++)
    w.block([w.act(`X${i}`, "join", { kind: "operator", policy: policyOf(`X${i}`) })]);
  return w;
}
const reading = (folder: string): LogSource => {
  const source = logSource(folder);
  return {
    ...source,
    bundles(from, size) {
      asked.push(from);
      return source.bundles(from, size);
    },
  };
};
async function witness(name: string, source?: LogSource, folder = newFolder()): Promise<WitnessServer> {
  const server = must(
    await serveWitness({
      folder,
      key: keyOf(name),
      logs: [policy],
      clock: () => 1_795_000_000,
      ...(source === undefined ? {} : { replay: new Map([[ORIGIN, source]]) }),
    }),
  );
  servers.push(server);
  return server;
}
const stop = async (server: WitnessServer): Promise<void> => {
  servers.splice(servers.indexOf(server), 1);
  await server.stop();
};

/** The log's own note of its first `size` entries. */
function noteAt(folder: string, size: number): Uint8Array {
  const root = must(new LogFiles(diskLayer(), join(folder, "log")).root(size));
  const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] });
  return formatNote(must(signNote(text, signerOf(logKey))));
}
async function show(server: WitnessServer, folder: string, size: number, old = 0) {
  const proof =
    old === 0 || old === size
      ? []
      : must(new LogFiles(diskLayer(), join(folder, "log")).consistencyProof(old, size));
  const body = formatAddCheckpoint({ oldSize: old, proof, checkpoint: noteAt(folder, size) });
  const response = await fetch(`${server.url}/add-checkpoint`, {
    method: "POST",
    body: new Uint8Array(body),
  });
  return { status: response.status, text: await response.text() };
}
const evidenceOf = async (server: WitnessServer): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${server.url}/${toHex(sha256(utf8(ORIGIN)))}/evidence`);
  return { status: response.status, text: await response.text() };
};
const wrongRoot = at(2, says({ stateRoot: toBase64(sha256(utf8("another state"))) }));

describe("a state-verifying witness", () => {
  it("signs what it computes itself, block after block, each once", async () => {
    const folder = await log();
    const server = await witness("states", reading(folder));
    expect((await show(server, folder, 2)).status).toBe(200);
    expect((await show(server, folder, 6, 2)).status).toBe(200);
    expect((await show(server, folder, 6, 6)).status).toBe(200);
    expect((await show(server, folder, 10, 6)).status).toBe(200);
    expect(asked).toEqual([0, 2, 6]);
    expect((await evidenceOf(server)).status).toBe(404);
  });

  it("refuses a wrong state that an ordinary witness signs, and proves why", async () => {
    const folder = await log(wrongRoot);
    const [plain, states] = [await witness("plain"), await witness("states", reading(folder))];
    const lines: string[] = [];
    for (const server of [plain, states]) expect((await show(server, folder, 4)).status).toBe(200);
    const honest = await show(plain, folder, 10, 4);
    expect(honest.status).toBe(200);
    lines.push(honest.text);
    for (const size of [6, 10, 10]) {
      const refused = await show(states, folder, size, 4);
      expect(refused).toMatchObject({ status: 422, text: expect.stringContaining("state-root at entry 5") });
    }
    // Nothing was replayed again for the answers after the first.
    expect(asked).toEqual([0, 4]);

    const both = [
      keyFile().split("\n")[0],
      `witness plain ${plain.vkey}`,
      `witness states ${states.vkey}`,
      "group both all plain states",
      "quorum both",
      "",
    ].join("\n");
    const own = must(parseNote(noteAt(folder, 10)));
    const added = lines.flatMap((line) => must(parseNote(utf8(`-\n\n${line}`))).signatures);
    const note = formatNote({ text: own.text, signatures: [...own.signatures, ...added] });
    const client = openCheckpoint(note, must(policyKeys(must(parsePolicy(utf8(both))))));
    expect(client).toMatchObject({ ok: false, error: { code: "checkpoint-quorum" } });

    const { text } = await evidenceOf(states);
    const file = utf8(`${text.split("\n").slice(0, 2).join("\n")}\n`);
    expect(isEvidence(file)).toBe(true);
    const verdict = must(verifyEvidence(file, keyFile()));
    expect(verdict.kind).toBe("state-root");
    expect(verdict.remains).toContain("entry 5");
    // What the others computed is what the honest log says.
    const honestRecord = must(new LogFiles(diskLayer(), join(await log(), "log")).entry(5, 10));
    const evidence = must(parseEvidence(file));
    expect(evidence.kind === "state-root" && Buffer.from(honestRecord).toString()).toContain(
      evidence.kind === "state-root" ? evidence.expected : "",
    );
  });

  it("refuses an act that nobody signed, and a checkpoint inside a block", async () => {
    const forged = at(2, ({ acts, record }) => {
      const entry = acts[0]!.slice();
      const place = entry.length - 12;
      entry[place] = entry[place] === 0x41 ? 0x42 : 0x41;
      return { acts: [entry], record };
    });
    const folder = await log(forged);
    const server = await witness("states", reading(folder));
    expect(await show(server, folder, 10)).toMatchObject({
      status: 422,
      text: expect.stringMatching(/^signature-invalid at entry 4/),
    });
    expect((await evidenceOf(server)).status).toBe(404);

    const open = await log(at(4, ({ acts }) => ({ acts, record: undefined })));
    const other = await witness("states2", reading(open));
    expect(await show(other, open, 9)).toMatchObject({
      status: 422,
      text: expect.stringContaining("inside a block"),
    });
  });

  it("goes on where it stood; a damaged snapshot costs a replay", async () => {
    const folder = await log();
    const own = newFolder();
    const first = await witness("states", reading(folder), `${relative(".", own)}/`);
    expect((await show(first, folder, 6)).status).toBe(200);
    await stop(first);
    const again = await witness("states", reading(folder), own);
    expect((await show(again, folder, 8, 6)).status).toBe(200);
    expect(asked).toEqual([0, 6]);
    await stop(again);
    const snapshots = join(own, toHex(sha256(utf8(ORIGIN))), "snapshots");
    for (const name of readdirSync(snapshots))
      if (name.endsWith(".snap")) truncateSync(join(snapshots, name), 100);
    const third = await witness("states", reading(folder), own);
    expect((await show(third, folder, 10, 8)).status).toBe(200);
    expect(asked).toEqual([0, 6, 0]);
  });

  it("calls nothing false before it has replayed the whole log", async () => {
    const folder = await log(wrongRoot);
    const own = newFolder();
    const first = await witness("states", reading(folder), own);
    expect((await show(first, folder, 4)).status).toBe(200);
    await stop(first);
    const again = await witness("states", reading(folder), own);
    expect((await show(again, folder, 10, 4)).status).toBe(422);
    expect(asked).toEqual([0, 4, 0]);
  });

  it("holds nothing against a log whose source shows another one, or not all of it", async () => {
    const folder = await log();
    const another = await log(wrongRoot);
    for (const source of [reading(another), reading(newFolder())]) {
      const server = await witness("states", source);
      expect((await show(server, folder, 10)).status).toBe(503);
      expect((await evidenceOf(server)).status).toBe(404);
      await stop(server);
    }
    // Datasets belong to it.
    const dataset = `comity/dataset/v1\n{"counts":{"asn":0,"ipv4":1,"ipv6":0},"date":"2026-11-14","kind":"roots","original":{"name":"x","sha256":"${"0".repeat(64)}","size":0},"serial":"1","source":"iana"}\nipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE\n`;
    const rooted = await log(undefined, new World({ founders: [{ id: "QM" }], roots: utf8(dataset) }));
    let isThere = false;
    const source = reading(rooted);
    const server = await witness("states", {
      ...source,
      dataset: async (hash) => (isThere ? source.dataset(hash) : undefined),
    });
    expect(await show(server, rooted, 2)).toMatchObject({
      status: 503,
      text: expect.stringContaining("dataset"),
    });
    isThere = true;
    expect((await show(server, rooted, 2)).status).toBe(200);
  });

  it("answers while it waits for a source that is silent, and stops", async () => {
    const folder = await log();
    const server = await witness("states", {
      ...logSource(folder),
      async *bundles() {
        await new Promise(() => {});
        yield { ok: true, value: [] } as const;
      },
    });
    const began = performance.now();
    expect(await show(server, folder, 10)).toMatchObject({
      status: 503,
      text: expect.stringContaining("entry 0 of 10"),
    });
    // A node waits five seconds for a witness.
    expect(performance.now() - began).toBeLessThan(5000);
    await stop(server);
    expect(performance.now() - began).toBeLessThan(12_000);
  });

  it("verifies all the logs it watches, or none", async () => {
    const parts = { folder: newFolder(), key: keyOf("w"), clock: () => 1 };
    const refused = await serveWitness({ ...parts, logs: [policy], replay: new Map() });
    expect(refused).toMatchObject({ ok: false, error: { code: "replay-missing" } });
    const source = logSource(newFolder());
    const unknown = await serveWitness({
      ...parts,
      logs: [policy],
      replay: new Map([
        [ORIGIN, source],
        ["elsewhere", source],
      ]),
    });
    expect(unknown).toMatchObject({ ok: false, error: { code: "replay-unknown" } });
  });
});
