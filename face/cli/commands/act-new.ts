/** `comity act new`: any kind of the catalogue, its body checked by its field table before anything is signed. */
import { readFileSync, writeFileSync } from "node:fs";
import { createClient } from "@comity/api";
import {
  actEntry,
  actText,
  kindOf,
  CATALOGUE,
  parseFields,
  type Field,
  type Statement,
} from "@comity/assembly";
import { emptyRoot } from "@comity/log";
import { fromUtf8, must, toBase64, type Json } from "@comity/canon";
import { parseKeyFile, signerOf, signText } from "@comity/signing";
import { answer, EXIT, fail, type Host } from "../host.ts";
import { withDocuments } from "../documents.ts";
import type { ActFlags } from "../flags.ts";
import { jsonFile } from "../json-file.ts";
import { submitNotes } from "./act-file.ts";

export async function actNew(
  this: Host,
  flags: ActFlags,
  name: string,
  ...pairs: readonly string[]
): Promise<void> {
  const kind = kindOf(name);
  if (kind === undefined) {
    const known = CATALOGUE.map((k) => k.kind).join(", ");
    return fail(
      this,
      { code: "kind-unknown", detail: `no act kind ${name}; kinds are ${known}` },
      EXIT.usage,
    );
  }
  const body: { [field: string]: Json } = flags.body === undefined ? {} : { ...Object(jsonFile(flags.body)) };
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1)
      return fail(this, { code: "field-pair", detail: `write field=value, not ${pair}` }, EXIT.usage);
    body[pair.slice(0, at)] = valueOf(kind.fields[pair.slice(0, at)], pair.slice(at + 1));
  }
  await writeAct(this, flags, name, body);
}

/** Checks the body, places the act in its lane, signs it, and prints, writes or sends it. */
export async function writeAct(
  host: Host,
  flags: ActFlags,
  name: string,
  given: { readonly [field: string]: Json },
): Promise<void> {
  const filled = withDocuments(name, given);
  if (!filled.ok) return fail(host, filled.error, EXIT.usage);
  const { body, documents } = filled.value;
  const checked = parseFields(kindOf(name)!.fields, body, "/body");
  if (!checked.ok) return fail(host, checked.error, EXIT.usage);
  const place = await placeOf(flags);
  if ("code" in place)
    return fail(host, place, place.code === "unreachable" ? EXIT.unreachable : EXIT.failed);
  const statement: Statement = {
    ...place,
    body,
    by: flags.by,
    kind: name,
    lane: flags.lane,
  };
  const text = actText(statement);
  const shown = (note: string): void =>
    answer(host, flags.json, { schema: "comity/act/v1", ...statement, text: note }, () => note);
  if (flags.dryRun) return shown(must(fromUtf8(text)));
  const signatures = [];
  if (flags.sign !== undefined) {
    const key = parseKeyFile(readFileSync(flags.sign, "utf8"), flags.sign);
    if (!key.ok) return fail(host, key.error);
    signatures.push(signText(text, signerOf(key.value)));
  }
  const entry = must(fromUtf8(actEntry(text, signatures)));
  if (flags.out !== undefined) writeFileSync(flags.out, entry);
  if (flags.submit) return submitNotes(host, flags.json, flags.node, [entry], documents);
  if (flags.out === undefined) shown(entry);
}

/** A text field takes the text as it is; everything else is JSON, a bare word counting as text. */
function valueOf(field: Field | undefined, text: string): Json {
  const isText =
    field !== undefined &&
    !["list", "object", "cases", "map", "integer", "time", "flag", "constitution"].includes(field.type);
  if (isText) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return field?.type === "list" ? text.split(",") : text;
  }
}

type Place = Pick<Statement, "assembly" | "prev" | "seen" | "seq" | "until">;

/** Where the act stands in its lane: from the flags (no network), else from the node. */
async function placeOf(flags: ActFlags): Promise<Place | { code: string; detail: string }> {
  if (flags.assembly !== undefined && flags.seq !== undefined && flags.prev !== undefined) {
    const until = Math.floor(Date.now() / 1000) + flags.days * 86_400;
    const seen = { root: toBase64(emptyRoot()), size: 0 };
    return { assembly: flags.assembly, prev: flags.prev, seq: flags.seq, seen, until };
  }
  const client = createClient(flags.node);
  const status = await client.get("status");
  if (!status.ok) return status.error;
  const lane = await client.get("lane", { party: flags.by, lane: flags.lane });
  if (!lane.ok) return lane.error;
  const { origin, root, size, time } = status.value;
  return {
    assembly: origin,
    prev: lane.value.prev,
    seq: lane.value.seq + 1,
    seen: { root, size },
    until: time + flags.days * 86_400,
  };
}
