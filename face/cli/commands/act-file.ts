/** Act files travel: sign them, join copies, show them, submit them. Signing needs no network. */
import { actEntry, CATALOGUE, parseActText, type Statement } from "@comity/assembly";
import { equalBytes, fromUtf8, must, ok, refuse, type Result } from "@comity/canon";
import { hex8, parseKeyFile, parseNote, signerOf, signText, type NoteSignature } from "@comity/signing";
import { readBytes, readText, writeFile } from "../files.ts";
import { answer, fail, say, type Host } from "../host.ts";
import { draftPage } from "../pages/entry.ts";
import { show } from "../print/page.ts";
import { quiet, strong } from "../print/text.ts";

type Draft = {
  readonly text: Uint8Array;
  readonly signatures: readonly NoteSignature[];
  readonly statement: Statement;
};

/** An act file, with any number of signatures. */
function readDraft(path: string): Result<Draft> {
  const bytes = readBytes(path);
  const note = parseNote(bytes);
  // A draft without signatures is its text and the empty line.
  const text = note.ok ? note.value.text : bytes.at(-2) === 10 ? bytes.subarray(0, -1) : bytes;
  const statement = parseActText(text);
  if (!statement.ok)
    return refuse(statement.error.code, `${path}: ${statement.error.detail}`, statement.error.field);
  return ok({ text, signatures: note.ok ? note.value.signatures : [], statement: statement.value });
}

const entryOf = (text: Uint8Array, signatures: readonly NoteSignature[]): string => {
  const byKey = new Map(signatures.map((s) => [`${s.name}+${s.keyId}`, s]));
  return must(fromUtf8(actEntry(text, [...byKey.values()])));
};

export function actSign(this: Host, flags: { json: boolean; key: string; out?: string }, path: string): void {
  const draft = readDraft(path);
  if (!draft.ok) return fail(this, draft.error);
  const key = parseKeyFile(readText(flags.key), flags.key);
  if (!key.ok) return fail(this, key.error);
  const line = signText(draft.value.text, signerOf(key.value));
  const out = flags.out ?? path;
  writeFile(out, entryOf(draft.value.text, [...draft.value.signatures, line]));
  const { kind, by } = draft.value.statement;
  const key8 = hex8(line.keyId);
  if (flags.json)
    return answer(
      this,
      true,
      { schema: "comity/act-signed/v1", path: out, kind, by, name: line.name, keyId: key8 },
      String,
    );
  say(this, `signed ${kind} by ${by} with ${line.name} ${key8}`);
}

export function actJoin(
  this: Host,
  flags: { json: boolean; out?: string },
  ...paths: readonly string[]
): void {
  const drafts: Draft[] = [];
  for (const path of paths) {
    const draft = readDraft(path);
    if (!draft.ok) return fail(this, draft.error);
    if (drafts.length > 0 && !equalBytes(drafts[0]!.text, draft.value.text)) {
      return fail(this, { code: "act-other-text", detail: `${path} is another act than ${paths[0]}` });
    }
    drafts.push(draft.value);
  }
  const entry = entryOf(
    drafts[0]!.text,
    drafts.flatMap((d) => d.signatures),
  );
  if (flags.out !== undefined) writeFile(flags.out, entry);
  const where = flags.out === undefined ? { text: entry } : { path: flags.out };
  if (flags.json) answer(this, true, { schema: "comity/act-joined/v1", ...where }, String);
  else if (flags.out === undefined) this.process.stdout.write(entry);
}

export function actShow(this: Host, flags: { json: boolean }, path: string): void {
  const draft = readDraft(path);
  if (!draft.ok) return fail(this, draft.error);
  const { signatures, statement } = draft.value;
  const signers = signatures.map((s) => `${s.name} ${hex8(s.keyId)}`);
  show(this, flags.json, { schema: "comity/act/v1", ...statement, signers }, (page) =>
    draftPage(page, statement, signers),
  );
}

export function actKinds(this: Host, flags: { json: boolean }): void {
  const kinds = CATALOGUE.map(({ kind, room, summary, fields, authority }) => ({
    kind,
    room,
    summary,
    authority,
    fields,
  }));
  show(this, flags.json, { schema: "comity/catalogue/v1", kinds }, (page) => {
    page.headline("Act kinds");
    for (const room of new Set(kinds.map((k) => k.room))) {
      page.section(room);
      page.table(
        ["kind", "what it does", "fields"].map((title) => ({ title })),
        kinds
          .filter((k) => k.room === room)
          .map((k) => [strong(k.kind), k.summary, quiet(Object.keys(k.fields).join(", "))]),
      );
    }
    page.section("Next");
    page.commands([["comity act new KIND --help", "its fields, one flag each"]]);
  });
}
