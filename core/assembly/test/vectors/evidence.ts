/** Evidence files (FORMATS 12). */
import { verifyEvidence, type Evidence } from "@comity/assembly";
import { jcs, must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { consistencyProof, formatCheckpoint, leafHash, memoryReader, rootOf } from "@comity/log";
import { formatNote, signNote } from "@comity/signing";
import { fileOf, logSigner } from "../proofs/proven.ts";
import { keyFile, keysOf, ORIGIN, World } from "../world.ts";
import { history, noteOf, text, type Case, type VectorFile } from "./shared.ts";

const evidence = (fields: { readonly [name: string]: Json }): Uint8Array =>
  utf8(`comity/evidence/v1\n${jcs(fields)}\n`);

export function evidenceVectors(): VectorFile {
  const { world, proven } = history();
  const leaves = proven.entries.map(leafHash);
  const checkpoint = (
    of: readonly Uint8Array[],
    size = of.length,
    origin = ORIGIN,
    extensions: readonly string[] = [],
  ): string => {
    const body = formatCheckpoint({ origin, size, root: rootOf(of.slice(0, size)), extensions });
    return text(formatNote(must(signNote(body, logSigner()))));
  };
  const forged = leaves.toSpliced(1, 1, leafHash(utf8("another entry")));
  const a = checkpoint(forged, 3);
  const steps = (from: number): string[] =>
    must(consistencyProof(from, leaves.length, memoryReader(leaves))).map(toBase64);
  const fork: Omit<Extract<Evidence, { kind: "fork" }>, "consistency"> & { [name: string]: Json } = {
    kind: "fork",
    a,
    b: proven.checkpoint(),
    consistency: steps(3),
    part: toBase64(rootOf(leaves.slice(0, 3))),
  };
  const first = world.act("XB", "leave", {});
  const twin = new World({ founders: [{ id: "QM" }] });
  twin.join("XB");
  const second = twin.act("XB", "leave", {}, { until: world.time + 5 });
  const equivocation = {
    kind: "acts",
    a: noteOf(first),
    b: noteOf(second),
    party: text(fileOf(proven.fact("parties", "party/XB"))),
  };
  const later = twin.act("XB", "leave", {});
  const lane = twin.act("XB", "leave", {}, { lane: "other" });
  const other = twin.act("QM", "leave", {});
  const { text: said } = second;
  /** The second act with one signature more, which does not verify. */
  const beside = (name: string): string => {
    const line = { name, keyId: 7, signature: new Uint8Array(64) };
    return noteOf({ text: said, signatures: [...second.signatures, line] });
  };
  const foreign = { text: said, signatures: [keysOf("QM").sign(said)] };
  const index = proven.size - 1;
  const refuted = {
    kind: "state-root",
    checkpoint: proven.checkpoint(),
    inclusion: proven.path(index),
    index,
    record: text(proven.entries[index]!),
    expected: toBase64(sha256(utf8("another state"))),
  };
  const own = /"stateRoot":"([^"]+)"/.exec(refuted.record)![1]!;
  const files: { readonly [id: string]: Uint8Array } = {
    "two trees of one size": evidence({ kind: "checkpoints", a: checkpoint(forged), b: checkpoint(leaves) }),
    "one checkpoint twice": evidence({ kind: "checkpoints", a: checkpoint(leaves), b: checkpoint(leaves) }),
    "two sizes without a proof": evidence({
      kind: "checkpoints",
      a: checkpoint(leaves, 3),
      b: checkpoint(leaves),
    }),
    "a fork": evidence(fork),
    "a fork of a size that is a power of two": evidence({
      ...fork,
      a: checkpoint(forged, 2),
      consistency: steps(2),
      part: toBase64(rootOf(leaves.slice(0, 2))),
    }),
    "a beginning that is one": evidence({ ...fork, a: checkpoint(leaves, 3) }),
    "a fork with another part": evidence({ ...fork, part: toBase64(rootOf(forged.slice(0, 3))) }),
    "two acts for one place": evidence(equivocation),
    "one act twice": evidence({ ...equivocation, b: equivocation.a }),
    "another party's record": evidence({
      ...equivocation,
      party: text(fileOf(proven.fact("parties", "party/QM"))),
    }),
    "an act nobody signed": evidence({
      ...equivocation,
      b: equivocation.b.replace(/ [A-Za-z0-9+/]{80}/, (s) => ` ${s.slice(1, 11)}${"A".repeat(70)}`),
    }),
    "a refuted state root": evidence(refuted),
    "the state root that is recorded": evidence({ ...refuted, expected: own }),
    "another index": evidence({ ...refuted, index: 0 }),
    "checkpoints of another log": evidence({
      kind: "checkpoints",
      a: checkpoint(forged, 5, "example.org/other"),
      b: checkpoint(leaves, 5, "example.org/other"),
    }),
    "checkpoints with an extension line": evidence({
      kind: "checkpoints",
      a: checkpoint(forged, 5, ORIGIN, ["x"]),
      b: checkpoint(leaves, 5),
    }),
    "a checkpoint by another key": evidence({
      kind: "checkpoints",
      a: proven.checkpoint(leaves.length, logSigner("other")),
      b: checkpoint(forged),
    }),
    "a fork with a part that is nobody's": evidence({ ...fork, part: toBase64(new Uint8Array(32)) }),
    "a fork with a hash too many": evidence({
      ...fork,
      consistency: steps(3).concat(toBase64(new Uint8Array(32))),
    }),
    "a fork with a hash too few": evidence({ ...fork, consistency: steps(3).slice(1) }),
    "a fork, the larger one first": evidence({ ...fork, a: fork.b, b: fork.a }),
    "a fork of one size": evidence({
      ...fork,
      a: checkpoint(forged),
      consistency: [],
      part: toBase64(rootOf(leaves)),
    }),
    "a fork of size 0": evidence({
      ...fork,
      a: checkpoint(leaves, 0),
      consistency: [],
      part: toBase64(new Uint8Array(32)),
    }),
    "two acts, a bad signature of another party beside": evidence({
      ...equivocation,
      b: beside("QM/office"),
    }),
    "two acts, a signature by an unknown key of the party beside": evidence({
      ...equivocation,
      b: beside("XB/other"),
    }),
    "two acts in two lanes": evidence({ ...equivocation, b: noteOf(lane) }),
    "two acts of two places": evidence({ ...equivocation, b: noteOf(later) }),
    "two acts of two parties": evidence({ ...equivocation, b: noteOf(other) }),
    "two acts, signed by others only": evidence({ ...equivocation, b: noteOf(foreign) }),
    "two acts, an act proof as party": evidence({ ...equivocation, party: text(fileOf(proven.act(4))) }),
    "two acts, the record of another register": evidence({
      ...equivocation,
      party: text(fileOf(proven.fact("decisions", "party/XB"))),
    }),
    "a refuted state root: an act as record": evidence({
      ...refuted,
      index: 4,
      inclusion: proven.path(4),
      record: text(proven.entries[4]!),
    }),
    "a refuted state root in the past": evidence({
      ...refuted,
      index: 3,
      inclusion: proven.path(3),
      record: text(proven.entries[3]!),
    }),
    "a refuted state root: what is expected is no hash": evidence({ ...refuted, expected: "x" }),
    "a fork with a part of 31 bytes": evidence({ ...fork, part: toBase64(new Uint8Array(31)) }),
    "a field missing": evidence({ kind: "checkpoints", a: checkpoint(leaves) }),
    "no last line feed": evidence(refuted).slice(0, -1),
    "an unknown kind": evidence({ kind: "rumour" }),
    "a field too many": evidence({ ...refuted, more: 1 }),
  };
  const cases = Object.entries(files).map(([id, bytes]): Case => {
    const verdict = verifyEvidence(bytes, keyFile());
    return verdict.ok
      ? { id, valid: true, kind: verdict.value.kind, evidence: text(bytes) }
      : { id, valid: false, code: verdict.error.code, evidence: text(bytes) };
  });
  return { description: "Evidence files (FORMATS 12) under one key file.", keyFile: keyFile(), cases };
}
