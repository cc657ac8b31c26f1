/**
 * Signatures as one byte string for the way to a worker: `key 32 | signature 64 | u32le length | message` each.
 * Keys or signatures of another length are no signature and do not travel.
 */

/** One Ed25519 signature to check under the pinned rule of `@comity/signing`. */
export type Signed = {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

const HEAD = 100;

export const hasLengths = ({ key, signature }: Signed): boolean =>
  key.length === 32 && signature.length === 64;

export function packBatch(batch: readonly Signed[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const { message } of batch) length += HEAD + message.length;
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { key, message, signature } of batch) {
    out.set(key, at);
    out.set(signature, at + 32);
    view.setUint32(at + 96, message.length, true);
    out.set(message, at + HEAD);
    at += HEAD + message.length;
  }
  return out;
}

/** Views into the packed bytes, in order. */
export function* unpackBatch(packed: Uint8Array): Generator<Signed, void, void> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < packed.length;) {
    const end = at + HEAD + view.getUint32(at + 96, true);
    yield {
      key: packed.subarray(at, at + 32),
      signature: packed.subarray(at + 32, at + 96),
      message: packed.subarray(at + HEAD, end),
    };
    at = end;
  }
}
