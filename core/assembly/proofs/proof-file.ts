/** Proof files (`docs/FORMATS.md` section 11): strict reading. Nothing in a file states the answer. */
import { fromBase64, ok, refuse, type Result } from "@comity/canon";
import { isCanonical } from "@comity/resources";
import { isObject } from "../acts/parse-fields.ts";
import { parseHeadedLine } from "./headed-line.ts";
import { isRegister, type RegisterName } from "../state/registers.ts";

export const PROOF_HEADER = "comity/proof/v1";
/** Bytes of a proof file at most. */
export const MAX_PROOF_FILE = 4_000_000;
const MAX_HASHES = 64;

export type FactProof = {
  readonly kind: "fact";
  readonly checkpoint: string;
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  readonly record: string;
  readonly register: RegisterName;
  readonly registers: readonly Uint8Array[];
  readonly key: string;
  readonly tree: Uint8Array;
  /** A question about the route of this prefix from this AS (registers `routes4`, `routes6`). */
  readonly origin?: string;
};

export type ActProof = {
  readonly kind: "act";
  readonly checkpoint: string;
  readonly entry: string;
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  /** The record of the act's block, which lists void acts. */
  readonly outcome?: {
    readonly record: string;
    readonly index: number;
    readonly inclusion: readonly Uint8Array[];
  };
};

const FACT = ["checkpoint", "inclusion", "index", "key", "record", "register", "registers", "tree"];
const ACT = ["checkpoint", "entry", "inclusion", "index"];
const OUTCOME = ["record", "recordInclusion", "recordIndex"];

const bad = (detail: string, field = ""): Result<never> => refuse("proof-file", detail, field);

/** Codes `proof-file`, `base64`, JSON codes. */
export function parseProofFile(bytes: Uint8Array): Result<FactProof | ActProof> {
  const json = parseHeadedLine(bytes, PROOF_HEADER, MAX_PROOF_FILE, {
    code: "proof-file",
    what: "a proof file",
  });
  if (!json.ok) return json;
  if (!isObject(json.value)) return bad("expected an object");
  const f = json.value;
  const names = Object.keys(f).sort().join();
  const isRoute = names === [...FACT, "origin"].sort().join();
  const isFact = isRoute || names === FACT.join();
  const withOutcome = names === [...ACT, ...OUTCOME].sort().join();
  if (!isFact && !withOutcome && names !== ACT.join())
    return bad("the fields are those of a fact or of an act");
  for (const name of Object.keys(f)) {
    const want = /^(?:index|recordIndex)$/.test(name)
      ? "number"
      : /nclusion$|^registers$/.test(name)
        ? "object"
        : "string";
    if (typeof f[name] !== want) return bad(`expected a ${want}`, name);
  }
  const index = f["index"] as number;
  if (!Number.isSafeInteger(index) || index < 0) return bad("expected a log index", "index");
  const inclusion = hashes(f["inclusion"]);
  if (inclusion === undefined) return bad("expected base64 hashes", "inclusion");
  const checkpoint = f["checkpoint"] as string;
  if (!isFact) {
    const entry = f["entry"] as string;
    if (!withOutcome) return ok({ kind: "act", checkpoint, entry, index, inclusion });
    const path = hashes(f["recordInclusion"]);
    const at = f["recordIndex"] as number;
    if (path === undefined || !Number.isSafeInteger(at) || at <= index)
      return bad("the record follows the act", "recordIndex");
    const outcome = { record: f["record"] as string, index: at, inclusion: path };
    return ok({ kind: "act", checkpoint, entry, index, inclusion, outcome });
  }
  const registers = hashes(f["registers"]);
  const register = f["register"] as string;
  const tree = fromBase64(f["tree"] as string, "tree");
  if (registers === undefined) return bad("expected base64 hashes", "registers");
  if (!isRegister(register)) return bad("no such register", "register");
  if (!tree.ok) return tree;
  const { key, origin, record } = f as { key: string; origin?: string; record: string };
  if (origin !== undefined) {
    if (register !== "routes4" && register !== "routes6") {
      return bad("only routes have an origin", "origin");
    }
    if (!isCanonical("asn", origin) || origin.includes("-")) {
      return bad("expected an AS number such as AS64496", "origin");
    }
  }
  return ok({
    kind: "fact",
    checkpoint,
    index,
    inclusion,
    record,
    register,
    registers,
    key,
    tree: tree.value,
    ...(origin === undefined ? {} : { origin }),
  });
}

function hashes(value: unknown): Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_HASHES) return undefined;
  const out: Uint8Array[] = [];
  for (const item of value) {
    const bytes = typeof item === "string" ? fromBase64(item) : undefined;
    if (bytes === undefined || !bytes.ok || bytes.value.length !== 32) return undefined;
    out.push(bytes.value);
  }
  return out;
}
