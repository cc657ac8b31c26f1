import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, must, utf8 } from "@comity/canon";
import { leafHash, verifyConsistency, verifyInclusion } from "@comity/log";
import { createStore, fsck, openLog, openStore, type Store } from "@comity/store";
import { describe, expect, it } from "vitest";
import { act, acts, appendAll, note, ORIGIN, record, temporaryFolder } from "./support.ts";

const fresh = async (): Promise<Store> => must(await createStore(temporaryFolder(), { origin: ORIGIN }));
const code = (result: { ok: boolean; error?: { code: string } }): string | undefined => result.error?.code;

describe("queue", () => {
  it("acknowledges an act once, whatever its signatures, also after reopening", async () => {
    const store = await fresh();
    const other = { ...act(1), entry: utf8("the same text with fewer signatures") };
    const first = must(await store.enqueue([act(0), act(1), act(1), other]));
    expect(first.map((a) => a.state === "queued" && a.again)).toEqual([false, false, true, true]);
    expect(must(await store.enqueue([act(1)]))).toEqual([{ state: "queued", again: true }]);
    await store.close();
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(again.queued()).toEqual(acts(0, 2));
    await appendAll(again);
    expect(again.queued()).toEqual([]);
    expect(must(await again.enqueue([other, act(2)]))).toEqual([
      { state: "logged", index: 1 },
      { state: "queued", again: false },
    ]);
    await again.close();
    const third = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(third.queued()).toEqual([act(2)]);
    expect([0, 1, 2].map((i) => third.indexOf(act(i).hash))).toEqual([0, 1, undefined]);
    await third.close();
  });

  it("commits what is submitted together in one transaction", async () => {
    const steps: string[] = [];
    const store = must(
      await createStore(temporaryFolder(), { origin: ORIGIN, trace: (step) => steps.push(step) }),
    );
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.enqueue([act(i)])));
    expect(steps.filter((s) => s === "after enqueue")).toHaveLength(1);
    expect(store.queued()).toEqual(acts(0, 50));
    await store.close();
  });

  it("keeps what a block left over, and forgets rows whose acts are all in durable files", async () => {
    const store = await fresh();
    must(await store.enqueue(acts(0, 10)));
    must(await store.appendBlock([act(3), act(7), record(0)]));
    must(await store.publish(note(store.newest)));
    expect(store.queued().length).toBe(8);
    await store.close();
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(again.queued()).toEqual(acts(0, 10).filter((_, i) => i !== 3 && i !== 7));
    await appendAll(again);
    await again.close();
    expect(fsck(store.folder).checked.queued).toBe(0);
  });

  it("logs the bytes it is given, also where the queue has other signatures", async () => {
    const store = await fresh();
    must(await store.enqueue([act(1)]));
    const fuller = { ...act(1), entry: utf8("more signatures") };
    must(await store.appendBlock([fuller]));
    expect(must(store.log.entry(0, 1))).toEqual(fuller.entry);
    expect(store.queued()).toEqual([]);
    await store.close();
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(again.queued()).toEqual([]);
    await again.close();
  });
});

describe("blocks", () => {
  it("refuses an empty block, an oversized entry, a bad hash, an act twice", async () => {
    const store = await fresh();
    expect(code(await store.appendBlock([]))).toBe("block-empty");
    expect(code(await store.appendBlock([{ entry: new Uint8Array(65_536) }]))).toBe("entry-length");
    expect(code(await store.enqueue([{ entry: new Uint8Array(65_536), hash: act(0).hash }]))).toBe(
      "entry-length",
    );
    expect(code(await store.appendBlock([{ entry: utf8("x"), hash: new Uint8Array(31) }]))).toBe("act-hash");
    expect(code(await store.appendBlock([act(1), act(1)]))).toBe("act-logged");
    must(await store.appendBlock([act(1), { entry: new Uint8Array(65_535) }, { entry: new Uint8Array(0) }]));
    expect(code(await store.appendBlock([act(1)]))).toBe("act-logged");
    expect(store.newest).toMatchObject({ height: 0, first: 0, size: 3 });
    await store.close();
  });

  it("takes blocks one behind the other without waiting, and gives proofs for every pair", async () => {
    const store = await fresh();
    const sizes = [1, 2, 253, 1, 300, 512];
    let n = 0;
    const blocks = await Promise.all(
      sizes.map((count, height) => store.appendBlock([...acts(n, (n += count)), record(height)])),
    );
    const trees = blocks.map((b) => must(b));
    expect(store.complete).toEqual(trees.at(-1));
    for (const a of trees) {
      for (const b of trees.filter((t) => t.size >= a.size)) {
        const proof = must(store.log.consistencyProof(a.size, b.size));
        must(verifyConsistency(a.size, b.size, proof, a.root, b.root));
      }
      for (const index of [0, a.first, a.size - 1]) {
        const entry = must(store.log.entry(index, a.size));
        const proof = must(store.log.inclusionProof(index, a.size));
        must(verifyInclusion(index, a.size, leafHash(entry), proof, a.root));
      }
      expect(store.blockOfSize(a.size)).toEqual(a);
      expect(store.blockOfHeight(a.height)).toEqual(a);
    }
    const all = [...store.log.entries(0, store.newest.size, store.newest.size)];
    expect(all.length).toBe(store.newest.size);
    expect(code(store.log.entry(store.newest.size, store.newest.size))).toBe("entry-range");
    await store.close();
  });
});

