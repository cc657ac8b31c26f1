/** Where foreign and own vectors lie, and small helpers for the tests of this room. */
import { createPublicKey, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fromHex, must } from "@comity/canon";
import type { Ed25519Engine } from "@comity/signing";

export const shared: URL = new URL("../../../../shared/vectors/log/", import.meta.url);
export const hasShared: boolean = existsSync(shared);
export const own: URL = new URL("../../../vectors/ed25519/", import.meta.url);

export const readJson = (base: URL, path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, base), "utf8"));

export const hex = (text: string): Uint8Array => must(fromHex(text));

/** The equation as node:crypto computes it (OpenSSL): another implementation behind the same byte checks. */
export const nodeEd25519: Pick<Ed25519Engine, "verify"> = {
  verify(key, message, signature) {
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") };
    return verify(null, message, createPublicKey({ key: jwk, format: "jwk" }), signature);
  },
};

export const code = (
  result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } },
): string => (result.ok ? "ok" : result.error.code);
