/**
 * The chain of an assembly's key files (SEMANTICS D2; `docs/FORMATS.md` section 6): each change is proven by the record of
 * the assembly, under the key file that was in force when it was decided. Whoever has any file of the chain follows it to
 * the newest, offline.
 */
import { ok, refuse, utf8, type Result } from "@comity/canon";
import { parsePolicy } from "@comity/log";
import { isObject } from "../acts/parse-fields.ts";
import type { AssemblyRecord } from "../state/records-assembly.ts";
import { formatHeadedLine, parseHeadedLine } from "./headed-line.ts";
import { verifyProofFile } from "./verify-proof.ts";

const HEADER = "comity/key-chain/v1";
const MAX_BYTES = 16_000_000;
const MAX_PROOFS = 256;

/** A key file that took the place of the one before: decided by `decided`, a size of the log, at `time` of its block. */
export type KeyChange = { readonly policy: string; readonly decided: number; readonly time: number };

export type FollowedKeys = {
  /** The key file in force, as far as the chain goes; the one that was given when nothing has changed. */
  readonly policy: string;
  readonly changes: readonly KeyChange[];
  /** Decided, and not in force yet. */
  readonly next?: string;
};

export const formatKeyChain = (proofs: readonly string[]): string => formatHeadedLine(HEADER, { proofs });

/**
 * From `keyFile` on. What leads back, and proofs under files that were replaced before, are passed over. Codes of key files,
 * `key-chain-file`, JSON codes, `key-chain-other` (no proof holds under the file that was given).
 */
export function followKeyChain(bytes: Uint8Array, keyFile: string): Result<FollowedKeys> {
  const given = parsePolicy(utf8(keyFile));
  if (!given.ok) return given;
  const proofs = parseKeyChain(bytes);
  if (!proofs.ok) return proofs;
  let policy = keyFile;
  let next: KeyChange | undefined;
  /** Log index since which `policy` is proven to be in force. */
  let since: number | undefined;
  const changes: KeyChange[] = [];
  for (const proof of proofs.value) {
    // What was decided is in force where its own keys prove that it is.
    const proven = provenUnder(proof, policy) ?? (next && provenInForce(proof, next.policy));
    if (proven === undefined) continue;
    const { decided, record, time } = proven;
    if (same(record.policy, policy)) {
      if (since !== undefined && record.since < since) continue;
    } else {
      if (since === undefined || record.since <= since) continue;
      const isNext = next !== undefined && same(record.policy, next.policy);
      changes.push(isNext ? next! : { policy: record.policy, decided, time });
      ({ policy } = record);
    }
    ({ since } = record);
    next = record.nextPolicy === undefined ? undefined : { policy: record.nextPolicy, decided, time };
  }
  if (since === undefined)
    return refuse("key-chain-other", "nothing in this chain is proven under the key file that was given");
  return ok({ policy, changes, ...(next === undefined ? {} : { next: next.policy }) });
}

const same = (a: string, b: string): boolean => a.trim() === b.trim();

/** The proof files, in order. Codes `key-chain-file`, JSON codes. */
export function parseKeyChain(bytes: Uint8Array): Result<readonly string[]> {
  const json = parseHeadedLine(bytes, HEADER, MAX_BYTES, { code: "key-chain-file", what: "a key chain" });
  if (!json.ok) return json;
  const { proofs, ...others } = isObject(json.value) ? json.value : {};
  const isList =
    Array.isArray(proofs) && proofs.length <= MAX_PROOFS && proofs.every((p) => typeof p === "string");
  return isList && Object.keys(others).length === 0
    ? ok(proofs as readonly string[])
    : refuse("key-chain-file", `expected {"proofs":[…]}, at most ${MAX_PROOFS} proof files`);
}

type Proven = { readonly record: AssemblyRecord; readonly decided: number; readonly time: number };

function provenInForce(proof: string, keyFile: string): Proven | undefined {
  const proven = provenUnder(proof, keyFile);
  return proven !== undefined && same(proven.record.policy, keyFile) ? proven : undefined;
}

/** The assembly's own record, as a proof file shows it under a key file. */
function provenUnder(proof: string, keyFile: string): Proven | undefined {
  const { answer, ok: holds, size, time } = verifyProofFile(utf8(proof), keyFile, { allowPast: true });
  if (!holds || answer?.kind !== "fact") return undefined;
  if (answer.register !== "decisions" || answer.key !== "assembly") return undefined;
  const record = answer.found.flatMap(({ records }) => records).find((each) => each.t === "assembly");
  return record === undefined ? undefined : { record, decided: size!, time: time! };
}
