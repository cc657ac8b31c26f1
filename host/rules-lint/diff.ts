/** What differs between two constitutions, in words, and what protection falls. */
import { amendmentClasses, explainConstitution, lowersProtection, type Constitution } from "@comity/rules";
import type { Checked } from "./finding.ts";
import { lintConstitution, type LintOptions } from "./lint.ts";

export type Changed = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type Difference = {
  /** By clause, in the order of the constitutions. */
  readonly changes: readonly Changed[];
  /** Classes that must all agree to turn the first into the second, weakest first. */
  readonly classes: readonly string[];
  /** Places where the protection of existing holdings may fall: there each affected holder must consent. */
  readonly protection: readonly string[];
  /** Properties that held before and do not any more, and the other way round. */
  readonly lost: readonly Checked[];
  readonly gained: readonly Checked[];
};

export async function diffConstitutions(
  before: Constitution,
  after: Constitution,
  options: LintOptions = {},
): Promise<Difference> {
  const [first, second] = [await lintConstitution(before, options), await lintConstitution(after, options)];
  return {
    changes: sentenceChanges(before, after),
    classes: amendmentClasses(before, after),
    protection: lowersProtection(before, after),
    lost: newIn(first, second),
    gained: newIn(second, first),
  };
}

function sentenceChanges(before: Constitution, after: Constitution): readonly Changed[] {
  const old = byPath(before);
  const now = byPath(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [a, b] = [old.get(path) ?? null, now.get(path) ?? null];
    return a === b ? [] : [{ path, before: a, after: b }];
  });
}

function byPath(constitution: Constitution): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of explainConstitution(constitution)) {
    const before = found.get(path);
    found.set(path, before === undefined ? text : `${before} ${text}`);
  }
  return found;
}

/** What fails in `now` and does not in `old`: per check and rule, wherever inside the rule it shows. */
function newIn(old: readonly Checked[], now: readonly Checked[]): readonly Checked[] {
  const key = ({ check, clause }: Checked): string => `${check} ${clause.split("/").slice(0, 3).join("/")}`;
  const failed = new Set(old.filter((each) => !each.holds).map(key));
  return now.filter((each) => !each.holds && !failed.has(key(each)));
}
