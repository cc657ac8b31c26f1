/** What every VRP reader fills: the set, its anchors, what expired, and records that were refused with the reason. */
import {
  aspaSetOf,
  parseVrp,
  routerKeySet,
  VrpBuilder,
  type Aspa,
  type Payload,
  type RouterKey,
} from "@comity/routes";
import { must, ok, refuse, type Result } from "@comity/canon";
import { Findings, type Finding } from "./findings.ts";

export type VrpOptions = {
  /** Unix time for judging `expires`; without it nothing is judged. */
  readonly now?: number;
  /** Leave out VRPs that have expired at `now`. Otherwise they are counted and kept: routers keep what they had. */
  readonly dropExpired?: boolean;
};

export type VrpFile = {
  readonly payload: Payload;
  readonly format: "json" | "csv";
  /** When the relying party made the file, as the file says, Unix time. */
  readonly generated?: number;
  /** VRP records in the file, refused ones included. */
  readonly records: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Records whose `expires` is not later than `now`. */
  readonly expired: number;
  /** The latest `expires` of any VRP, Unix time; absent when the file has none. A file whose latest has passed is an old dump. */
  readonly lastExpires?: number;
  /** Unique VRPs of each trust anchor (of equal records the first in the file counts), keys sorted; `""` without one. */
  readonly anchors: { readonly [anchor: string]: number };
  readonly findings: readonly Finding[];
  readonly totals: { readonly [code: string]: number };
};

/** A file with more than this share of refused records (and more than 100 of them) is refused whole: it is not what it seems. */
const MAX_REJECTED_SHARE = 0.01;
const MAX_ANCHORS = 255;

export class VrpCollector {
  readonly findings: Findings = new Findings();
  readonly builder: VrpBuilder;
  readonly now: number;
  readonly dropExpired: boolean;
  generated: number | undefined;
  records = 0;
  rejected = 0;
  expired = 0;
  dropped = 0;
  lastExpires = -1;
  private readonly anchors: string[] = [];
  private readonly aspas: Aspa[] = [];
  private readonly keys: RouterKey[] = [];

  constructor(options: VrpOptions, capacity: number) {
    this.builder = new VrpBuilder(capacity);
    this.now = options.now ?? -1;
    this.dropExpired = options.dropExpired ?? false;
  }

  /** Number of a trust anchor, 0 to 255. */
  anchor(name: string): number {
    const known = this.anchors.indexOf(name);
    if (known >= 0) return known;
    if (this.anchors.length < MAX_ANCHORS) return this.anchors.push(name) - 1;
    if (this.anchors.length === MAX_ANCHORS) this.anchors.push("(others)");
    return MAX_ANCHORS;
  }

  /** Whether a VRP that ends at `expires` stays; counts it. */
  lives(expires: number): boolean {
    if (expires > this.lastExpires) this.lastExpires = expires;
    if (this.now < 0 || expires > this.now) return true;
    this.expired++;
    if (this.dropExpired) this.dropped++;
    return !this.dropExpired;
  }

  reject(raw: string, code: string, detail: string): void {
    this.rejected++;
    this.findings.add(code, this.records, raw, detail);
  }

  /** One record as strings: the careful way, for what the fast readers do not take. */
  record(
    record: {
      prefix: string;
      maxLength: number | undefined;
      asn: string;
      anchor: string;
      expires: number | undefined;
    },
    raw: string,
  ): void {
    const { prefix, asn } = record;
    const doubled = /^AS(AS.*)$/i.exec(asn);
    if (doubled !== null || /\/[0-9]+\/[0-9]+$/.test(prefix)) {
      const what = doubled === null ? `prefix "${prefix}" has two lengths` : `"${asn}" has AS twice`;
      return this.reject(
        raw,
        "rtrtr-72",
        `${what}: a defect of RTRTR (its issue 72); update what wrote the file`,
      );
    }
    const vrp = parseVrp({ prefix, asn, maxLength: record.maxLength ?? Number.NaN });
    if (record.maxLength === undefined)
      return this.reject(raw, "max-length", "the record has no maximum length that is a number");
    if (!vrp.ok) return this.reject(raw, vrp.error.code, vrp.error.detail);
    if (record.expires !== undefined && !this.lives(record.expires)) return;
    const { words, length, maxLength, asn: origin } = vrp.value;
    const tag = this.anchor(record.anchor);
    if (words.length === 1) this.builder.add4(words[0]!, length, maxLength, origin, tag);
    else this.builder.add6(words, 0, length, maxLength, origin, tag);
  }

  aspa(aspa: Aspa, raw: string): void {
    const checked = aspaSetOf([aspa]);
    if (checked.ok) this.aspas.push(aspa);
    else this.findings.add(checked.error.code, this.aspas.length + 1, raw, checked.error.detail);
  }

  routerKey(key: RouterKey): void {
    this.keys.push(key);
  }

  /** Codes `vrps-rejected` (too many wrong records), `vrps-expired` (nothing is left after dropping what expired). */
  done(format: "json" | "csv"): Result<VrpFile> {
    const { records, rejected, expired } = this;
    const first = this.findings.kept[0];
    if (
      rejected > 0 &&
      (rejected === records || (rejected > 100 && rejected > records * MAX_REJECTED_SHARE))
    ) {
      return refuse(
        "vrps-rejected",
        `${rejected} of ${records} records are wrong, first: ${first?.detail ?? ""} [${first?.code ?? ""}]`,
      );
    }
    if (this.dropped > 0 && this.builder.added === 0)
      return refuse(
        "vrps-expired",
        `all ${this.dropped} VRPs have expired: an old dump; serve it knowingly or fetch a new one`,
      );
    const { set, tags } = this.builder.buildTagged();
    const unique = set.v4.count + set.v6.count;
    const anchors = this.anchors
      .map((name, i): [string, number] => [name, tags[i]!])
      .filter(([name, n]) => name !== "" || n > 0);
    return ok({
      payload: { vrps: set, aspas: must(aspaSetOf(this.aspas)), routerKeys: routerKeySet(this.keys) },
      format,
      ...(this.generated === undefined ? {} : { generated: this.generated }),
      records,
      duplicates: this.builder.added - unique,
      rejected,
      expired,
      ...(this.lastExpires < 0 ? {} : { lastExpires: this.lastExpires }),
      anchors: Object.fromEntries(anchors.sort(([a], [b]) => (a < b ? -1 : 1))),
      findings: this.findings.kept,
      totals: this.findings.totals(),
    });
  }
}
