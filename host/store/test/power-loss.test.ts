/**
 * Power loss before every operation on a disk that drops and reorders what was not flushed. The database lies on the
 * real disk; at the moment of the cut it is copied, for what it has committed is durable by its own contract.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, must } from "@comity/canon";
import { createStore, fsck, openStore, PowerLoss, recordingLayer } from "@comity/store";
import type { BlockRow, OpenOptions, RecordingLayer, Store } from "@comity/store";
import { describe, expect, it } from "vitest";
import { act, acts, appendAll, note, ORIGIN, record, seeded, SOAK, temporaryFolder } from "./support.ts";

/** What the outside world was told. */
type Told = {
  acknowledged: number[];
  roots: BlockRow[];
  published: number;
  datasets: Uint8Array[];
  snapshots: number;
};

const nothing = (): Told => ({ acknowledged: [], roots: [], published: 0, datasets: [], snapshots: -1 });

/** Blocks of growing size over a tile boundary, two of them in flight together, blobs and snapshots between. */
async function workload(store: Store, told: Told): Promise<void> {
  for (const [round, count] of [3, 1, 250, 7].entries()) {
    const from = 1000 * round;
    must(await store.enqueue(acts(from, from + count)));
    told.acknowledged.push(...Array.from({ length: count }, (_, i) => from + i));
    const first = store.appendBlock([...store.queued(), record(store.newest.height + 1)]);
    const second = store.appendBlock([record(store.newest.height + 1)]);
    for (const block of await Promise.all([first, second])) told.roots.push(must(block));
    const published = must(await store.publish(note(told.roots.at(-1)!)));
    told.published = published.size;
    told.datasets.push(must(await store.blobs.put("datasets", act(round).entry)));
    must(await store.snapshots.write(round, new Map([["s", act(round).entry]])));
    told.snapshots = round;
  }
}

const readDatabase = (folder: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.startsWith("store.db") && !name.endsWith("-shm"))
      .map((name) => [name, readFileSync(join(folder, name))] as const),
  );

/** Runs until the power goes before operation `n`; gives the database of that moment. */
async function crash(
  folder: string,
  layer: RecordingLayer,
  n: number,
  run: () => Promise<Store>,
  then: (store: Store) => Promise<void>,
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  let database: ReadonlyMap<string, Uint8Array> | undefined;
  layer.cutAt(n, () => {
    database = readDatabase(folder);
  });
  let store: Store | undefined;
  try {
    store = await run();
    await then(store);
  } catch (cause) {
    if (!(cause instanceof PowerLoss)) throw cause;
  }
  // Lets go of lock and database; their files are replaced below.
  await store?.close().catch(() => undefined);
  layer.cutAt(Infinity);
  return database;
}

function restore(folder: string, database: ReadonlyMap<string, Uint8Array>): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  for (const [name, bytes] of database) writeFileSync(join(folder, name), bytes);
}

async function checkKept(store: Store, layer: RecordingLayer, told: Told): Promise<void> {
  const queued = new Set(store.queued().map((a) => Buffer.from(a.hash).toString("hex")));
  for (const i of told.acknowledged) {
    const { hash, entry } = act(i);
    const index = store.indexOf(hash);
    if (index === undefined) expect(queued.has(Buffer.from(hash).toString("hex")), `act ${i}`).toBe(true);
    else expect(equalBytes(must(store.log.entry(index, store.newest.size)), entry)).toBe(true);
  }
  for (const block of told.roots) expect(store.blockOfSize(block.size)).toEqual(block);
  expect(store.published?.size ?? 0).toBeGreaterThanOrEqual(told.published);
  if (store.published) expect(must(store.log.read("checkpoint"))).toEqual(store.published.note);
  for (const hash of told.datasets) must(store.blobs.get("datasets", hash));
  const { snapshot, skipped } = store.snapshots.newest();
  expect(skipped).toEqual([]);
  expect(snapshot?.height ?? -1).toBeGreaterThanOrEqual(told.snapshots);
  expect(fsck(store.folder, { files: layer }).damage).toEqual([]);
}

const options = (files: RecordingLayer): OpenOptions => ({
  origin: ORIGIN,
  files,
  trace: () => files.mark(),
});

describe("power loss", () => {
  it("loses nothing acknowledged and never gives a size two roots, at every point", async () => {
    const folder = temporaryFolder();
    rmSync(folder, { recursive: true });
    const seed = Number(process.env["COMITY_SEED"] ?? 20260);
    const random = seeded(seed);
    const measure = recordingLayer(folder);
    const whole = must(await createStore(folder, options(measure)));
    await workload(whole, nothing());
    await whole.close();
    const total = measure.operations();
    expect(total).toBeGreaterThan(150);
    const step = SOAK ? 1 : 4;
    for (let n = Math.floor(random() * step); n < total; n += step) {
      for (let variant = 0; variant < (SOAK ? 6 : 1); variant++) {
        const label = `seed ${seed}, operation ${n} of ${total}, variant ${variant}`;
        rmSync(folder, { recursive: true, force: true });
        const told = nothing();
        const layer = recordingLayer(folder);
        const database = await crash(
          folder,
          layer,
          n,
          async () => must(await createStore(folder, options(layer))),
          (store) => workload(store, told),
        );
        if (!database) continue;
        restore(folder, database);
        let disk = layer.afterPowerLoss(random);
        // A second cut during recovery, which then is done again.
        const again = await crash(
          folder,
          disk,
          Math.floor(random() * 12),
          async () => must(await openOrCreate(folder, options(disk))),
          async () => undefined,
        );
        if (again) {
          restore(folder, again);
          disk = disk.afterPowerLoss(random);
        }
        const last = { ...options(disk), trace: () => undefined };
        const opened = await openOrCreate(folder, last);
        expect(opened, label).toMatchObject({ ok: true });
        const store = must(opened);
        await checkKept(store, disk, told);
        must(await store.enqueue([act(77)]));
        told.roots.push(await appendAll(store));
        must(await store.publish(note(told.roots.at(-1)!)));
        await checkKept(store, disk, told);
        await store.close();
      }
    }
  });
});

/** Before its first commit a store does not exist, and making it is done again. */
async function openOrCreate(
  folder: string,
  options: Parameters<typeof openStore>[1],
): ReturnType<typeof openStore> {
  const opened = await openStore(folder, options);
  if (opened.ok || opened.error.code !== "store-missing") return opened;
  return createStore(folder, options);
}
