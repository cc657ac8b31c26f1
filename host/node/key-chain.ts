/**
 * The chain of key files a node keeps (SEMANTICS D2): when another key file is decided, the record that says so is proven
 * under the file in force, before that one is replaced. With these proofs whoever has an older file follows to the newest.
 */
import { formatKeyChain } from "@comity/assembly";
import { ok, type Result } from "@comity/canon";
import { KeyChainFiles } from "@comity/watch";
import type { LogReader } from "./log-reader.ts";
import { factProofFile } from "./proof-files.ts";
import type { KeptState } from "./states.ts";

export class KeyChain {
  readonly #log: LogReader;
  readonly #files: KeyChainFiles;

  constructor(folder: string, log: LogReader) {
    this.#log = log;
    this.#files = new KeyChainFiles(folder);
  }

  /** A state that is provable under its own key file: kept if it says that another one is decided. Whether it is kept. */
  async look(state: KeptState): Promise<boolean> {
    const record = state.reader.text("decisions", "assembly", "assembly");
    if (record?.nextPolicy === undefined) return false;
    const name = this.#files.name(record.since, `${record.policy}\n${record.nextPolicy}`);
    if (this.#files.has(name)) return true;
    const proof = this.#proof(state);
    // What fails, a full disk or a log that is behind, is tried again with the next state.
    return proof.ok && (await this.#files.put(new Map([[name, proof.value]]))).ok;
  }

  /** As a chain file that ends with what `newest`, under its own checkpoint, says now. Codes of `factProofFile`. */
  file(newest: KeptState): Result<string> {
    const last = this.#proof(newest);
    return last.ok ? ok(formatKeyChain([...this.#files.all(), last.value])) : last;
  }

  #proof(state: KeptState): Result<string> {
    return factProofFile(state, state, this.#log, "decisions", "assembly");
  }
}
