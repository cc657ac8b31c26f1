/** Public key files, and checkpoint notes under them (FORMATS 5, 6). */
import { concat, must, sha256, uintBytes, utf8 } from "@comity/canon";
import { cosignerOf, formatCheckpoint, openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { formatNote, formatVkey, signText, type NoteSignature } from "@comity/signing";
import { logSigner } from "../proofs/proven.ts";
import { keyFile, ORIGIN } from "../world.ts";
import { text, type Case, type VectorFile } from "./shared.ts";

const witness = (name: string, type: "ed25519" | "mldsa44" = "ed25519") =>
  must(cosignerOf({ name, type, secret: sha256(utf8(`seed of ${name}`)) }));
const [W1, W2, W3, W4] = [
  witness("w1.example"),
  witness("w2.example"),
  witness("w3.example", "mldsa44"),
  witness("w4.example"),
];
const LOG = formatVkey(logSigner().key);
const vkey = ({ key }: { readonly key: Parameters<typeof formatVkey>[0] }): string => formatVkey(key);

/** Two of three witnesses, one of which signs with ML-DSA-44. */
export const QUORUM: string = [
  `log ${LOG} https://example.org/`,
  `witness a ${vkey(W1)}`,
  `witness b ${vkey(W2)} https://w2.example/`,
  `witness c ${vkey(W3)}`,
  "group g 2 a b c",
  "quorum g",
  "",
].join("\n");

const checkpoint = (extensions: readonly string[] = [], origin = ORIGIN): Uint8Array =>
  formatCheckpoint({ origin, size: 5, root: sha256(utf8("a root")), extensions });
const TEXT = checkpoint();
const log = (of = TEXT): NoteSignature => signText(of, logSigner());
const by = (cosigner: typeof W1, time = 9, of = TEXT): NoteSignature => must(cosigner.cosign(of, time));
const spoilt = ({ name, keyId, signature }: NoteSignature): NoteSignature => ({
  name,
  keyId,
  signature: signature.with(signature.length - 1, signature.at(-1)! ^ 1),
});
const at = ({ name, keyId, signature }: NoteSignature, time: Uint8Array): NoteSignature => ({
  name,
  keyId,
  signature: concat(time, signature.subarray(8)),
});
const note = (signatures: readonly NoteSignature[], of = TEXT): string =>
  text(formatNote({ text: of, signatures }));

/** A checkpoint text cosigned by two witnesses. */
export const witnessed = (of: Uint8Array, ...names: readonly ("a" | "b" | "c")[]): string =>
  note([log(of), ...names.map((name) => by({ a: W1, b: W2, c: W3 }[name], 9, of))], of);

const good = note([log(), by(W1), by(W2)]);
const NOTES: { readonly [id: string]: string } = {
  "good: Ed25519 and ML-DSA-44": note([log(), by(W1), by(W3)]),
  "good: two of Ed25519": good,
  "good: all three, witnesses first": note([by(W3), by(W2), by(W1), log()]),
  "good: unknown lines are ignored": note([log(), by(W1), spoilt(by(W4)), by(W2)]),
  "good: a key twice": note([log(), log(), by(W1), by(W1, 10), by(W2)]),
  "good: times are not judged": note([log(), by(W1, 0), by(W3, Number.MAX_SAFE_INTEGER)]),
  "one witness": note([log(), by(W1)]),
  "one witness twice": note([log(), by(W1), by(W1, 10)]),
  "one witness known, one unknown": note([log(), by(W1), by(W4)]),
  "a bad line of a needed witness": note([log(), by(W1), spoilt(by(W2))]),
  "a bad line of a witness that is not needed": note([log(), by(W1), by(W2), spoilt(by(W3))]),
  "a bad line beside a good one of one witness": note([log(), by(W1), by(W2), spoilt(by(W2))]),
  "a bad line beside a good one of the log": note([log(), spoilt(log()), by(W1), by(W2)]),
  "a time that was not signed": note([log(), by(W1), at(by(W2), uintBytes(10, 8))]),
  "a time beyond 2^53-1": note([log(), by(W1), at(by(W2), uintBytes(2 ** 53 - 1, 8).with(0, 1))]),
  "a cosignature of another text": note([log(), by(W1), by(W2, 9, checkpoint([], "example.org/b"))]),
  "no log signature": note([by(W1), by(W2)]),
  "a log signature by another key": note([signText(TEXT, logSigner("other")), by(W1), by(W2)]),
  "another origin": witnessed(checkpoint([], "example.org/other"), "a", "b"),
  "an extension line": witnessed(checkpoint(["extension"]), "a", "b"),
  "no last line feed": good.slice(0, -1),
  "size with a leading zero": good.replace("\n5\n", "\n05\n"),
  "no root": good.replace(/\n5\n.*\n/, "\n5\n"),
  "size 0 with another root": note([log()]).replace("\n5\n", "\n0\n"),
};

/** Of a tree without entries. */
const EMPTY = formatCheckpoint({ origin: ORIGIN, size: 0, root: sha256(new Uint8Array(0)), extensions: [] });

export function checkpointVectors(): VectorFile {
  const cases = Object.entries(NOTES).map(([id, given]) => judged(id, given, QUORUM));
  const none = QUORUM.replace("quorum g", "quorum none");
  const plain = (
    [
      ["good: no quorum", note([log()]), keyFile()],
      ["good: size 0", note([log(EMPTY)], EMPTY), keyFile()],
      ["no quorum, a bad line of a witness", note([log(), spoilt(by(W1))]), none],
    ] as const
  ).map(([id, given, file]): Case => ({ ...judged(id, given, file), keyFile: file }));
  return {
    description:
      "Checkpoint notes under a key file (FORMATS 5): `keyFile` of the case or of the file. `witnesses`: names of the policy that count.",
    keyFile: QUORUM,
    cases: [...cases, ...plain],
  };
}

function judged(id: string, given: string, file: string): Case {
  const opened = openCheckpoint(utf8(given), must(policyKeys(must(parsePolicy(utf8(file))))));
  return opened.ok
    ? {
        id,
        valid: true,
        note: given,
        witnesses: [...new Set(opened.value.witnesses.map(({ name }) => name))],
      }
    : { id, valid: false, code: opened.error.code, note: given };
}

const [a, b] = [`witness a ${vkey(W1)}`, `witness b ${vkey(W2)}`];
const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;
const L = `log ${LOG}`;
const FILES: { readonly [id: string]: string } = {
  "good: quorum": QUORUM,
  "good: none": lines(L, "quorum none"),
  "good: comments, blanks, tabs": lines("# c", "", ` \tlog\t${LOG}  `, "quorum none"),
  "good: a witness is the quorum": lines(L, a, "quorum a"),
  "good: groups of groups": lines(L, a, b, "group g any a", "group h all g b", "quorum h"),
  "good: no log line (no checkpoint is accepted)": lines("quorum none"),
  "good: two logs": lines(L, `log ${formatVkey(logSigner("other").key)}`, "quorum none"),
  "good: a log with an ML-DSA-44 key": lines(`log ${vkey(W3)}`, "quorum none"),
  "no quorum": lines(L),
  "two quorums": lines(L, "quorum none", "quorum none"),
  "no last line feed": `${L}\nquorum none`,
  "carriage returns": `${L}\r\nquorum none\r\n`,
  "an unknown word": lines(L, "quorum none", "policy x"),
  "a log with a cosigner's key": lines(`log ${vkey(W1)}`, "quorum none"),
  "a witness with a note key": lines(L, `witness a ${LOG}`, "quorum a"),
  "a witness named none": lines(L, `witness none ${vkey(W1)}`, "quorum none"),
  "one key for two witnesses": lines(L, a, `witness b ${vkey(W1)}`, "quorum a"),
  "one name for two witnesses": lines(L, a, `witness a ${vkey(W2)}`, "quorum a"),
  "one log twice": lines(L, L, "quorum none"),
  "a witness in two groups": lines(L, a, b, "group g any a b", "group h any a g", "quorum h"),
  "a group before its member": lines(L, "group g any a", a, "quorum g"),
  "a quorum before its group": lines(L, a, "quorum g", "group g any a"),
  "k of 0": lines(L, a, "group g 0 a", "quorum g"),
  "k with a leading zero": lines(L, a, "group g 01 a", "quorum g"),
  "k above the members": lines(L, a, "group g 2 a", "quorum g"),
  "a group of nobody": lines(L, "group g any", "quorum g"),
  "two URLs": lines(`${L} https://a.example/ https://b.example/`, "quorum none"),
  "a key id that is another": lines(L.replace(/\+[0-9a-f]{8}\+/, "+00000000+"), "quorum none"),
};

export function keyFileVectors(): VectorFile {
  const cases = Object.entries(FILES).map(([id, file]): Case => {
    const parsed = parsePolicy(utf8(file));
    const keys = parsed.ok ? policyKeys(parsed.value) : parsed;
    return { id, valid: keys.ok, ...(keys.ok ? {} : { code: keys.error.code }), keyFile: file };
  });
  return { description: "Public key files (FORMATS 6).", cases };
}
