/** Evidence files (`docs/FORMATS.md` section 12): strict reading of the four kinds. */
import { fromBase64, ok, refuse, type Json, type Result } from "@comity/canon";
import { isObject } from "../acts/parse-fields.ts";
import { formatHeadedLine, parseHeadedLine } from "./headed-line.ts";
import { MAX_PROOF_FILE } from "./proof-file.ts";

export const EVIDENCE_HEADER = "comity/evidence/v1";

export type Evidence =
  /** Two checkpoints of one log and one size with different roots. */
  | { readonly kind: "checkpoints"; readonly a: string; readonly b: string }
  /** Checkpoint `b` is of a larger tree, whose first entries have the root `part` and not the one that `a` says. */
  | {
      readonly kind: "fork";
      readonly a: string;
      readonly b: string;
      readonly consistency: readonly Uint8Array[];
      readonly part: string;
    }
  /** Two acts of one party for one place in a lane; `party` is a proof file of the party's record. */
  | { readonly kind: "acts"; readonly a: string; readonly b: string; readonly party: string }
  /** A block record whose state root is not the one that replay gives (`expected`). */
  | {
      readonly kind: "state-root";
      readonly checkpoint: string;
      readonly inclusion: readonly Uint8Array[];
      readonly index: number;
      readonly record: string;
      readonly expected: string;
    };

type Type = "text" | "hash" | "hashes" | "index";
const SHAPES: { readonly [kind: string]: { readonly [field: string]: Type } } = {
  checkpoints: { a: "text", b: "text" },
  fork: { a: "text", b: "text", consistency: "hashes", part: "hash" },
  acts: { a: "text", b: "text", party: "text" },
  "state-root": { checkpoint: "text", inclusion: "hashes", index: "index", record: "text", expected: "hash" },
};

const MAX_HASHES = 64;
const bad = (detail: string, field = ""): Result<never> => refuse("evidence-file", detail, field);

export const isEvidence = (bytes: Uint8Array): boolean =>
  EVIDENCE_HEADER.split("").every((char, i) => bytes[i] === char.codePointAt(0)) && bytes[18] === 10;

/** `fields` as in the table above, with `kind`; hashes in base64. */
export const formatEvidence = (fields: { readonly [name: string]: Json }): string =>
  formatHeadedLine(EVIDENCE_HEADER, fields);

/** Codes `evidence-file`, JSON codes. */
export function parseEvidence(bytes: Uint8Array): Result<Evidence> {
  const json = parseHeadedLine(bytes, EVIDENCE_HEADER, MAX_PROOF_FILE, {
    code: "evidence-file",
    what: "an evidence file",
  });
  if (!json.ok) return json;
  if (!isObject(json.value)) return bad("expected an object");
  const { kind, ...fields } = json.value;
  const shape = typeof kind === "string" && Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (shape === undefined) return bad(`kinds are ${Object.keys(SHAPES).join(", ")}`, "kind");
  const out: { [field: string]: unknown } = { kind };
  for (const name of new Set([...Object.keys(shape), ...Object.keys(fields)])) {
    const value = Object.hasOwn(shape, name) ? read(shape[name]!, fields[name]) : undefined;
    if (value === undefined) return bad(`expected ${Object.keys(shape).join(", ")}`, name);
    out[name] = value;
  }
  return ok(out as Evidence);
}

function read(type: Type, value: Json | undefined): unknown {
  if (type === "text") return typeof value === "string" ? value : undefined;
  if (type === "hash") return hash(value) && value;
  if (type === "index") return Number.isSafeInteger(value) && Number(value) >= 0 ? value : undefined;
  if (!Array.isArray(value) || value.length > MAX_HASHES) return undefined;
  const hashes: Uint8Array[] = [];
  for (const item of value) {
    const bytes = hash(item);
    if (bytes === undefined) return undefined;
    hashes.push(bytes);
  }
  return hashes;
}

function hash(value: Json | undefined): Uint8Array | undefined {
  const bytes = typeof value === "string" ? fromBase64(value) : undefined;
  return bytes?.ok === true && bytes.value.length === 32 ? bytes.value : undefined;
}
