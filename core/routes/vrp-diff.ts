/** The minimal net change between two VRP sets: what an RTR cache announces and withdraws, and how it is applied. */
import { type VrpFamily, type VrpSet } from "./vrp-set.ts";
import { VrpBuilder } from "./vrp-builder.ts";

/** No VRP is in both; both are sets in canonical order. */
export type VrpDiff = { readonly announce: VrpSet; readonly withdraw: VrpSet };

/** Sign of row `i` of `a` against row `j` of `b` (same family) in the order of `VrpFamily`. */
export function compareVrps(a: VrpFamily, i: number, b: VrpFamily, j: number): number {
  for (let w = 0; w < a.words; w++) {
    const d = a.address[i * a.words + w]! - b.address[j * a.words + w]!;
    if (d !== 0) return d;
  }
  return a.maxLength[i]! - b.maxLength[j]! || a.length[i]! - b.length[j]! || a.asn[i]! - b.asn[j]!;
}

/** `onlyA` and `onlyB` get the rows that the other side lacks, ascending. */
function merge(a: VrpFamily, b: VrpFamily, onlyA: (i: number) => void, onlyB: (j: number) => void): void {
  let i = 0;
  let j = 0;
  while (i < a.count || j < b.count) {
    const c = i === a.count ? 1 : j === b.count ? -1 : compareVrps(a, i, b, j);
    if (c < 0) onlyA(i++);
    else if (c > 0) onlyB(j++);
    else {
      i++;
      j++;
    }
  }
}

export function diffVrps(from: VrpSet, to: VrpSet): VrpDiff {
  const announce = new VrpBuilder(0);
  const withdraw = new VrpBuilder(0);
  for (const family of ["v4", "v6"] as const) {
    merge(
      from[family],
      to[family],
      (i) => withdraw.addFrom(from[family], i),
      (j) => announce.addFrom(to[family], j),
    );
  }
  return { announce: announce.build(), withdraw: withdraw.build() };
}

/** `set` without the withdrawn and with the announced. What is withdrawn but absent, or announced twice, changes nothing. */
export function applyVrpDiff(set: VrpSet, diff: VrpDiff): VrpSet {
  const out = new VrpBuilder(set.v4.count + 16);
  for (const family of ["v4", "v6"] as const) {
    const kept = set[family];
    const gone = diff.withdraw[family];
    let j = 0;
    for (let i = 0; i < kept.count; i++) {
      while (j < gone.count && compareVrps(gone, j, kept, i) < 0) j++;
      if (j === gone.count || compareVrps(gone, j, kept, i) !== 0) out.addFrom(kept, i);
    }
    for (let i = 0; i < diff.announce[family].count; i++) out.addFrom(diff.announce[family], i);
  }
  return out.build();
}

export function equalVrps(a: VrpSet, b: VrpSet): boolean {
  if (a.v4.count !== b.v4.count || a.v6.count !== b.v6.count) return false;
  for (let i = 0; i < a.v4.count; i++) if (compareVrps(a.v4, i, b.v4, i) !== 0) return false;
  for (let i = 0; i < a.v6.count; i++) if (compareVrps(a.v6, i, b.v6, i) !== 0) return false;
  return true;
}
