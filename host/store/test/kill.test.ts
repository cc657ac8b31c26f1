/** kill -9 before, in the middle of and after every write of a real process on the real disk. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { must, toHex } from "@comity/canon";
import { fsck, openStore } from "@comity/store";
import { expect, it } from "vitest";
import { act, ORIGIN, seeded, SOAK, temporaryFolder } from "./support.ts";

type Line = {
  readonly acknowledged?: readonly [number, number];
  readonly size?: number;
  readonly root?: string;
  readonly published?: number;
  readonly operations?: number;
};

function run(folder: string, limit: number): { readonly lines: readonly Line[]; readonly killed: boolean } {
  const child = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "kill-child.ts"), folder, String(limit)],
    { encoding: "utf8" },
  );
  const killed = child.signal === "SIGKILL";
  if (!killed && child.status !== 0) throw new Error(child.stderr);
  const lines = child.stdout.split("\n").filter((line) => line.length > 0);
  return { lines: lines.map((line) => JSON.parse(line) as Line), killed };
}

async function checkKept(folder: string, lines: readonly Line[]): Promise<void> {
  const store = must(await openStore(folder, { origin: ORIGIN }));
  const queued = new Set(store.queued().map((a) => toHex(a.hash)));
  const roots = new Map<number, string>();
  for (const line of lines) {
    const [from, to] = line.acknowledged ?? [0, 0];
    for (let i = from; i < to; i++) {
      const { hash, entry } = act(i);
      const index = store.indexOf(hash);
      if (index === undefined) expect(queued.has(toHex(hash)), `act ${i}`).toBe(true);
      else expect(toHex(must(store.log.entry(index, store.newest.size)))).toBe(toHex(entry));
    }
    if (line.size !== undefined && line.root !== undefined) {
      expect(roots.get(line.size) ?? line.root).toBe(line.root);
      roots.set(line.size, line.root);
      expect(toHex(store.blockOfSize(line.size)!.root)).toBe(line.root);
    }
    if (line.published !== undefined) {
      expect(store.published!.size).toBeGreaterThanOrEqual(line.published);
    }
  }
  await store.close();
  expect(fsck(folder).damage).toEqual([]);
}

it("kill -9 at every write loses nothing that was acknowledged", { timeout: 600_000 }, async () => {
  const seed = Number(process.env["COMITY_SEED"] ?? 99);
  const random = seeded(seed);
  const total = run(join(temporaryFolder(), "s"), Infinity).lines.at(-1)!.operations!;
  expect(total).toBeGreaterThan(80);
  const points = SOAK
    ? Array.from({ length: total }, (_, n) => n)
    : Array.from({ length: 4 }, () => Math.floor(random() * total));
  for (const point of points) {
    const folder = join(temporaryFolder(), "s");
    // Killed twice in a row: the second time it recovers first.
    const first = run(folder, point);
    const second = run(folder, Math.floor(random() * 30));
    expect(first.killed, `seed ${seed}, operation ${point} of ${total}`).toBe(true);
    const third = run(folder, Infinity);
    await checkKept(folder, [...first.lines, ...second.lines, ...third.lines]);
    rmSync(folder, { recursive: true });
  }
});
