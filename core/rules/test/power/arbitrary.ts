/** Random games for fast-check: one or several axes, any monotone formula, small enough to try everything. */
import { every, reaches, some, type Formula, type Game } from "@comity/rules/power";
import fc from "fast-check";

const name = (i: number): string => `m${i}`;
const totalOf = (weights: readonly number[]): number => weights.reduce((a, b) => a + b, 0);

/** `[quota; weights]` with 1 to 7 members; zero weights and unreachable quotas occur. */
export const weighted: fc.Arbitrary<{ readonly quota: number; readonly weights: readonly number[] }> = fc
  .array(fc.oneof(fc.nat(3), fc.nat(40)), { minLength: 1, maxLength: 7 })
  .chain((weights) => fc.record({ weights: fc.constant(weights), quota: fc.nat(totalOf(weights) + 1) }));

/** Up to three axes (one may count heads), combined by and, or, k of n, nested. */
export const game: fc.Arbitrary<Game> = fc
  .record({
    members: fc.integer({ min: 1, max: 7 }),
    axes: fc.integer({ min: 1, max: 3 }),
    heads: fc.boolean(),
  })
  .chain(({ members, axes, heads }) => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.nat(4), fc.nat(60)), {
      minLength: members,
      maxLength: members,
    });
    return fc.array(weights, { minLength: axes, maxLength: axes }).chain((all) => {
      const columns = heads ? [Array.from({ length: members }, () => 1), ...all] : all;
      return formula(columns).map((wins) => ({
        members: Array.from({ length: members }, (_, i) => name(i)),
        axes: columns.map((each, a) => ({ name: `axis ${a}`, weights: each })),
        wins,
      }));
    });
  });

function formula(axes: readonly (readonly number[])[]): fc.Arbitrary<Formula> {
  const leaf = fc
    .nat(axes.length - 1)
    .chain((axis) => fc.nat(totalOf(axes[axis]!) + 1).map((quota) => reaches(axis, quota)));
  const { node } = fc.letrec<{ node: Formula }>((tie) => {
    const several = fc.array(tie("node"), { minLength: 2, maxLength: 3 });
    return {
      node: fc.oneof(
        { maxDepth: 2 },
        { weight: 2, arbitrary: leaf },
        { weight: 1, arbitrary: several.map(every) },
        { weight: 1, arbitrary: several.map(some) },
        {
          weight: 1,
          arbitrary: several.chain((of) =>
            fc
              .integer({ min: 0, max: of.length + 1 })
              .map((number) => ({ kind: "at-least" as const, number, of })),
          ),
        },
      ),
    };
  });
  return node;
}
