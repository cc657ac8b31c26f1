/** `comity rules diff`: what changes between two constitutions, who must agree, and what protection falls. */
import { diffConstitutions, openProver, type Checked, type Difference } from "@comity/rules-lint";
import { answer, EXIT, progressOn, type Host } from "../../host.ts";
import { load } from "./file.ts";

export async function diff(
  this: Host,
  flags: { readonly json: boolean },
  before: string,
  after: string,
): Promise<void> {
  const first = load(this, flags.json, before);
  const second = first === null ? null : load(this, flags.json, after);
  if (first === null || second === null) return;
  const progress = progressOn(this);
  const prover = await openProver();
  try {
    const difference = await diffConstitutions(first.value, second.value, {
      prover,
      progress: (done, all) => progress.at(`${done} of ${all} properties`),
    });
    progress.end();
    answer(this, flags.json, { schema: "comity/rules-diff/v1", before, after, ...difference }, () =>
      report(difference),
    );
    const falls =
      difference.protection.length > 0 || difference.lost.some((each) => each.severity !== "note");
    if (falls) this.exit(EXIT.failed);
  } finally {
    prover.close();
  }
}

function report({ changes, classes, protection, lost, gained }: Difference): string {
  if (changes.length === 0) return "the two constitutions say the same\n";
  const lines = changes.flatMap(({ path, before, after }) => [
    path,
    ...(before === null ? [] : [`  - ${before}`]),
    ...(after === null ? [] : [`  + ${after}`]),
  ]);
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : ["", title, ...items.map((each) => `  ${each}`)];
  return `${[
    ...lines,
    ...list("needs the agreement of:", classes),
    ...list("protection of existing holdings may fall here; each affected holder must consent:", protection),
    ...list("found now, and not before:", lost.map(said)),
    ...list(
      "found before, and not any more:",
      gained.map((each) => `${each.says} [${each.check}]`),
    ),
  ].join("\n")}\n`;
}

function said({ says, check, severity, example = [] }: Checked): string {
  const shown = example
    .map(({ about, outcome, votes }) => `\n    ${about === undefined ? "" : `${about} `}${outcome}: ${votes}`)
    .join("");
  return `${severity}: ${says} [${check}]${shown}`;
}
