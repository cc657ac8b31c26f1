/**
 * Who votes with whom. Agreement of two members on a roll call (Lijphart): 2 for the same vote, 1 where one of them
 * abstains, 0 for yes against no, out of 2; blocs by average linkage.
 */
import { ABSENT, ABSTAIN, type RollCall } from "./read.ts";

export type Bloc = {
  /** Those in most agreement with the whole bloc first. */
  readonly members: readonly number[];
  /** Mean agreement of its pairs, in thousandths. */
  readonly agreement: number;
};

/** Blocs end where the mean agreement of two of them falls below this, in thousandths. */
const LEAST = 900;
/** Three members are the least that are called a bloc. */
const SMALLEST = 3;

/** Largest first. Members that voted in less than a third of the roll calls are left out. */
export function blocsOf(calls: readonly RollCall[], members: readonly number[]): readonly Bloc[] {
  const here = members.filter(
    (member) => 3 * calls.filter((call) => call.votes[member] !== ABSENT).length >= calls.length,
  );
  const agreement = agreements(calls, here);
  const n = here.length;
  // Sums of agreement between clusters: average linkage without recomputing pairs.
  const sums = Float64Array.from(agreement);
  const clusters: number[][] = here.map((_, i) => [i]);
  const alive = new Set(clusters.keys());
  for (;;) {
    const best = closest(sums, clusters, alive, n);
    if (best === null) break;
    const [a, b] = best;
    for (const other of alive) {
      if (other === a || other === b) continue;
      sums[a * n + other]! += sums[b * n + other]!;
      sums[other * n + a] = sums[a * n + other]!;
    }
    clusters[a]!.push(...clusters[b]!);
    alive.delete(b);
  }
  return [...alive]
    .map((id) => clusters[id]!)
    .filter((cluster) => cluster.length >= SMALLEST)
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!)
    .map((cluster) => blocOf(cluster, agreement, here));
}

/** Thousandths, by pair; 500 where two never voted together. */
function agreements(calls: readonly RollCall[], members: readonly number[]): Uint16Array {
  const n = members.length;
  const points = new Uint32Array(n * n);
  const shared = new Uint32Array(n * n);
  for (const { votes } of calls) {
    for (let i = 0; i < n; i++) {
      const mine = votes[members[i]!]!;
      if (mine === ABSENT) continue;
      for (let j = i + 1; j < n; j++) {
        const other = votes[members[j]!]!;
        if (other === ABSENT) continue;
        shared[i * n + j]!++;
        if (mine === other) points[i * n + j]! += 2;
        else if (mine === ABSTAIN || other === ABSTAIN) points[i * n + j]!++;
      }
    }
  }
  const out = new Uint16Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const at = i * n + j;
      out[at] = shared[at] === 0 ? 500 : Math.floor((500 * points[at]!) / shared[at]!);
      out[j * n + i] = out[at];
    }
  }
  return out;
}

function closest(
  sums: Float64Array,
  clusters: readonly number[][],
  alive: ReadonlySet<number>,
  n: number,
): readonly [number, number] | null {
  const ids = [...alive];
  let best: readonly [number, number] | null = null;
  let mean = LEAST;
  for (let i = 0; i < ids.length; i++) {
    const a = ids[i]!;
    for (let j = i + 1; j < ids.length; j++) {
      const b = ids[j]!;
      const between = sums[a * n + b]! / (clusters[a]!.length * clusters[b]!.length);
      if (between > mean || (best === null && between >= mean)) {
        mean = between;
        best = [a, b];
      }
    }
  }
  return best;
}

function blocOf(cluster: readonly number[], agreement: Uint16Array, members: readonly number[]): Bloc {
  const n = members.length;
  const withOthers = (i: number): number =>
    cluster.reduce((sum, j) => sum + (i === j ? 0 : agreement[i * n + j]!), 0);
  const total = cluster.reduce((sum, i) => sum + withOthers(i), 0);
  const ranked = [...cluster].sort((a, b) => withOthers(b) - withOthers(a) || a - b);
  return {
    members: ranked.map((i) => members[i]!),
    agreement: Math.floor(total / (cluster.length * (cluster.length - 1))),
  };
}
