/** The same decisions from another source: whether its tallies agree, and whether the rules give what happened. */
import type { Judged } from "./years.ts";

type Recorded = {
  readonly id: string;
  readonly tally: string;
  readonly actual: string;
};
export type Compared = Recorded & {
  readonly found: number | null;
  readonly here: string | null;
  readonly why: string;
};

/** The General Assembly's cases of a file of real decisions; null when the value is no such file. */
export function recordedDecisions(json: unknown): readonly Recorded[] | null {
  const cases = (json as { readonly cases?: unknown } | null)?.cases;
  if (!Array.isArray(cases)) return null;
  return (cases as readonly Record<string, unknown>[]).flatMap((each) =>
    each["body"] === "UNGA" && typeof each["yes"] === "number"
      ? [
          {
            id: String(each["id"]),
            tally: `${each["yes"]}-${String(each["no"])}-${String(each["abstain"])}`,
            actual: String(each["actual"]),
          },
        ]
      : [],
  );
}

/** Matched by symbol (`A/RES/48/78` is filed as `R/48/78` before 2016), the roll call on the whole text. */
export function compareDecisions(
  judged: readonly Judged[],
  recorded: readonly Recorded[],
): readonly Compared[] {
  return recorded.map((each) => {
    const [, session, number] = /^A\/RES\/(\d+)\/(\d+)$/.exec(each.id) ?? [];
    const symbols = [each.id, `R/${session}/${number}`];
    const calls = judged.filter(
      (call) => symbols.includes(call.symbol) && !call.amendment && !call.paragraph,
    );
    const call = calls.find(({ ordinary }) => tallyOf(ordinary) === each.tally) ?? calls.at(-1);
    if (call === undefined) {
      return {
        ...each,
        found: null,
        here: null,
        why: "not among these roll calls: later, or under another symbol",
      };
    }
    const here = tallyOf(call.ordinary);
    const agreed =
      call.ordinary.outcome === "passes" ? "adopted by rule, as recorded" : "not adopted by rule";
    const why =
      here === each.tally
        ? agreed
        : `${agreed}; the tallies of the two sources differ, so each keeps its source`;
    return { ...each, found: call.id, here, why };
  });
}

const tallyOf = ({ yes, no, abstain }: Judged["ordinary"]): string => `${yes}-${no}-${abstain}`;
