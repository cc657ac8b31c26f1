/** Acts and block records: one good text and its near misses. */
import { formatBlockRecord, parseBlockRecord, readAct } from "@comity/assembly";
import { utf8 } from "@comity/canon";
import { ORIGIN } from "../world.ts";
import { cosigned } from "../witnesses.ts";
import { kindNotes, textNotes } from "./act-texts.ts";
import { history, noteOf, text, type Case, type VectorFile } from "./shared.ts";

type Edit = readonly [id: string, edit: (note: string) => string];

const swap =
  (from: string | RegExp, to: string) =>
  (note: string): string => {
    const edited = note.replace(from, to);
    if (edited === note) throw new Error(`no change by ${String(from)}`);
    return edited;
  };
const lines = (note: string, edit: (lines: string[]) => string[]): string =>
  edit(note.split("\n")).join("\n");

const EDITS: readonly Edit[] = [
  ["header of another version", swap("comity/act/v1", "comity/act/v2")],
  ["no header", (note) => lines(note, (l) => l.slice(1))],
  ["carriage returns", (note) => note.replaceAll("\n", "\r\n")],
  ["no empty line", swap("\n\n", "\n")],
  ["no last line feed", (note) => note.slice(0, -1)],
  ["a line after the signatures", (note) => `${note}\n`],
  ["no signatures", (note) => note.slice(0, note.indexOf("\n\n") + 2)],
  [
    "signatures in another order",
    (note) => lines(note, (l) => [...l.slice(0, 3), l[4]!, l[3]!, ...l.slice(5)]),
  ],
  ["one signature twice", (note) => lines(note, (l) => [...l.slice(0, 4), l[3]!, ...l.slice(4)])],
  ["a signature line with a hyphen", swap("\u2014 ", "- ")],
  ["a signature without padding", (note) => note.replace(/=\n$/, "\n")],
  ["space after a colon", swap('"by":', '"by": ')],
  ["keys in another order", swap(/"by":"QM","kind":"delegate"/, '"kind":"delegate","by":"QM"')],
  ["a key twice", swap('"by":"QM"', '"by":"QM","by":"QM"')],
  ["an unknown field", swap('"by":"QM"', '"by":"QM","extra":1')],
  ["a missing field", swap(/"lane":"main",/, "")],
  ["seq 0", swap(/"seq":\d+/, '"seq":0')],
  ["seq with an exponent", swap(/"seq":(\d+)/, '"seq":$1e0')],
  ["seq with a fraction", swap(/"seq":(\d+)/, '"seq":$1.0')],
  ["seq as text", swap(/"seq":(\d+)/, '"seq":"$1"')],
  ["seq beyond 2^53-1", swap(/"seq":\d+/, '"seq":9007199254740992')],
  ["a negative until", swap(/"until":\d+/, '"until":-1')],
  ["null", swap(/"until":\d+/, '"until":null')],
  ["prev too short", swap(/"prev":"..../, '"prev":"')],
  ["prev in the URL alphabet", swap(/"prev":"."?/, '"prev":"_')],
  ["seen without a size", swap(/,"size":\d+/, "")],
  ["an upper-case lane", swap('"lane":"main"', '"lane":"Main"')],
  ["a party with a space", swap('"by":"QM"', '"by":"Q M"')],
  ["an unknown kind", swap('"kind":"delegate"', '"kind":"seize"')],
  ["a body field of another type", swap('"to":"XB"', '"to":1')],
  ["a body field too many", swap('"to":"XB"', '"to":"XB","too":true')],
  ["an escape that JCS does not use", swap('"to":"XB"', '"to":"\\u0058B"')],
  ["text that is not NFC", swap('"lane":"main"', '"lane":"e\u0301"')],
  ["no until for a shared act", swap(/,"until":\d+/, "")],
];

export function actVectors(): VectorFile {
  const { acts } = history();
  const note = noteOf(acts[0]!);
  const { hash, by, kind, lane, seq, prev } = acts[0]!;
  const cases: Case[] = [
    { id: "good", valid: true, note, hash, by, kind, lane, seq, prev },
    ...Object.entries({ ...kindNotes(), ...textNotes() }).map(([of, given]): Case => {
      const read = readAct(utf8(given));
      if (!read.ok) return { id: of, valid: false, code: read.error.code, note: given };
      return { id: of, valid: true, hash: read.value.hash, note: given };
    }),
    ...EDITS.flatMap(([id, edit]): Case[] => {
      const edited = edit(note);
      if (edited === note) return [];
      const read = readAct(utf8(edited));
      return [{ id, valid: read.ok, ...(read.ok ? {} : { code: read.error.code }), note: edited }];
    }),
  ];
  return {
    description:
      "Act notes as they are logged (FORMATS 3). `valid`: form, kind and fields are right; signatures are not judged here. `hash` is base64 of H(text).",
    cases,
  };
}

const NOTE = text(cosigned(ORIGIN, 2, { w1: 1_795_000_000, w2: 1_795_000_001 }).note);
const witnessed =
  (note: string) =>
  (r: string): string =>
    r.replace(/}\n$/, `,"witness":${JSON.stringify(note)}}\n`);

export function blockVectors(): VectorFile {
  const { world } = history();
  const record = text(
    formatBlockRecord(world.blocks.find(({ block }) => block.record.void.length > 0)!.block.record),
  );
  const edits: readonly Edit[] = [
    ["header of another version", swap("comity/block/v1", "comity/block/v2")],
    ["a third line", (r) => `${r}\n`],
    ["no last line feed", (r) => r.slice(0, -1)],
    ["keys in another order", swap(/"acts":\d+,"height":\d+/, '"height":2,"acts":2')],
    ["negative acts", swap(/"acts":\d+/, '"acts":-1')],
    ["a fraction", swap(/"time":(\d+)/, '"time":$1.5')],
    ["no void", swap(/,"void":\[.*\]/, "")],
    ["void twice the same", swap(/"void":\[(.*)\]/, '"void":[$1,$1]')],
    ["void with a field more", swap(/"code":/, '"cause":"x","code":')],
    ["state root too short", swap(/"stateRoot":"..../, '"stateRoot":"')],
    ["good: no acts", (r) => r.replace(/"acts":\d+/, '"acts":0').replace(/"void":\[.*\]/, '"void":[]')],
    ["good: any code and any index", swap(/"void":\[.*\]/, '"void":[{"code":"X y","index":0}]')],
    ["good: height 0 with several acts (replay's matter)", swap(/"height":\d+/, '"height":0')],
    ["good: time 0", swap(/"time":\d+/, '"time":0')],
    ["void out of order", swap(/"void":\[.*\]/, '"void":[{"code":"x","index":5},{"code":"x","index":4}]')],
    ["more void than acts", (r) => r.replace(/"acts":\d+/, '"acts":0')],
    ["an empty code", swap(/"code":"[^"]*"/, '"code":""')],
    ["a code of 65", swap(/"code":"[^"]*"/, `"code":"${"x".repeat(65)}"`)],
    ["height beyond 2^53-1", swap(/"height":\d+/, '"height":9007199254740992')],
    ["a field more", swap('"height"', '"hash":1,"height"')],
    ["good: a cosigned checkpoint", witnessed(NOTE)],
    ["good: a witness that is no checkpoint (replay's matter)", witnessed("anything")],
    ["an empty witness", witnessed("")],
    ["a witness longer than 32,768", witnessed("x".repeat(32_769))],
    ["a signature", (r) => `${r}\n\u2014 x AAAAAAA=\n`],
  ];
  const read = (r: string): { valid: boolean; code?: string } => {
    const parsed = parseBlockRecord(utf8(r));
    return parsed.ok ? { valid: true } : { valid: false, code: parsed.error.code };
  };
  const cases: Case[] = [
    ...world.blocks.map(({ block }, i) => {
      const bytes = formatBlockRecord(block.record);
      return { id: `block ${i}`, valid: true, record: text(bytes), ...block.record };
    }),
    ...edits.map(([id, edit]) => ({ id, ...read(edit(record)), record: edit(record) })),
  ];
  return { description: "Block records (FORMATS 4).", cases };
}
