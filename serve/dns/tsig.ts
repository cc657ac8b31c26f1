/** TSIG (RFC 8945): who may transfer, and that nobody changed a message on its way. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ok, refuse, type Result } from "@comity/canon";
import { lowerName, nameId, nameText, parseName, type WireName } from "@comity/zones";
import { QTYPE, type Query, type TsigRecord } from "./message.ts";

export type TsigKey = {
  readonly name: WireName;
  readonly algorithm: "hmac-sha256" | "hmac-sha384" | "hmac-sha512";
  readonly secret: Uint8Array;
};

export const TSIG_ERROR = { badSig: 16, badKey: 17, badTime: 18, badTrunc: 22 } as const;
/** Seconds a signed message may be late or early, as is usual. */
export const FUDGE = 300;

const algorithmName = (algorithm: TsigKey["algorithm"]): WireName => {
  const name = parseName(`${algorithm}.`);
  if (!name.ok) throw new Error(name.error.detail);
  return name.value;
};

/** `hmac-sha256:name:base64`, as kdig and dig take it; without an algorithm it is hmac-sha256. Code `tsig-key`. */
export function parseTsigKey(text: string): Result<TsigKey> {
  const parts = text.split(":");
  const [algorithm, name, secret] = parts.length === 2 ? ["hmac-sha256", ...parts] : parts;
  const wire = parseName(`${(name ?? "").replace(/\.$/, "")}.`);
  const bytes = Buffer.from(secret ?? "", "base64");
  if (
    !/^hmac-sha(256|384|512)$/.test(algorithm ?? "") ||
    !wire.ok ||
    bytes.length < 16 ||
    bytes.toString("base64") !== secret
  )
    return refuse(
      "tsig-key",
      "write hmac-sha256:NAME:BASE64 with a secret of at least 16 bytes (hmac-sha384 and hmac-sha512 are known too)",
      "key",
    );
  return ok({
    algorithm: algorithm as TsigKey["algorithm"],
    name: lowerName(wire.value),
    secret: new Uint8Array(bytes),
  });
}

const hmac = ({ algorithm, secret }: TsigKey, parts: readonly Uint8Array[]): Uint8Array => {
  const mac = createHmac(algorithm.slice(5), secret);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
};

const uint = (value: number, size: number): Buffer => {
  const out = Buffer.alloc(size);
  out.writeUIntBE(value, 0, size);
  return out;
};
const prefixed = (mac: Uint8Array): Buffer => Buffer.concat([uint(mac.length, 2), mac]);
const timers = (time: number, fudge: number): Buffer => Buffer.concat([uint(time, 6), uint(fudge, 2)]);
const variables = (key: TsigKey, time: number, fudge: number, error: number, other: Uint8Array): Buffer =>
  Buffer.concat([
    key.name,
    Buffer.from([0, 255, 0, 0, 0, 0]),
    algorithmName(key.algorithm),
    timers(time, fudge),
    uint(error, 2),
    uint(other.length, 2),
    other,
  ]);

export type Verified =
  | { readonly ok: true; readonly key: TsigKey | undefined }
  /** `key` signs the answer to a wrong time; other errors are answered unsigned. */
  | { readonly ok: false; readonly error: number; readonly key?: TsigKey };

/** Remembers what was signed lately: the same message a second time is a replay. */
export class TsigKeys {
  readonly #keys: ReadonlyMap<string, TsigKey>;
  readonly #seen = new Map<string, number>();

  constructor(keys: readonly TsigKey[]) {
    this.#keys = new Map(keys.map((key) => [nameId(key.name), key]));
  }

  get required(): boolean {
    return this.#keys.size > 0;
  }

