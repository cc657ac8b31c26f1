/**
 * The chain of key files a node keeps (SEMANTICS D2): when another key file is decided, the record that says so is proven
 * under the file in force, before that one is replaced. With these proofs whoever has an older file follows to the newest.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatKeyChain } from "@comity/assembly";
import { sha256, toHex, utf8, type Result } from "@comity/canon";
import { diskLayer, DurableFiles } from "@comity/store";
import type { LogReader } from "./log-reader.ts";
import { factProofFile } from "./proof-files.ts";
import type { KeptState } from "./states.ts";

const FOLDER = "key-chain";

export class KeyChain {
  readonly #folder: string;
  readonly #log: LogReader;
  readonly #files: DurableFiles;
  readonly #kept = new Set<string>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string, log: LogReader) {
    this.#folder = join(folder, FOLDER);
    this.#log = log;
    this.#files = new DurableFiles(diskLayer(), this.#folder);
    if (!existsSync(this.#folder)) return;
    this.#files.clean();
    for (const name of this.#names()) this.#kept.add(name);
  }

  /** A state that is provable under its own key file: kept if it says that another one is decided. Whether it is kept. */
  async look(state: KeptState): Promise<boolean> {
    const record = state.reader.text("decisions", "assembly", "assembly");
    if (record?.nextPolicy === undefined) return false;
    const which = toHex(sha256(utf8(`${record.since}\n${record.policy}\n${record.nextPolicy}`))).slice(0, 32);
    const name = `${String(record.since).padStart(16, "0")}-${which}`;
    if (this.#kept.has(name)) return true;
    const proof = factProofFile(state, state, this.#log, "decisions", "assembly");
    if (!proof.ok) return false;
    this.#writing = this.#writing
      .then(() => this.#files.put([{ path: name, parts: [utf8(proof.value)] }]))
      .then(() => this.#kept.add(name))
      // A full disk: it is tried again with the next state.
      .catch(() => {});
    await this.#writing;
    return this.#kept.has(name);
  }

  /** As a chain file that ends with what `newest`, under its own checkpoint, says now. Codes of `factProofFile`. */
  file(newest: KeptState): Result<string> {
    const last = factProofFile(newest, newest, this.#log, "decisions", "assembly");
    if (!last.ok) return last;
    const kept = this.#names().map((name) => readFileSync(join(this.#folder, name), "utf8"));
    return { ok: true, value: formatKeyChain([...kept, last.value]) };
  }

  #names(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => /^[0-9]{16}-[0-9a-f]{32}$/.test(name))
      .toSorted();
  }
}
