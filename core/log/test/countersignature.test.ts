import { must, sha256, utf8 } from "@comity/canon";
import {
  cosignatureTime,
  cosignerOf,
  countersign,
  earliestQuorumTime,
  formatCheckpoint,
  newestQuorumTime,
  parsePolicy,
  verifyCosignature,
  verifyCountersignature,
  type Policy,
} from "@comity/log";
import { formatVkey, signerOf, type KeyFile } from "@comity/signing";
import { expect, it } from "vitest";

const key = (name: string): KeyFile => ({ name, type: "ed25519", secret: sha256(utf8(name)) });
const vkey = (name: string): string => formatVkey(must(cosignerOf(key(name))).key);
const policy = (quorum: string): Policy =>
  must(
    parsePolicy(
      utf8(
        [
          `log ${formatVkey(signerOf(key("example.org/log")).key)}`,
          ...["a", "b", "c", "d"].map((w) => `witness ${w} ${vkey(`example.org/${w}`)}`),
          "group pair 1 a b",
          "group most 2 pair c d",
          `quorum ${quorum}`,
          "",
        ].join("\n"),
      ),
    ),
  );
const at = (times: { readonly [name: string]: number }) =>
  Object.entries(times).map(([name, time]) => ({ name, time }));

it("a countersignature verifies for its hash, key and time, and for nothing else", () => {
  const hash = sha256(utf8("an act"));
  const { key: witness } = must(cosignerOf(key("example.org/a")));
  const { signature } = must(countersign(key("example.org/a"), hash, 1_795_000_000));
  expect(cosignatureTime(signature)).toBe(1_795_000_000);
  expect(verifyCountersignature(witness, hash, signature)).toBe(true);
  expect(verifyCountersignature(witness, sha256(utf8("another")), signature)).toBe(false);
  expect(verifyCountersignature(must(cosignerOf(key("example.org/b"))).key, hash, signature)).toBe(false);
  expect(verifyCountersignature(signerOf(key("example.org/a")).key, hash, signature)).toBe(false);
  for (let i = 0; i < signature.length; i++) {
    const other = signature.slice();
    other[i]! ^= 1;
    expect(verifyCountersignature(witness, hash, other)).toBe(false);
  }
});

it("a countersignature is no cosignature of a checkpoint, nor the reverse", () => {
  const hash = sha256(utf8("x"));
  const { cosign, key: witness } = must(cosignerOf(key("example.org/a")));
  const text = formatCheckpoint({ origin: "comity/countersign/v1", size: 1, root: hash, extensions: [] });
  expect(verifyCosignature(witness, text, must(countersign(key("example.org/a"), hash, 5)).signature)).toBe(
    false,
  );
  expect(verifyCountersignature(witness, hash, must(cosign(text, 5)).signature)).toBe(false);
});

it("countersigning takes Ed25519 keys and whole seconds", () => {
  const hash = sha256(utf8("x"));
  const no = countersign({ ...key("example.org/a"), type: "mldsa44" }, hash, 5);
  expect(no.ok ? "" : no.error.code).toBe("key-type");
  for (const time of [-1, 0.5, 2 ** 53]) {
    const refused = countersign(key("example.org/a"), hash, time);
    expect(refused.ok ? "" : refused.error.code).toBe("cosignature-time");
  }
});

it("a quorum vouches for the latest time that enough signed at or after, the earliest by which enough had signed", () => {
  const most = policy("most");
  const times = at({ a: 50, b: 10, c: 30, d: 20 });
  // a or b, and one of c and d.
  expect(newestQuorumTime(most, times)).toBe(30);
  expect(earliestQuorumTime(most, times)).toBe(20);
  expect(newestQuorumTime(most, at({ a: 50, b: 60 }))).toBeUndefined();
  expect(earliestQuorumTime(most, [...times, { name: "c", time: 5 }])).toBe(10);
  expect(newestQuorumTime(policy("a"), times)).toBe(50);
  expect(newestQuorumTime(policy("none"), times)).toBeUndefined();
  expect(earliestQuorumTime(policy("none"), [])).toBeUndefined();
});
