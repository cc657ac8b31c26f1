/** Proof files (FORMATS 11). */
import { verifyProofFile } from "@comity/assembly";
import { utf8 } from "@comity/canon";
import { formatCheckpoint, leafHash, rootOf } from "@comity/log";
import { Proven, fileOf, logSigner, type ProofFields } from "../proofs/proven.ts";
import { keyFile, ORIGIN, World } from "../world.ts";
import { QUORUM, witnessed } from "./checkpoints.ts";
import { registerProofs } from "./registers.ts";
import { history, noteOf, ROOTS, text, type Case, type VectorFile } from "./shared.ts";

type Judged = { readonly keyFile?: string; readonly past?: true };

const without = (fields: ProofFields, name: string): ProofFields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

/** The state after the world's first two blocks, proven under the newest checkpoint. */
function past(proven: Proven): ProofFields {
  const index = 3;
  const before = new World({
    founders: [{ id: "QM", label: "RIR-M" }, { id: "QN", label: "RIR-N" }, { id: "XA" }],
    roots: ROOTS,
  });
  before.join("XB");
  const then = new Proven(before).fact("ipv4", "192.0.2.200/32");
  return {
    ...then,
    checkpoint: proven.checkpoint(),
    index,
    inclusion: proven.path(index),
  };
}

const newestState = ({ registers, tree }: ProofFields): ProofFields => ({
  registers: registers!,
  tree: tree!,
});

export function proofVectors(): VectorFile {
  const { proven, acts } = history();
  const fact = (register: "ipv4" | "asn" | "parties", key: string) => proven.fact(register, key);
  const delegated = proven.entries.findIndex((entry) => text(entry) === noteOf(acts[0]!));
  const held = fact("ipv4", "192.0.2.200/32");
  const note = fact("ipv4", "192.0.2.200/32")["checkpoint"] as string;
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
    "an older checkpoint": fileOf({ ...held, checkpoint: proven.checkpoint(2) }),
    "the record of a block before, the past not allowed": fileOf(past(proven)),
    "an index beyond the tree": fileOf({ ...held, index: proven.size }),
    "a field too many": fileOf({ ...held, more: 1 }),
    "a field missing": fileOf(without(held, "registers")),
    "fields of both forms": fileOf({ ...held, entry: noteOf(acts[0]!) }),
    "an index that is no number": fileOf({ ...held, index: "1" }),
    "an index below 0": fileOf({ ...held, index: -1 }),
    "no last line feed": fileOf(held).slice(0, -1),
    "another version": utf8(text(fileOf(held)).replace("/v1", "/v2")),
    "a checkpoint without its last line feed": fileOf({ ...held, checkpoint: note.slice(0, -1) }),
    "tree in base64 without padding": fileOf({
      ...held,
      tree: (held["tree"] as string).replace(/=+$/, "") + "A",
    }),
    "65 hashes": fileOf({ ...held, inclusion: Array.from({ length: 65 }, () => `${"A".repeat(43)}=`) }),
    "an act and the record of a later block": fileOf(proven.act(delegated, proven.size - 1)),
    "an act and the record of a block before": fileOf(proven.act(delegated, 1)),
    "an act whose record has no index": fileOf(without(proven.act(delegated, delegated + 2), "recordIndex")),
    "an act that is a record": fileOf(proven.act(1)),
    "an act at another index": fileOf({ ...proven.act(delegated), index: delegated + 1 }),
  };
  const { good, bad } = registerProofs();
  const leaves = proven.entries.map(leafHash);
  const body = formatCheckpoint({
    origin: ORIGIN,
    size: leaves.length,
    root: rootOf(leaves),
    extensions: [],
  });
  const quorum = { keyFile: QUORUM };
  const all: readonly (readonly [string, Uint8Array, Judged?])[] = [
    ...Object.entries(files),
    ...Object.entries(good),
    ...Object.entries(bad),
    ["quorum: met", fileOf({ ...held, checkpoint: witnessed(body, "a", "c") }), quorum],
    ["quorum: not met", fileOf({ ...held, checkpoint: witnessed(body, "a") }), quorum],
    ["quorum: no witness", fileOf(held), quorum],
    ["quorum: an act", fileOf({ ...proven.act(delegated), checkpoint: witnessed(body, "b", "a") }), quorum],
    ["quorum: an act, not met", fileOf(proven.act(delegated)), quorum],
    ["the past: the newest record", fileOf(held), { past: true }],
    [
      "the past: an entry that is no record",
      fileOf({
        ...held,
        index: delegated,
        inclusion: proven.path(delegated),
        record: text(proven.entries[delegated]!),
      }),
      { past: true },
    ],
    ["the past: its own state root is asked", fileOf(past(proven)), { past: true }],
    [
      "the past: the newest state under an older record",
      fileOf({ ...past(proven), ...newestState(held) }),
      { past: true },
    ],
  ];
  const cases = all.map(([id, bytes, how = {}]): Case => {
    const allowPast = how.past === true;
    const { ok: valid, steps, answer } = verifyProofFile(bytes, how.keyFile ?? keyFile(), { allowPast });
    const code = steps.find((step) => step.code !== undefined)?.code;
    const says =
      answer?.kind === "fact"
        ? {
            answer: answer.found.map(({ key, records }) => ({ bits: key.bits, records })),
            ...(answer.route === undefined ? {} : { validity: answer.route.state }),
          }
        : answer?.kind === "act"
          ? { answer: { index: answer.index, void: answer.code ?? null, settled: answer.settled } }
          : {};
    return { id, valid, ...(valid || code === undefined ? says : { code }), ...how, proof: text(bytes) };
  });
  return {
    description:
      "Proof files (FORMATS 11) under `keyFile` of the case or of the file, the past not allowed but with `past`. `validity` answers `origin`.",
    keyFile: keyFile(),
    cases,
  };
}
