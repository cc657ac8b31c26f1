/** `comity verify`: whether a proof holds, what it proves, and each step that was checked. */
import type { Verdict } from "@comity/assembly";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong } from "../print/text.ts";
import { count, date, list, plural } from "../print/words.ts";
import { recordText } from "./records.ts";

type Fact = Extract<NonNullable<Verdict["answer"]>, { readonly kind: "fact" }>;

export function verdictPage(page: Page, verdict: Verdict, now: number): void {
  if (verdict.ok) page.headline("the proof holds", good("verified"));
  else page.headline("the proof does NOT hold", bad("refused"));
  if (verdict.ok) proven(page, verdict);
  page.section("Checked");
  page.list(
    verdict.steps.map((step) => [
      step.ok ? good("✓ ") : bad("✗ "),
      step.name.padEnd(11),
      step.detail,
      step.code === undefined ? "" : quiet(` [${step.code}]`),
    ]),
    "",
  );
  if (!verdict.ok) {
    page.section("What this means");
    page.paragraph(
      "Nothing is proven: the file is damaged or forged, or it belongs to another assembly than the key file.",
    );
    // Signed by other keys than the file knows.
    if (verdict.steps.some(({ name, ok }) => name === "checkpoint" && !ok))
      page.paragraph(
        "If the assembly has changed its keys since: `comity keys follow FILE` leads to the key file in force.",
      );
    return;
  }
  page.section("As of");
  if (verdict.time !== undefined) {
    page.paragraph(
      `${date(verdict.time)}, log size ${count(verdict.size ?? 0)} of ${verdict.origin ?? "the log"}`,
    );
    const age = Math.floor((now - verdict.time) / 86_400);
    // A proof says nothing about what came after it.
    if (age > 0 && verdict.answer?.kind === "fact")
      page.paragraph(
        quiet(
          `That was ${plural(age, "day")} ago by this machine's clock: it may have changed since. --max-age refuses old proofs.`,
        ),
      );
  }
  const witnesses = verdict.witnesses ?? [];
  page.paragraph(
    witnesses.length === 0
      ? "Signed by the log alone, no witness."
      : `Signed by the log and ${list(witnesses)}.`,
  );
}

function proven(page: Page, { answer: a }: Verdict): void {
  if (a === undefined) return;
  if (a.kind === "fact") return fact(page, a);
  const outcome = !a.settled
    ? "whether it took effect is not part of this proof"
    : a.code === undefined
      ? "it took effect"
      : `it is void: ${a.code}`;
  page.section(`Entry ${a.index}`);
  page.paragraph([
    strong(`${a.act?.kind ?? "block record"}${a.act === undefined ? "" : ` by ${a.act.by}`}`),
    `: ${outcome}`,
  ]);
}

function fact(page: Page, a: Fact): void {
  page.section(a.key === "" ? `Register ${a.register}` : a.key, `in the register ${a.register}`);
  if (a.route !== undefined) {
    const { covering, origin, state } = a.route;
    page.paragraph([
      strong(`from ${origin}: ${state}`),
      `; ${plural(covering.length, "authorisation")} ${covering.length === 1 ? "covers" : "cover"} it, and no other does`,
    ]);
  }
  if (a.found.length === 0 && a.route === undefined)
    page.paragraph("Nobody: there is no record at this key, nor at anything around it.");
  const held = a.found.flatMap(({ records }) => records).findLast((record) => record.t === "holding");
  if (held !== undefined) page.paragraph(strong(`${held.holder} holds it.`));
  for (const { key, records } of a.found)
    for (const record of records) page.list([[quiet(at(a.register, key.bits)), recordText(record)]]);
}

/** Of numbers: how long the prefix is that the record stands at. */
const at = (register: string, bits: number): string =>
  /^(?:ipv4|ipv6|routes4|routes6)$/.test(register) ? `/${bits} ` : "";

/** An evidence file; `remains`: what the reader still has to look at. */
export function evidencePage(page: Page, says: string, remains: string | undefined): void {
  page.headline(
    "the evidence holds",
    remains === undefined ? bad("a contradiction is shown") : quiet("one thing is left to do"),
    says,
  );
  if (remains !== undefined) page.facts([["to do", remains]]);
}
