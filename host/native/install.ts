/**
 * Native engines in the place of the portable ones of `canon`, `signing` and `tree`. Every engine gives the same
 * answers (tests run all of them over the same vectors); only the speed differs.
 */
import { hash } from "node:crypto";
import { useSha256 } from "@comity/canon";
import { useEd25519, useMldsa, useP256 } from "@comity/signing";
import { useLaneEngine } from "@comity/tree";
import { opensslEd25519, sodiumEd25519 } from "./ed25519.ts";
import { opensslMldsa } from "./mldsa.ts";
import { opensslP256 } from "./p256.ts";
import { wasmSha256 } from "./wasm-sha256.ts";

export type NativeOptions = {
  /** Use libsodium for Ed25519 if the package is there; true by default. */
  readonly sodium?: boolean;
  /** Parsed public keys kept per algorithm; 4,096 by default. */
  readonly keys?: number;
};

/** The engine chosen for each purpose, for start-up messages and `/healthz`. */
export type NativeEngines = {
  readonly sha256: "openssl" | "wasm and openssl";
  readonly tree: "portable" | "wasm with 4 lanes";
  readonly ed25519: "openssl" | "libsodium";
  readonly mldsa: "openssl";
  readonly p256: "openssl";
};

/**
 * From this length in bytes OpenSSL is the faster SHA-256: below, the call into it costs more than the hash
 * (measured: `bench/sha256.bench.ts`).
 */
const OPENSSL_FROM = 320;

const openssl = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** Installs the fastest engines that this runtime has; call it once at the start of each thread. */
export async function installNative(options: NativeOptions = {}): Promise<NativeEngines> {
  const { sodium = true, keys = 4096 } = options;
  const wasm = wasmSha256();
  useSha256(wasm ? (bytes) => (bytes.length < OPENSSL_FROM ? wasm.sha256(bytes) : openssl(bytes)) : openssl);
  useLaneEngine(wasm?.lanes);
  const faster = sodium ? await sodiumEd25519() : undefined;
  useEd25519({ ...opensslEd25519(keys), ...faster });
  useMldsa(opensslMldsa(keys));
  useP256(opensslP256(keys));
  return {
    sha256: wasm ? "wasm and openssl" : "openssl",
    tree: wasm ? "wasm with 4 lanes" : "portable",
    ed25519: faster ? "libsodium" : "openssl",
    mldsa: "openssl",
    p256: "openssl",
  };
}
