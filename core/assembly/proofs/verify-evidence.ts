/**
 * Verifying evidence with the assembly's public key file (SEMANTICS D3, promise P4): it convinces whoever holds that
 * file, however it arrived. A `state-root` file also needs the log replayed: the verdict says so.
 */
import { equalBytes, fromBase64, must, ok, refuse, utf8, type Result } from "@comity/canon";
import {
  contradicts,
  leafHash,
  openCheckpoint,
  keysOfPolicy,
  verifyConsistency,
  verifyInclusion,
  type Checkpoint,
  type PolicyKeys,
} from "@comity/log";
import { readAct, verifyAct } from "../acts/admit.ts";
import { parseBlockRecord } from "../fold/block-record.ts";
import type { StateReader } from "../state/reader.ts";
import { pick } from "../state/reader.ts";
import { parseEvidence, type Evidence } from "./evidence-file.ts";
import { verifyProofFile } from "./verify-proof.ts";

export type EvidenceVerdict = {
  readonly kind: Evidence["kind"];
  /** What is shown, as a sentence. */
  readonly says: string;
  /** What the reader still has to do for a `state-root`. */
  readonly remains?: string;
};

/**
 * Codes `evidence-file`, `evidence-agrees` (the two statements can both be true), `evidence-signature`,
 * `evidence-party`, and those of key files, checkpoints and proofs.
 */
export function verifyEvidence(bytes: Uint8Array, keyFile: string): Result<EvidenceVerdict> {
  const evidence = parseEvidence(bytes);
  if (!evidence.ok) return evidence;
  const keys = keysOfPolicy(keyFile);
  if (!keys.ok) return keys;
  switch (evidence.value.kind) {
    case "checkpoints":
      return checkpoints(evidence.value, keys.value);
    case "fork":
      return fork(evidence.value, keys.value);
    case "acts":
      return acts(evidence.value, keyFile);
    case "state-root":
      return stateRootRefuted(evidence.value, keys.value);
  }
}

type Of<K extends Evidence["kind"]> = Extract<Evidence, { readonly kind: K }>;

const agrees = (detail: string): Result<never> => refuse("evidence-agrees", detail);

/** A checkpoint's word is its log's signature: witnesses may never have seen a fork. */
function opened(note: string, { policy, ...keys }: PolicyKeys): Result<Checkpoint> {
  const result = openCheckpoint(utf8(note), { ...keys, policy: { ...policy, quorum: "none" } });
  return result.ok ? ok(result.value.checkpoint) : result;
}

type Pair = { readonly a: Checkpoint; readonly b: Checkpoint };

function pair({ a: noteA, b: noteB }: { a: string; b: string }, keys: PolicyKeys): Result<Pair> {
  const a = opened(noteA, keys);
  if (!a.ok) return a;
  const b = opened(noteB, keys);
  if (!b.ok) return b;
  return a.value.origin === b.value.origin
    ? ok({ a: a.value, b: b.value })
    : agrees("these are checkpoints of two logs");
}

function checkpoints(evidence: Of<"checkpoints">, keys: PolicyKeys): Result<EvidenceVerdict> {
  const both = pair(evidence, keys);
  if (!both.ok) return both;
  const { a, b } = both.value;
  if (a.size !== b.size)
    return refuse("evidence-file", "two sizes need the kind `fork` with its proof", "kind");
  return contradicts(a, b)
    ? ok({ kind: "checkpoints", says: `${a.origin} signed two different trees of size ${a.size}` })
    : agrees("the two checkpoints are the same");
}

function fork(evidence: Of<"fork">, keys: PolicyKeys): Result<EvidenceVerdict> {
  const both = pair(evidence, keys);
  if (!both.ok) return both;
  const { a, b } = both.value;
  const part = must(fromBase64(evidence.part));
  if (a.size === 0 || a.size >= b.size)
    return refuse("evidence-file", "the smaller checkpoint comes first, and is not empty", "a");
  const begins = verifyConsistency(a.size, b.size, evidence.consistency, part, b.root);
  if (!begins.ok) return begins;
  return equalBytes(part, a.root)
    ? agrees("the larger tree begins with the smaller one")
    : ok({
        kind: "fork",
        says: `${a.origin} signed a tree of size ${b.size} that does not begin with its tree of size ${a.size}`,
      });
}

function acts({ a: entryA, b: entryB, party }: Of<"acts">, keyFile: string): Result<EvidenceVerdict> {
  const a = readAct(utf8(entryA));
  if (!a.ok) return a;
  const b = readAct(utf8(entryB));
  if (!b.ok) return b;
  const places = [a.value, b.value].map(({ assembly, by, lane, seq }) =>
    [assembly, by, lane, seq].join("\n"),
  );
  if (places[0] !== places[1]) return agrees("the two acts stand at different places");
  if (a.value.hash === b.value.hash) return agrees("the two acts are the same");
  const { by, lane, seq, assembly } = a.value;
  const proven = verifyProofFile(utf8(party), keyFile, { allowPast: true });
  const { answer } = proven;
  if (
    !proven.ok ||
    answer?.kind !== "fact" ||
    answer.register !== "parties" ||
    answer.key !== `party/${by}` ||
    proven.origin !== assembly
  )
    return refuse("evidence-party", `\`party\` has to be a proof of party/${by}`, "party");
  const record = pick(
    answer.found.flatMap(({ records }) => records),
    "party",
  );
  if (record === undefined) return refuse("evidence-party", `the proof shows no party ${by}`, "party");
  const state = { text: (_register: string, key: string) => (key === `party/${by}` ? record : undefined) };
  for (const [field, act] of [
    ["a", a.value],
    ["b", b.value],
  ] as const) {
    const own = { ...act, signatures: act.signatures.filter(({ name }) => name.startsWith(`${by}/`)) };
    const verified = verifyAct(state as unknown as StateReader, own);
    if (own.signatures.length === 0 || !verified.ok)
      return refuse("evidence-signature", `the act is not signed by a key that the proof shows`, field);
  }
  return ok({ kind: "acts", says: `${by} signed two different acts as number ${seq} of its lane ${lane}` });
}

function stateRootRefuted(
  { checkpoint, inclusion, index, record: text, expected }: Of<"state-root">,
  keys: PolicyKeys,
): Result<EvidenceVerdict> {
  const signed = opened(checkpoint, keys);
  if (!signed.ok) return signed;
  const { size, root } = signed.value;
  const included = verifyInclusion(index, size, leafHash(utf8(text)), inclusion, root);
  if (!included.ok) return included;
  const record = parseBlockRecord(utf8(text));
  if (!record.ok) return record;
  if (record.value.stateRoot === expected) return agrees("the record says what is expected");
  const says = `block ${record.value.height} is signed with state root ${record.value.stateRoot}`;
  return ok({ kind: "state-root", says, remains: `replay the log to entry ${index}: it gives ${expected}` });
}
