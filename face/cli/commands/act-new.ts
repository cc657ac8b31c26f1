/** `comity act new`: any kind of the catalogue, its body checked by its field table before anything is signed. */
import { actEntry, actText, kindOf, parseFields, type Field, type Statement } from "@comity/assembly";
import { fromUtf8, must, type Json } from "@comity/canon";
import { parseKeyFile, signerOf, signText } from "@comity/signing";
import { withDocuments } from "../documents.ts";
import { readText, writeFile } from "../files.ts";
import type { ActFlags } from "../flags.ts";
import { answer, EXIT, fail, say, type Host } from "../host.ts";
import { jsonFile } from "../json-file.ts";
import { placeOf } from "./act-place.ts";
import { submitNotes } from "./act-submit.ts";

/** How the user gave a field of the body: `--to`, `to=`, the title in quotes. Mistakes are told in these words. */
export type Spelling = (field: string) => string;

export async function actNew(
  this: Host,
  flags: ActFlags,
  name: string,
  pairs: readonly string[],
  spelling: Spelling,
): Promise<void> {
  const kind = kindOf(name);
  if (kind === undefined)
    return fail(this, { code: "kind-unknown", detail: `there is no act kind ${name}` }, EXIT.usage);
  const body: { [field: string]: Json } = flags.body === undefined ? {} : { ...Object(jsonFile(flags.body)) };
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1)
      return fail(this, { code: "field-pair", detail: `write field=value, not ${pair}` }, EXIT.usage);
    body[pair.slice(0, at)] = valueOf(kind.fields[pair.slice(0, at)], pair.slice(at + 1));
  }
  await writeAct(this, flags, name, body, spelling);
}

/** Checks the body, places the act in its lane, signs it, and prints, writes or sends it. */
export async function writeAct(
  host: Host,
  flags: ActFlags,
  name: string,
  given: { readonly [field: string]: Json },
  spelling: Spelling,
): Promise<void> {
  const filled = withDocuments(name, given);
  if (!filled.ok) return fail(host, filled.error, EXIT.usage);
  const { body, ...blobs } = filled.value;
  const checked = parseFields(kindOf(name)!.fields, body, "/body");
  if (!checked.ok) return fail(host, spelled(checked.error, name, spelling), EXIT.usage);
  const statement: Statement = {
    ...(await placeOf(flags)),
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
    const key = parseKeyFile(readText(flags.sign), flags.sign);
    if (!key.ok) return fail(host, key.error);
    signatures.push(signText(text, signerOf(key.value)));
  }
  const entry = must(fromUtf8(actEntry(text, signatures)));
  if (flags.out !== undefined) writeFile(flags.out, entry);
  if (flags.submit) return submitNotes(host, flags.json, flags.node, [entry], blobs);
  if (flags.out === undefined || flags.json) shown(entry);
  else say(host, written(flags.out, statement, signatures.length));
}

const written = (path: string, { kind, by }: Statement, signed: number): string =>
  signed === 0
    ? `${path}: ${kind} by ${by}, not signed yet; sign it with \`comity act sign ${path} --key KEY\``
    : `${path}: ${kind} by ${by}, signed; hand it in with \`comity act submit ${path}\``;

/** `/body/to` as the user gave it. */
function spelled(
  error: { readonly code: string; readonly detail: string; readonly field: string },
  kind: string,
  spelling: Spelling,
): { readonly code: string; readonly detail: string; readonly field: string; readonly next?: string } {
  const m = /^\/body\/([^/]+)(.*)$/.exec(error.field);
  if (m === null) return error;
  // What lies deeper is told by its place in the value.
  const inside = m[2] === "" ? "" : `, at ${m[2]}`;
  return {
    ...error,
    field: `${spelling(m[1]!)}${inside}`,
    next: `\`comity act new ${kind} --help\` lists the fields`,
  };
}

/** A text field takes the text as it is; everything else is JSON, a bare word counting as text. */
function valueOf(field: Field | undefined, text: string): Json {
  const isText =
    field !== undefined &&
    !["list", "object", "cases", "map", "integer", "time", "flag", "constitution"].includes(field.type);
  if (isText) return text;
  // `permanent` alone is enough where nothing more belongs to it.
  if (field?.type === "cases" && Object.hasOwn(field.cases, text)) return { [field.tag]: text };
  try {
    return JSON.parse(text) as Json;
  } catch {
    return field?.type === "list" ? text.split(",") : text;
  }
}
