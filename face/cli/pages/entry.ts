/** `comity show entry/N`: a log entry in words: an act as it was signed, or the record of a block. */
import type { Entry } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, warn, type Toned } from "../print/text.ts";
import { date, list, plural } from "../print/words.ts";
import { bodyFacts } from "./body.ts";
import { tryNext, type Look } from "./look.ts";

export function entryPage(page: Page, e: Entry, look: Look): void {
  page.headline(`entry ${e.index}`, outcome(e), e.says);
  if (e.act !== undefined) {
    const { act } = e;
    page.facts([
      ["kind", act.kind],
      ["by", `${act.by}, lane ${act.lane}, number ${act.seq} in it`],
      ["signed with", list(act.signers)],
      ["ordered", `${date(e.time)}, in block ${e.height}`],
      ["valid until", act.until === undefined ? undefined : date(act.until)],
      ["had seen", `log size ${act.seen.size}`],
      ["hash", quiet(e.hash)],
    ]);
    const facts = bodyFacts(act.body);
    if (facts.length > 0) {
      page.section("What it says");
      page.facts(facts);
    }
  }
  if (e.block !== undefined) {
    page.facts([
      ["time", date(e.block.time)],
      [
        "acts",
        `${plural(e.block.acts, "act")}${e.block.void.length === 0 ? "" : `, ${e.block.void.length} void`}`,
      ],
      ...e.block.void.map((v) => ["void", `entry ${v.index}: ${v.code}`] as const),
      ["state root", e.block.stateRoot],
    ]);
  }
  tryNext(page, look, [
    [`prove act/${e.index} > entry.proof`, "a proof that it is in the log"],
    ...(e.act === undefined ? [] : [[`show party/${e.act.by}`, "who signed it"] as const]),
    [`show entry/${e.index} --json`, "the text exactly as logged"],
  ]);
}

const outcome = (e: Entry): Toned =>
  e.type === "block"
    ? quiet("block record")
    : e.void === undefined
      ? good("took effect")
      : bad(`void: ${e.void}`);

/** An act file that is not in a log yet. */
export function draftPage(
  page: Page,
  act: { readonly kind: string; readonly [field: string]: unknown },
  signers: readonly string[],
): void {
  page.headline(`${act.kind} by ${String(act["by"])}`, signers.length === 0 ? warn("not signed") : undefined);
  page.facts([
    ["assembly", String(act["assembly"])],
    ["lane", `${String(act["lane"])}, number ${String(act["seq"])} in it`],
    ["valid until", typeof act["until"] === "number" ? date(act["until"]) : undefined],
    ["signed with", signers.length === 0 ? "nobody yet" : list(signers)],
  ]);
  page.section("What it says");
  page.facts(bodyFacts(act["body"] as { readonly [field: string]: unknown }));
}
