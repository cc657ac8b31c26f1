/** What lies inside a resource, in order of key. */
import type { Child, Children } from "@comity/api";
import type { Found, StateReader } from "@comity/assembly";
import { equalKeys, parseKey, textOf, type Key, type Space } from "@comity/resources";
import { ok, type Result } from "@comity/canon";
import { answerOf, gradeOf } from "./grade.ts";
import { href, partyRef } from "./party-ref.ts";
import type { ReadState } from "./read-state.ts";
import type { Asked } from "./resource.ts";

const COUNT_LIMIT = 1000;

/** Keys with records strictly inside. */
export function childrenCount(
  reader: StateReader,
  space: Space,
  key: Key,
): { readonly count: number; readonly more: boolean } {
  let count = 0;
  for (const found of reader.within(space, key)) {
    if (equalKeys(found.key, key)) continue;
    if (count === COUNT_LIMIT) return { count, more: true };
    count++;
  }
  return { count, more: false };
}

/** A page of them; `after` is the text of the last one before. Codes of `parseKey`. */
export function childrenOf(
  { reader }: ReadState,
  { space, key, text }: Asked,
  after: string | undefined,
  limit: number,
): Result<Children> {
  const from = after === undefined ? ok(undefined) : parseKey(space, after, "after");
  if (!from.ok) return from;
  const items: Child[] = [];
  for (const found of reader.within(space, key, from.value)) {
    if (equalKeys(found.key, key)) continue;
    if (items.length === limit) return ok({ resource: text, items, next: items.at(-1)!.resource });
    items.push(childOf(reader, space, found));
  }
  return ok({ resource: text, items });
}

function childOf(reader: StateReader, space: Space, found: Found): Child {
  const resource = textOf(space, found.key);
  const answer = answerOf(reader, space, found.key);
  const report = answer.grade.startsWith("attested") ? answer.reports.at(-1) : undefined;
  const own = answer.holding === undefined ? undefined : partyRef(reader, answer.holding.record.holder);
  const code = report?.record.code;
  return {
    resource,
    href: href("resources", resource),
    grade: gradeOf(answer),
    says: summary(found),
    ...(own && { holder: own }),
    ...(code === undefined ? {} : { code }),
  };
}

function summary({ records }: Found): string {
  return records
    .map((record) => {
      if (record.t === "holding") return `held by ${record.holder}`;
      if (record.t === "report") return `${record.status}, says ${record.by}`;
      if (record.t === "root") return `${record.status}, ${record.label}`;
      if (record.t === "servers") return `answered by ${record.servers.length} name server(s)`;
      return record.t === "claim" ? `claimed for ${record.to}` : record.t;
    })
    .join("; ");
}
