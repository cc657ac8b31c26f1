/** Proof files made from a folded world and its log, as a node makes them. */
import {
  REGISTERS,
  actEntry,
  factKey,
  formatBlockRecord,
  registerLeaf,
  registerNumber,
  type RegisterName,
} from "@comity/assembly";
import { fromUtf8, jcs, must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { formatCheckpoint, inclusionProof, leafHash, memoryReader, rootOf } from "@comity/log";
import { formatNote, signNote, signerOf } from "@comity/signing";
import { ORIGIN, type World } from "../world.ts";

export const textOf = (bytes: Uint8Array): string => must(fromUtf8(bytes));
export type ProofFields = { [name: string]: Json };
export const fileOf = (fields: ProofFields): Uint8Array => utf8(`comity/proof/v1\n${jcs(fields)}\n`);
export const logSigner = (secret = "log") =>
  signerOf({ name: ORIGIN, type: "ed25519", secret: sha256(utf8(secret)) });

export class Proven {
  readonly entries: readonly Uint8Array[];
  readonly #world: World;
  readonly #leaves: readonly Uint8Array[];

  constructor(world: World) {
    this.#world = world;
    this.entries = world.blocks.flatMap(({ acts, block }) => [
      ...acts.map((act) => actEntry(act.text, act.signatures)),
      formatBlockRecord(block.record),
    ]);
    this.#leaves = this.entries.map(leafHash);
  }

  get size(): number {
    return this.entries.length;
  }

  checkpoint(size: number = this.size, signer = logSigner(), origin = ORIGIN): string {
    const body = formatCheckpoint({
      origin,
      size,
      root: rootOf(this.#leaves.slice(0, size)),
      extensions: [],
    });
    return textOf(formatNote(must(signNote(body, signer))));
  }

  path(index: number, size: number = this.size): string[] {
    return must(inclusionProof(index, size, memoryReader(this.#leaves))).map(toBase64);
  }

  /** The fields of a fact proof in the newest state. */
  fact(register: RegisterName, key: string): ProofFields {
    const { state } = this.#world.assembly;
    const roots = REGISTERS.map((name) => registerLeaf(name, state.tree(name).version.hash));
    const tree = state.tree(register);
    const index = this.size - 1;
    return {
      checkpoint: this.checkpoint(),
      inclusion: this.path(index),
      index,
      key,
      record: textOf(this.entries[index]!),
      register,
      registers: must(inclusionProof(registerNumber(register), REGISTERS.length, memoryReader(roots))).map(
        toBase64,
      ),
      tree: toBase64(tree.prove(tree.version, must(factKey(register, key)))),
    };
  }

  /** The fields of an act proof; with the record that closes its block when `record` is given. */
  act(index: number, record?: number): ProofFields {
    const act = {
      checkpoint: this.checkpoint(),
      entry: textOf(this.entries[index]!),
      inclusion: this.path(index),
      index,
    };
    if (record === undefined) return act;
    return {
      ...act,
      record: textOf(this.entries[record]!),
      recordInclusion: this.path(record),
      recordIndex: record,
    };
  }
}
