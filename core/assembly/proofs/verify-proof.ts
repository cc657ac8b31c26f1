/**
 * Verifying a proof file with the assembly's public key file and nothing else (promise P3; reference order of section
 * 4.3): each step has its own code, and the steps are returned so that a page can show them. Receives bytes, never a
 * verdict.
 */
import { toHex, utf8, type Refusal, type Result } from "@comity/canon";
import { leafHash, keysOfPolicy, openCheckpoint, verifyInclusion } from "@comity/log";
import { openProof } from "@comity/tree";
import { readAct } from "../acts/admit.ts";
import type { Act } from "../acts/act.ts";
import { parseBlockRecord, stateRootOf, type BlockRecord } from "../fold/block-record.ts";
import { decodeRecord, prefixOf, type Found } from "../state/reader.ts";
import { registerLeaf, registerNumber, REGISTERS, type RegisterName } from "../state/registers.ts";
import { factKey } from "./fact-key.ts";
import { routeVerdict, type RouteVerdict } from "../routes/validity.ts";
import { parseProofFile, type ActProof, type FactProof } from "./proof-file.ts";

export type Step = {
  readonly name:
    | "file"
    | "key-file"
    | "checkpoint"
    | "inclusion"
    | "record"
    | "register"
    | "tree"
    | "entry"
    | "outcome"
    | "age";
  readonly ok: boolean;
  /** What was computed, as a sentence. */
  readonly detail: string;
  /** The bytes behind it, hexadecimal. */
  readonly bytes?: string;
  readonly code?: string;
};

/** What is proven. `records` are those of the asked key and of everything around it, widest first; none: proven absence. */
export type Answer =
  | {
      readonly kind: "fact";
      readonly register: RegisterName;
      readonly key: string;
      readonly found: readonly Found[];
      /** For a route: RFC 6811's answer from the complete set of authorisations that cover it. */
      readonly route?: RouteVerdict & { readonly origin: string };
    }
  | {
      readonly kind: "act";
      readonly index: number;
      readonly act: Act | undefined;
      readonly code?: string;
      readonly settled: boolean;
    };

export type Verdict = {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  readonly origin?: string;
  readonly size?: number;
  /** Time of the block that is proven, seconds. */
  readonly time?: number;
  readonly witnesses?: readonly string[];
  readonly answer?: Answer;
};

export type VerifyOptions = {
  /** Accept a record that is not the newest under its checkpoint: it proves *then*, not *now*. */
  readonly allowPast?: boolean;
  /** Seconds: the verifier's clock and the greatest age of the block it accepts. */
  readonly now?: number;
  readonly maxAge?: number;
};

class Steps {
  readonly list: Step[] = [];
  refusal: Refusal | undefined;

  take<T>(
    name: Step["name"],
    result: Result<T>,
    say: (value: T) => string,
    bytes?: Uint8Array,
  ): T | undefined {
    const shown = bytes === undefined ? {} : { bytes: toHex(bytes) };
    if (result.ok) {
      this.list.push({ name, ok: true, detail: say(result.value), ...shown });
      return result.value;
    }
    this.refusal = result.error;
    this.list.push({ name, ok: false, detail: result.error.detail, code: result.error.code, ...shown });
    return undefined;
  }

  fail(name: Step["name"], code: string, detail: string): void {
    this.list.push({ name, ok: false, code, detail });
  }
}

/** `keyFile` is the text of the assembly's public key file. Total: a verdict for any bytes. */
export function verifyProofFile(bytes: Uint8Array, keyFile: string, options: VerifyOptions = {}): Verdict {
  const steps = new Steps();
  const proof = steps.take(
    "file",
    parseProofFile(bytes),
    (p) => `a proof of ${p.kind === "fact" ? "a fact" : "an act"}`,
  );
  if (proof === undefined) return { ok: false, steps: steps.list };
  const keys = steps.take(
    "key-file",
    keysOfPolicy(keyFile),
    (k) => `${k.policy.logs.length} log key(s), ${k.policy.witnesses.length} witness(es)`,
  );
  if (keys === undefined) return { ok: false, steps: steps.list };
  const opened = steps.take(
    "checkpoint",
    openCheckpoint(utf8(proof.checkpoint), keys),
    ({ checkpoint, witnesses }) =>
      `${checkpoint.origin} at size ${checkpoint.size}: signature valid, ${witnesses.length} witness(es)`,
    utf8(proof.checkpoint),
  );
  if (opened === undefined) return { ok: false, steps: steps.list };
  const { origin, size, root } = opened.checkpoint;
  const base = { origin, size, witnesses: opened.witnesses.map((w) => w.name) };
  const rest =
    proof.kind === "fact" ? fact(steps, proof, size, root, options) : act(steps, proof, size, root);
  return { ok: steps.list.every((s) => s.ok), steps: steps.list, ...base, ...rest };
}

type Rest = Pick<Verdict, "time" | "answer">;

