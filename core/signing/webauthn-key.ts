/**
 * The key material of a passkey: `u8 len || rpId || u8 n || n x (u8 len || origin) || point`, the point being the
 * 65-byte uncompressed P-256 key (SEC 1 section 2.3.3). Relying party and origins are part of the key, so they are
 * fixed at registration and covered by the key id.
 */
import { p256 } from "@noble/curves/nist.js";
import { concat, err, ok, refuse, utf8, type Result } from "@comity/canon";

export type WebauthnKey = {
  readonly rpId: string;
  /** One or more, distinct, as browsers write them: `https://example.org`. */
  readonly origins: readonly string[];
  /** 65 bytes: 0x04 || x || y. */
  readonly point: Uint8Array;
};

const POINT = 65;

/** Codes `webauthn-key`. The point is only checked for its form; see `checkWebauthnKey`. */
export function parseWebauthnKey(material: Uint8Array, field = ""): Result<WebauthnKey> {
  const bad = (why: string): Result<WebauthnKey> => refuse("webauthn-key", why, field);
  let at = 0;
  const text = (): string | undefined => {
    const length = material[at] ?? 0;
    const bytes = material.subarray(at + 1, at + 1 + length);
    at += 1 + length;
    return bytes.length === length && length > 0 && bytes.every((b) => b > 0x20 && b < 0x7f)
      ? String.fromCharCode(...bytes)
      : undefined;
  };
  const rpId = text();
  if (rpId === undefined) return bad("the relying party id is 1 to 255 printable ASCII characters");
  const count = material[at++] ?? 0;
  if (count === 0) return bad("at least one origin must be registered");
  const origins: string[] = [];
  for (let i = 0; i < count; i++) {
    const origin = text();
    if (origin === undefined) return bad("an origin is 1 to 255 printable ASCII characters");
    if (origins.includes(origin)) return bad("an origin is registered twice");
    origins.push(origin);
  }
  const point = material.slice(at);
  if (point.length !== POINT || point[0] !== 0x04) {
    return bad("the public key is an uncompressed P-256 point: 0x04 and 64 bytes");
  }
  return ok({ rpId, origins, point });
}

/** The material of a key; a defect of the caller shows up in `verifierKey`, which parses it. */
export function webauthnKeyMaterial(key: WebauthnKey): Uint8Array {
  return concat(
    prefixed(key.rpId),
    Uint8Array.of(key.origins.length),
    ...key.origins.map(prefixed),
    key.point,
  );
}

const prefixed = (text: string): Uint8Array => concat(Uint8Array.of(text.length), utf8(text));

/** Whether a passkey may be registered: the point is on the curve. Codes `webauthn-key`, `key-point`. */
export function checkWebauthnKey(material: Uint8Array, field = ""): Result<WebauthnKey> {
  const key = parseWebauthnKey(material, field);
  if (!key.ok) return err(key.error);
  try {
    p256.Point.fromBytes(key.value.point).assertValidity();
    return key;
  } catch {
    return refuse("key-point", "the public key is not a point of the curve P-256", field);
  }
}
