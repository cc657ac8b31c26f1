/**
 * One round trip that gives two stacks a session, built from HPKE (RFC 9180) alone:
 *
 *   init   = Base(to B's key){ A's key ‖ Auth(from A, to B){ A's ephemeral key ‖ time } }
 *   reply  = Auth(from B, to A's ephemeral key){ 32 random bytes }
 *   keys   = HKDF(exporter of the inner context ‖ exporter of the reply's context, SHA-256 of both messages)
 *
 * Both sides are authenticated; A's identity is hidden from all but B; the ephemeral key is destroyed with the
 * handshake, so a later theft of both long-term keys opens no recorded session (the reply's context needs it).
 */
import { createHash, hkdfSync, type webcrypto } from "node:crypto";
import { suite, type KeyPair } from "./keys.ts";

const INFO = new TextEncoder().encode("comity newip secure v1");
const EXPORT = new TextEncoder().encode("session");

export type SessionKeys = { readonly send: Uint8Array; readonly receive: Uint8Array };

const raw = (bytes: ArrayBuffer): Uint8Array => new Uint8Array(bytes);
/** WebCrypto takes buffers of their own. */
const own = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function derive(
  inner: Uint8Array,
  outer: Uint8Array,
  init: Uint8Array,
  reply: Uint8Array,
): [Uint8Array, Uint8Array] {
  const salt = createHash("sha256").update(init).update(reply).digest();
  const keys = new Uint8Array(hkdfSync("sha256", join(inner, outer), salt, INFO, 64));
  return [keys.subarray(0, 32), keys.subarray(32)];
}

export type Initiation = {
  readonly message: Uint8Array;
  /** Opens the reply; undefined when it is not from the peer asked. Works once. */
  readonly finish: (reply: Uint8Array) => Promise<SessionKeys | undefined>;
};

/** A's first message to the holder of `peer`. `time` in ms orders A's initiations. */
export async function initiate(mine: KeyPair, peer: Uint8Array, time: number): Promise<Initiation> {
  const { kem } = suite();
  const recipient = await kem.deserializePublicKey(own(peer));
  const senderKey = {
    privateKey: await kem.deserializePrivateKey(own(mine.privateKey)),
    publicKey: await kem.deserializePublicKey(own(mine.publicKey)),
  };
  const fresh = await kem.generateKeyPair();
  let ephemeral: webcrypto.CryptoKeyPair | undefined = fresh;
  const clock = new Uint8Array(8);
  new DataView(clock.buffer).setBigUint64(0, BigInt(Math.floor(time)));
  const inner = await suite().createSenderContext({
    recipientPublicKey: recipient,
    senderKey,
    info: own(INFO),
  });
  const sealed = await inner.seal(own(join(raw(await kem.serializePublicKey(fresh.publicKey)), clock)));
  const outer = await suite().createSenderContext({ recipientPublicKey: recipient, info: own(INFO) });
  const hidden = await outer.seal(own(join(mine.publicKey, raw(inner.enc), raw(sealed))));
  const message = join(raw(outer.enc), raw(hidden));
  const innerSecret = raw(await inner.export(own(EXPORT), 32));
  return {
    message,
    finish: async (reply) => {
      const pair = ephemeral;
      if (pair === undefined || reply.length !== 80) return undefined;
      try {
        const context = await suite().createRecipientContext({
          recipientKey: pair,
          senderPublicKey: recipient,
          enc: own(reply.subarray(0, 32)),
          info: own(INFO),
        });
        await context.open(own(reply.subarray(32)));
        const [a, b] = derive(innerSecret, raw(await context.export(own(EXPORT), 32)), message, reply);
        ephemeral = undefined;
        return { send: a, receive: b };
      } catch {
        // HPKE refuses by throwing; a forged reply leaves the question open for the true one.
        return undefined;
      }
    },
  };
}

export type Answer = {
  readonly reply: Uint8Array;
  readonly keys: SessionKeys;
  readonly peer: Uint8Array;
  /** The initiator's time (ms). */
  readonly time: number;
};

/** Bytes of an init message: 32 + (32 + 32 + 40 + 16) + 16. */
export const INIT_SIZE = 168;
export const REPLY_SIZE = 80;

/** B's answer, or undefined when the message does not open, or `accepts` does not want the key or the time. */
export async function respond(
  mine: KeyPair,
  message: Uint8Array,
  accepts: (peer: Uint8Array, time: number) => boolean,
): Promise<Answer | undefined> {
  if (message.length !== INIT_SIZE) return undefined;
  try {
    const { kem } = suite();
    const recipientKey = {
      privateKey: await kem.deserializePrivateKey(own(mine.privateKey)),
      publicKey: await kem.deserializePublicKey(own(mine.publicKey)),
    };
    const enc = own(message.subarray(0, 32));
    const outer = await suite().createRecipientContext({ recipientKey, enc, info: own(INFO) });
    const hidden = raw(await outer.open(own(message.subarray(32))));
    const peer = hidden.slice(0, 32);
    const inner = await suite().createRecipientContext({
      recipientKey,
      senderPublicKey: await kem.deserializePublicKey(own(peer)),
      enc: own(hidden.subarray(32, 64)),
      info: own(INFO),
    });
    const told = raw(await inner.open(own(hidden.subarray(64))));
    const time = Number(new DataView(told.buffer).getBigUint64(32));
    if (!accepts(peer, time)) return undefined;
    const context = await suite().createSenderContext({
      recipientPublicKey: await kem.deserializePublicKey(own(told.subarray(0, 32))),
      senderKey: recipientKey,
      info: own(INFO),
    });
    const random = crypto.getRandomValues(new Uint8Array(32));
    const reply = join(raw(context.enc), raw(await context.seal(own(random))));
    const [a, b] = derive(
      raw(await inner.export(own(EXPORT), 32)),
      raw(await context.export(own(EXPORT), 32)),
      message,
      reply,
    );
    return { reply, keys: { send: b, receive: a }, peer, time };
  } catch {
    return undefined;
  }
}
