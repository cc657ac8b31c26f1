/** A passkey whose signatures are the same on every machine: ECDSA P-256 with a nonce from the message, never for use. */
import { concat, must, sha256, utf8 } from "@comity/canon";
import { encodeAssertion, toBase64Url, webauthnChallenge, webauthnKeyMaterial } from "@comity/signing";
import { createECDH } from "node:crypto";
import { hex } from "./shared.ts";

/** FIPS 186-5: order of the base point of P-256. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SECRET = sha256(utf8("seed of passkey"));

const number = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);
const bytes32 = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
const pointOf = (secret: Uint8Array, form: "compressed" | "uncompressed" = "uncompressed"): Uint8Array => {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(secret);
  return new Uint8Array(curve.getPublicKey(null, form));
};
function inverse(value: bigint): bigint {
  // Fermat: N is prime.
  let [out, base] = [1n, value];
  for (let e = N - 2n; e > 0n; e >>= 1n) {
    if (e % 2n === 1n) out = (out * base) % N;
    base = (base * base) % N;
  }
  return out;
}

/** r || s, s low. */
function sign(message: Uint8Array): Uint8Array {
  const nonce = sha256(concat(SECRET, message));
  const r = number(pointOf(nonce).subarray(1, 33)) % N;
  const s = (inverse(number(nonce)) * (number(sha256(message)) + r * number(SECRET))) % N;
  return concat(bytes32(r), bytes32(s > N / 2n ? N - s : s));
}

export const POINT: Uint8Array = pointOf(SECRET);
export const COMPRESSED: Uint8Array = pointOf(SECRET, "compressed");
export const ORIGINS: readonly string[] = ["https://qm.example", "https://www.qm.example"];
const RP = "qm.example";

export const material = (rpId = RP, origins: readonly string[] = ORIGINS, point = POINT): Uint8Array =>
  webauthnKeyMaterial({ rpId, origins, point });

type Client = { readonly [field: string]: unknown };
type Change = {
  readonly client?: Client;
  readonly json?: string;
  readonly data?: (data: Uint8Array) => Uint8Array;
  readonly rpId?: string;
};

/** The signatures of a text, by what is right or wrong about them. */
export function assertions(text: string): { readonly [id: string]: Uint8Array } {
  const challenge = toBase64Url(webauthnChallenge(utf8(text)));
  const make = ({ client = {}, json, data = (d) => d, rpId = RP }: Change = {}): Uint8Array => {
    const fields = { type: "webauthn.get", challenge, origin: ORIGINS[0], crossOrigin: false, ...client };
    const clientDataJSON = utf8(json ?? JSON.stringify(fields));
    const authenticatorData = data(concat(sha256(utf8(rpId)), Uint8Array.of(0x05, 0, 0, 0, 9)));
    const signature = sign(concat(authenticatorData, sha256(clientDataJSON)));
    return must(encodeAssertion({ authenticatorData, clientDataJSON, signature }));
  };
  const good = make();
  const s = number(good.subarray(-32));
  const spaced = JSON.stringify({ origin: ORIGINS[0], challenge, type: "webauthn.get" }, undefined, 2);
  return {
    "passkey: good": good,
    "passkey: good, the other origin": make({ client: { origin: ORIGINS[1] } }),
    "passkey: good, without crossOrigin": make({ client: { crossOrigin: undefined } }),
    "passkey: good, other fields": make({ client: { topOrigin: "https://x.example", other: [1] } }),
    "passkey: good, JSON in another spelling": make({ json: spaced }),
    "passkey: good, extensions behind the counter": make({
      data: (d) => concat(d.with(32, 0x85), Uint8Array.of(0xa0)),
    }),
    "passkey: good, the person only present": make({ data: (d) => d.with(32, 0x01) }),
    "passkey: the person not present": make({ data: (d) => d.with(32, 0x04) }),
    "passkey: another type": make({ client: { type: "webauthn.create" } }),
    "passkey: another challenge": make({ client: { challenge: toBase64Url(sha256(utf8("other"))) } }),
    "passkey: a padded challenge": make({ client: { challenge: `${challenge}=` } }),
    "passkey: another origin": make({ client: { origin: "https://qm.example.evil" } }),
    "passkey: an origin with a slash": make({ client: { origin: `${ORIGINS[0]}/` } }),
    "passkey: inside another site": make({ client: { crossOrigin: true } }),
    "passkey: client data that is a list": make({ json: "[]" }),
    "passkey: client data that is no JSON": make({ json: "{" }),
    "passkey: client data with a byte order mark": make({ json: `\ufeff${spaced}` }),
    "passkey: another relying party": make({ rpId: "qn.example" }),
    "passkey: 36 bytes of data": make({ data: (d) => d.subarray(0, 36) }),
    "passkey: high s": concat(good.subarray(0, -32), bytes32(N - s)),
    "passkey: r of 0": good.with(good.length - 64, 0).fill(0, good.length - 64, good.length - 32),
    "passkey: a byte more": concat(good, Uint8Array.of(0)),
    "passkey: a changed counter": good.with(2 + 36, 10),
  };
}
