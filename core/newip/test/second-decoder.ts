/**
 * A second decoder of all three formats, written from the reference page (3.2 to 3.7, 4.1 to 4.3, 5) by somebody who had
 * not read the first: bytes are taken off the front of a list one by one, and the answer is one line of text. A refusal is
 * the reference's number where the page gives one, else `refused`.
 */
class Refused extends Error {}
const no = (number?: number): never => {
  throw new Refused(number === undefined ? "refused" : `refused ${number}`);
};

/** Takes bytes off the front; what is not there is the refusal given. */
class Bytes {
  readonly #all: readonly number[];
  at = 0;
  constructor(all: readonly number[]) {
    this.#all = all;
  }
  get left(): number {
    return this.#all.length - this.at;
  }
  take(count: number, missing?: number): number[] {
    if (this.left < count) no(missing);
    this.at += count;
    return this.#all.slice(this.at - count, this.at);
  }
  number(size: number, missing?: number): number {
    return this.take(size, missing).reduce((sum, byte) => sum * 256 + byte, 0);
  }
}

const text = (bytes: readonly number[]): string => bytes.map((b) => b.toString(16).padStart(2, "0")).join("");
const lines = (fields: readonly (number | string)[]): string => fields.join(" ");

/** The table of 3.4: the first byte, how many bytes, the least tail that is canonical. */
function address(from: Bytes, wrong: number | undefined): number[] {
  if (from.left === 0) no(wrong);
  const first = from.take(1)[0]!;
  const row =
    first <= 0xdc
      ? { tail: 0, least: 0 }
      : first <= 0xf0
        ? { tail: 1, least: first === 0xdd ? 0xdd : 0 }
        : ({
            0xf1: { tail: 2, least: 0x1400 },
            0xf2: { tail: 4, least: 0x1_0000 },
            0xf3: { tail: 6, least: 0x1_0000_0000 },
            0xfe: { tail: 7, least: 0 },
            0xff: { tail: 1, least: 0 },
          }[first] ?? no(wrong));
  const tail = from.take(row.tail, wrong);
  if (tail.reduce((sum, byte) => sum * 256 + byte, 0) < row.least) no(wrong);
  return [first, ...tail];
}

