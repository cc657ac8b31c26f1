/** Parsing trust policies, line by line (c2sp.org/tlog-policy). */
import { decimal, err, fromUtf8, ok, refuse, toHex, type Refusal, type Result } from "@comity/canon";
import { parseVkey, type KeyType, type VerifierKey } from "@comity/signing";
import { NO_QUORUM, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from "./policy.ts";

/** Bounds against hostile files; the specification asks for at least 32 of each. */
export const POLICY_LIMITS = { logs: 256, witnesses: 256, groups: 256, bytes: 1_048_576 } as const;

const LOG_TYPES: readonly KeyType[] = ["ed25519", "mldsa44-cosignature"];
const WITNESS_TYPES: readonly KeyType[] = ["ed25519-cosignature", "mldsa44-cosignature"];

type Draft = {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  readonly names: Set<string>;
  readonly members: Set<string>;
  readonly logKeys: Set<string>;
  readonly witnessKeys: Set<string>;
  quorum: string | undefined;
};

/**
 * Codes: `policy-size`, `policy-character`, `policy-final-newline`, `policy-line`, `policy-name`,
 * `policy-name-taken`, `policy-undefined`, `policy-member-twice`, `policy-threshold`, `policy-key-type`,
 * `policy-key-twice`, `policy-quorum-twice`, `policy-quorum-missing`, `policy-too-many`, and those of `parseVkey`. The field is
 * the line number.
 */
export function parsePolicy(bytes: Uint8Array): Result<Policy> {
  if (bytes.length > POLICY_LIMITS.bytes)
    return refuse("policy-size", "the policy is longer than a mebibyte");
  if (bytes.some((b) => (b < 0x20 && b !== 0x09 && b !== 0x0a) || b === 0x7f)) {
    return refuse("policy-character", "only tab and newline are allowed as control characters");
  }
  const text = fromUtf8(bytes);
  if (!text.ok) return text;
  if (!text.value.endsWith("\n"))
    return refuse("policy-final-newline", "the last line must end in a newline");
  const draft: Draft = {
    logs: [],
    witnesses: [],
    groups: [],
    names: new Set(),
    members: new Set(),
    logKeys: new Set(),
    witnessKeys: new Set(),
    quorum: undefined,
  };
  for (const [i, line] of text.value.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length === 0 || words[0]!.startsWith("#")) continue;
    const refusal = addLine(draft, words);
    if (refusal) return err({ ...refusal, field: `line ${i + 1}` });
  }
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined)
    return refuse("policy-quorum-missing", "the line quorum NAME or quorum none is missing");
  return ok({ logs, witnesses, groups, quorum });
}

const no = (code: string, detail: string): Refusal => ({ code, detail, field: "" });

function addLine(draft: Draft, [word, ...rest]: readonly string[]): Refusal | undefined {
  switch (word) {
    case "log":
      return addLog(draft, rest);
    case "witness":
      return addWitness(draft, rest);
    case "group":
      return addGroup(draft, rest);
    case "quorum":
      return addQuorum(draft, rest);
    default:
      return no("policy-line", "a line begins with log, witness, group, quorum or #");
  }
}

function addLog(draft: Draft, [vkey, url, ...more]: readonly string[]): Refusal | undefined {
  if (vkey === undefined || more.length > 0) return no("policy-line", "expected: log VKEY [URL]");
  const key = keyOf(vkey, LOG_TYPES, draft.logKeys);
  if (!key.ok) return key.error;
  draft.logs.push({ key: key.value, url });
  return draft.logs.length > POLICY_LIMITS.logs ? no("policy-too-many", "too many logs") : undefined;
}

function addWitness(draft: Draft, [name, vkey, url, ...more]: readonly string[]): Refusal | undefined {
  if (name === undefined || vkey === undefined || more.length > 0) {
    return no("policy-line", "expected: witness NAME VKEY [URL]");
  }
  const key = keyOf(vkey, WITNESS_TYPES, draft.witnessKeys);
  if (!key.ok) return key.error;
  draft.witnesses.push({ name, key: key.value, url });
  if (draft.witnesses.length > POLICY_LIMITS.witnesses) return no("policy-too-many", "too many witnesses");
  return define(draft, name);
}

function addGroup(draft: Draft, [name, rule, ...members]: readonly string[]): Refusal | undefined {
  if (name === undefined || rule === undefined || members.length === 0) {
    return no("policy-line", "expected: group NAME all|any|K MEMBER...");
  }
  for (const member of members) {
    if (!draft.names.has(member)) return no("policy-undefined", `${member} is not defined on a line before`);
    if (draft.members.has(member))
      return no("policy-member-twice", `${member} is already a member of a group`);
    draft.members.add(member);
  }
  const k = rule === "all" ? members.length : rule === "any" ? 1 : numberOf(rule);
  if (k < 1 || k > members.length) {
    return no("policy-threshold", `the threshold is all, any or a number from 1 to ${members.length}`);
  }
  draft.groups.push({ name, threshold: k, members });
  if (draft.groups.length > POLICY_LIMITS.groups) return no("policy-too-many", "too many groups");
  return define(draft, name);
}

function addQuorum(draft: Draft, [name, ...more]: readonly string[]): Refusal | undefined {
  if (name === undefined || more.length > 0) return no("policy-line", "expected: quorum NAME or quorum none");
  if (draft.quorum !== undefined) return no("policy-quorum-twice", "there is exactly one quorum line");
  if (name !== NO_QUORUM && !draft.names.has(name)) {
    return no("policy-undefined", `${name} is not defined on a line before`);
  }
  draft.quorum = name;
  return undefined;
}

/** Witnesses and groups share one name space. */
function define(draft: Draft, name: string): Refusal | undefined {
  if (name === NO_QUORUM) return no("policy-name", "the name none is reserved");
  if (draft.names.has(name)) return no("policy-name-taken", `${name} is defined twice`);
  draft.names.add(name);
  return undefined;
}

/** One underlying key counts once, whatever names and types it is listed under. */
function keyOf(vkey: string, types: readonly KeyType[], seen: Set<string>): Result<VerifierKey> {
  const key = parseVkey(vkey);
  if (!key.ok) return key;
  if (!types.includes(key.value.type)) {
    return refuse("policy-key-type", `a key of type ${key.value.type} cannot do this`);
  }
  const material = toHex(key.value.material);
  if (seen.has(material)) return refuse("policy-key-twice", "this public key is already listed");
  seen.add(material);
  return key;
}

function numberOf(text: string): number {
  const number = decimal(text);
  return number.ok ? number.value : 0;
}