describe("publish", () => {
  it("never releases another root, an unknown or smaller size, another origin, an extension", async () => {
    const store = await fresh();
    const a = must(await store.appendBlock([record(0)]));
    const b = must(await store.appendBlock([act(1), record(1)]));
    expect(code(await store.publish(note({ ...a, root: b.root })))).toBe("checkpoint-other-root");
    expect(code(await store.publish(note({ ...a, size: 2 })))).toBe("checkpoint-unknown-size");
    expect(code(await store.publish(note(a, "example.org/assembly2")))).toBe("checkpoint-origin");
    expect(existsSync(join(store.folder, "log/checkpoint"))).toBe(false);
    must(await store.publish(note(b)));
    expect(code(await store.publish(note(a)))).toBe("checkpoint-older");
    must(await store.publish(note(b)));
    expect(new Uint8Array(readFileSync(join(store.folder, "log/checkpoint")))).toEqual(note(b));
    await store.close();
    expect(code(await store.publish(note(b)))).toBe("store-closed");
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(again.published?.size).toBe(3);
    expect(code(await again.publish(note(a)))).toBe("checkpoint-older");
    await again.close();
  });

  it("releases the empty tree", async () => {
    const store = await fresh();
    must(await store.publish(note(store.newest)));
    expect(must(openLog(join(store.folder, "log"))).checkpoint.size).toBe(0);
    await store.close();
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    must(await again.appendBlock([record(0)]));
    await again.close();
    expect(fsck(store.folder).damage).toEqual([]);
  });
});

describe("folder", () => {
  it("is made once, opened only with its origin, and by one process", async () => {
    const store = await fresh();
    const { folder } = store;
    const locked = await openStore(folder, { origin: ORIGIN });
    expect(locked).toMatchObject({ ok: false, error: { code: "folder-locked" } });
    expect(JSON.stringify(locked)).toContain(String(process.pid));
    const child = spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { openStore } from "@comity/store";
         const opened = await openStore(process.argv[1], { origin: "${ORIGIN}" });
         console.log(opened.ok ? "opened" : opened.error.code);
         if (opened.ok) process.kill(process.pid, "SIGKILL");`,
        folder,
      ],
      { cwd: import.meta.dirname, encoding: "utf8" },
    );
    expect(child.stdout.trim()).toBe("folder-locked");
    expect(code(await createStore(folder, { origin: ORIGIN }))).toBe("folder-locked");
    await store.close();
    expect(code(await createStore(folder, { origin: ORIGIN }))).toBe("store-exists");
    expect(code(await openStore(folder, { origin: "example.org/assembl" }))).toBe("origin-differs");
    expect(code(await openStore(temporaryFolder(), { origin: ORIGIN }))).toBe("store-missing");
    const again = must(await openStore(folder, { origin: ORIGIN }));
    expect(again.crashed).toBeUndefined();
    await again.close();
  });

  it("is free again after kill -9, and says who died", async () => {
    const store = await fresh();
    await store.close();
    const child = spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { openStore } from "@comity/store";
         const opened = await openStore(process.argv[1], { origin: "${ORIGIN}" });
         if (opened.ok) process.kill(process.pid, "SIGKILL");`,
        store.folder,
      ],
      { cwd: import.meta.dirname },
    );
    expect(child.signal).toBe("SIGKILL");
    const again = must(await openStore(store.folder, { origin: ORIGIN }));
    expect(again.crashed?.pid).toBe(child.pid);
    await again.close();
  });

  it("serves a log that others read without the lock while it grows", async () => {
    const store = await fresh();
    must(await store.enqueue(acts(0, 300)));
    const block = await appendAll(store);
    must(await store.publish(note(block)));
    const reader = must(openLog(join(store.folder, "log")));
    expect(equalBytes(reader.checkpoint.root, block.root)).toBe(true);
    expect(fsck(store.folder).damage).toEqual([]);
    await store.close();
  });
});
