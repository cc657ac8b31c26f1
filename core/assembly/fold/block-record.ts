/** The block record that closes a block (`docs/FORMATS.md` section 4). */
import { parseJcs, fromBase64, fromUtf8, jcs, ok, refuse, utf8, type Json, type Result } from "@comity/canon";
import { MAX_WITNESS_NOTE } from "./witnessing.ts";
import { parseFields } from "../acts/parse-fields.ts";
import type { Fields } from "../acts/fields.ts";

export const BLOCK_HEADER = "comity/block/v1";
const FIRST_LINE = utf8(`${BLOCK_HEADER}\n`);

export type VoidEntry = { readonly code: string; readonly index: number };

export type BlockRecord = {
  /** Acts in the block. */
  readonly acts: number;
  readonly height: number;
  /** base64 of the state root after the block. */
  readonly stateRoot: string;
  /** Seconds; never decreases. */
  readonly time: number;
  /** Acts of this block without effect, in log order. */
  readonly void: readonly VoidEntry[];
  /** A cosigned checkpoint of this log, whole: the newest witness time (SEMANTICS C5). */
  readonly witness?: string;
};

const COUNT = { type: "integer", min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const FIELDS: Fields = {
  acts: { ...COUNT, doc: "acts in the block" },
  height: { ...COUNT, doc: "number of the block" },
  stateRoot: { type: "hash", doc: "state root after the block" },
  time: { ...COUNT, doc: "time of the block" },
  void: {
    type: "list",
    min: 0,
    max: 1_000_000,
    doc: "acts without effect",
    of: {
      type: "object",
      fields: { code: { type: "text", max: 64, doc: "why" }, index: { ...COUNT, doc: "log index" } },
    },
  },
  witness: {
    type: "text",
    max: MAX_WITNESS_NOTE,
    lines: true,
    optional: true,
    doc: "cosigned checkpoint of this log",
  },
};

export function formatBlockRecord(record: BlockRecord): Uint8Array {
  const { acts, height, stateRoot, time, witness } = record;
  const voids: Json = record.void.map(({ code, index }) => ({ code, index }));
  return utf8(
    `${BLOCK_HEADER}\n${jcs({ acts, height, stateRoot, time, void: voids, ...(witness === undefined ? {} : { witness }) })}\n`,
  );
}

/** Codes `block-form`, and those of the JSON and field parsers. */
export function parseBlockRecord(bytes: Uint8Array): Result<BlockRecord> {
  const text = fromUtf8(bytes);
  if (!text.ok) return text;
  const lines = text.value.split("\n");
  if (lines.length !== 3 || lines[0] !== BLOCK_HEADER || lines[2] !== "") {
    return refuse("block-form", `a block record is the line ${BLOCK_HEADER} and one line of JSON`);
  }
  const json = parseJcs(lines[1]!);
  if (!json.ok) return json;
  const fields = parseFields(FIELDS, json.value);
  if (!fields.ok) return fields;
  const record = fields.value as unknown as BlockRecord;
  for (const [i, entry] of record.void.entries()) {
    if (i > 0 && entry.index <= record.void[i - 1]!.index) {
      return refuse("block-void-order", "void entries are in log order", `/void/${i}`);
    }
  }
  return record.void.length <= record.acts
    ? ok(record)
    : refuse("block-void-order", "more void entries than acts", "/void");
}

/** Whether an entry is a block record, by its first line. */
export function isBlockRecord(entry: Uint8Array): boolean {
  if (entry.length <= FIRST_LINE.length) return false;
  for (let i = 0; i < FIRST_LINE.length; i++) if (entry[i] !== FIRST_LINE[i]) return false;
  return true;
}

/** The state root of a record as bytes. */
export const stateRootOf = (record: BlockRecord): Uint8Array => {
  const root = fromBase64(record.stateRoot);
  return root.ok ? root.value : new Uint8Array(0);
};
