/**
 * WebAuthn assertions (W3C Web Authentication Level 3 section 7.2) as signatures over a message. The signature bytes
 * are `u16 len || authenticatorData || u16 len || clientDataJSON || r || s` with low s; the challenge the browser
 * was given is the SHA-256 of the message.
 */
import { concat, equalBytes, fromUtf8, ok, refuse, sha256, toBase64, uintBytes, utf8 } from "@comity/canon";
import type { Result } from "@comity/canon";
import { hasLowS, verifyP256 } from "./ecdsa.ts";
import type { WebauthnKey } from "./webauthn-key.ts";

export type Assertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  /** 64 bytes r || s, low s. */
  readonly signature: Uint8Array;
};

const USER_PRESENT = 0x01;
/** rpIdHash 32, flags 1, signCount 4 (section 6.1). */
const AUTHENTICATOR_DATA = 37;

/** The challenge to hand to the authenticator for a message: 32 bytes. */
export const webauthnChallenge = (message: Uint8Array): Uint8Array => sha256(message);

/** Code `webauthn-signature` when a part does not fit its length field, or s is high. */
export function encodeAssertion(assertion: Assertion): Result<Uint8Array> {
  const { authenticatorData, clientDataJSON, signature } = assertion;
  if (authenticatorData.length > 0xffff || clientDataJSON.length > 0xffff || !hasLowS(signature)) {
    return refuse("webauthn-signature", "a part is longer than 65,535 bytes, or s is high: normalise it");
  }
  return ok(
    concat(
      uintBytes(authenticatorData.length, 2),
      authenticatorData,
      uintBytes(clientDataJSON.length, 2),
      clientDataJSON,
      signature,
    ),
  );
}

/** Exactly one spelling per assertion. Code `webauthn-signature`. */
export function decodeAssertion(bytes: Uint8Array): Result<Assertion> {
  const one = lengthAt(bytes, 0);
  const two = lengthAt(bytes, 2 + one);
  const end = 4 + one + two;
  const signature = bytes.subarray(end);
  if (bytes.length !== end + 64 || !hasLowS(signature)) {
    return refuse("webauthn-signature", "expected two length-prefixed parts and 64 bytes r || s, low s");
  }
  const clientDataJSON = bytes.subarray(4 + one, end);
  return ok({ authenticatorData: bytes.subarray(2, 2 + one), clientDataJSON, signature });
}

/** NaN beyond the end, which no length equals. */
const lengthAt = (bytes: Uint8Array, at: number): number => bytes[at]! * 256 + bytes[at + 1]!;

/**
 * Codes: `webauthn-signature`, `webauthn-client-data`, `webauthn-type`, `webauthn-challenge`, `webauthn-origin`,
 * `webauthn-cross-origin`, `webauthn-rp`, `webauthn-presence`, `signature-invalid`.
 */
export function checkAssertion(key: WebauthnKey, message: Uint8Array, bytes: Uint8Array): Result<Assertion> {
  const assertion = decodeAssertion(bytes);
  if (!assertion.ok) return assertion;
  const { authenticatorData, clientDataJSON, signature } = assertion.value;
  const client = clientData(clientDataJSON);
  if (!client) return refuse("webauthn-client-data", "the client data is not a JSON object");
  if (client["type"] !== "webauthn.get") return refuse("webauthn-type", "not an assertion (webauthn.get)");
  if (client["challenge"] !== toBase64Url(webauthnChallenge(message))) {
    return refuse("webauthn-challenge", "the challenge is not the SHA-256 of the signed text");
  }
  const { origin } = client;
  if (typeof origin !== "string" || !key.origins.includes(origin)) {
    return refuse("webauthn-origin", "signed on a site that is not registered for this key");
  }
  if (client["crossOrigin"] === true) {
    return refuse("webauthn-cross-origin", "signed inside a frame of another site");
  }
  if (
    authenticatorData.length < AUTHENTICATOR_DATA ||
    !equalBytes(authenticatorData.subarray(0, 32), sha256(utf8(key.rpId)))
  ) {
    return refuse("webauthn-rp", "the authenticator answered for another relying party");
  }
  if ((authenticatorData[32]! & USER_PRESENT) === 0) {
    return refuse("webauthn-presence", "the authenticator saw no person (flag UP is not set)");
  }
  const signed = concat(authenticatorData, sha256(clientDataJSON));
  return verifyP256(key.point, signed, signature)
    ? assertion
    : refuse("signature-invalid", "the signature does not verify under this key");
}

export const verifyAssertion = (key: WebauthnKey, message: Uint8Array, bytes: Uint8Array): boolean =>
  checkAssertion(key, message, bytes).ok;

/** RFC 4648 section 5, without padding, as WebAuthn writes challenges. */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function clientData(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const text = fromUtf8(bytes);
  if (!text.ok) return undefined;
  try {
    const value: unknown = JSON.parse(text.value);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
