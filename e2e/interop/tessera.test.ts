/**
 * Our log folders under other people's tools, and theirs under ours: the fsck of transparency-dev/tessera, the tile
 * reader of golang.org/x/mod/sumdb/tlog, and a log written by Tessera's POSIX driver. Needs Go and a module proxy.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { must, sha256, uintBytes, utf8 } from "@comity/canon";
import { formatCheckpoint, openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { installNative } from "@comity/native";
import { formatNote, formatVkey, signerOf, signNote } from "@comity/signing";
import { createStore, fsckLog, openLog } from "@comity/store";

const ORIGIN = "example.org/assembly";
const source = join(import.meta.dirname, "go");
const work = mkdtempSync(join(tmpdir(), "comity-interop-"));
const signer = signerOf({ name: ORIGIN, type: "ed25519", secret: randomBytes(32) });
const vkey = formatVkey(signer.key);

const go = (args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync("go", args, {
    cwd: source,
    encoding: "utf8",
    env: { ...process.env, GOBIN: work, GOWORK: "off" },
  });

const hasGo = spawnSync("go", ["version"]).status === 0;
const built = hasGo ? go(["build", "-o", join(work, "interop"), "."]) : undefined;
const skip = !hasGo ? "Go is not installed" : built?.status !== 0 ? `cannot build: ${built?.stderr}` : false;

const interop = (...args: readonly string[]): string => {
  const run = spawnSync(join(work, "interop"), args, { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trim();
};

/** A log whose blocks end at these sizes, each checkpoint signed and published. */
async function writeLog(folder: string, sizes: readonly number[]): Promise<void> {
  const store = must(await createStore(folder, { origin: ORIGIN }));
  let from = 0;
  for (const size of sizes) {
    const entries = Array.from({ length: size - from }, (_, i) => {
      const entry = new Uint8Array(1 + ((from + i) % 300)).fill(0x61);
      entry.set(uintBytes(from + i, 4).subarray(0, entry.length));
      return { entry, hash: sha256(uintBytes(from + i, 8)) };
    });
    must(await store.enqueue(entries));
    const block = must(await store.appendBlock(entries));
    const text = formatCheckpoint({ origin: ORIGIN, size, root: block.root, extensions: [] });
    must(await store.publish(formatNote(must(signNote(text, signer)))));
    from = size;
  }
  await store.close();
}

void describe("tlog-tiles with other implementations", { skip }, () => {
  const folder = join(work, "store");
  before(async () => {
    await installNative();
    await writeLog(folder, [1, 3, 255, 256, 257, 600, 1024, 1500, 66_000]);
  });
  after(() => {
    rmSync(work, { recursive: true, force: true });
  });

  void it("sumdb/tlog verifies checkpoint, inclusion and consistency", () => {
    assert.equal(interop("verify", join(folder, "log"), vkey), "66000 entries");
  });

  for (const sizes of [[1], [255], [256], [257], [65_536], [65_536, 65_537]]) {
    void it(`sumdb/tlog at ${sizes.join(", ")}`, async () => {
      const other = join(work, `s${sizes.join("-")}`);
      await writeLog(other, sizes);
      assert.equal(interop("verify", join(other, "log"), vkey), `${sizes.at(-1)} entries`);
    });
  }

  void it("tessera's fsck finds nothing wrong, and finds a flipped bit", (t) => {
    const installed = go(["build", "-o", join(work, "fsck"), "github.com/transparency-dev/tessera/cmd/fsck"]);
    if (installed.status !== 0) {
      t.skip(`cannot build tessera's fsck: ${installed.stderr}`);
      return;
    }
    const key = join(work, "vkey");
    writeFileSync(key, `${vkey}\n`);
    // Of v1.0.4: with one worker (the default) it hangs at the first difference, and it exits with 0 after one, so the
    // verdict is its last message.
    const sound = (log: string): boolean => {
      const args = [`--storage_url=file://${log}/`, `--public_key=${key}`, "--ui=false", "--N=64"];
      const run = spawnSync(join(work, "fsck"), args, {
        encoding: "utf8",
        timeout: 60_000,
        maxBuffer: 1 << 27,
      });
      return run.stderr.includes("Successfully fsck'd log with size 66000 and root ");
    };
    assert.ok(sound(join(folder, "log")));
    const copy = join(work, "damaged");
    for (const name of ["tile/0/100", "tile/1/000", "tile/entries/007"]) {
      cpSync(join(folder, "log"), copy, { recursive: true });
      const bytes = readFileSync(join(copy, name));
      bytes[100] = bytes[100]! ^ 1;
      writeFileSync(join(copy, name), bytes);
      assert.ok(!sound(copy), name);
      assert.deepEqual(
        fsckLog(copy).damage.map((d) => d.path),
        [join(copy, name)],
      );
      rmSync(copy, { recursive: true });
    }
  });

  for (const count of [1, 300, 1000]) {
    void it(`reads a log of ${count} entries that Tessera wrote, and checks all of it`, () => {
      const theirs = join(work, `tessera-${count}`);
      const key = interop("write", theirs, String(count));
      const keys = must(policyKeys(must(parsePolicy(utf8(`log ${key}\nquorum none\n`)))));
      const { checkpoint, log } = must(openLog(theirs));
      assert.equal(checkpoint.size, count);
      for (const index of [0, Math.floor(count / 2), count - 1]) {
        assert.deepEqual(new Uint8Array(must(log.entry(index, count))), utf8(`entry ${index}`));
      }
      const report = fsckLog(theirs, { verify: (note) => openCheckpoint(note, keys) });
      assert.deepEqual(report.damage, []);
      assert.equal(report.checked.entries, count);
    });
  }
});
