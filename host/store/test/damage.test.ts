import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { must, utf8 } from "@comity/canon";
import { Blobs, createStore, diskLayer, fsck, openLog, openStore, recordingLayer } from "@comity/store";
import type { FileLayer, LogEntry, Store } from "@comity/store";
import { describe, expect, it } from "vitest";
import { act, acts, appendAll, note, ORIGIN, record, seeded, temporaryFolder } from "./support.ts";

const code = (result: { ok: boolean; error?: { code: string } }): string | undefined => result.error?.code;
const open = (folder: string) => openStore(folder, { origin: ORIGIN });

async function sample(folder: string = join(temporaryFolder(), "s")): Promise<Store> {
  const store = must(await createStore(folder, { origin: ORIGIN }));
  for (const [from, to] of [
    [0, 5],
    [5, 300],
    [300, 700],
    [700, 702],
  ] as const) {
    must(await store.enqueue(acts(from, to)));
    must(await store.publish(note(await appendAll(store))));
  }
  must(await store.blobs.put("datasets", utf8("dataset")));
  must(await store.blobs.put("sealed", utf8("sealed")));
  must(await store.snapshots.write(3, new Map([["state", utf8("snapshot")]])));
  must(await store.enqueue(acts(9000, 9003)));
  return store;
}

