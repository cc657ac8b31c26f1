/**
 * What witnesses say to the fold (SEMANTICS C4, C5). Who they are and how many are enough stands in the assembly's key
 * file. They say two things: that a checkpoint of this log was theirs to see at a time (a block record carries it, and
 * block time follows), and that they saw the hash of an act at a time (a signature line of the act).
 */
import { equalBytes, fromUtf8, ok, refuse, sha256, utf8, type Result } from "@comity/canon";
import {
  cosignatureTime,
  countersignatureVerifier,
  earliestQuorumTime,
  keysOfPolicy,
  newestQuorumTime,
  NO_QUORUM,
  openCheckpoint,
  parseCheckpoint,
  type Checkpoint,
  type PolicyKeys,
} from "@comity/log";
import { parseNote, type NoteSignature, type Verifier } from "@comity/signing";
import type { SignedAct } from "../acts/admit.ts";
import { signerName } from "../acts/policy.ts";
import type { StateReader } from "../state/reader.ts";

/** A cosigned checkpoint is a few kilobytes; a block record has to fit into an entry with it. */
export const MAX_WITNESS_NOTE = 32_768;

/** A cosigned checkpoint for a block record, with the root that the log itself has at the checkpoint's size. */
export type BlockWitness = { readonly note: Uint8Array; readonly root: Uint8Array };

/**
 * What a block record's checkpoint proves: enough witnesses had seen `size` entries at `time` or later (no time where none
 * are asked for). `policy`: a key file that was decided and is in force from this block on, its keys have signed.
 */
export type Seen = {
  readonly size: number;
  readonly time: number | undefined;
  readonly text: string;
  readonly policy?: string;
};

export type Witnesses = {
  readonly keys: PolicyKeys;
  /** Witness keys by the name and id of their lines. */
  readonly byLine: ReadonlyMap<string, { readonly name: string; readonly verifier: Verifier }>;
};

/** The witnesses of the last key file asked for: assemblies have one, and building it hashes every key. */
let last: { readonly policy: string; readonly witnesses: Witnesses | undefined } | undefined;

/** The assembly's external witnesses; `undefined` when its key file asks for none, or it is not founded. */
export function witnessesIn(state: StateReader): Witnesses | undefined {
  const policy = state.text("decisions", "assembly", "assembly")?.policy;
  if (policy === undefined) return undefined;
  if (last?.policy !== policy) last = { policy, witnesses: witnessesOf(policy) };
  return last.witnesses;
}

/** A key file that was decided and is not in force yet. */
export type IncomingKeyFile = { readonly policy: string; readonly keys: PolicyKeys };

let lastIncoming: IncomingKeyFile | undefined;

export function incomingKeyFile(state: StateReader): IncomingKeyFile | undefined {
  const policy = state.text("decisions", "assembly", "assembly")?.nextPolicy;
  if (policy === undefined) return undefined;
  if (lastIncoming?.policy !== policy) {
    const keys = keysOfPolicy(policy);
    lastIncoming = keys.ok ? { policy, keys: keys.value } : undefined;
  }
  return lastIncoming;
}

/** Of the text of a key file. */
export function witnessesOf(policy: string): Witnesses | undefined {
  const keys = keysOfPolicy(policy);
  if (!keys.ok || keys.value.policy.quorum === NO_QUORUM) return undefined;
  const byLine = keys.value.policy.witnesses.map(({ key, name }) => {
    const verifier = countersignatureVerifier(key, sha256);
    return [signerName({ name: key.name, keyId: key.id }), { name, verifier }] as const;
  });
  return { keys: keys.value, byLine: new Map(byLine) };
}

/**
 * A checkpoint that a block record may carry. Codes of `openCheckpoint`, `block-witness` (not of this log, too long, or of
 * a size the log had not reached).
 */
export function readWitness(keys: PolicyKeys, given: BlockWitness, size: number): Result<Seen> {
  const text = fromUtf8(given.note);
  if (!text.ok || given.note.length > MAX_WITNESS_NOTE) {
    return refuse("block-witness", `a block carries a checkpoint of at most ${MAX_WITNESS_NOTE} bytes`);
  }
  const opened = openCheckpoint(given.note, keys);
  if (!opened.ok) return opened;
  const { checkpoint } = opened.value;
  if (checkpoint.size === 0 || checkpoint.size > size || !equalBytes(checkpoint.root, given.root)) {
    return refuse("block-witness", "the checkpoint that the block carries is not one of this log");
  }
  const time = newestQuorumTime(keys.policy, opened.value.witnesses);
  return ok({ size: checkpoint.size, time, text: text.value });
}

/** Size and root of the checkpoint that a block record carries, before anybody's signature is judged. */
function checkpointIn(note: Uint8Array): Result<Checkpoint> {
  const opened = parseNote(note);
  return opened.ok ? parseCheckpoint(opened.value.text) : opened;
}

/**
 * What a replay gives `applyBlock` for a block record: the checkpoint that it carries, with the log's own root at that size.
 * Without `rootAt` the root is the checkpoint's own, for logs that were judged before. Codes of parsing, and of `rootAt`.
 */
export function witnessOf(
  witness: string | undefined,
  rootAt?: (size: number) => Result<Uint8Array>,
): Result<BlockWitness | undefined> {
  if (witness === undefined) return ok(undefined);
  const note = utf8(witness);
  const checkpoint = checkpointIn(note);
  if (!checkpoint.ok) return checkpoint;
  const root = rootAt === undefined ? ok(checkpoint.value.root) : rootAt(checkpoint.value.size);
  return root.ok ? ok({ note, root: root.value }) : root;
}

/** The act without the lines of witnesses, and when enough of them had countersigned it. */
export function countersignedAct(
  witnesses: Witnesses | undefined,
  act: SignedAct,
): { readonly act: SignedAct; readonly countersigned?: number } {
  if (witnesses === undefined) return { act };
  const found = act.signatures.flatMap((line) => {
    const witness = witnesses.byLine.get(signerName(line));
    const time = cosignatureTime(line.signature);
    return witness === undefined || time === undefined ? [] : [{ name: witness.name, time }];
  });
  if (found.length === 0) return { act };
  const signers = act.signers.filter((signer) => !witnesses.byLine.has(signerName(signer)));
  const countersigned = earliestQuorumTime(witnesses.keys.policy, found);
  return { act: { ...act, signers }, ...(countersigned === undefined ? {} : { countersigned }) };
}

/** Verifies a line of an act that names a witness of the assembly. */
export const countersignerFor = (state: StateReader, line: NoteSignature): Verifier | undefined =>
  witnessesIn(state)?.byLine.get(signerName(line))?.verifier;
