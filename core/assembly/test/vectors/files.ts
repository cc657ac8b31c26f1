/** Datasets, keys with signatures, proof files and evidence files. */
import { verifyEvidence, verifyProofFile, type Evidence } from "@comity/assembly";
import { jcs, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { consistencyProof, formatCheckpoint, leafHash, memoryReader, rootOf } from "@comity/log";
import { parseDataset } from "@comity/resources";
import { formatKeyFile, formatVkey, signerOf, signNote, formatNote, signText } from "@comity/signing";
import { must } from "@comity/canon";
import { fileOf, logSigner } from "../proofs/proven.ts";
import { datasetOf, keyFile, ORIGIN, World, hashOf } from "../world.ts";
import { hex, history, noteOf, ROOTS, text, type Case, type VectorFile } from "./shared.ts";

export function datasetVectors(): VectorFile {
  const good = text(
    datasetOf("delegations", "apnic", [
      "asn|64496|64511|assigned|AU|2011-08-11|A91872ED",
      "ipv4|1.0.0.0|1.0.0.255|assigned|AU|2011-08-11|A91872ED",
      "ipv4|1.0.1.0|1.0.3.255|available|||",
      "ipv6|2001:db8::|32|allocated|AU||",
    ]),
  );
  const edits: { readonly [id: string]: (d: string) => string } = {
    "another version": (d) => d.replace("/v1", "/v2"),
    "no last line feed": (d) => d.slice(0, -1),
    "an empty line": (d) => `${d}\n`,
    "a wrong count": (d) => d.replace('"ipv4":2', '"ipv4":3'),
    "records out of order": (d) => d.replace(/(ipv4\|1\.0\.0.*\n)(ipv4\|1\.0\.1.*\n)/, "$2$1"),
    "records that overlap": (d) => d.replace("1.0.1.0|", "1.0.0.255|"),
    "an unknown status": (d) => d.replace("assigned", "borrowed"),
    "a field too many": (d) => d.replace("allocated|AU||", "allocated|AU|||"),
    "a field missing": (d) => d.replace("allocated|AU||", "allocated|AU|"),
    "a date that does not exist": (d) => d.replace("2011-08-11", "2011-02-30"),
    "an address with leading zeros": (d) => d.replace("1.0.1.0", "1.0.01.0"),
    "an IPv6 address not in RFC 5952 form": (d) => d.replace("2001:db8::", "2001:0db8::"),
    "host bits set": (d) => d.replace("2001:db8::|32", "2001:db8::1|32"),
    "upper-case letters in the header keys": (d) => d.replace('"counts"', '"Counts"'),
    "text outside ASCII": (d) => d.replace("A91872ED", "Ä91872ED"),
    "an unknown kind": (d) => d.replace('"kind":"delegations"', '"kind":"rumours"'),
  };
  const judged = (id: string, dataset: string): Case => {
    const parsed = parseDataset(utf8(dataset));
    return parsed.ok
      ? { id, valid: true, dataset, hash: hashOf(utf8(dataset)), records: parsed.value.records.length }
      : { id, valid: false, code: parsed.error.code, dataset };
  };
  return {
    description: "Datasets (FORMATS 10). `hash` is base64 of H(bytes).",
    cases: [
      judged("delegations", good),
      judged("roots", text(ROOTS)),
      ...Object.entries(edits).map(([id, edit]) => judged(id, edit(good))),
    ],
  };
}

export function keyVectors(): VectorFile {
  const message = "comity/act/v1\n{}\n";
  const keys = (["QM/office", ORIGIN] as const).map((name) => {
    const file = { name, type: "ed25519" as const, secret: sha256(utf8(`seed of ${name}`)) };
    const signer = signerOf(file);
    const line = signText(utf8(message), signer);
    return {
      file: formatKeyFile(file),
      vkey: formatVkey(signer.key),
      note: text(formatNote(must(signNote(utf8(message), signer)))),
      signature: hex(line.signature),
    };
  });
  return {
    description: "Private key files (FORMATS 13), verifier keys and a signature (FORMATS 2).",
    message,
    keys,
  };
}

export function proofVectors(): VectorFile {
  const { proven, acts } = history();
  const fact = (register: "ipv4" | "asn" | "parties", key: string) => proven.fact(register, key);
  const delegated = proven.entries.findIndex((entry) => text(entry) === noteOf(acts[0]!));
  const files: { readonly [id: string]: Uint8Array } = {
    "holder of an address": fileOf(fact("ipv4", "192.0.2.200/32")),
    "nobody holds it": fileOf(fact("ipv4", "203.0.113.0/24")),
    "an AS number": fileOf(fact("asn", "AS64500")),
    "a party": fileOf(fact("parties", "party/XB")),
    "an act": fileOf(proven.act(delegated)),
    "an act and its outcome": fileOf(proven.act(delegated, delegated + 2)),
    "a void act and its outcome": fileOf(proven.act(delegated + 1, delegated + 2)),
    "another key": fileOf({ ...fact("ipv4", "192.0.2.200/32"), key: "198.51.100.1/32" }),
    "another register": fileOf({ ...fact("ipv4", "192.0.2.200/32"), register: "ipv6" }),
    "another index": fileOf({ ...fact("ipv4", "192.0.2.200/32"), index: 0 }),
    "a checkpoint by another key": fileOf({
      ...fact("ipv4", "192.0.2.200/32"),
      checkpoint: proven.checkpoint(proven.size, logSigner("other")),
    }),
    "an older checkpoint": fileOf({ ...fact("ipv4", "192.0.2.200/32"), checkpoint: proven.checkpoint(2) }),
  };
  const cases = Object.entries(files).map(([id, bytes]): Case => {
    const { ok: valid, steps, answer } = verifyProofFile(bytes, keyFile());
    const code = steps.find((step) => step.code !== undefined)?.code;
    const says =
      answer?.kind === "fact"
        ? { answer: answer.found.map(({ key, records }) => ({ bits: key.bits, records })) }
        : answer?.kind === "act"
          ? { answer: { index: answer.index, void: answer.code ?? null, settled: answer.settled } }
          : {};
    return { id, valid, ...(valid ? says : { code }), proof: text(bytes) };
  });
  return {
    description: "Proof files (FORMATS 11) under one key file, the past not allowed.",
    keyFile: keyFile(),
    cases,
  };
}

const evidence = (fields: { readonly [name: string]: Json }): Uint8Array =>
  utf8(`comity/evidence/v1\n${jcs(fields)}\n`);

export function evidenceVectors(): VectorFile {
  const { world, proven } = history();
  const leaves = proven.entries.map(leafHash);
  const checkpoint = (of: readonly Uint8Array[], size = of.length, origin = ORIGIN): string => {
    const body = formatCheckpoint({ origin, size, root: rootOf(of.slice(0, size)), extensions: [] });
    return text(formatNote(must(signNote(body, logSigner()))));
  };
  const forged = leaves.toSpliced(1, 1, leafHash(utf8("another entry")));
  const a = checkpoint(forged, 3);
  const fork: Omit<Extract<Evidence, { kind: "fork" }>, "consistency"> & { [name: string]: Json } = {
    kind: "fork",
    a,
    b: proven.checkpoint(),
    consistency: must(consistencyProof(3, leaves.length, memoryReader(leaves))).map(toBase64),
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
      consistency: must(consistencyProof(2, leaves.length, memoryReader(leaves))).map(toBase64),
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