  /** Of a request; `now` in seconds. */
  verify(message: Uint8Array, query: Query, now: number): Verified {
    const { tsig } = query;
    if (tsig === undefined) return { ok: true, key: undefined };
    const key = this.#keys.get(nameId(tsig.name));
    if (key === undefined || nameText(lowerName(tsig.algorithm)) !== `${key.algorithm}.`)
      return { ok: false, error: TSIG_ERROR.badKey };
    const signed = Buffer.from(message.subarray(0, tsig.at));
    signed.writeUInt16BE(signed.readUInt16BE(10) - 1, 10);
    signed.writeUInt16BE(tsig.originalId, 0);
    const mac = hmac(key, [signed, variables(key, tsig.time, tsig.fudge, tsig.error, tsig.other)]);
    if (tsig.mac.length !== mac.length || !timingSafeEqual(tsig.mac, mac))
      return { ok: false, error: TSIG_ERROR.badSig };
    if (Math.abs(now - tsig.time) > Math.min(tsig.fudge, FUDGE))
      return { ok: false, error: TSIG_ERROR.badTime, key };
    const id = Buffer.from(mac).toString("base64");
    for (const [old, until] of this.#seen) {
      if (until >= now) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(id)) return { ok: false, error: TSIG_ERROR.badTime, key };
    this.#seen.set(id, now + 2 * FUDGE);
    return { ok: true, key };
  }
}

/** Signs messages one after the other: the first covers the request, each next one the one before it. */
export class TsigSigner {
  readonly #key: TsigKey;
  #before: Uint8Array;
  #first = true;

  constructor(key: TsigKey, requestMac: Uint8Array) {
    this.#key = key;
    this.#before = requestMac;
  }

  sign(message: Uint8Array, now: number): Buffer {
    return this.#signed(message, { time: now, fudge: FUDGE }, 0, new Uint8Array(0));
  }

  /** With the asker's own time and fudge, so that its verification holds, and ours beside (RFC 8945 section 5.2.3). */
  badTime(message: Uint8Array, now: number, asked: Pick<TsigRecord, "time" | "fudge">): Buffer {
    return this.#signed(message, asked, TSIG_ERROR.badTime, uint(now, 6));
  }

  #signed(
    message: Uint8Array,
    { time, fudge }: Pick<TsigRecord, "time" | "fudge">,
    error: number,
    other: Uint8Array,
  ): Buffer {
    const tail = this.#first ? variables(this.#key, time, fudge, error, other) : timers(time, fudge);
    const head = this.#before.length === 0 && this.#first ? [] : [prefixed(this.#before)];
    const mac = hmac(this.#key, [...head, message, tail]);
    this.#before = mac;
    this.#first = false;
    const { algorithm, name } = this.#key;
    return withTsig(message, { name, algorithm: algorithmName(algorithm), time, fudge, mac, error, other });
  }
}

/** An error answer without a MAC, for a key that is not known or a signature that does not hold. */
export function unsignedError(message: Uint8Array, query: Query, now: number, error: number): Buffer {
  const { name, algorithm } = query.tsig!;
  const none = new Uint8Array(0);
  return withTsig(message, { name, algorithm, time: now, fudge: FUDGE, mac: none, error, other: none });
}

function withTsig(
  message: Uint8Array,
  { name, algorithm, time, fudge, mac, error, other }: Omit<TsigRecord, "at" | "originalId">,
): Buffer {
  const out = Buffer.from(message);
  const rdata = Buffer.concat([
    algorithm,
    timers(time, fudge),
    prefixed(mac),
    out.subarray(0, 2),
    uint(error, 2),
    uint(other.length, 2),
    other,
  ]);
  const record = Buffer.concat([
    name,
    uint(QTYPE.tsig, 2),
    uint(255, 2),
    uint(0, 4),
    uint(rdata.length, 2),
    rdata,
  ]);
  out.writeUInt16BE(out.readUInt16BE(10) + 1, 10);
  return Buffer.concat([out, record]);
}

/** Bytes a signature adds at most. */
export const tsigSpace = (key: TsigKey | undefined): number =>
  key === undefined ? 0 : key.name.length + 200;
