/**
 * SHA-256 (FIPS 180-4). The default is the audited JavaScript of @noble/hashes, which runs everywhere; a host may
 * put a faster engine in its place. Every engine gives the same 32 bytes, so this is the one replaceable part.
 */
import { sha256 as noble } from "@noble/hashes/sha2.js";

/** 32 bytes for any input. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

let engine: Sha256 = noble;

export const sha256: Sha256 = (bytes) => engine(bytes);

/** Use a faster engine from now on (host rooms only; see `host/native`). */
export function useSha256(faster: Sha256): void {
  engine = faster;
}
