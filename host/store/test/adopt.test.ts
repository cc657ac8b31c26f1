import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fromUtf8, must, ok, refuse, type Result } from "@comity/canon";
import { adoptLog, createStore, fsck, openStore, type AdoptOptions, type Store } from "@comity/store";
import { describe, expect, it } from "vitest";
import { act, acts, appendAll, note, ORIGIN, temporaryFolder } from "./support.ts";

const classify = (entry: Uint8Array): Result<Uint8Array | "record"> => {
  const text = must(fromUtf8(entry));
  if (text.startsWith("comity/block/v1")) return ok("record");
  const n = /"n":([0-9]+)/.exec(text)?.[1];
  return n === undefined ? refuse("entry-unknown", text) : ok(act(Number(n)).hash);
};

const options = (newest: AdoptOptions["newest"]): AdoptOptions => ({
  ...{ origin: ORIGIN, newest, classify },
  verify: (bytes) => ok(bytes),
});

async function grow(store: Store, from: number, to: number): Promise<void> {
  must(await store.enqueue(acts(from, to)));
  must(await store.publish(note(await appendAll(store))));
}

/** As README says: the checkpoint first, then the rest, while the node runs; never the database. */
function backup(folder: string, target: string): void {
  cpSync(join(folder, "log/checkpoint"), join(target, "log/checkpoint"));
  cpSync(join(folder, "log/tile"), join(target, "log/tile"), { recursive: true });
}

describe("restoring a backup", () => {
  it("makes a new lock that has every block and act of the log, and goes on from there", async () => {
    const store = must(await createStore(join(temporaryFolder(), "s"), { origin: ORIGIN }));
    await grow(store, 0, 3);
    await grow(store, 3, 400);
    const { newest } = store;
    const copy = join(temporaryFolder(), "copy");
    backup(store.folder, copy);
    expect(await openStore(copy, { origin: ORIGIN })).toMatchObject({ error: { code: "lock-missing" } });
    expect(must(adoptLog(copy, options(newest)))).toEqual({ size: newest.size });
    expect(adoptLog(copy, options(newest))).toMatchObject({ error: { code: "store-exists" } });
    const restored = must(await openStore(copy, { origin: ORIGIN }));
    expect(restored.newest).toEqual(newest);
    expect(restored.blockOfHeight(0)).toEqual(store.blockOfHeight(0));
    expect(restored.indexOf(act(399).hash)).toBe(store.indexOf(act(399).hash));
    await grow(restored, 400, 410);
    expect(fsck(copy).damage).toEqual([]);
    await restored.close();
    await store.close();
  });

  it("refuses a log that is older than what is known, or another, or damaged", async () => {
    const store = must(await createStore(join(temporaryFolder(), "s"), { origin: ORIGIN }));
    await grow(store, 0, 3);
    const copy = join(temporaryFolder(), "copy");
    backup(store.folder, copy);
    const old = store.newest;
    await grow(store, 3, 5);
    const { newest } = store;
    await store.close();
    const codes = [
      adoptLog(copy, options(newest)),
      adoptLog(copy, options({ ...old, root: newest.root })),
      adoptLog(copy, { ...options(old), origin: "other.example/log" }),
      adoptLog(copy, { ...options(old), verify: () => refuse("bad-signature", "") }),
      adoptLog(copy, { ...options(old), classify: () => ok(act(0).hash) }),
      adoptLog(copy, { ...options(old), classify: () => refuse("entry-unknown", "") }),
    ].map((result) => !result.ok && result.error.code);
    expect(codes).toEqual([
      "log-behind-known",
      "log-contradicts-known",
      "checkpoint-origin",
      "bad-signature",
      "log-not-at-block",
      "entry-unknown",
    ]);
    rmSync(join(copy, `log/tile/entries/000.p/${old.size}`));
    expect(adoptLog(copy, options(old))).toMatchObject({ error: { code: "log-damaged" } });
  });
});
