/** Private key files, drafts (FORMATS 13). */
import { must, sha256, utf8 } from "@comity/canon";
import { formatKeyFile, formatVkey, signerOf, signNote, formatNote, signText } from "@comity/signing";
import { ORIGIN } from "../world.ts";
import { hex, text, type VectorFile } from "./shared.ts";

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
    description: "Private key files (FORMATS 13), verifier keys and a signature (FORMATS 2).",
    message,
    keys,
  };
}
