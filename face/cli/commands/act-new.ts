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
import { EXIT, fail, type Host } from "../host.ts";
import type { ActFlags } from "../flags.ts";
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
  const body: { [field: string]: Json } =
    flags.body === undefined ? {} : (JSON.parse(readFileSync(flags.body, "utf8")) as {});
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1)
      return fail(this, { code: "field-pair", detail: `write field=value, not ${pair}` }, EXIT.usage);
    body[pair.slice(0, at)] = valueOf(kind.fields[pair.slice(0, at)], pair.slice(at + 1));
  }
  const checked = parseFields(kind.fields, body, "/body");
  if (!checked.ok) return fail(this, checked.error, EXIT.usage);
  const place = await placeOf(flags);
  if ("code" in place)
    return fail(this, place, place.code === "unreachable" ? EXIT.unreachable : EXIT.failed);
  const statement: Statement = {
    ...place,
    body,
    by: flags.by,
    kind: name,
    lane: flags.lane,
  };
  const text = actText(statement);
  if (flags.dryRun) return void this.process.stdout.write(must(fromUtf8(text)));
  const signatures = [];
  if (flags.sign !== undefined) {
    const key = parseKeyFile(readFileSync(flags.sign, "utf8"), flags.sign);
    if (!key.ok) return fail(this, key.error);
    signatures.push(signText(text, signerOf(key.value)));
  }
  const entry = must(fromUtf8(actEntry(text, signatures)));
  if (flags.out !== undefined) writeFileSync(flags.out, entry);
  if (flags.submit) return submitNotes(this, false, flags.node, [entry]);
  if (flags.out === undefined) this.process.stdout.write(entry);
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
