/** What every method counts; all indices follow from it. */

/** By number of members of the coalition. */
export type Sizes = {
  /** `winning[s]`, `losing[s]`: coalitions of s members, s = 0 … n. */
  readonly winning: readonly bigint[];
  readonly losing: readonly bigint[];
  /** `swings[i][k]`: losing coalitions of k other members that win with member i, k = 0 … n-1. */
  readonly swings: readonly (readonly bigint[])[];
};

export type Counts = {
  readonly winning: bigint;
  readonly losing: bigint;
  readonly swings: readonly bigint[];
  /** Null when the method does not count by size (it need not, for Banzhaf). */
  readonly sizes: Sizes | null;
  /** Sizes count only these members; all of them when it is missing. */
  readonly matters?: readonly boolean[];
};

/** Exact when `low === high`; otherwise the truth lies between, in each figure. */
export type Bounded = { readonly low: Counts; readonly high: Counts; readonly methods: readonly Method[] };

export type Method =
  | "enumeration"
  | "grouped"
  | "halves"
  | "states"
  | "generating-function"
  | "generating-function-by-size"
  | "quantised"
  | "sampled";

export const exactly = (counts: Counts, method: Method): Bounded => ({
  low: counts,
  high: counts,
  methods: [method],
});

const total = (all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n);

export const fromSizes = (sizes: Sizes): Counts => {
  // Members of one kind share one array: it is added up once.
  const seen = new Map<readonly bigint[], bigint>();
  return {
    winning: total(sizes.winning),
    losing: total(sizes.losing),
    swings: sizes.swings.map((each) => {
      const before = seen.get(each);
      if (before !== undefined) return before;
      const sum = total(each);
      seen.set(each, sum);
      return sum;
    }),
    sizes,
  };
};