/** Every plain file of a store outside the database. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !/store\.db|\/lock|\.tmp/.test(path));
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = bytes[at]! ^ 0x10;
  writeFileSync(path, bytes);
}

describe("fsck", () => {
  it("finds one flipped bit in any file, by its path, and one missing or cut file", async () => {
    const store = await sample();
    await store.close();
    const { folder } = store;
    expect(fsck(folder)).toMatchObject({
      damage: [],
      checked: { queued: 3, blobs: 2, snapshots: 1, roots: 5 },
    });
    const random = seeded(7);
    for (const path of filesIn(folder)) {
      const sound = readFileSync(path);
      const { length } = sound;
      for (const at of [0, length - 1, Math.floor(random() * length)]) {
        flip(path, at);
        expect(
          fsck(folder).damage.map((d) => d.path),
          `${path} byte ${at}`,
        ).toContain(path);
        writeFileSync(path, sound);
      }
      truncateSync(path, sound.length - 1);
      expect(
        fsck(folder).damage.map((d) => d.path),
        `${path} cut`,
      ).toContain(path);
      truncateSync(path, 0);
      expect(
        fsck(folder).damage.map((d) => d.path),
        `${path} empty`,
      ).toContain(path);
      writeFileSync(path, sound);
    }
    for (const name of ["tile/0/000", "tile/entries/001", "checkpoint", "tile/1/000.p/2"]) {
      const path = join(folder, "log", name);
      const sound = readFileSync(path);
      rmSync(path);
      expect(fsck(folder).damage.map((d) => d.path)).toEqual([path]);
      writeFileSync(path, sound);
    }
    expect(fsck(folder).damage).toEqual([]);
  });

  it("names files that have no business there, and notes those of a newer tree", async () => {
    const store = await sample();
    await store.close();
    const tile = join(store.folder, "log/tile/0");
    writeFileSync(join(tile, "004.p"), "x");
    writeFileSync(join(tile, "7"), "x");
    writeFileSync(join(tile, "009"), "x");
    const report = fsck(store.folder);
    expect(report.damage.map((d) => d.code)).toContain("tile-path");
    expect(report.notes.map((n) => n.code)).toContain("beyond-checkpoint");
  });

  it("runs while a node appends", async () => {
    const store = await sample();
    const appending = store.appendBlock([...store.queued(), record(store.newest.height + 1)]);
    expect(fsck(store.folder).damage).toEqual([]);
    must(await appending);
    expect(fsck(store.folder).damage).toEqual([]);
    await store.close();
  });

  it("says so when the lock has another root than the entries give", async () => {
    const store = await sample();
    await store.close();
    const sql = new DatabaseSync(join(store.folder, "store.db"));
    sql.exec("UPDATE blocks SET root = zeroblob(32) WHERE height = 1");
    sql.close();
    expect(fsck(store.folder).damage.map((d) => d.code)).toEqual(["root-differs"]);
  });
});

describe("reading damaged files", () => {
  it("hands out no entry that its tile does not confirm", async () => {
    const store = await sample();
    await store.close();
    flip(join(store.folder, "log/tile/entries/001"), 40);
    const { log, checkpoint } = must(openLog(join(store.folder, "log")));
    expect(code(log.entry(256, checkpoint.size))).toBe("bundle-hash");
    must(log.entry(0, checkpoint.size));
    const last = [...log.entries(250, 300, checkpoint.size)].at(-1)!;
    expect(code(last)).toBe("bundle-hash");
  });

  it("skips a damaged snapshot, with the reason, for the one before", async () => {
    const store = await sample();
    must(await store.snapshots.write(9, new Map([["state", utf8("newer")]])));
    const path = join(store.folder, "snapshots/9.snap");
    const sound = readFileSync(path);
    for (let at = 0; at < sound.length; at++) {
      flip(path, at);
      const { snapshot, skipped } = store.snapshots.newest();
      expect(snapshot?.height).toBe(3);
      expect(skipped).toMatchObject([{ path, code: "snapshot-damaged" }]);
      writeFileSync(path, sound);
    }
    expect(store.snapshots.newest().snapshot?.height).toBe(9);
    expect(store.snapshots.newest(8).snapshot?.height).toBe(3);
    await store.close();
  });

  it("refuses a damaged blob, and heals it when the bytes come again", async () => {
    const store = await sample();
    const hash = must(await store.blobs.put("datasets", utf8("dataset")));
    flip(join(store.folder, "datasets", Buffer.from(hash).toString("hex")), 2);
    expect(code(store.blobs.get("datasets", hash))).toBe("blob-damaged");
    must(await store.blobs.put("datasets", utf8("dataset")));
    must(store.blobs.get("datasets", hash));
    const sealed = must(await store.blobs.put("sealed", utf8("sealed")));
    expect(must(await store.blobs.erase(sealed))).toBe(true);
    expect(must(await store.blobs.erase(sealed))).toBe(false);
    expect(code(store.blobs.get("sealed", sealed))).toBe("blob-missing");
    await store.close();
  });
});

describe("restoring parts", () => {
  it("refuses an old database with a new log, and an old log with a new database", async () => {
    const folder = join(temporaryFolder(), "s");
    const old = join(temporaryFolder(), "old");
    const store = await sample(folder);
    await store.close();
    cpSync(folder, old, { recursive: true });
    const later = must(await open(folder));
    must(await later.publish(note(await appendAll(later))));
    const { newest } = later;
    await later.close();
    const current = join(temporaryFolder(), "current");
    cpSync(folder, current, { recursive: true });

    cpSync(join(old, "store.db"), join(folder, "store.db"));
    expect(code(await open(folder))).toBe("lock-behind-log");
    expect(fsck(folder).damage.map((d) => d.code)).toContain("lock-behind-log");

    cpSync(join(current, "store.db"), join(folder, "store.db"));
    rmSync(join(folder, "log"), { recursive: true });
    cpSync(join(old, "log"), join(folder, "log"), { recursive: true });
    expect(code(await open(folder))).toBe("log-behind-lock");

    // Both old: only somebody outside can know; with the witnesses' tree the store does not go on.
    const known = { size: newest.size, root: newest.root };
    expect(code(await openStore(old, { origin: ORIGIN, atLeast: known }))).toBe("lock-behind-log");
    const sound = must(await openStore(current, { origin: ORIGIN, atLeast: known }));
    await sound.close();
    const fork = { size: newest.size, root: new Uint8Array(32) };
    expect(code(await openStore(current, { origin: ORIGIN, atLeast: fork }))).toBe("lock-behind-log");

    rmSync(join(current, "store.db"));
    expect(code(await open(current))).toBe("lock-missing");
    expect(code(await createStore(current, { origin: ORIGIN }))).toBe("store-exists");
  });

  it("refuses tiles that do not give the root of the lock", async () => {
    const store = await sample();
    const { size } = store.newest;
    await store.close();
    flip(join(store.folder, `log/tile/0/002.p/${size - 512}`), 33);
    expect(code(await open(store.folder))).toBe("log-damaged");
  });

  it("refuses a damaged database, and one of a newer version", async () => {
    const store = await sample();
    await store.close();
    const path = join(store.folder, "store.db");
    const sql = new DatabaseSync(path);
    sql.exec("UPDATE meta SET value = '2' WHERE key = 'version'");
    sql.close();
    expect(code(await open(store.folder))).toBe("database-version");
    writeFileSync(path, "not a database at all, but long enough to look at".repeat(100));
    expect(code(await open(store.folder))).toBe("database-damaged");
    expect(fsck(store.folder).damage.map((d) => d.code)).toContain("database-damaged");
  });
});

const pages = (sql: DatabaseSync): number => Number(sql.prepare("PRAGMA page_count").get()!["page_count"]);

const full = (): Error => Object.assign(new Error("no space left on device"), { code: "ENOSPC" });

describe("a full disk", () => {
  it("stops after the decision and is completed by resume, at every operation", async () => {
    for (let n = 0; n < 14; n++) {
      const folder = join(temporaryFolder(), "s");
      const files = recordingLayer(folder);
      const store = must(await createStore(folder, { origin: ORIGIN, files }));
      must(await store.enqueue(acts(0, 300)));
      files.failAt(n, full());
      const failed = await store.appendBlock([...store.queued(), record(0)]);
      expect(code(failed)).toBe("disk-full");
      expect(code(await store.appendBlock([record(1)]))).toBe("block-incomplete");
      expect(code(await store.publish(note(store.newest)))).toBe("block-incomplete");
      const resumed = must(await store.resume());
      expect(resumed).toEqual(store.newest);
      must(await store.publish(note(resumed)));
      must(await store.appendBlock([act(9999)]));
      expect(fsck(folder, { files }).damage).toEqual([]);
      await store.close();
      expect(fsck(folder, { files }).checked.queued).toBe(0);
    }
  });

  it("of the database acknowledges nothing, and decides nothing", async () => {
    const store = await sample();
    await store.close();
    const path = join(store.folder, "store.db");
    const sql = new DatabaseSync(path);
    const limit = pages(sql) + 2;
    sql.close();
    const again = must(await openStore(store.folder, { origin: ORIGIN, maxBytes: 8192 * limit }));
    const before = again.newest;
    const big = { hash: act(1).hash.map((b) => b ^ 1), entry: new Uint8Array(60_000) };
    expect(code(await again.enqueue([big]))).toBe("disk-full");
    expect(again.queued()).toEqual(acts(9000, 9003));
    expect(code(await again.appendBlock([big]))).toBe("disk-full");
    expect(again.newest).toEqual(before);
    must(await again.appendBlock(again.queued()));
    await again.close();
    expect(fsck(store.folder).damage).toEqual([]);
  });

  it("while publishing leaves the old checkpoint whole", async () => {
    const folder = join(temporaryFolder(), "s");
    const files = recordingLayer(folder);
    const store = must(await createStore(folder, { origin: ORIGIN, files }));
    const first = must(await store.appendBlock([record(0)]));
    must(await store.publish(note(first)));
    const second = must(await store.appendBlock([record(1)]));
    files.failAt(0, full());
    expect(code(await store.publish(note(second)))).toBe("disk-full");
    expect(must(store.log.read("checkpoint"))).toEqual(note(first));
    must(await store.publish(note(second)));
    expect(must(store.log.read("checkpoint"))).toEqual(note(second));
    await store.close();
  });
});

describe("a disk that lies", () => {
  it("is noticed before anything is signed: bits flipped between writing and reading back", async () => {
    const disk = diskLayer();
    let target = "";
    const lying: FileLayer = {
      ...disk,
      read(path) {
        const bytes = disk.read(path);
        if (path.endsWith(target)) bytes[bytes.length - 1]! ^= 1;
        return bytes;
      },
    };
    for (const name of [
      "tile/entries/000",
      "tile/entries/001.p/45",
      "tile/0/000",
      "tile/0/001.p/45",
      "tile/1/000.p/1",
    ]) {
      target = "none";
      const folder = join(temporaryFolder(), "s");
      const store = must(await createStore(folder, { origin: ORIGIN, files: lying }));
      target = name;
      const result = await store.appendBlock([...acts(0, 300), record(0)]);
      expect(code(result), name).toBe("written-differs");
      expect(code(await store.publish(note(store.newest)))).toBe("block-incomplete");
      target = "none";
      must(await store.resume());
      must(await store.publish(note(store.newest)));
      await store.close();
    }
  });
});

describe("a disk that lies about hashes inside the tree", () => {
  // A full tile of level 1 is compared only with the tile above it; a hash of an earlier block in the unfinished tile
  // of level 1 only with the root.
  it.each([
    ["tile/1/000", [65_540]],
    ["tile/1/000.p/2", [300, 600]],
  ] as const)("%s", async (name, sizes) => {
    const folder = join(temporaryFolder(), "s");
    const files = recordingLayer(folder);
    const lying: FileLayer = {
      ...files,
      read(path) {
        const bytes = files.read(path);
        if (path.endsWith(name)) bytes[5]! ^= 1;
        return bytes;
      },
    };
    const store = must(await createStore(folder, { origin: ORIGIN, files: lying }));
    const results: (string | undefined)[] = [];
    for (const size of sizes) {
      const length = size - store.newest.size;
      const entries = Array.from({ length }, (_, i) => ({ entry: Uint8Array.of(i & 0xff, i >> 8) }));
      results.push(code(await store.appendBlock(entries)));
    }
    expect(results.at(-1)).toBe("written-differs");
    expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
    await store.close();
  });
});

describe("what only recovery looks at", () => {
  const failing = async (entries: readonly LogEntry[]) => {
    const folder = join(temporaryFolder(), "s");
    const files = recordingLayer(folder);
    const store = must(await createStore(folder, { origin: ORIGIN, files }));
    must(await store.enqueue([act(1)]));
    files.failAt(0, full());
    expect(code(await store.appendBlock(entries))).toBe("disk-full");
    return { folder, files, store };
  };

  it("writes the bytes of the decision, also where the queue has other signatures", async () => {
    const fuller = { ...act(1), entry: utf8("more signatures") };
    const { store } = await failing([fuller, record(0)]);
    must(await store.resume());
    expect(must(store.log.entry(0, 2))).toEqual(fuller.entry);
    await store.close();
  });

  it("refuses a journal that does not give the root that was decided", async () => {
    const { folder, files, store } = await failing([record(0)]);
    await store.close();
    const sql = new DatabaseSync(join(folder, "store.db"));
    const own = sql.prepare("SELECT own FROM journal").get()!["own"] as Uint8Array;
    own[0]! ^= 1;
    sql.prepare("UPDATE journal SET own = ?").run(own);
    sql.close();
    expect(code(await openStore(folder, { origin: ORIGIN, files }))).toBe("database-damaged");
  });

  it("refuses an inner tile that does not give the root of the lock", async () => {
    const store = await sample();
    await store.close();
    flip(join(store.folder, "log/tile/1/000.p/2"), 40);
    expect(code(await open(store.folder))).toBe("log-damaged");
  });

  it("removes temporary files that a crash left", async () => {
    const store = await sample();
    await store.close();
    const left = ["log", "datasets", "sealed", "snapshots"].map((kind) =>
      join(store.folder, kind, ".tmp/99"),
    );
    for (const path of left) writeFileSync(path, "half a file");
    const again = must(await open(store.folder));
    expect(left.filter((path) => existsSync(path))).toEqual([]);
    await again.close();
  });

  it("tells acts apart whose hashes begin alike", async () => {
    const store = await sample();
    const twin = act(0).hash.slice();
    twin[31]! ^= 1;
    expect(store.indexOf(act(0).hash)).toBe(0);
    expect(store.indexOf(twin)).toBeUndefined();
    must(await store.appendBlock([{ hash: twin, entry: utf8("twin") }]));
    expect([act(0).hash, twin].map((hash) => store.indexOf(hash))).toEqual([0, store.newest.size - 1]);
    await store.close();
  });

  it("an erased blob does not come back after power loss", async () => {
    const folder = join(temporaryFolder(), "s");
    const files = recordingLayer(folder);
    const store = must(await createStore(folder, { origin: ORIGIN, files }));
    const hash = must(await store.blobs.put("sealed", utf8("a name")));
    must(await store.blobs.erase(hash));
    await store.close();
    const random = seeded(3);
    for (let i = 0; i < 20; i++) {
      const after = new Blobs(files.afterPowerLoss(random), folder);
      expect(code(after.get("sealed", hash))).toBe("blob-missing");
    }
  });
});

describe("permissions", () => {
  const root = process.getuid?.() === 0;
  it.skipIf(root)(
    `a read-only folder is refused${root ? " (skipped: root may write everywhere)" : ""}`,
    async () => {
      const store = await sample();
      await store.close();
      chmodSync(store.folder, 0o555);
      expect(["folder-read-only", "permission"]).toContain(code(await open(store.folder)));
      chmodSync(store.folder, 0o755);
    },
  );

  it("says what the system said, with what to do", async () => {
    const store = await sample();
    await store.close();
    for (const [errno, expected] of [
      ["EACCES", "permission"],
      ["EROFS", "folder-read-only"],
      ["EIO", "io-error"],
    ] as const) {
      const failing: FileLayer = {
        ...diskLayer(),
        read() {
          throw Object.assign(new Error(errno), { code: errno });
        },
      };
      const result = openLog(join(store.folder, "log"), failing);
      expect(code(result)).toBe(expected);
    }
  });
});
