/**
 * Opening a checkpoint under a trust policy: the note, its origin, the log's signature, the quorum of witnesses, each
 * with its own code. One source of "may I believe this tree", for clients, witnesses and monitors.
 */
import { ok, refuse, utf8, type Result } from "@comity/canon";
import { keyRing, NOTE_LIMITS, parseNote, verifySignatures } from "@comity/signing";
import type { KeyRing, Note, NoteLimits, OpenedNote, Verifier } from "@comity/signing";
import { parseCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { checkpointVerifier, cosignatureTime } from "./cosignature.ts";
import { parsePolicy } from "./policy-parse.ts";
import { quorumMet, type Policy } from "./policy.ts";

/** A witness of the policy that cosigned, and when (seconds). */
export type Witnessed = { readonly name: string; readonly time: number };

export type OpenedCheckpoint = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly witnesses: readonly Witnessed[];
};

/** What the policy's keys make possible, prepared once: building it hashes every key. */
export type PolicyKeys = {
  readonly policy: Policy;
  readonly logs: KeyRing;
  readonly witnesses: KeyRing;
  readonly names: ReadonlyMap<Verifier, string>;
};

/** Codes of `keyRing` and `checkpointVerifier`. */
export function policyKeys(policy: Policy): Result<PolicyKeys> {
  const logs: Verifier[] = [];
  for (const { key } of policy.logs) {
    const verifier = checkpointVerifier(key, "log");
    if (!verifier.ok) return verifier;
    logs.push(verifier.value);
  }
  const names = new Map<Verifier, string>();
  for (const { key, name } of policy.witnesses) {
    const verifier = checkpointVerifier(key, "witness");
    if (!verifier.ok) return verifier;
    names.set(verifier.value, name);
  }
  const logRing = keyRing(logs, "log");
  if (!logRing.ok) return logRing;
  const witnessRing = keyRing(names.keys(), "witness");
  if (!witnessRing.ok) return witnessRing;
  return ok({ policy, logs: logRing.value, witnesses: witnessRing.value, names });
}

/** Of the text of a key file. Codes of `parsePolicy`, `policyKeys`. */
export function keysOfPolicy(text: string): Result<PolicyKeys> {
  const policy = parsePolicy(utf8(text));
  return policy.ok ? policyKeys(policy.value) : policy;
}

/**
 * Codes, in this order: those of `parseNote` and `parseCheckpoint`, `checkpoint-extension` (unless allowed),
 * `checkpoint-unknown-origin` (no log of the policy has exactly this origin), `checkpoint-log-signature` (the log did
 * not sign, or a signature of its key is wrong), `checkpoint-witness-signature` (a known witness's line is wrong),
 * `checkpoint-quorum`.
 */
export function openCheckpoint(
  bytes: Uint8Array,
  keys: PolicyKeys,
  options: { readonly allowExtensions?: boolean; readonly limits?: NoteLimits } = {},
): Result<OpenedCheckpoint> {
  const note = parseNote(bytes, options.limits ?? NOTE_LIMITS);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  const { origin, extensions } = checkpoint.value;
  if (extensions.length > 0 && options.allowExtensions !== true) {
    return refuse("checkpoint-extension", "extension lines are not used by this log", "extensions");
  }
  const logs = new Map([...keys.logs].filter(([, verifier]) => verifier.key.name === origin));
  if (logs.size === 0) {
    return refuse("checkpoint-unknown-origin", `the policy names no log ${origin}`, "origin");
  }
  const signed = verifySignatures(note.value, logs);
  if (!signed.ok) return refuse("checkpoint-log-signature", signed.error.detail, "signatures");
  const witnesses = witnessed(verifySignatures(note.value, keys.witnesses), keys);
  if (!witnesses.ok) return witnesses;
  if (!quorumMet(keys.policy, new Set(witnesses.value.map((w) => w.name)))) {
    return refuse(
      "checkpoint-quorum",
      "too few witnesses of the policy cosigned this checkpoint",
      "signatures",
    );
  }
  return ok({ checkpoint: checkpoint.value, note: note.value, witnesses: witnesses.value });
}

function witnessed(opened: Result<OpenedNote>, keys: PolicyKeys): Result<readonly Witnessed[]> {
  if (!opened.ok) {
    if (opened.error.code === "signature-unknown") return ok([]);
    return refuse("checkpoint-witness-signature", opened.error.detail, "signatures");
  }
  return ok(
    opened.value.lines.map(({ verifier, line }) => ({
      name: keys.names.get(verifier) ?? "",
      time: cosignatureTime(line.signature) ?? 0,
    })),
  );
}
