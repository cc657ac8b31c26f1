/**
 * The distinct origins of one prefix at a time. A full dump shows a prefix on fifty paths with one or two origins;
 * counting them here keeps sixty million rows out of the table. Dumps hold the paths of a prefix together, and where
 * they do not, the table unites what is equal.
 */
import type { RouteTableBuilder } from "@comity/routes";
import type { Origin } from "./mrt-path.ts";

export class PrefixPairs {
  private readonly table: RouteTableBuilder;
  private family: 1 | 4 = 1;
  private readonly words = new Uint32Array(4);
  private length = 0;
  private readonly origins: { asn: number; set: string; seen: number }[] = [];

  constructor(table: RouteTableBuilder) {
    this.table = table;
  }

  add(family: 1 | 4, words: Uint32Array, length: number, origin: Origin): void {
    if (!this.isOpen(family, words, length)) {
      this.flush();
      this.family = family;
      this.words.set(words);
      this.length = length;
    }
    for (const known of this.origins) {
      if (known.asn !== origin.asn || known.set !== origin.set) continue;
      known.seen++;
      return;
    }
    this.origins.push({ ...origin, seen: 1 });
  }

  private isOpen(family: 1 | 4, words: Uint32Array, length: number): boolean {
    if (family !== this.family || length !== this.length) return false;
    for (let w = 0; w < family; w++) if (words[w] !== this.words[w]) return false;
    return true;
  }

  /** Hands the open prefix to the table. */
  flush(): void {
    for (const { asn, set, seen } of this.origins)
      this.table.add(this.family, this.words, this.length, asn, set, seen);
    this.origins.length = 0;
  }
}
