/** Collects VRPs in any order, with duplicates, and makes a `VrpSet` of them. */
import { type Result, ok } from "@comity/canon";
import { digitsOf, sortedRows } from "./radix-sort.ts";
import { parseVrp, type VrpFamily, type VrpSet } from "./vrp-set.ts";

/** Columns that grow; callers have checked lengths, maxLength and that no host bit is set. */
class Columns {
  readonly words: 1 | 4;
  count = 0;
  address: Uint32Array;
  /** maxLength in the high byte, length in the low one: one digit for the sort. */
  lengths: Uint16Array;
  asn: Uint32Array;
  /** Whose statement it is, as the caller numbers sources. */
  tag: Uint8Array;

  constructor(words: 1 | 4, capacity: number) {
    this.words = words;
    this.address = new Uint32Array(words * capacity);
    this.lengths = new Uint16Array(capacity);
    this.asn = new Uint32Array(capacity);
    this.tag = new Uint8Array(capacity);
  }

  room(): number {
    if (this.count === this.asn.length) {
      const capacity = Math.max(64, this.count * 2);
      const grown = <T extends Uint32Array | Uint16Array | Uint8Array>(from: T, to: T): T => {
        to.set(from);
        return to;
      };
      this.address = grown(this.address, new Uint32Array(this.words * capacity));
      this.lengths = grown(this.lengths, new Uint16Array(capacity));
      this.asn = grown(this.asn, new Uint32Array(capacity));
      this.tag = grown(this.tag, new Uint8Array(capacity));
    }
    return this.count++;
  }

  /** Sign of row `a` against row `b` in the order of `VrpFamily`. */
  compare(a: number, b: number): number {
    const { words, address, lengths, asn } = this;
    for (let w = 0; w < words; w++) {
      const d = address[a * words + w]! - address[b * words + w]!;
      if (d !== 0) return d;
    }
    return lengths[a]! - lengths[b]! || asn[a]! - asn[b]!;
  }

  /** Adds to `tags` how many of the rows kept carry each tag; of equal rows the one added first is kept. */
  build(tags: Uint32Array): VrpFamily {
    const { count, words } = this;
    const order = this.inOrder() ? undefined : this.sorted();
    const keep = new Uint32Array(count);
    let n = 0;
    for (let i = 0; i < count; i++) {
      const row = order === undefined ? i : order[i]!;
      if (n === 0 || this.compare(keep[n - 1]!, row) !== 0) keep[n++] = row;
    }
    const out: VrpFamily = {
      words,
      count: n,
      address: new Uint32Array(words * n),
      length: new Uint8Array(n),
      maxLength: new Uint8Array(n),
      asn: new Uint32Array(n),
    };
    for (let i = 0; i < n; i++) {
      const row = keep[i]!;
      for (let w = 0; w < words; w++) out.address[i * words + w] = this.address[row * words + w]!;
      out.length[i] = this.lengths[row]! & 255;
      out.maxLength[i] = this.lengths[row]! >> 8;
      out.asn[i] = this.asn[row]!;
      tags[this.tag[row]!]!++;
    }
    return out;
  }

  private inOrder(): boolean {
    for (let i = 1; i < this.count; i++) if (this.compare(i - 1, i) > 0) return false;
    return true;
  }

  private sorted(): Uint32Array {
    const digits = [...digitsOf(this.asn), { column: this.lengths, stride: 1, offset: 0, shift: 0 } as const];
    for (let w = this.words - 1; w >= 0; w--) digits.push(...digitsOf(this.address, this.words, w));
    return sortedRows(this.count, digits);
  }
}

export class VrpBuilder {
  private readonly v4: Columns;
  private readonly v6: Columns;

  /** `capacity` is the number of IPv4 VRPs expected; columns grow by themselves. */
  constructor(capacity = 1024) {
    this.v4 = new Columns(1, capacity);
    this.v6 = new Columns(4, capacity >> 2);
  }

  /** VRPs added so far, duplicates included. */
  get added(): number {
    return this.v4.count + this.v6.count;
  }

  /** `tag` (0 to 255) numbers the source, for `buildTagged`. */
  add4(address: number, length: number, maxLength: number, asn: number, tag = 0): void {
    const c = this.v4;
    const i = c.room();
    c.tag[i] = tag;
    c.address[i] = address;
    c.lengths[i] = (maxLength << 8) | length;
    c.asn[i] = asn;
  }

  /** The same with the four words of an IPv6 address at `words[at]`. */
  add6(words: ArrayLike<number>, at: number, length: number, maxLength: number, asn: number, tag = 0): void {
    const c = this.v6;
    const i = c.room();
    c.tag[i] = tag;
    for (let w = 0; w < 4; w++) c.address[4 * i + w] = words[at + w]!;
    c.lengths[i] = (maxLength << 8) | length;
    c.asn[i] = asn;
  }

  /** Row `i` of a set. */
  addFrom(family: VrpFamily, i: number): void {
    const { address, words, length, maxLength, asn } = family;
    if (words === 1) this.add4(address[i]!, length[i]!, maxLength[i]!, asn[i]!);
    else this.add6(address, 4 * i, length[i]!, maxLength[i]!, asn[i]!);
  }

  /** Sorted, without duplicates. The builder can go on afterwards. */
  build(): VrpSet {
    return this.buildTagged().set;
  }

  /** Also how many VRPs of the set came with each tag, 256 numbers. */
  buildTagged(): { readonly set: VrpSet; readonly tags: Uint32Array } {
    const tags = new Uint32Array(256);
    const set = { v4: this.v4.build(tags), v6: this.v6.build(tags) };
    return { set, tags };
  }
}

export const emptyVrps = (): VrpSet => new VrpBuilder(0).build();

/** A set from records of text; the first that is wrong is refused. Codes as `parseVrp`. */
export function vrpSetOf(
  records: Iterable<{ readonly prefix: string; readonly maxLength?: number; readonly asn: number | string }>,
): Result<VrpSet> {
  const builder = new VrpBuilder();
  let n = 0;
  for (const record of records) {
    const vrp = parseVrp(record, `vrps/${n++}`);
    if (!vrp.ok) return vrp;
    const { words, length, maxLength, asn } = vrp.value;
    if (words.length === 1) builder.add4(words[0]!, length, maxLength, asn);
    else builder.add6(words, 0, length, maxLength, asn);
  }
  return ok(builder.build());
}
