/** `comity why`: each fact, and what it stands on, down to the constitution. */
import type { Why, WhyStep } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, strong } from "../print/text.ts";
import { asOf } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

export function whyPage(page: Page, w: Why, look: Look): void {
  page.headline(`why ${w.resource}`, quiet(asOf(w.asOf)));
  if (w.chains.length === 0) return page.paragraph("Nothing is recorded here: there is nothing to explain.");
  for (const chain of w.chains) {
    const [fact, ...rest] = chain;
    if (fact === undefined) continue;
    page.section(capital(fact.title));
    page.paragraph(fact.text);
    page.tree(nested(rest));
  }
  const act = w.chains.flat().find(({ kind }) => kind === "act")?.index;
  const decision = w.chains.flat().find(({ kind }) => kind === "decision");
  tryNext(page, look, [
    ...(act === undefined ? [] : [[`show entry/${act}`, "the act, as signed"] as const]),
    ...(decision?.href === undefined
      ? []
      : [[`show ${decision.href.slice(1).replace("decisions/", "decision/")}`, "the decision"] as const]),
    [`prove ${w.resource} > fact.proof`, "a proof of it, to verify offline"],
  ]);
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Each step stands on the next one. */
const nested = (steps: readonly WhyStep[]): Parameters<Page["tree"]>[0] =>
  steps.reduceRight<Parameters<Page["tree"]>[0]>(
    (below, step) => [
      {
        text: [
          strong(step.title),
          ...(step.text === "" ? [] : [`: ${step.text}`]),
          ...(step.index === undefined ? [] : [quiet(` (entry ${step.index})`)]),
        ],
        of: below,
      },
    ],
    [],
  );
