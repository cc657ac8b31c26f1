/** SLURM at work (RFC 8416 section 4): filters first, then assertions, which no filter touches. */
import { equalBytes, must } from "@comity/canon";
import { aspas, aspaSetOf } from "./aspa-set.ts";
import type { Payload } from "./payload.ts";
import { routerKeySet } from "./router-keys.ts";
import type { Slurm } from "./slurm.ts";
import { VrpBuilder } from "./vrp-builder.ts";
import { compareVrps } from "./vrp-diff.ts";
import { vrpCount, type Block, type VrpFamily, type VrpSet } from "./vrp-set.ts";

export type SlurmOutcome = {
  readonly payload: Payload;
  /** VRPs that filters took away; an assertion may have brought an equal one back. */
  readonly filtered: VrpSet;
  /** VRPs that are there by assertion and would not be without. */
  readonly added: VrpSet;
};

/** Prefix and ASN of a row against filters: prefixes mark runs of rows, ASN-only filters cost one look each. */
function marked(family: VrpFamily, slurm: Slurm): Uint8Array {
  const out = new Uint8Array(family.count);
  const origins = new Set<number>();
  for (const { prefix, asn } of slurm.prefixFilters) {
    if (prefix === undefined) {
      if (asn !== undefined) origins.add(asn);
    } else if (prefix.words.length === family.words) {
      for (let i = firstFrom(family, prefix); i < family.count && inside(family, i, prefix); i++) {
        // A shorter VRP may start at the same address: it covers the filter and stays.
        if (family.length[i]! >= prefix.length && (asn === undefined || family.asn[i] === asn)) out[i] = 1;
      }
    }
  }
  if (origins.size > 0) for (let i = 0; i < family.count; i++) if (origins.has(family.asn[i]!)) out[i] = 1;
  return out;
}

/** First row whose address is not before the block's. */
function firstFrom(family: VrpFamily, block: Block): number {
  let low = 0;
  let high = family.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let d = 0;
    for (let w = 0; w < family.words && d === 0; w++)
      d = family.address[middle * family.words + w]! - block.words[w]!;
    if (d < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row's address lies in the block. */
const inside = (family: VrpFamily, i: number, block: Block): boolean =>
  sharesBits(family.address, i * family.words, block.words, block.length);

/** The first `bits` bits of both addresses are equal. */
export function sharesBits(a: ArrayLike<number>, at: number, b: readonly number[], bits: number): boolean {
  for (let w = 0; w * 32 < bits; w++) {
    const rest = Math.min(32, bits - w * 32);
    if ((a[at + w]! ^ b[w]!) >>> (32 - rest) !== 0) return false;
  }
  return true;
}

export function applySlurm(payload: Payload, slurm: Slurm): SlurmOutcome {
  const kept = new VrpBuilder(payload.vrps.v4.count);
  const filtered = new VrpBuilder(0);
  for (const family of [payload.vrps.v4, payload.vrps.v6]) {
    const gone = marked(family, slurm);
    for (let i = 0; i < family.count; i++) (gone[i] === 1 ? filtered : kept).addFrom(family, i);
  }
  const without = kept.build();
  for (const { prefix, asn, maxPrefixLength } of slurm.prefixAssertions) {
    const { words, length } = prefix;
    if (words.length === 1) kept.add4(words[0]!, length, maxPrefixLength ?? length, asn);
    else kept.add6(words, 0, length, maxPrefixLength ?? length, asn);
  }
  const vrps = kept.build();
  return {
    payload: { vrps, aspas: aspaSet(payload, slurm), routerKeys: keys(payload, slurm) },
    filtered: filtered.build(),
    added: minus(vrps, without),
  };
}

function aspaSet(payload: Payload, slurm: Slurm): Payload["aspas"] {
  const gone = new Set(slurm.aspaFilters.map((f) => f.customerAsn));
  const kept = [...aspas(payload.aspas)].filter((a) => !gone.has(a.customer));
  const added = slurm.aspaAssertions.map((a) => ({ customer: a.customerAsn, providers: a.providerAsns }));
  return must(aspaSetOf([...kept, ...added]));
}

function keys(payload: Payload, slurm: Slurm): Payload["routerKeys"] {
  const kept = payload.routerKeys.filter(
    (key) =>
      !slurm.bgpsecFilters.some(
        ({ asn, ski }) =>
          (asn === undefined || asn === key.asn) && (ski === undefined || equalBytes(ski, key.ski)),
      ),
  );
  const added = slurm.bgpsecAssertions.map(({ asn, ski, routerPublicKey }) => ({
    asn,
    ski,
    spki: routerPublicKey,
  }));
  return routerKeySet([...kept, ...added]);
}

/** The VRPs of `a` that `b` lacks; `b` is a part of `a`. */
function minus(a: VrpSet, b: VrpSet): VrpSet {
  const out = new VrpBuilder(0);
  if (vrpCount(a) === vrpCount(b)) return out.build();
  for (const family of ["v4", "v6"] as const) {
    let j = 0;
    for (let i = 0; i < a[family].count; i++) {
      if (j < b[family].count && compareVrps(a[family], i, b[family], j) === 0) j++;
      else out.addFrom(a[family], i);
    }
  }
  return out.build();
}
