/**
 * Which handshakes are worked on when more come than can be (a handshake costs four operations on curves). Whoever asks
 * beyond a rate is told a cookie: a few bytes that only the holder of the source address sees, and that cost one hash. Who
 * brings it back has a rate of its own, and a share by address, so that a flood of forged addresses delays nobody whose
 * address is real (as in DTLS, RFC 9147 section 5.1). Nothing is kept for who was told one.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { addressKey, type Address } from "@comity/newip";
import { TokenBucket } from "../stack/counters.ts";

export const COOKIE_SIZE = 16;

/** Handshakes a second: without a cookie, with one, with one from the same address; and cookies told. */
const FREE = 50;
const PROVEN = 50;
const EACH = 5;
const TOLD = 1_000;
const MAX_ADDRESSES = 1_024;
/** A cookie is good for one to two of these (µs). */
const TURN = 60_000_000;

export type Asking = { readonly id: number; readonly source: Address; readonly own: Address };
export type Verdict = { readonly work: true } | { readonly work: false; readonly cookie?: Uint8Array };

export class Doorkeeper {
  readonly #free = new TokenBucket(FREE, FREE);
  readonly #proven = new TokenBucket(PROVEN, PROVEN);
  readonly #told = new TokenBucket(TOLD, TOLD);
  readonly #byAddress = new Map<ReturnType<typeof addressKey>, TokenBucket>();
  #secret = randomBytes(32);
  #before: Uint8Array | undefined;
  #turned = 0;

  /** `cookie` as the asking side brought it, if it did; `now` in µs. */
  judge(asking: Asking, cookie: Uint8Array | undefined, now: number): Verdict {
    if (now - this.#turned > TURN) {
      this.#before = now - this.#turned > 2 * TURN ? undefined : this.#secret;
      this.#secret = randomBytes(32);
      this.#turned = now;
    }
    if (cookie !== undefined && this.#holds(asking, cookie)) {
      return { work: this.#share(asking.source, now) && this.#proven.take(now) };
    }
    if (this.#free.take(now)) return { work: true };
    return this.#told.take(now) ? { work: false, cookie: cookieOf(this.#secret, asking) } : { work: false };
  }

  #holds(asking: Asking, cookie: Uint8Array): boolean {
    return [this.#secret, this.#before].some(
      (secret) => secret !== undefined && timingSafeEqual(cookieOf(secret, asking), cookie),
    );
  }

  /** The address that asked longest ago makes room. */
  #share(source: Address, now: number): boolean {
    const key = addressKey(source);
    const bucket = this.#byAddress.get(key) ?? new TokenBucket(EACH, EACH);
    this.#byAddress.delete(key);
    if (this.#byAddress.size >= MAX_ADDRESSES) this.#byAddress.delete(this.#byAddress.keys().next().value!);
    this.#byAddress.set(key, bucket);
    return bucket.take(now);
  }
}

function cookieOf(secret: Uint8Array, { id, own, source }: Asking): Uint8Array {
  const hash = createHmac("sha256", secret)
    .update(`${id} ${addressKey(source)} ${addressKey(own)}`)
    .digest();
  return new Uint8Array(hash.subarray(0, COOKIE_SIZE));
}