/** 3.6: both parts padded to an even length, then RFC 1071; the sum with the checksum in it must be FFFF. */
function verifies(
  source: readonly number[],
  destination: readonly number[],
  next: number,
  data: readonly number[],
): void {
  if (data.length > 0xffff) no();
  let sum = 0;
  for (const part of [[...source, ...destination, data.length >> 8, data.length & 255, next], data]) {
    for (let i = 0; i < part.length; i += 2) sum += part[i]! * 256 + (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = Math.floor(sum / 65_536) + (sum % 65_536);
  if (sum !== 0xffff) no();
}

function transport(
  next: number,
  body: readonly number[],
  source: readonly number[],
  destination: readonly number[],
): string {
  const b = new Bytes(body);
  if (next === 17) {
    const [from, to, length] = [b.number(2), b.number(2), b.number(2)];
    b.take(2);
    if (length < 8 || length > body.length) no();
    verifies(source, destination, 17, body.slice(0, length));
    return lines(["udp", from, to, text(body.slice(8, length))]);
  }
  if (next === 6) {
    const [from, to, sequence, acknowledgement] = [b.number(2), b.number(2), b.number(4), b.number(4)];
    const [offset, flags, window] = [b.number(1) >> 4, b.number(1), b.number(2)];
    b.take(2);
    const urgent = b.number(2);
    if (offset < 5 || offset * 4 > body.length) no();
    verifies(source, destination, 6, body);
    const data = text(body.slice(offset * 4));
    return lines(["tcp", from, to, sequence, acknowledgement, flags, window, urgent, data]);
  }
  if (next === 177) {
    const [type, code] = b.take(2);
    b.take(2);
    if (type !== 1 && type !== 2) no();
    let told: readonly number[];
    if (type === 1) told = address(b, undefined);
    else {
      const length = b.number(1);
      // 3.10: no station has an address without bytes.
      if (length === 0 || length > 32) no();
      told = b.take(length);
    }
    verifies(source, destination, 177, body.slice(0, b.at));
    return lines(["neighbour", type!, code!, text(told)]);
  }
  return lines(["other", text(body)]);
}

function flexible(all: readonly number[]): string {
  const b = new Bytes(all);
  const first = b.number(1, -10);
  if (first >= 0x80) no(-1);
  const bitmaps = [first];
  while ((bitmaps.at(-1)! & 1) === 1) {
    if (bitmaps.length === 8) no(-2);
    bitmaps.push(b.number(1, -10));
  }
  if ((first & 0x40) === 0) no(-3);
  const ttl = b.number(1, -10);
  const total = (first & 0x20) === 0 ? undefined : b.number(2, -10);
  if ((first & 0x10) === 0) no(-4);
  const next = b.number(1, -10);
  if ((first & 0x04) === 0) no(-5);
  const destination = address(b, -6);
  const source = (first & 0x02) === 0 ? [] : address(b, -8);
  const second = bitmaps[1] ?? 0;
  const length = (second & 0x80) === 0 ? undefined : b.number(1, -10);
  if (length !== undefined && total !== undefined && length >= all.length) no(-13);
  const unknown = (second & 0x7e) !== 0 || bitmaps.length > 2;
  if (unknown && length === undefined) no(-11);
  if (length !== undefined && (length === 0 || length < b.at)) no(-12);
  const payload = Math.max(length ?? 0, b.at);
  const end = total ?? all.length;
  // 3.10: an offset beyond the packet, a total length beyond it or smaller than the header.
  if (payload > all.length || end > all.length || end < payload) no();
  const rest = transport(next, all.slice(payload, end), source, destination);
  return lines([ttl, total ?? "-", next, text(destination), text(source) || "-", payload, rest]);
}

function contract(all: readonly number[]): string {
  const b = new Bytes(all);
  const [shipping, contractAt, payloadAt] = b.take(3) as [number, number, number];
  if (shipping !== 3) no();
  const [from, to, cast] = b.take(3) as [number, number, number];
  const size = (type: number): number => [4, 16, 1][type] ?? no();
  const [source, destination] = [size(from), size(to)].map((n) => text(b.take(n)));
  if (contractAt === 0 ? payloadAt !== b.at : contractAt !== b.at || payloadAt <= b.at) no();
  if (payloadAt > all.length) no();
  const contracts: string[] = [];
  const header = new Bytes(all.slice(0, payloadAt));
  header.at = b.at;
  while (header.left > 0) {
    const start = header.at;
    const type = header.number(2);
    if (type === 1) contracts.push(lines(["mdf", header.number(2), header.number(2)]));
    else if (type === 2) contracts.push(lines(["lbf", ...[1, 2, 3, 4, 5].map(() => header.number(2))]));
    else if (type === 3)
      contracts.push(lines(["ping", header.number(2), header.number(2), text(header.take(8))]));
    else
      contracts.push(lines(["unknown", text(all.slice(start, start + 2 + header.take(header.left).length))]));
  }
  return lines([
    from,
    source!,
    to,
    destination!,
    cast,
    `[${contracts.join(", ")}]`,
    text(all.slice(payloadAt)) || "-",
  ]);
}

function levels(all: readonly number[]): string {
  const b = new Bytes(all);
  const [type, length] = b.take(2) as [number, number];
  if ((type !== 1 && type !== 2) || length !== b.left) no();
  const out: string[] = [];
  while (b.left > 0) {
    const size = b.number(1);
    if (size < 1 || size > 16) no();
    out.push(text(b.take(size)));
  }
  if (out.length < 1 || out.length > 4) no();
  return lines([type, ...out]);
}

/** One line for a packet: what it says, or `refused` with the reference's number. */
export function secondReading(format: "flexible" | "contract" | "level", bytes: Uint8Array): string {
  try {
    return { flexible, contract, level: levels }[format]([...bytes]);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
