/**
 * ML-DSA-44/65 (FIPS 204) verification by OpenSSL. Signing stays portable: the runtime signs hedged, and our
 * signatures are deterministic.
 */
import { verify } from "node:crypto";
import type { MldsaEngine } from "@comity/signing";
import { KeyCache } from "./key-cache.ts";
import { parserOf } from "./spki.ts";

export function opensslMldsa(capacity: number): Pick<MldsaEngine, "verify"> {
  const keys = {
    mldsa44: new KeyCache(capacity, parserOf("mldsa44")),
    mldsa65: new KeyCache(capacity, parserOf("mldsa65")),
  };
  return {
    verify(set, key, message, signature, context) {
      const parsed = keys[set].get(key);
      return parsed !== undefined && verify(null, message, { key: parsed, context }, signature);
    },
  };
}
