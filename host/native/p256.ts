/** ECDSA over P-256 with SHA-256 (FIPS 186-5) by OpenSSL, signatures as 64 bytes r || s. */
import { verify } from "node:crypto";
import type { P256Engine } from "@comity/signing";
import { KeyCache } from "./key-cache.ts";
import { parserOf } from "./spki.ts";

export function opensslP256(capacity: number): P256Engine {
  const keys = new KeyCache(capacity, parserOf("p256"));
  return (key, message, signature) => {
    const parsed = keys.get(key);
    return (
      parsed !== undefined && verify("sha256", message, { key: parsed, dsaEncoding: "ieee-p1363" }, signature)
    );
  };
}
