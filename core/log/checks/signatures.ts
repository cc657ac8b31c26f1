/** Signature vectors: C2SP/CCTV Ed25519 edge cases, and Wycheproof for Ed25519, ECDSA over P-256, ML-DSA-44 and ML-DSA-65. */
import { utf8 } from "@comity/canon";
import {
  normaliseLowS,
  p256FromDer,
  verifyEd25519,
  verifyMldsa,
  verifyP256,
  type MldsaSet,
} from "@comity/signing";
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
    for (const test of asArray(group["tests"]))
      checks.push(...(isObject(test) ? [verify(path, test)] : []).filter((check) => check !== undefined));
  }
  return checks.length > 0 ? checks : [pass(path, "a Wycheproof file of an algorithm that is not used here")];
}

type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array, context: Uint8Array) => boolean;
type GroupVerifier = (path: string, test: JsonObject) => Check | undefined;

function groupVerifier(algorithm: string, group: JsonObject): GroupVerifier | undefined {
  const key = groupKey(group);
  const verify = algorithmOf(algorithm, group);
  if (!key || !verify) return undefined;
  return (path, test) => {
    // For the inside of ML-DSA: there is no message.
    if (test["msg"] === undefined && test["mu"] !== undefined) return undefined;
    const name = `${path}: test ${asNumber(test["tcId"])} ${asString(test["comment"])}`.trimEnd();
    const [message, signature] = [hexField(test["msg"]), hexField(test["sig"])];
    const context = test["ctx"] === undefined ? new Uint8Array(0) : hexField(test["ctx"]);
    if (!message || !signature || !context) return fail(name, "a field is not hexadecimal");
    if (test["result"] === "acceptable") return pass(name);
    return judge(name, test["result"] === "valid", verify(key, message, signature, context));
  };
}

function algorithmOf(algorithm: string, group: JsonObject): Verify | undefined {
  if (algorithm === "ML-DSA-44" || algorithm === "ML-DSA-65") {
    const set: MldsaSet = algorithm === "ML-DSA-44" ? "mldsa44" : "mldsa65";
    return (key, message, signature, context) => verifyMldsa(set, key, message, signature, context);
  }
  const curve = keyObject(group)?.["curve"];
  if (algorithm === "EDDSA" && curve === "edwards25519") return verifyEd25519;
  if (algorithm !== "ECDSA" || curve !== "secp256r1" || group["sha"] !== "SHA-256") return undefined;
  // As acts take assertions of authenticators: the low s of either is kept.
  const read = group["type"] === "EcdsaP1363Verify" ? normaliseLowS : p256FromDer;
  return (key, message, signature) => {
    const low = read(signature);
    return low.ok && verifyP256(key, message, low.value);
  };
}

function keyObject(group: JsonObject): JsonObject | undefined {
  const key = group["publicKey"] ?? group["key"];
  return isObject(key) ? key : undefined;
}

/** ML-DSA groups give the key itself, EdDSA groups an object with `pk`, ECDSA groups one with the `uncompressed` point. */
function groupKey(group: JsonObject): Uint8Array | undefined {
  const key = keyObject(group);
  return hexField(
    key === undefined ? (group["publicKey"] ?? group["key"]) : (key["pk"] ?? key["uncompressed"]),
  );
}
