import { renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { RunningNode } from "@comity/node";
import {
  clock,
  found,
  get,
  newFolder,
  newWorld,
  noteOf,
  policyOf,
  removeFolders,
  start,
  START,
  submit,
  type World,
} from "./shared.ts";

afterAll(removeFolders);

const joining = (world: World, id: string): string =>
  noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) }));

/** Where files of the log should go stands something else: no block can be written. */
function obstruct(folder: string): () => void {
  const tiles = join(folder, "log", "tile");
  renameSync(tiles, `${tiles}.away`);
  writeFileSync(tiles, "");
  return () => {
    rmSync(tiles);
    renameSync(`${tiles}.away`, tiles);
  };
}

async function until(node: RunningNode, healthy: boolean): Promise<void> {
  while (((await get(node, "/healthz")).status === 200) !== healthy) await sleep(50);
}

describe("stopping", () => {
  it("does not wait for a disk that takes nothing, and the next start completes the block", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld();
    let node = await start(folder);
    await found(node, world);
    const clear = obstruct(folder);
    const waiting = submit(node, joining(world, "XB"));
    await until(node, false);
    const began = performance.now();
    const [answer] = await Promise.all([waiting, node.stop()]);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(answer).toMatchObject({ status: 503, json: { code: "stopping" } });
    clear();
    node = await start(folder);
    expect((await get(node, "/api/v1/parties/XB")).json).toMatchObject({ id: "XB" });
    expect((await get(node, "/api/v1/status")).json).toMatchObject({ height: 1, size: 4 });
    await node.stop();
  });

  it("writes on when the disk takes something again", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld();
    const node = await start(folder);
    await found(node, world);
    const clear = obstruct(folder);
    const waiting = submit(node, joining(world, "XB"));
    await until(node, false);
    clear();
    expect((await waiting).json).toMatchObject({ outcome: "effective" });
    await until(node, true);
    await node.stop();
  });

  it("ends within five seconds beside a client that never finishes its request", async () => {
    clock.now = START;
    const folder = newFolder();
    const node = await start(folder);
    const { hostname, port } = new URL(node.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.on("error", () => {});
    socket.write("POST /api/v1/acts HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\ncomity");
    await get(node, "/healthz");
    const began = performance.now();
    const closed = once(socket, "close");
    await node.stop();
    await closed;
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
