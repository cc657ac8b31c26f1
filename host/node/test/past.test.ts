import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { verifyProofFile } from "@comity/assembly";
import { utf8 } from "@comity/canon";
import type { RunningNode } from "@comity/node";
import { keptHeights } from "@comity/store";
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
} from "./shared.ts";

afterAll(removeFolders);

const READS = ["parties", "parties/QM", "resources/AS64500", "decisions", "search?q=XB", "export/json"];
const askAll = async (node: RunningNode, size: number): Promise<unknown> => {
  const all: unknown[] = [];
  for (const path of READS) {
    const { json, text } = await get(node, `/api/v1/${path}${path.includes("?") ? "&" : "?"}at=${size}`);
    all.push(json ?? text);
  }
  return all;
};

describe("states of the past", () => {
  it("are the same whether kept or replayed, from a snapshot or from the beginning", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld();
    let node = await start(folder, { snapshotEntries: 4 });
    await found(node, world);
    const live = new Map<number, unknown>();
    for (const id of ["XB", "XC", "XD", "XE"]) {
      clock.now += 60;
      await submit(node, noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) })));
      const { size } = node.context.states.newest;
      live.set(size, await askAll(node, size));
    }
    await node.stop();
    node = await start(folder);
    for (const [size, answer] of live) expect(await askAll(node, size)).toEqual(answer);
    // Between blocks it is the block before; and the replay can be asked again, backwards.
    const sizes = [...live.keys()];
    expect(await askAll(node, sizes[1]! + 1)).toEqual(live.get(sizes[1]!));
    await node.stop();
    rmSync(join(folder, "snapshots"), { recursive: true });
    node = await start(folder);
    for (const [size, answer] of live) expect(await askAll(node, size)).toEqual(answer);
    await node.stop();
  });

  it("are proven under the newest checkpoint, and only a verifier that allows the past takes them", async () => {
    clock.now = START;
    const folder = newFolder();
    const world = newWorld();
    let node = await start(folder);
    await found(node, world);
    clock.now += 60;
    await submit(node, noteOf(world.act("XB", "join", { kind: "operator", policy: policyOf("XB") })));
    await node.stop();
    node = await start(folder);
    const { text } = await get(node, "/api/v1/proof/fact?register=parties&key=party/XB&at=2");
    const key = (await get(node, "/api/v1/key")).text;
    expect(verifyProofFile(utf8(text), key)).toMatchObject({ ok: false });
    const verdict = verifyProofFile(utf8(text), key, { allowPast: true });
    expect(verdict).toMatchObject({ ok: true, answer: { kind: "fact", found: [] } });
    await node.stop();
  });

  it("refuses what is still to come, and what is before the founding", async () => {
    clock.now = START;
    const node = await start(newFolder());
    await found(node, newWorld());
    expect((await get(node, "/api/v1/parties?at=3")).json.code).toBe("at-beyond");
    expect((await get(node, "/api/v1/parties?at=1")).json.code).toBe("not-founded");
    await node.stop();
  });
});

describe("snapshots that stay", () => {
  it("are the newest and ever older ones, as many as the logarithm of the log", () => {
    let kept: readonly number[] = [];
    for (let height = 1; height <= 10_000; height++) {
      kept = keptHeights([...kept, height]);
      expect(kept.slice(-Math.min(3, height))).toEqual([height - 2, height - 1, height].filter((h) => h > 0));
      expect(kept.length).toBeLessThanOrEqual(3 + Math.ceil(Math.log2(height + 1)));
    }
    for (const at of [9990, 9000, 6000, 1000]) {
      const before = kept.findLast((height) => height <= at)!;
      expect(at - before).toBeLessThan(10_000 - at + 64);
    }
  });
});