function fact(steps: Steps, proof: FactProof, size: number, root: Uint8Array, options: VerifyOptions): Rest {
  const entry = utf8(proof.record);
  const leaf = leafHash(entry);
  const included = steps.take(
    "inclusion",
    verifyInclusion(proof.index, size, leaf, proof.inclusion, root),
    () => `the block record is entry ${proof.index} of the log`,
    leaf,
  );
  if (included === undefined) return {};
  if (proof.index !== size - 1 && options.allowPast !== true) {
    steps.fail(
      "inclusion",
      "proof-not-newest",
      "the record is not the newest under this checkpoint: it proves the past only",
    );
    return {};
  }
  const record = steps.take(
    "record",
    parseBlockRecord(entry),
    (r) => `block ${r.height}, state root ${r.stateRoot}`,
    entry,
  );
  if (record === undefined) return {};
  const tree = openedTree(proof);
  const opened = steps.take(
    "tree",
    tree,
    ({ proven }) => `the path computes the register's root and shows ${proven.length} key(s) with records`,
    proof.tree,
  );
  if (opened === undefined) return { time: record.time };
  const leafOf = registerLeaf(proof.register, opened.root);
  const under = verifyInclusion(
    registerNumber(proof.register),
    REGISTERS.length,
    leafOf,
    proof.registers,
    stateRootOf(record),
  );
  const bound = steps.take(
    "register",
    under,
    () => `the register ${proof.register} is part of the state root`,
    leafOf,
  );
  if (bound === undefined) return { time: record.time };
  if (!young(steps, record, options)) return { time: record.time };
  const answer = answerOf(proof, opened.proven);
  if (answer === undefined) {
    steps.fail(
      "tree",
      "proof-record",
      "the register's values are not records: the log's operator broke the format",
    );
    return { time: record.time };
  }
  return { time: record.time, answer };
}

/** `undefined` when a value is no record: it is what the log's operator hashed, so nothing is known of its form. */
function answerOf(
  { key: text, origin, register }: FactProof,
  proven: readonly { readonly bits: number; readonly values: readonly Uint8Array[] }[],
): Answer | undefined {
  const key = factKey(register, text);
  if (!key.ok) return undefined;
  try {
    const found = proven.map(({ bits, values }) => ({
      key: prefixOf(key.value.bytes, bits),
      records: values.map(decodeRecord),
    }));
    const answer = { kind: "fact", register, key: text, found } as const;
    return origin === undefined
      ? answer
      : { ...answer, route: { origin, ...routeVerdict(key.value, origin, found) } };
  } catch {
    return undefined;
  }
}

function openedTree(proof: FactProof): ReturnType<typeof openProof> {
  const key = factKey(proof.register, proof.key);
  return key.ok ? openProof(registerNumber(proof.register), key.value, proof.tree) : key;
}

function young(steps: Steps, record: BlockRecord, { now, maxAge }: VerifyOptions): boolean {
  if (now === undefined || maxAge === undefined) return true;
  if (record.time + maxAge >= now) return true;
  steps.fail("age", "proof-too-old", `the block is ${now - record.time} seconds old; ask for a newer proof`);
  return false;
}

function act(steps: Steps, proof: ActProof, size: number, root: Uint8Array): Rest {
  const entry = utf8(proof.entry);
  const leaf = leafHash(entry);
  const included = steps.take(
    "inclusion",
    verifyInclusion(proof.index, size, leaf, proof.inclusion, root),
    () => `the entry is number ${proof.index} of the log`,
    leaf,
  );
  if (included === undefined) return {};
  const parsed = steps.take("entry", readAct(entry), (a) => `an act of ${a.by}: ${a.kind}`, entry);
  if (parsed === undefined) return {};
  const answer = { kind: "act" as const, index: proof.index, act: parsed, settled: false };
  if (proof.outcome === undefined) return { answer };
  const record = outcome(steps, proof, proof.outcome, size, root);
  if (record === undefined) return {};
  const code = record.void.find((v) => v.index === proof.index)?.code;
  return { time: record.time, answer: { ...answer, settled: true, ...(code === undefined ? {} : { code }) } };
}

function outcome(
  steps: Steps,
  proof: ActProof,
  { record, index, inclusion }: NonNullable<ActProof["outcome"]>,
  size: number,
  root: Uint8Array,
): BlockRecord | undefined {
  const bytes = utf8(record);
  const leaf = leafHash(bytes);
  const included = steps.take(
    "outcome",
    verifyInclusion(index, size, leaf, inclusion, root),
    () => `the record of its block is entry ${index}`,
    leaf,
  );
  if (included === undefined) return undefined;
  const parsed = steps.take(
    "record",
    parseBlockRecord(bytes),
    (r) => `block ${r.height} with ${r.acts} act(s)`,
    bytes,
  );
  if (parsed === undefined) return undefined;
  // The acts of a block stand directly before its record, so this record is the one that judges the act.
  if (proof.index < index - parsed.acts) {
    steps.fail("outcome", "proof-other-block", "this record closes another block than the act's");
    return undefined;
  }
  return parsed;
}
