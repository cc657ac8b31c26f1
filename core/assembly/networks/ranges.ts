/** Ranges of a network follow the holding they lie in (SEMANTICS E). */
import { covers, equalKeys, overlaps } from "@comity/resources";
import { blockText, blocksOf, type Block } from "../acts/resource.ts";
import { remainder, type Held } from "../numbers/holdings.ts";
import type { Leaver } from "../routes/authorisations.ts";
import { trimMappings } from "./mappings.ts";
import { networksOf } from "./operators.ts";

/** What remains of a range without the part. */
function without(range: Block, part: Block): readonly Block[] {
  if (!overlaps(range.key, part.key)) return [range];
  if (covers(part.key, range.key)) return [];
  return remainder(range, part);
}

/** Before `part` leaves `held`: networks of its holder use it no longer. */
export function rangesLeave(c: Leaver, held: Held, part: Block): void {
  if (part.space !== "networks") return;
  for (const record of networksOf(c.state, held.record.holder)) {
    const before = record.ranges.flatMap(blocksOf);
    const after = before.flatMap((range) => without(range, part));
    if (after.length === before.length && after.every((b, i) => equalKeys(b.key, before[i]!.key))) continue;
    const plan = record.plan.filter(
      ({ local, range }) =>
        local === true || blocksOf(range).every((b) => after.some((a) => covers(a.key, b.key))),
    );
    const ranges = after.map(blockText);
    const kept = { ...record, ranges, plan, since: c.index };
    c.state.setText("networks", `network/${record.id}`, kept);
    trimMappings(c.state, record, kept, c.index);
  }
}
