/** Acts of many kinds, and of one kind with every spelling of texts, places and signature lines (FORMATS 1, 3). */
import { actText, CATALOGUE, MAX_ENTRY, NO_PREV, type Statement } from "@comity/assembly";
import { toBase64, utf8, type Json } from "@comity/canon";
import { keysOf, ORIGIN, policyOf, START } from "../world.ts";
import { bodyOf } from "./bodies.ts";
import { noteOf } from "./shared.ts";

type Notes = { readonly [id: string]: string };

const SEEN = { root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", size: 0 };
const JOIN: Statement = {
  assembly: ORIGIN,
  body: { kind: "operator", name: "name", policy: policyOf("XB") },
  by: "XB",
  kind: "join",
  lane: "main",
  prev: NO_PREV,
  seen: SEEN,
  seq: 1,
};

const noted = (statement: Statement): string => {
  const text = actText(statement);
  return noteOf({ text, signatures: [keysOf("XB").sign(text)] });
};
const with_ = (change: Partial<Statement>): string => noted({ ...JOIN, ...change });
const named = (name: Json): string => with_({ body: { ...JOIN.body, name } });

/** Kinds that together have every type of field; new kinds leave the vectors as they are. */
const KINDS = new Set(
  (
    "found join set-keys leave accept allocate decline delegate return transfer attest object recognise renew reserve " +
    "set-custody resolve-conflict assign authorise-routes protect-routes set-providers set-name-servers " +
    "register-network interconnect map-addresses publish-rules propose vote consent answer withdraw adopt admit suspend recover amend"
  ).split(" "),
);

/** Of each kind: all fields, and where some are optional the required ones alone. */
export function kindNotes(): Notes {
  const out: { [id: string]: string } = {};
  for (const { kind, fields } of CATALOGUE.filter((k) => KINDS.has(k.kind))) {
    const [all, some] = [bodyOf(fields, true), bodyOf(fields, false)];
    const until = START;
    out[`good: ${kind}`] = with_({ kind, body: all, until });
    if (Object.keys(all).length !== Object.keys(some).length)
      out[`good: ${kind}, required fields`] = with_({ kind, body: some, until });
  }
  return out;
}

const GOOD_NAMES: Notes = {
  "every letter in NFC": "\u00e9\u1e9b\u0323",
  "of 100 code units": "a".repeat(100),
  "of 50 astral code points": "\u{1f600}".repeat(50),
  "with U+2028": "a\u2028b",
  "with a mark of direction": "a\u202eb",
  "with a byte order mark": "\ufeffa",
  "in private use": "\ue000",
  "of blanks": "   ",
  "of Unicode 15.1": "\u{2ebf0}",
};
const BAD_NAMES: Notes = {
  "of nothing": "",
  "of 101 code units": "a".repeat(101),
  "of 51 astral code points": "\u{1f600}".repeat(51),
  "with a line feed": "a\nb",
  "with a tab": "a\tb",
  "with DEL": "a\u007fb",
  "with a C1 control": "a\u0085b",
  "not in NFC": "e\u0301",
  "of a composition exclusion": "\u0958",
  "of an unassigned code point": "a\u0378",
  "of a noncharacter": "a\uffff",
  "of Unicode 16": "\u{16d68}",
  "of Unicode 16 that composes": "\u{113c2}\u{113c2}",
};

const line = (name: string, id: string, bytes = 64): string => {
  const blob = Uint8Array.from([...Buffer.from(id, "hex"), ...new Uint8Array(bytes)]);
  return `\u2014 ${name} ${toBase64(blob)}\n`;
};
const TEXT = new TextDecoder().decode(actText(JOIN));
const lines = (...all: readonly string[]): string => `${TEXT}\n${all.join("")}`;
const ID = "00000001";
const filler = (count: number, bytes: number): string =>
  lines(...Array.from({ length: count }, (_, i) => line(`XB/a${String(i).padStart(2, "0")}`, ID, bytes)));
/** An entry of so many bytes, by the length of its last signature. */
function sized(bytes: number): string {
  const rest = filler(30, 1000);
  const left = bytes - utf8(rest).length - utf8("\u2014 XB/b \n").length;
  const label = `XB/b${"b".repeat(left % 4)}`;
  return rest + line(label, ID, Math.floor(left / 4) * 3 - 4);
}

export function textNotes(): Notes {
  const out: { [id: string]: string } = {};
  for (const [id, name] of Object.entries(GOOD_NAMES)) out[`good: a name ${id}`] = named(name);
  for (const [id, name] of Object.entries(BAD_NAMES)) out[`a name ${id}`] = named(name);
  return {
    ...out,
    "good: the first place with another prev (the fold's matter)": with_({ prev: SEEN.root }),
    "good: the second place with no prev": with_({ seq: 2 }),
    "good: seen 0 with another root": with_({ seen: { root: NO_PREV, size: 0 } }),
    "good: another assembly": with_({ assembly: "https://example.org/" }),
    "good: until 0": with_({ until: 0 }),
    "good: a lane of hyphens": with_({ lane: "---" }),
    "good: a party with dots": with_({ by: "Q..M" }),
    "good: a party of 32": with_({ by: "Q".repeat(32) }),
    "a party of 33": with_({ by: "Q".repeat(33) }),
    "a party of one": with_({ by: "Q" }),
    "a party that ends in a dot": with_({ by: "QM." }),
    "a lane of 33": with_({ lane: "a".repeat(33) }),
    "no assembly": with_({ assembly: "" }),
    "an assembly of 256": with_({ assembly: "e".repeat(256) }),
    "a flag that is false": with_({
      kind: "register-network",
      body: {
        network: "N1",
        title: "t",
        gateways: [],
        plan: [{ range: "newip:00/8", use: "u", local: false }],
      },
    }),
    "a field name that is not NFC": with_({ body: { ...JOIN.body, ["e\u0301"]: 1 } }),
    "a control in a constitution": with_({
      kind: "found",
      body: { constitution: { a: "\u0085" }, parties: [], policy: "x" },
    }),
    "good: a name before one that it begins": lines(line("XB/a", ID), line("XB/a-b", ID)),
    "good: hyphen before slash": lines(line("XB-2/a", ID), line("XB/a", ID)),
    "slash before hyphen": lines(line("XB/a", ID), line("XB-2/a", ID)),
    "good: upper case first": lines(line("XB/a", ID), line("xb/a", ID)),
    "good: ids as numbers": lines(line("XB/a", "7fffffff"), line("XB/a", "80000000")),
    "ids in another order": lines(line("XB/a", "80000000"), line("XB/a", "7fffffff")),
    "good: a key name of another form (nobody has it)": lines(line("Office", ID)),
    "a key name with a no-break space": lines(line("XB/\u00a0", ID)),
    "good: 64 signatures": filler(64, 64),
    "65 signatures": filler(65, 64),
    "good: a signature of one byte": lines(line("XB/a", ID, 1)),
    "a signature without bytes": lines(line("XB/a", ID, 0)),
    "two blanks in a signature line": lines(line("XB/a", ID).replace(" ", "  ")),
    "a blank at the end": lines(line("XB/a", ID).replace("\n", " \n")),
    "two empty lines": `${TEXT}\n\n${line("XB/a", ID)}`,
    [`good: ${MAX_ENTRY} bytes`]: sized(MAX_ENTRY),
    [`${MAX_ENTRY + 1} bytes`]: sized(MAX_ENTRY + 1),
  };
}
