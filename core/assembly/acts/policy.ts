/** Key policies: which keys count for an act, and how many are needed (SEMANTICS B2, B7). */
import { ok, refuse, type Result } from "@comity/canon";
import { checkKey, parseVkey } from "@comity/signing";
import type { Policy } from "../state/records.ts";
import type { Fields } from "./fields.ts";

/** A signature that verified: which key of which party made it. */
export type Signer = { readonly name: string; readonly keyId: number };

export const MAX_KEYS = 32;

export const POLICY_FIELDS = {
  keys: {
    type: "list",
    doc: "keys with their mandates",
    min: 1,
    max: MAX_KEYS,
    of: {
      type: "object",
      fields: {
        key: { type: "key", doc: "verifier key, named PARTY/label" },
        kinds: {
          type: "list",
          of: { type: "kind" },
          min: 1,
          max: 64,
          optional: true,
          doc: "act kinds the key may sign; all when left out",
        },
        lanes: {
          type: "list",
          of: { type: "lane" },
          min: 1,
          max: 64,
          optional: true,
          doc: "lanes the key may use; main only when left out",
        },
        from: { type: "time", optional: true, doc: "first block time at which the key counts" },
        until: { type: "time", optional: true, doc: "block time from which the key no longer counts" },
      },
    },
  },
  thresholds: {
    type: "list",
    doc: "how many keys a kind needs; the first entry that names it counts",
    min: 1,
    max: 64,
    of: {
      type: "object",
      fields: {
        kinds: { type: "list", of: { type: "kind" }, min: 1, max: 64, doc: "act kinds, or *" },
        k: { type: "integer", min: 1, max: MAX_KEYS, doc: "number of keys" },
      },
    },
  },
} as const satisfies Fields;

/** Kinds a policy made of passkeys alone may sign. */
export type KindFacts = { readonly kind: string; readonly passkeyMaySign: boolean };

/** The (name, id) part of a verifier key text, which is how signature lines name it. */
function nameOf(vkey: string): string {
  return vkey.slice(0, vkey.indexOf("+", vkey.indexOf("+") + 1));
}

type Mandate = Policy["keys"][number];
type KeyFacts = { readonly name: string; readonly passkey: boolean };

/** A policy's keys are asked at every act of the party, and the same objects as long as the policy stands. */
const factsOfKeys = new WeakMap<Mandate, KeyFacts>();

function factsOf(mandate: Mandate): KeyFacts {
  let facts = factsOfKeys.get(mandate);
  if (facts === undefined) {
    const parsed = parseVkey(mandate.key);
    facts = {
      name: nameOf(mandate.key),
      passkey: parsed.ok && parsed.value.type === "comity-webauthn",
    };
    factsOfKeys.set(mandate, facts);
  }
  return facts;
}

export const signerName = (s: Signer): string => `${s.name}+${s.keyId.toString(16).padStart(8, "0")}`;

/** Whether these signatures satisfy the policy for an act of this kind in this lane at this time. */
export function satisfies(
  policy: Policy,
  signers: readonly Signer[],
  facts: KindFacts,
  lane: string,
  time: number,
): boolean {
  const threshold = policy.thresholds.find((t) => t.kinds.includes("*") || t.kinds.includes(facts.kind));
  if (threshold === undefined) return false;
  const names = new Set(signers.map(signerName));
  let count = 0;
  let outsideBrowser = false;
  for (const key of policy.keys) {
    const { name, passkey } = factsOf(key);
    if (!names.has(name)) continue;
    if (key.kinds !== undefined && !key.kinds.includes("*") && !key.kinds.includes(facts.kind)) continue;
    if (!(key.lanes ?? ["main"]).includes(lane)) continue;
    if (key.from !== undefined && time < key.from) continue;
    if (key.until !== undefined && time >= key.until) continue;
    count++;
    outsideBrowser ||= !passkey;
  }
  // B7: passkeys alone neither move resources nor change keys.
  return count >= threshold.k && (facts.passkeyMaySign || outsideBrowser);
}

/**
 * Whether a policy may be registered for a party: keys are named after it, sound, and distinct; every threshold can be
 * reached; changing keys is possible. Codes `policy-*`, and those of key registration.
 */
export function checkPolicy(party: string, policy: Policy, field: string): Result<Policy> {
  const seen = new Set<string>();
  for (const [i, { key }] of policy.keys.entries()) {
    const at = `${field}/keys/${i}/key`;
    const parsed = parseVkey(key, at);
    if (!parsed.ok) return parsed;
    if (!new RegExp(`^${party.replaceAll(".", "\\.")}/[a-z0-9-]{1,32}$`).test(parsed.value.name)) {
      return refuse("policy-key-name", `name the key ${party}/ and a label of a-z, 0-9 and hyphens`, at);
    }
    if (parsed.value.type === "ed25519-cosignature" || parsed.value.type === "mldsa44-cosignature") {
      return refuse("policy-key-type", "a cosignature key cannot sign acts", at);
    }
    const sound = checkKey(parsed.value, at);
    if (!sound.ok) return sound;
    if (seen.has(nameOf(key))) return refuse("policy-key-twice", "two keys with one name and id", at);
    seen.add(nameOf(key));
  }
  for (const [i, { kinds, k }] of policy.thresholds.entries()) {
    const able = policy.keys.filter(
      (key) =>
        key.kinds === undefined ||
        key.kinds.includes("*") ||
        kinds.every((kind) => key.kinds!.includes(kind)),
    );
    if (able.length < k) {
      return refuse(
        "policy-threshold",
        `only ${able.length} keys may sign these kinds`,
        `${field}/thresholds/${i}/k`,
      );
    }
  }
  if (!policy.thresholds.some((t) => t.kinds.includes("*") || t.kinds.includes("set-keys"))) {
    return refuse("policy-threshold", "a threshold has to cover set-keys, or keys could never change", field);
  }
  if (policy.keys.every((key) => factsOf(key).passkey)) {
    return refuse(
      "policy-passkeys-only",
      "add a key outside a browser: passkeys alone cannot change keys",
      field,
    );
  }
  return ok(policy);
}
