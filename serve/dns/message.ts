/** DNS messages (RFC 1035 section 4.1): reading what a primary is asked, writing what it answers. */
import { nameEnd, rrType, type WireName, type ZoneRecord } from "@comity/zones";

export const OPCODE = { query: 0, notify: 4 } as const;
export const RCODE = {
  ok: 0,
  form: 1,
  fail: 2,
  nxdomain: 3,
  notImplemented: 4,
  refused: 5,
  notAuth: 9,
} as const;
/** BADVERS is 16: its upper bits, which travel in the OPT record (RFC 6891 section 6.1.3). */
export const BAD_VERSION_UPPER = 1;
export const QTYPE = { soa: 6, ixfr: 251, axfr: 252, any: 255, tsig: 250, opt: 41 } as const;
const CLASS_IN = 1;

export type TsigRecord = {
  readonly name: WireName;
  readonly algorithm: WireName;
  readonly time: number;
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  readonly error: number;
  readonly other: Uint8Array;
  /** Where the record starts: the signed part ends there. */
  readonly at: number;
};

export type Query = {
  readonly id: number;
  readonly opcode: number;
  readonly isResponse: boolean;
  readonly rcode: number;
  readonly recursionDesired: boolean;
  readonly name: WireName;
  readonly type: number;
  readonly class: number;
  /** Of the SOA in the authority section of an IXFR query, or of the answer of a SOA query or NOTIFY. */
  readonly serial?: number;
  readonly tsig?: TsigRecord;
  /** Largest UDP answer, when the query speaks EDNS (RFC 6891), and the version it speaks. */
  readonly udpSize?: number;
  readonly ednsVersion?: number;
};

const MAX_RECORDS = 64;

class Reader {
  readonly bytes: Buffer;
  at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  uint(size: 1 | 2 | 4 | 6): number {
    if (this.at + size > this.bytes.length) {
      this.failed = true;
      return 0;
    }
    const value = this.bytes.readUIntBE(this.at, size);
    this.at += size;
    return value;
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) this.failed = true;
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return new Uint8Array(part);
  }

  /** With compression: pointers only backwards, so they end. */
  name(): WireName {
    const labels: Uint8Array[] = [];
    let length = 1;
    let at = this.at;
    let limit = this.at;
    let jumped = false;
    for (;;) {
      const size = this.bytes[at];
      if (size === undefined || length > 255) break;
      if (size >= 0xc0) {
        const to = ((size & 0x3f) << 8) | (this.bytes[at + 1] ?? 0);
        if (at + 1 >= this.bytes.length || to >= limit) break;
        if (!jumped) this.at = at + 2;
        jumped = true;
        limit = to;
        at = to;
        continue;
      }
      if (size > 63 || at + 1 + size > this.bytes.length) break;
      if (size === 0) {
        if (!jumped) this.at = at + 1;
        return new Uint8Array(Buffer.concat([...labels, Uint8Array.of(0)]));
      }
      labels.push(this.bytes.subarray(at, at + 1 + size));
      length += size + 1;
      at += size + 1;
    }
    this.failed = true;
    return Uint8Array.of(0);
  }
}

/** Undefined when it cannot be read; `id` of such a message is in its first two bytes. */
export function parseQuery(bytes: Uint8Array): Query | undefined {
  const reader = new Reader(bytes);
  const id = reader.uint(2);
  const flags = reader.uint(2);
  const [questions, answers, authority, additional] = [
    reader.uint(2),
    reader.uint(2),
    reader.uint(2),
    reader.uint(2),
  ];
  if (reader.failed || questions !== 1 || answers + authority + additional > MAX_RECORDS) return undefined;
  const name = reader.name();
  const type = reader.uint(2);
  const qclass = reader.uint(2);
  let serial: number | undefined;
  let tsig: TsigRecord | undefined;
  let udpSize: number | undefined;
  let ednsVersion: number | undefined;
  const count = answers + authority + additional;
  for (let i = 0; i < count; i++) {
    const at = reader.at;
    const owner = reader.name();
    const kind = reader.uint(2);
    const rclass = reader.uint(2);
    const ttl = reader.uint(4);
    const length = reader.uint(2);
    const end = reader.at + length;
    if (reader.failed || end > bytes.length) return undefined;
    if (kind === QTYPE.soa && serial === undefined) {
      reader.name();
      reader.name();
      serial = reader.uint(4);
    } else if (kind === QTYPE.opt) {
      // There is one, of the root (RFC 6891 section 6.1.1).
      if (udpSize !== undefined || owner.length !== 1) return undefined;
      udpSize = Math.max(512, rclass);
      ednsVersion = (ttl >>> 16) & 255;
    } else if (kind === QTYPE.tsig) {
      // It is the last additional record, and there is one (RFC 8945 section 5.1).
      if (i !== count - 1 || additional === 0 || rclass !== QTYPE.any || ttl !== 0) return undefined;
      tsig = readTsig(reader, owner, at);
    }
    if (reader.failed || reader.at > end) return undefined;
    reader.at = end;
  }
  if (reader.failed || reader.at !== bytes.length) return undefined;
  return {
    id,
    opcode: (flags >> 11) & 15,
    isResponse: (flags & 0x8000) !== 0,
    rcode: flags & 15,
    recursionDesired: (flags & 0x0100) !== 0,
    name,
    type,
    class: qclass,
    ...(serial === undefined ? {} : { serial }),
    ...(tsig === undefined ? {} : { tsig }),
    ...(udpSize === undefined ? {} : { udpSize }),
    ...(ednsVersion === undefined ? {} : { ednsVersion }),
  };
}

