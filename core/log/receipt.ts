/**
 * COSE Receipts (RFC 9942) for the RFC 9162 SHA-256 tree: the paths of inclusion and consistency proofs in a signed
 * envelope whose payload is the recomputed root. Exported from the same hashes as the log's own proofs.
 */
import { ok, refuse, type Result } from "@comity/canon";
import { decodeCbor, encodeCbor, mapValue, type Cbor } from "./cbor.ts";

/** COSE labels: 1 alg, 395 verifiable data structure, 396 its proofs; structure 1 is RFC9162_SHA256. */
const LABEL = { alg: 1, vds: 395, proofs: 396, inclusion: -1, consistency: -2 } as const;
const RFC9162_SHA256 = 1;
const SIGN1 = 18;

export type InclusionPath = {
  readonly kind: "inclusion";
  readonly size: number;
  readonly index: number;
  readonly path: readonly Uint8Array[];
};
export type ConsistencyPath = {
  readonly kind: "consistency";
  readonly size1: number;
  readonly size2: number;
  readonly path: readonly Uint8Array[];
};

/** `protectedHeader` is the encoded map, as it is signed; the payload is detached. */
export type Receipt = {
  readonly algorithm: number;
  readonly protectedHeader: Uint8Array;
  readonly proofs: readonly (InclusionPath | ConsistencyPath)[];
  readonly signature: Uint8Array;
};

/** Codes `cbor`, `receipt-envelope`, `receipt-header`, `receipt-proof`. */
export function decodeReceipt(bytes: Uint8Array): Result<Receipt> {
  const outer = decodeCbor(bytes);
  if (!outer.ok) return outer;
  const sign1 = outer.value.kind === "tag" && outer.value.tag === SIGN1 ? outer.value.item : undefined;
  const items = sign1?.kind === "array" ? sign1.items : [];
  const [header, unprotected, payload, signature] = items;
  if (
    items.length !== 4 ||
    header?.kind !== "bytes" ||
    unprotected?.kind !== "map" ||
    payload?.kind !== "simple" ||
    payload.value !== null ||
    signature?.kind !== "bytes"
  ) {
    return refuse("receipt-envelope", "expected a COSE_Sign1 with a detached payload");
  }
  const fields = decodeCbor(header.value);
  const algorithm = fields.ok ? mapValue(fields.value, LABEL.alg) : undefined;
  const structure = fields.ok ? mapValue(fields.value, LABEL.vds) : undefined;
  if (algorithm?.kind !== "int" || structure?.kind !== "int" || structure.value !== RFC9162_SHA256) {
    return refuse("receipt-header", "the protected header does not name an algorithm and RFC9162_SHA256");
  }
  const proofs = decodeProofs(mapValue(unprotected, LABEL.proofs));
  if (!proofs)
    return refuse("receipt-proof", "the receipt holds no well-formed inclusion or consistency proof");
  return ok({
    algorithm: algorithm.value,
    protectedHeader: header.value,
    proofs,
    signature: signature.value,
  });
}

function decodeProofs(map: Cbor | undefined): readonly (InclusionPath | ConsistencyPath)[] | undefined {
  if (map?.kind !== "map" || map.pairs.length === 0) return undefined;
  const proofs: (InclusionPath | ConsistencyPath)[] = [];
  for (const [label, list] of map.pairs) {
    if (list.kind !== "array" || list.items.length === 0) return undefined;
    for (const item of list.items) {
      const proof = decodeProof(label, item);
      if (!proof) return undefined;
      proofs.push(proof);
    }
  }
  return proofs;
}

function decodeProof(label: Cbor, item: Cbor): InclusionPath | ConsistencyPath | undefined {
  const inner = item.kind === "bytes" ? decodeCbor(item.value) : undefined;
  const parts = inner?.ok && inner.value.kind === "array" ? inner.value.items : [];
  const [a, b, list] = parts;
  if (parts.length !== 3 || a?.kind !== "int" || b?.kind !== "int" || list?.kind !== "array")
    return undefined;
  const path: Uint8Array[] = [];
  for (const hash of list.items) {
    if (hash.kind !== "bytes" || hash.value.length !== 32) return undefined;
    path.push(hash.value);
  }
  if (label.kind !== "int" || a.value < 0 || b.value < 0) return undefined;
  if (label.value === LABEL.inclusion) return { kind: "inclusion", size: a.value, index: b.value, path };
  if (label.value === LABEL.consistency) {
    return { kind: "consistency", size1: a.value, size2: b.value, path };
  }
  return undefined;
}

const int = (value: number): Cbor => ({ kind: "int", value });
const bstr = (value: Uint8Array): Cbor => ({ kind: "bytes", value });
const array = (...items: readonly Cbor[]): Cbor => ({ kind: "array", items });

/** The protected header of a receipt: `{1: alg, 395: 1}`. -8 is EdDSA, -48 ML-DSA-44 (RFC 9964). */
export const receiptHeader = (algorithm: number): Uint8Array =>
  encodeCbor({
    kind: "map",
    pairs: [
      [int(LABEL.alg), int(algorithm)],
      [int(LABEL.vds), int(RFC9162_SHA256)],
    ],
  });

/** What is signed (RFC 9052 section 4.4): `["Signature1", protected, external_aad = empty, payload = root]`. */
export const receiptToBeSigned = (protectedHeader: Uint8Array, root: Uint8Array): Uint8Array =>
  encodeCbor(
    array({ kind: "text", value: "Signature1" }, bstr(protectedHeader), bstr(new Uint8Array(0)), bstr(root)),
  );

/**
 * The receipt of one proof. The draft's grammar has no empty path, so a tree of one leaf has no receipt. Code
 * `receipt-proof`.
 */
export function encodeReceipt(
  proof: InclusionPath | ConsistencyPath,
  protectedHeader: Uint8Array,
  signature: Uint8Array,
): Result<Uint8Array> {
  if (proof.path.length === 0) return refuse("receipt-proof", "a receipt cannot carry an empty path");
  const [a, b] = proof.kind === "inclusion" ? [proof.size, proof.index] : [proof.size1, proof.size2];
  const encoded = encodeCbor(array(int(a), int(b), array(...proof.path.map(bstr))));
  const proofs: Cbor = { kind: "map", pairs: [[int(LABEL[proof.kind]), array(bstr(encoded))]] };
  const unprotected: Cbor = { kind: "map", pairs: [[int(LABEL.proofs), proofs]] };
  const none: Cbor = { kind: "simple", value: null };
  const sign1 = array(bstr(protectedHeader), unprotected, none, bstr(signature));
  return ok(encodeCbor({ kind: "tag", tag: SIGN1, item: sign1 }));
}
