/** Signature vectors: C2SP/CCTV Ed25519 edge cases, and Wycheproof for Ed25519, ML-DSA-44 and ML-DSA-65. */
import { utf8 } from "@comity/canon";
import { verifyEd25519, verifyMldsa, type MldsaSet } from "@comity/signing";
import { asArray, asNumber, asString, expect, fail, hexField, isObject, pass } from "./check.ts";
import type { Check, JsonObject } from "./check.ts";

/** With none of these flags the pinned rule accepts, with any it refuses. */
const REFUSING_FLAGS: ReadonlySet<string> = new Set([
  "low_order_A",
  "low_order_R",
  "non_canonical_A",
  "non_canonical_R",
  "low_order_residue",
]);

/** CCTV: an array of {key, sig, msg, flags}; keys and signatures in hexadecimal, messages as text. */
export function isCctv(json: unknown): json is readonly JsonObject[] {
  return (
    Array.isArray(json) &&
    json.length > 0 &&
    json.every((v) => isObject(v) && ["key", "sig", "msg"].every((field) => typeof v[field] === "string"))
  );
}

export function checkCctv(path: string, vectors: readonly JsonObject[]): readonly Check[] {
  return vectors.map((v, i) => {
    const name = `${path}: number ${typeof v["number"] === "number" ? v["number"] : i}`;
    const [key, signature] = [hexField(v["key"]), hexField(v["sig"])];
    if (!key || !signature) return fail(name, "key or signature is not hexadecimal");
    const accept = !asArray(v["flags"]).some((flag) => REFUSING_FLAGS.has(asString(flag)));
    return judge(name, accept, verifyEd25519(key, utf8(asString(v["msg"])), signature));
  });
}

const judge = (name: string, accept: boolean, accepted: boolean): Check =>
  expect(
    name,
    accept === accepted,
    accepted ? "accepted, but must be refused" : "refused, but must be accepted",
  );

/** Wycheproof: {algorithm, testGroups: [{publicKey, tests}]}. */
export const isWycheproof = (json: unknown): json is JsonObject =>
  isObject(json) && Array.isArray(json["testGroups"]) && typeof json["algorithm"] === "string";

export function checkWycheproof(path: string, json: JsonObject): readonly Check[] {
  const checks: Check[] = [];
  for (const group of asArray(json["testGroups"])) {
    const verify = isObject(group) ? groupVerifier(asString(json["algorithm"]), group) : undefined;
    if (!verify || !isObject(group)) continue;
    for (const test of asArray(group["tests"])) if (isObject(test)) checks.push(verify(path, test));
  }
  return checks.length > 0 ? checks : [pass(path, "a Wycheproof file of an algorithm that is not used here")];
}

type GroupVerifier = (path: string, test: JsonObject) => Check;

function groupVerifier(algorithm: string, group: JsonObject): GroupVerifier | undefined {
  const key = groupKey(group);
  if (!key) return undefined;
  const set: MldsaSet | undefined =
    algorithm === "ML-DSA-44" ? "mldsa44" : algorithm === "ML-DSA-65" ? "mldsa65" : undefined;
  if (!set && !isEd25519(algorithm, group)) return undefined;
  return (path, test) => {
    const name = `${path}: test ${asNumber(test["tcId"])} ${asString(test["comment"])}`.trimEnd();
    const [message, signature] = [hexField(test["msg"]), hexField(test["sig"])];
    const context = test["ctx"] === undefined ? new Uint8Array(0) : hexField(test["ctx"]);
    if (!message || !signature || !context) return fail(name, "a field is not hexadecimal");
    const accepted = set
      ? verifyMldsa(set, key, message, signature, context)
      : verifyEd25519(key, message, signature);
    return judge(name, test["result"] === "valid", accepted);
  };
}

function isEd25519(algorithm: string, group: JsonObject): boolean {
  const key = group["publicKey"] ?? group["key"];
  return algorithm === "EDDSA" && isObject(key) && key["curve"] === "edwards25519";
}

/** ML-DSA groups give the key itself, EdDSA groups an object with `pk`. */
function groupKey(group: JsonObject): Uint8Array | undefined {
  const key = group["publicKey"] ?? group["key"];
  return hexField(isObject(key) ? key["pk"] : key);
}
