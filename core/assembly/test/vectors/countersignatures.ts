/** Countersignatures of acts by witnesses (FORMATS 3): one good line and its near misses. */
import { must, sha256, toBase64, toHex, utf8 } from "@comity/canon";
import { cosignerOf, countersign, formatCheckpoint, verifyCountersignature } from "@comity/log";
import { formatVkey, parseVkey } from "@comity/signing";
import { witnessKey } from "../witnesses.ts";
import type { Case, VectorFile } from "./shared.ts";

export function countersignatureVectors(): VectorFile {
  const text = utf8("comity/act/v1\n{}\n");
  const hash = sha256(text);
  const { key, cosign } = must(cosignerOf(witnessKey("w1")));
  const { signature } = must(countersign(witnessKey("w1"), hash, 1_795_000_000));
  const edited = (at: number, xor: number): Uint8Array => signature.map((b, i) => (i === at ? b ^ xor : b));
  const lookalike = formatCheckpoint({
    origin: "comity/countersign/v1",
    size: 1,
    root: hash,
    extensions: [],
  });
  const all: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
    ["good: a hash at a time", hash, signature],
    ["good: at time 0", hash, must(countersign(witnessKey("w1"), hash, 0)).signature],
    ["another hash", sha256(utf8("other")), signature],
    ["another time", hash, edited(7, 1)],
    ["another signature", hash, edited(8, 1)],
    ["another witness's", hash, must(countersign(witnessKey("w2"), hash, 1_795_000_000)).signature],
    [
      "the cosignature of a checkpoint with that root",
      hash,
      must(cosign(lookalike, 1_795_000_000)).signature,
    ],
    ["without its time", hash, signature.subarray(8)],
    ["a byte more", hash, Uint8Array.of(...signature, 0)],
  ];
  const vkey = formatVkey(key);
  const cases: Case[] = all.map(([id, of, line]) => ({
    id,
    valid: verifyCountersignature(must(parseVkey(vkey)), of, line),
    vkey,
    hash: toHex(of),
    signature: toBase64(line),
  }));
  return { description: "Countersignatures of acts (FORMATS 3): u64 time, then Ed25519.", cases };
}