function readTsig(reader: Reader, name: WireName, at: number): TsigRecord {
  const algorithm = reader.name();
  const time = reader.uint(6);
  const fudge = reader.uint(2);
  const mac = reader.take(reader.uint(2));
  const originalId = reader.uint(2);
  const error = reader.uint(2);
  const other = reader.take(reader.uint(2));
  return { name, algorithm, time, fudge, mac, originalId, error, other, at };
}

export type Section = "answer" | "authority" | "additional";
const COUNT_AT: { readonly [section in Section]: number } = { answer: 6, authority: 8, additional: 10 };
/** Names in RDATA that may be compressed: the types of RFC 1035. */
const COMPRESSIBLE = new Set([2, 5, 6, 12, 15]);

export type Head = {
  readonly id: number;
  readonly opcode?: number;
  readonly isResponse: boolean;
  readonly authoritative?: boolean;
  readonly truncated?: boolean;
  readonly recursionDesired?: boolean;
  readonly rcode?: number;
};

/** A message that grows; names are compressed as far as offsets reach. */
export class Writer {
  readonly #out: Buffer;
  readonly #offsets = new Map<string, number>();
  #at = 12;

  /** `size` is the largest message. */
  constructor(head: Head, size: number) {
    this.#out = Buffer.alloc(size);
    const {
      id,
      opcode = 0,
      isResponse,
      authoritative = false,
      truncated = false,
      recursionDesired = false,
      rcode = 0,
    } = head;
    this.#out.writeUInt16BE(id, 0);
    const flags =
      (isResponse ? 0x8000 : 0) |
      (opcode << 11) |
      (authoritative ? 0x0400 : 0) |
      (truncated ? 0x0200 : 0) |
      (recursionDesired ? 0x0100 : 0) |
      rcode;
    this.#out.writeUInt16BE(flags, 2);
  }

  question(name: WireName, type: number): void {
    this.#name(name);
    this.#uint(type, 2);
    this.#uint(CLASS_IN, 2);
    this.#out.writeUInt16BE(1, 4);
  }

  /** False when it no longer fits: nothing is written then. */
  record(section: Section, { owner, type, ttl, rdata }: ZoneRecord): boolean {
    // The uncompressed size is a safe bound.
    if (this.#at + owner.length + 10 + rdata.length > this.#out.length) return false;
    this.#name(owner);
    this.#uint(type, 2);
    this.#uint(CLASS_IN, 2);
    this.#uint(ttl, 4);
    const length = this.#at;
    this.#at += 2;
    this.#rdata(type, rdata);
    this.#out.writeUInt16BE(this.#at - length - 2, length);
    this.#count(section);
    return true;
  }

  /** `extended`: the upper bits of the response code. */
  edns(size: number, extended = 0): void {
    if (this.#at + 11 > this.#out.length) return;
    this.#out.set([0, 0, QTYPE.opt, size >> 8, size & 255, extended, 0, 0, 0, 0, 0], this.#at);
    this.#at += 11;
    this.#count("additional");
  }

  /** The message so far, to be signed or sent. */
  bytes(): Buffer {
    return this.#out.subarray(0, this.#at);
  }

  #count(section: Section): void {
    const at = COUNT_AT[section];
    this.#out.writeUInt16BE(this.#out.readUInt16BE(at) + 1, at);
  }

  #uint(value: number, size: number): void {
    this.#out.writeUIntBE(value, this.#at, size);
    this.#at += size;
  }

  #name(wire: WireName): void {
    const text = Buffer.from(wire.buffer, wire.byteOffset, wire.length).toString("latin1");
    let at = 0;
    for (; wire[at]! > 0; at += wire[at]! + 1) {
      const suffix = text.slice(at);
      const known = this.#offsets.get(suffix);
      if (known !== undefined) {
        this.#out.set(wire.subarray(0, at), this.#at);
        this.#at += at;
        this.#uint(0xc000 | known, 2);
        return;
      }
      if (this.#at + at < 0x4000) this.#offsets.set(suffix, this.#at + at);
    }
    this.#out.set(wire, this.#at);
    this.#at += wire.length;
  }

  #rdata(type: number, rdata: Uint8Array): void {
    if (!COMPRESSIBLE.has(type)) {
      this.#out.set(rdata, this.#at);
      this.#at += rdata.length;
      return;
    }
    let at = 0;
    for (const field of rrType(type)!.fields) {
      if (field === "name") {
        const end = nameEnd(rdata, at)!;
        this.#name(rdata.subarray(at, end));
        at = end;
        continue;
      }
      const size = field === "u16" ? 2 : 4;
      this.#out.set(rdata.subarray(at, at + size), this.#at);
      this.#at += size;
      at += size;
    }
  }
}
