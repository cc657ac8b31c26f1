/** A log that somebody else wrote: the test log of transparency-dev/tessera (Apache-2.0), sizes 0 to 15. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { equalBytes, must, utf8 } from "@comity/canon";
import {
  leafHash,
  openCheckpoint,
  policyKeys,
  parsePolicy,
  verifyConsistency,
  verifyInclusion,
} from "@comity/log";
import { fsckLog, openLog } from "@comity/store";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(
  new URL("../../../../shared/vectors/log/tessera-log/testdata/log", import.meta.url),
);
const vkey = fileURLToPath(new URL("../../../../shared/vectors/log/tessera-log/log.vkey", import.meta.url));
const absent = !existsSync(folder);
const why = absent ? " (skipped: shared data not present)" : "";

describe("a foreign log", () => {
  it.skipIf(absent)(`is read, with proofs from its tiles to every one of its checkpoints${why}`, () => {
    const { checkpoint, log } = must(openLog(folder));
    expect(checkpoint.size).toBe(15);
    const policy = must(parsePolicy(utf8(`log ${readFileSync(vkey, "utf8").trim()}\nquorum none\n`)));
    const keys = must(policyKeys(policy));
    for (let size = 0; size <= 15; size++) {
      const { checkpoint: older } = must(openCheckpoint(readFileSync(`${folder}/checkpoint.${size}`), keys));
      expect(equalBytes(must(log.root(size)), older.root)).toBe(true);
      for (let index = 0; index < size; index++) {
        const leaf = leafHash(must(log.entry(index, size)));
        must(verifyInclusion(index, size, leaf, must(log.inclusionProof(index, size)), older.root));
      }
      if (size === 0) continue;
      const proof = must(log.consistencyProof(size, 15));
      must(verifyConsistency(size, 15, proof, older.root, checkpoint.root));
    }
  });

  it.skipIf(absent)(`is sound for fsck, signature included${why}`, () => {
    const keys = must(
      policyKeys(must(parsePolicy(utf8(`log ${readFileSync(vkey, "utf8").trim()}\nquorum none\n`)))),
    );
    const report = fsckLog(folder, { verify: (note) => openCheckpoint(note, keys) });
    expect(report).toMatchObject({ size: 15, damage: [], checked: { entries: 15 } });
    const other = fsckLog(folder, { verify: () => openCheckpoint(new Uint8Array(0), keys) });
    expect(other.damage.map((d) => d.code)).toEqual(["note-final-newline"]);
  });
});
