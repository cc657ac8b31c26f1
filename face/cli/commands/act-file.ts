/** Act files travel: sign them, join copies, show them, submit them. Signing needs no network. */
import { readFileSync, writeFileSync } from "node:fs";
import { createClient } from "@comity/api";
import { actEntry, CATALOGUE, parseActText, type Statement } from "@comity/assembly";
import { equalBytes, fromUtf8, must, ok, refuse, type Result } from "@comity/canon";
import { hex8, parseKeyFile, parseNote, signerOf, signText, type NoteSignature } from "@comity/signing";
import { putDocuments, readDocumentFile } from "../documents.ts";
import { answer, EXIT, fail, say, type Host } from "../host.ts";

type Draft = {
  readonly text: Uint8Array;
  readonly signatures: readonly NoteSignature[];
  readonly statement: Statement;
};

/** An act file, with any number of signatures. */
function readDraft(path: string): Result<Draft> {
  const bytes = new Uint8Array(readFileSync(path));
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

export function actSign(this: Host, flags: { key: string; out?: string }, path: string): void {
  const draft = readDraft(path);
  if (!draft.ok) return fail(this, draft.error);
  const key = parseKeyFile(readFileSync(flags.key, "utf8"), flags.key);
  if (!key.ok) return fail(this, key.error);
  const line = signText(draft.value.text, signerOf(key.value));
  writeFileSync(flags.out ?? path, entryOf(draft.value.text, [...draft.value.signatures, line]));
  say(
    this,
    `signed ${draft.value.statement.kind} by ${draft.value.statement.by} with ${line.name} ${hex8(line.keyId)}`,
  );
}

export function actJoin(this: Host, flags: { out?: string }, ...paths: readonly string[]): void {
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
  if (flags.out === undefined) this.process.stdout.write(entry);
  else writeFileSync(flags.out, entry);
}

export function actShow(this: Host, flags: { json: boolean }, path: string): void {
  const draft = readDraft(path);
  if (!draft.ok) return fail(this, draft.error);
  const { signatures, statement } = draft.value;
  const signers = signatures.map((s) => `${s.name} ${hex8(s.keyId)}`);
  answer(
    this,
    flags.json,
    { schema: "comity/act/v1", ...statement, signers },
    () => `${JSON.stringify(statement, undefined, 2)}\nsigned by: ${signers.join(", ") || "nobody yet"}\n`,
  );
}

export async function actSubmit(
  this: Host,
  flags: { json: boolean; node: string; document?: readonly string[] },
  ...paths: readonly string[]
): Promise<void> {
  const documents: Uint8Array[] = [];
  for (const path of flags.document ?? []) {
    const document = readDocumentFile(path);
    if (!document.ok) return fail(this, document.error, EXIT.usage);
    documents.push(document.value);
  }
  await submitNotes(
    this,
    flags.json,
    flags.node,
    paths.map((path) => readFileSync(path, "utf8")),
    documents,
  );
}

export async function submitNotes(
  host: Host,
  json: boolean,
  node: string,
  notes: readonly string[],
  documents: readonly Uint8Array[] = [],
): Promise<void> {
  const client = createClient(node);
  const put = await putDocuments(client, documents);
  if (!put.ok)
    return fail(host, put.error, put.error.code === "unreachable" ? EXIT.unreachable : EXIT.failed);
  for (const note of notes) {
    const receipt = await client.post("submit", note);
    if (!receipt.ok) {
      const { code, detail } = receipt.error;
      fail(host, { code, detail }, code === "unreachable" ? EXIT.unreachable : EXIT.failed);
      return;
    }
    const r = Object(receipt.value) as {
      index?: number;
      hash?: string;
      outcome?: string;
      code?: string;
      detail?: string;
    };
    answer(host, json, { schema: "comity/receipt/v1", ...r }, () =>
      r.outcome === "void"
        ? `entry ${r.index}: void, ${r.code}: ${r.detail ?? ""}\n`
        : `entry ${r.index}: ${r.outcome ?? "queued"}, hash ${r.hash}\n`,
    );
    if (r.outcome === "void") host.exit(EXIT.failed);
  }
}

export function actKinds(this: Host, flags: { json: boolean }): void {
  const kinds = CATALOGUE.map(({ kind, room, summary, fields, authority }) => ({
    kind,
    room,
    summary,
    authority,
    fields,
  }));
  answer(this, flags.json, { schema: "comity/catalogue/v1", kinds }, () =>
    kinds.map((k) => `${k.kind.padEnd(20)} ${k.summary} (${Object.keys(k.fields).join(", ")})\n`).join(""),
  );
}
