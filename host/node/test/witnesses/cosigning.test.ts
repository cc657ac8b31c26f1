import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { logSource, type LogSource, serveWitness, type WitnessServer } from "@comity/watch";
import { must, sha256, toHex, utf8 } from "@comity/canon";
import { isBlockRecord, parseBlockRecord, verifyProofFile } from "@comity/assembly";
import { formatAddCheckpoint, openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { type RunningNode } from "@comity/node";
import { afterEach, describe, expect, it } from "vitest";
import {
  countersigned,
  witnessedKeyFile,
  witnessKey,
  type WitnessName,
} from "../../../../core/assembly/test/witnesses.ts";
import { constitution } from "../../../../core/assembly/test/decisions/house.ts";
import { decide } from "./decide.ts";
import { keep, node as startNode, stop } from "./running.ts";
import { clock, found, FOUNDERS, get, newFolder, noteOf, ORIGIN, START, submit, World } from "../shared.ts";

const DAY = 86_400;
const KEY_FILE = witnessedKeyFile(ORIGIN);
const keys = must(policyKeys(must(parsePolicy(utf8(KEY_FILE)))));
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function witness(
  name: WitnessName,
  folder = newFolder(),
  port = 0,
  source?: LogSource,
): Promise<WitnessServer> {
  const logs = [must(parsePolicy(utf8(KEY_FILE)))];
  const replay = source === undefined ? {} : { replay: new Map([[ORIGIN, source]]) };
  const server = must(
    await serveWitness({ folder, key: witnessKey(name), logs, clock: () => clock.now, port, ...replay }),
  );
  return keep(server);
}
/** Answers nothing, or never. */
async function broken(how: () => "silent" | number): Promise<string> {
  const server = createServer((_request, response) => {
    const answer = how();
    if (answer !== "silent") response.writeHead(answer).end("no\n");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const node = (witnesses: { readonly [name: string]: string }, folder = newFolder()): Promise<RunningNode> =>
  startNode(folder, { witnesses });
const world = (): World => new World({ founders: FOUNDERS, witnessed: true });
const published = async (n: RunningNode) =>
  must(openCheckpoint(utf8((await get(n, "/log/checkpoint")).text), keys));
const status = async (n: RunningNode) => (await get(n, "/api/v1/status")).json;

describe("a node with witnesses", () => {
  it("releases cosigned checkpoints, proves under them, and says who signed", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    const n = await node({ w1: w1.url, w2: w2.url });
    expect(await status(n)).toMatchObject({ trust: "operator-trusted", witnesses: 0 });
    const w = world();
    await found(n, w);
    const proof = await get(n, "/api/v1/proof/fact?register=parties&key=party%2FQM");
    const verdict = verifyProofFile(utf8(proof.text), KEY_FILE);
    expect(verdict).toMatchObject({ ok: true, witnesses: ["w1", "w2"] });
    expect((await published(n)).checkpoint.size).toBe(2);
    expect(await status(n)).toMatchObject({
      trust: "witnessed",
      witnesses: 2,
      cosigned: { size: 2, time: START, by: ["w1", "w2"] },
    });
    expect((await get(n, "/api/v1/proof/act/0")).status).toBe(200);
    expect((await get(n, "/healthz")).json.checks.witnesses.ok).toBe(true);
  });

  it("has its states verified by a witness that replays it over HTTP before it is released", async () => {
    let url = "";
    const source: LogSource = {
      bundles: (from, size) => logSource(url).bundles(from, size),
      tile: (tile) => logSource(url).tile(tile),
      dataset: (hash) => logSource(url).dataset(hash),
      document: (hash) => logSource(url).document(hash),
    };
    const [w1, w3] = [await witness("w1"), await witness("w3", newFolder(), 0, source)];
    const n = await node({ w1: w1.url, w3: w3.url });
    ({ url } = n);
    const w = world();
    await found(n, w);
    for (const who of ["QM", "QN"]) {
      clock.now += 86_400;
      await n.tick();
      expect((await submit(n, noteOf(w.act(who, "leave")))).status).toBe(200);
    }
    await n.tick();
    const { size } = n.context.states.newest;
    expect(await published(n)).toMatchObject({
      checkpoint: { size },
      witnesses: [{ name: "w1" }, { name: "w3" }],
    });
    // With the node stopped it has nothing to read, and signs nothing new.
    await n.stop();
    const server = await witness("w2", newFolder(), 0, source);
    const body = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: n.context.states.newest.note });
    const answer = await fetch(`${server.url}/add-checkpoint`, {
      method: "POST",
      body: new Uint8Array(body),
    });
    expect(answer.status).toBe(503);
  });

  it("lets time go on with the witnesses, and carries their word in block records", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    const n = await node({ w1: w1.url, w2: w2.url });
    const w = world();
    await found(n, w);
    clock.now += 5 * 86_400;
    await n.tick();
    const { json } = await submit(n, noteOf(w.act("QM", "leave")));
    expect(json).toMatchObject({ outcome: "effective", time: clock.now });
    const { size } = n.context.states.newest;
    const records = Array.from({ length: size }, (_, i) => must(n.context.log.entry(i, size)))
      .filter(isBlockRecord)
      .map((entry) => must(parseBlockRecord(entry)));
    expect(records.some((record) => record.witness?.includes("witness.example/w2"))).toBe(true);
    // A restart replays it; the past is replayed by another thread.
    const { folder } = n.context;
    await n.stop();
    const again = await node({ w1: w1.url, w2: w2.url }, folder);
    expect(again.context.states.newest.size).toBe(size);
    await again.tick();
    expect((await status(again)).cosigned).toMatchObject({ size: again.context.states.newest.size });
  });

  it("is delayed by no slow, dead or refusing witness while enough sign", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    let answer: "silent" | number = "silent";
    const n = await node({ w1: w1.url, w2: w2.url, w3: await broken(() => answer) });
    await found(n, world());
    for (const each of ["silent", 500, 403] as const) {
      answer = each;
      clock.now += 1000;
      const began = performance.now();
      await n.tick();
      // A witness has five seconds: nobody waited for this one.
      expect(performance.now() - began).toBeLessThan(4000);
      expect((await published(n)).witnesses.map(({ name }) => name)).toEqual(["w1", "w2"]);
    }
    expect((await get(n, "/healthz")).json.checks.witnesses).toMatchObject({ ok: true });
  });

  it("orders acts while too few sign, but time stands still, nothing is proven, and it says so", async () => {
    const w1 = await witness("w1");
    const n = await node({ w1: w1.url, w2: await broken(() => 500) });
    const w = world();
    await found(n, w);
    clock.now += 5 * 86_400;
    await n.tick();
    const { skew } = n.context.states.newest;
    const { json } = await submit(n, noteOf(w.act("QM", "leave")));
    expect(json).toMatchObject({ state: "logged", outcome: "effective", time: START + skew });
    const { size } = n.context.states.newest;
    await n.tick();
    expect(n.context.states.newest.size).toBe(size);
    expect((await get(n, "/log/checkpoint")).status).toBe(404);
    expect((await get(n, "/api/v1/proof/fact?register=parties&key=party%2FQM")).json.code).toBe(
      "not-cosigned",
    );
    expect((await get(n, "/healthz")).status).toBe(503);
    expect(await status(n)).toMatchObject({ trust: "witnessed", witnesses: 0 });
  });

  it("goes on when witnesses come back: what they missed is on the record as a jump of time", async () => {
    const [f1, f2] = [newFolder(), newFolder()];
    const [w1, w2] = [await witness("w1", f1), await witness("w2", f2)];
    const n = await node({ w1: w1.url, w2: w2.url });
    await found(n, world());
    await n.tick();
    const ports = [w1, w2].map(({ url }) => Number(new URL(url).port));
    await stop(w1);
    await stop(w2);
    clock.now += 86_400;
    await n.tick();
    expect(n.context.states.newest.time).toBeLessThan(clock.now);
    await witness("w1", f1, ports[0]);
    await witness("w2", f2, ports[1]);
    await n.tick();
    expect(n.context.states.newest.time).toBe(clock.now);
  });

  it("gets no signature for a second history: it was restored from an old copy and went on another way", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    const urls = { w1: w1.url, w2: w2.url };
    const first = await node(urls);
    const w = world();
    await found(first, w);
    await submit(first, noteOf(w.act("QM", "leave")));
    await first.tick();
    const signed = (await published(first)).checkpoint.size;
    const fork = await node(urls);
    const other = world();
    await found(fork, other);
    for (const by of ["QN", "XA"]) await submit(fork, noteOf(other.act(by, "leave")));
    await fork.tick();
    expect(fork.context.states.newest.size).toBeGreaterThan(signed);
    expect((await get(fork, "/log/checkpoint")).status).toBe(404);
    expect(fork.context.witnesses.troubles.get("w1")?.code).toBe("witness-refused");
    const hash = toHex(sha256(utf8(ORIGIN)));
    expect(await (await fetch(`${w1.url}/${hash}/checkpoint`)).text()).toContain(`${ORIGIN}\n${signed}\n`);
  });

  it("takes acts with countersignatures, and refuses one that is no witness's", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    const n = await node({ w1: w1.url, w2: w2.url });
    const w = world();
    await found(n, w);
    const act = countersigned(w.act("QM", "leave"), { w1: START, w3: START });
    const broke = Buffer.from(noteOf(act))
      .toString("utf8")
      .replace(/(witness\.example\/w1 [^\n]{40})./, "$1A");
    expect((await submit(n, broke)).json.code).toMatch(/^signature-|^note-base64/);
    expect((await submit(n, noteOf(act))).json).toMatchObject({ outcome: "effective" });
  });

  it("has a decided key file in force when its witnesses have signed, and asks those from then on", async () => {
    const [w1, w2] = [await witness("w1"), await witness("w2")];
    const late = await broken(() => 500);
    const folder = newFolder();
    const urls = { w1: w1.url, w2: late };
    let n = await node(urls, folder);
    const w = new World({ founders: FOUNDERS, constitution: constitution() });
    await found(n, w);
    await decide(n, w, [{ kind: "set-key-file", body: { policy: KEY_FILE } }]);
    await n.tick();
    // One of two does not answer: the old file is in force, and time goes on.
    const waiting = await status(n);
    expect(waiting).toMatchObject({ trust: "operator-trusted", nextKeyFile: { text: KEY_FILE } });
    expect(Object.keys(waiting.nextKeyFile.waitsFor).toSorted()).toEqual(["w2", "w3"]);
    expect((await get(n, "/api/v1/key")).text).not.toBe(KEY_FILE);
    const { time } = n.context.states.newest;
    clock.now += DAY;
    await n.tick();
    expect(n.context.states.newest.time).toBeGreaterThanOrEqual(time);
    await stop(n);
    n = await node({ w1: w1.url, w2: w2.url }, folder);
    await n.tick();
    await n.tick();
    expect((await get(n, "/api/v1/key")).text).toBe(KEY_FILE);
    expect(await status(n)).toMatchObject({ trust: "witnessed", witnesses: 2 });
    expect(await status(n)).not.toHaveProperty("nextKeyFile");
    expect((await published(n)).witnesses.map(({ name }) => name)).toEqual(["w1", "w2"]);
    // And they are needed now.
    clock.now += DAY;
    await n.tick();
    expect((await status(n)).cosigned).toMatchObject({ time: clock.now, by: ["w1", "w2"] });
  });
});
