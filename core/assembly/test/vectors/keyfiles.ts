/** Private key files, drafts (FORMATS 13). */
import { parseActText } from "@comity/assembly";
import { must, sha256, toBase64, utf8 } from "@comity/canon";
import { formatKeyFile, formatNote, formatVkey, parseKeyFile, parseNote } from "@comity/signing";
import { signerOf, signNote, signText } from "@comity/signing";
import { ORIGIN } from "../world.ts";
import { hex, history, noteOf, text, type Case, type VectorFile } from "./shared.ts";

export function keyVectors(): VectorFile {
  const message = "comity/act/v1\n{}\n";
  const keys = (["QM/office", ORIGIN] as const).map((name) => {
    const file = { name, type: "ed25519" as const, secret: sha256(utf8(`seed of ${name}`)) };
    const signer = signerOf(file);
    const line = signText(utf8(message), signer);
    return {
      file: formatKeyFile(file),
      vkey: formatVkey(signer.key),
      note: text(formatNote(must(signNote(utf8(message), signer)))),
      signature: hex(line.signature),
    };
  });
  return {
    description:
      "Private key files (FORMATS 13), verifier keys and a signature (FORMATS 2); `files`: key files and their near misses.",
    message,
    keys,
    files: Object.entries(keyFiles(keys[0]!.file)).map(([id, file]) => {
      const read = parseKeyFile(file);
      return { id, valid: read.ok, ...(read.ok ? {} : { code: read.error.code }), file };
    }),
  };
}

function keyFiles(good: string): { readonly [id: string]: string } {
  return {
    "good: Ed25519": good,
    "good: ML-DSA-44": good.replace("ed25519", "mldsa44"),
    "good: ML-DSA-65": good.replace("ed25519", "mldsa65"),
    "good: any key name": good.replace("QM/office", "example.org/assembly"),
    "another version": good.replace("/v1", "/v2"),
    "no last line feed": good.slice(0, -1),
    "a line more": `${good}\n`,
    "an unknown type": good.replace("ed25519", "ecdsa"),
    "a secret of 31 bytes": good.replace(/"secret":"[^"]*"/, `"secret":"${toBase64(new Uint8Array(31))}"`),
    "a secret without padding": good.replace("=", ""),
    "a field more": good.replace('"name"', '"comment":"x","name"'),
    "keys in another order": good.replace(/("name":"[^"]*"),("secret":"[^"]*")/, "$2,$1"),
    "a name with a blank": good.replace("QM/office", "QM office"),
    "no name": good.replace("QM/office", ""),
  };
}

/** Drafts are read as `comity act` reads them: the form of an act text, and any signatures. */
export function draftVectors(): VectorFile {
  const { acts } = history();
  const note = noteOf(acts[0]!);
  const [text_, lines] = [note.slice(0, note.indexOf("\n\n") + 1), note.split("\n").slice(3, -1)];
  const drafts: { readonly [id: string]: string } = {
    "good: signed": note,
    "good: not signed": `${text_}\n`,
    "good: signatures in another order": `${text_}\n${lines.toReversed().join("\n")}\n`,
    "good: one signature twice": `${text_}\n${lines[0]}\n${lines[0]}\n`,
    "good: an unknown kind": note.replace('"kind":"delegate"', '"kind":"seize"'),
    "another version": note.replace("/v1", "/v2"),
    "an unknown field": note.replace('"by"', '"because":"x","by"'),
    "a space": note.replace('"by":', '"by": '),
    "a line that is no signature": `${text_}\nsigned\n`,
    "no last line feed": note.slice(0, -1),
  };
  const cases = Object.entries(drafts).map(([id, draft]): Case => {
    const bytes = utf8(draft);
    const opened = parseNote(bytes);
    const bare = bytes.at(-2) === 10 ? bytes.subarray(0, -1) : bytes;
    const read = parseActText(opened.ok ? opened.value.text : bare);
    return { id, valid: read.ok, ...(read.ok ? {} : { code: read.error.code }), draft };
  });
  return { description: "Drafts of acts (FORMATS 13).", cases };
}
