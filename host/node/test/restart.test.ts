import { rmSync } from "node:fs";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startNode, type RunningNode } from "@comity/node";
import {
  clock,
  datasetOf,
  found,
  get,
  LOG_KEY,
  newFolder,
  newWorld,
  noteOf,
  ORIGIN,
  policyOf,
  removeFolders,
  start,
  START,
  submit,
} from "./shared.ts";

afterAll(removeFolders);

const ROOTS = datasetOf("roots", "iana", [
  "asn|64496|64511|allocated|||RIR-M",
  "ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M",
  "ipv4|198.51.100.0|198.51.100.255|allocated|||RIR-Z",
]);
const PATHS = [
  "status",
  "parties",
  "resources/192.0.2.7",
  "resources/198.51.100.0/24",
  "resources/AS64500",
  "parties/QM",
  "log?limit=100",
  "why/192.0.2.0/24",
  "map?prefix=192.0.0.0/16&bits=24",
  "export/json",
  "proof/fact?register=ipv4&key=192.0.2.0/25",
];
const answers = async (node: RunningNode): Promise<string[]> => {
  const all: string[] = [];
  for (const path of PATHS) all.push((await get(node, `/api/v1/${path}`)).text);
  return all;
};

describe("restart", () => {
  it("gives byte-identical answers from a snapshot, from the log alone, and with a damaged snapshot", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld(ROOTS);
    let node = await start(folder);
    await found(node, world);
    for (const id of ["XB", "XC", "XD"]) {
      clock.now += 60;
      expect(
        (await submit(node, noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) })))).json
          .outcome,
      ).toBe("effective");
    }
    const before = await answers(node);
    expect(JSON.parse(before[2]!)).toMatchObject({
      grade: "claimed",
      holder: { id: "QM" },
      matched: "192.0.2.0/24",
    });
    expect(JSON.parse(before[3]!)).toMatchObject({ grade: "unclaimed" });
    await node.stop();
    node = await start(folder);
    expect(node.opened).toMatchObject({ snapshot: 3, replayed: 0, skipped: [] });
    expect(await answers(node)).toEqual(before);
    await node.stop();
    rmSync(join(folder, "snapshots"), { recursive: true });
    node = await start(folder);
    expect(node.opened).toMatchObject({ snapshot: -1, replayed: 4 });
    expect(await answers(node)).toEqual(before);
    await node.stop();
  });

  it("closes no block when nothing happens, and one when the heartbeat is due", async () => {
    clock.now = START;
    const node = await start(newFolder());
    await found(node, newWorld());
    clock.now += 1;
    await node.tick();
    expect(node.context.states.newest.height).toBe(0);
    clock.now += Math.ceil(node.context.states.newest.gap / 2);
    await node.tick();
    expect(node.context.states.newest.height).toBe(1);
    clock.now -= 1000;
    await node.tick();
    expect(node.context.states.newest.time).toBe(START + 1 + Math.ceil(node.context.states.newest.gap / 2));
    expect((await get(node, "/healthz")).json.healthy).toBe(true);
    await node.stop();
  });

  it("refuses a second process on the folder, another origin's key, and a taken port", async () => {
    const folder = newFolder();
    const node = await start(folder);
    const options = { folder, origin: ORIGIN, logKey: LOG_KEY };
    expect(await startNode(options)).toMatchObject({ ok: false, error: { code: "folder-locked" } });
    expect(await startNode({ ...options, origin: "example.org/x" })).toMatchObject({
      ok: false,
      error: { code: "log-key-name" },
    });
    const port = Number(new URL(node.url).port);
    expect(await startNode({ ...options, folder: newFolder(), create: true, port })).toMatchObject({
      ok: false,
      error: { code: "port-taken" },
    });
    await node.stop();
    expect(await startNode({ ...options, folder: newFolder() })).toMatchObject({
      ok: false,
      error: { code: "store-missing" },
    });
  });
});

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

async function child(folder: string): Promise<{ process: ChildProcess; url: string }> {
  const started = spawn(process.execPath, [join(import.meta.dirname, "kill-child.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(started);
  const [line] = (await once(started.stdout, "data")) as [Buffer];
  return { process: started, url: line.toString().trim() };
}

describe("kill -9", () => {
  it("loses no acknowledged act", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld();
    let running = await child(folder);
    const post = (note: string, wait: string): Promise<Response> =>
      fetch(`${running.url}/api/v1/acts?wait=${wait}`, { method: "POST", body: note });
    await post(noteOf(world.blocks[0]!.acts[0]!), "yes");
    const acknowledged: string[] = [];
    let number = 0;
    for (let round = 0; round < 3; round++) {
      let alive = true;
      const enough = acknowledged.length + 5 + 4 * round;
      const reached = Promise.withResolvers<void>();
      const acts = Array.from({ length: 40 }, () => {
        const id = `P${number++}`;
        return noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) }));
      });
      const sending = acts.map(async (note, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 2));
        const answer = alive
          ? await post(note, i % 2 === 0 ? "yes" : "no").catch(() => undefined)
          : undefined;
        const text = await answer?.text().catch(() => undefined);
        if (answer?.ok === true && text !== undefined) acknowledged.push(note);
        if (acknowledged.length >= enough) reached.resolve();
      });
      await Promise.race([reached.promise, Promise.all(sending)]);
      running.process.kill("SIGKILL");
      alive = false;
      await Promise.all([...sending, once(running.process, "exit")]);
      running = await child(folder);
    }
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const note of acknowledged) {
      const receipt = (await (await post(note, "yes")).json()) as { outcome: string };
      expect(receipt.outcome).toBe("effective");
    }
    running.process.kill("SIGTERM");
    await once(running.process, "exit");
    const node = await start(folder);
    const { items } = (await get(node, "/api/v1/log?from=0&limit=1000")).json as {
      items: { text: string }[];
    };
    const logged = new Map<string, number>();
    for (const { text } of items) logged.set(text, (logged.get(text) ?? 0) + 1);
    for (const note of acknowledged) expect(logged.get(note)).toBe(1);
    await node.stop();
  });
});
