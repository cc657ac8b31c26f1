/** Proof files (`docs/FORMATS.md` section 11), made from states and the log. */
import { jcs, ok, refuse, toBase64, type Json, type Result } from "@comity/canon";
import { factKey, isRegister, REGISTERS, registerLeaf, registerNumber } from "@comity/assembly";
import { isCanonical } from "@comity/resources";
import { inclusionProof, memoryReader } from "@comity/log";
import type { LogReader } from "./log-reader.ts";
import type { KeptState } from "./states.ts";

const file = (fields: { readonly [name: string]: Json }): string => `comity/proof/v1\n${jcs(fields)}\n`;
const texts = (hashes: readonly Uint8Array[]): string[] => hashes.map(toBase64);
const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** What `state` says, under the checkpoint of `newest`. Codes `register-unknown`, `key-text`, `origin-text`, `not-founded`. */
export function factProofFile(
  state: KeptState,
  newest: KeptState,
  log: LogReader,
  register: string,
  text: string,
  origin?: string,
): Result<string> {
  if (!isRegister(register))
    return refuse("register-unknown", `registers are ${REGISTERS.join(", ")}`, "register");
  if (state.size === 0) return refuse("not-founded", "there is no state yet: found the assembly first");
  const key = factKey(register, text);
  if (!key.ok) return refuse("key-text", key.error.detail, "key");
  const routed = register === "routes4" || register === "routes6";
  if (origin !== undefined && (!routed || !isCanonical("asn", origin) || origin.includes("-"))) {
    return refuse(
      "origin-text",
      "an origin is an AS number such as AS64496, and only routes have one",
      "origin",
    );
  }
  const record = log.entry(state.size - 1, newest.size);
  const inclusion = log.files.inclusionProof(state.size - 1, newest.size);
  const leaves = REGISTERS.map((name) => registerLeaf(name, state.tree(name).hash));
  const registers = inclusionProof(registerNumber(register), REGISTERS.length, memoryReader(leaves));
  if (!record.ok) return record;
  if (!inclusion.ok) return inclusion;
  if (!registers.ok) return registers;
  return ok(
    file({
      checkpoint: decode(newest.note),
      inclusion: texts(inclusion.value),
      index: state.size - 1,
      key: text,
      ...(origin === undefined ? {} : { origin }),
      record: decode(record.value),
      register,
      registers: texts(registers.value),
      tree: toBase64(state.tree(register).prove(key.value)),
    }),
  );
}

/** Codes `entry-unknown`, `entry-not-act`, and those of reading the log. */
export function actProofFile(state: KeptState, log: LogReader, index: number): Result<string> {
  const { size } = state;
  if (index >= size) return refuse("entry-unknown", `the log has entries 0 to ${size - 1}`, "index");
  const entry = log.entry(index, size);
  const inclusion = log.files.inclusionProof(index, size);
  const block = log.blockOf(index, size);
  if (!entry.ok) return entry;
  if (!inclusion.ok) return inclusion;
  if (!block.ok) return block;
  const proof = {
    checkpoint: decode(state.note),
    entry: decode(entry.value),
    inclusion: texts(inclusion.value),
    index,
  };
  if (block.value.index === index) {
    return refuse(
      "entry-not-act",
      "a block record is proven by the facts of its state: /api/v1/proof/fact",
      "index",
    );
  }
  const recordInclusion = log.files.inclusionProof(block.value.index, size);
  if (!recordInclusion.ok) return recordInclusion;
  return ok(
    file({
      ...proof,
      record: decode(block.value.entry),
      recordIndex: block.value.index,
      recordInclusion: texts(recordInclusion.value),
    }),
  );
}
