/** Objects by class and primary key, and what changes between two sets of them (RFC 10063 section 7.3). */
import { keyOf } from "../irr/data.ts";
import { rpslText, type RpslObject } from "../rpsl/rpsl.ts";
import { readRpsl } from "../rpsl/read.ts";
import type { NrtmChange } from "./texts.ts";

/** Text of each object under `class primary-key`; neither is case sensitive. */
export type Database = ReadonlyMap<string, string>;

const idOf = (object: RpslObject): string => `${object.class} ${keyOf(object)}`;

export function databaseOf(objects: Iterable<RpslObject>): Map<string, string> {
  const out = new Map<string, string>();
  for (const object of objects) out.set(idOf(object), rpslText(object));
  return out;
}

/** Deletions first, so that no mirror has more than one state of an object. */
export function changesBetween(before: Database, after: Database): readonly NrtmChange[] {
  const out: NrtmChange[] = [];
  for (const id of before.keys()) {
    if (after.has(id)) continue;
    const blank = id.indexOf(" ");
    out.push({ action: "delete", object_class: id.slice(0, blank), primary_key: id.slice(blank + 1) });
  }
  for (const [id, object] of after) if (before.get(id) !== object) out.push({ action: "add_modify", object });
  return out;
}

/** Carries out one record of a delta; `false` for what is none. */
export function applyChange(database: Map<string, string>, change: unknown): boolean {
  if (typeof change !== "object" || change === null) return false;
  const { action, object, object_class, primary_key } = change as { readonly [field: string]: unknown };
  if (action === "delete" && typeof object_class === "string" && typeof primary_key === "string") {
    database.delete(`${object_class.toLowerCase()} ${primary_key.toUpperCase()}`);
    return true;
  }
  return action === "add_modify" && typeof object === "string" && putText(database, object);
}

/** Puts the object of an RPSL text under its key. */
export function putText(database: Map<string, string>, text: string): boolean {
  const { objects } = readRpsl(new TextEncoder().encode(text.endsWith("\n") ? text : `${text}\n`));
  if (objects.length !== 1) return false;
  database.set(idOf(objects[0]!), text);
  return true;
}
