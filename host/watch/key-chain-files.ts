/**
 * The folder `key-chain` beside a log: proofs of changes of the key file (`docs/FORMATS.md` section 6) in the order of the
 * log. A node keeps its own there and a mirror a copy, so that the copy can go on as the node.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256, toHex, utf8, type Result } from "@comity/canon";
import { diskLayer, DurableFiles, tryIoAsync } from "@comity/store";

const NAME = /^[0-9]{16}-[0-9a-f]{32}$/;

export class KeyChainFiles {
  readonly #folder: string;
  readonly #files: DurableFiles;

  /** `folder` is that of the node or the mirror. */
  constructor(folder: string) {
    this.#folder = join(folder, "key-chain");
    this.#files = new DurableFiles(diskLayer(), this.#folder);
    if (existsSync(this.#folder)) this.#files.clean();
  }

  /** The order is that of `place`; `about` tells apart what has the same. */
  name(place: number, about: string): string {
    return `${String(place).padStart(16, "0")}-${toHex(sha256(utf8(about))).slice(0, 32)}`;
  }

  /** Durable when it resolves; each is written once. Codes of `ioRefusal`. */
  put(proofs: ReadonlyMap<string, string>): Promise<Result<void>> {
    const files = [...proofs]
      .filter(([name]) => !existsSync(join(this.#folder, name)))
      .map(([path, proof]) => ({ path, parts: [utf8(proof)] }));
    return tryIoAsync(this.#folder, () => this.#files.put(files));
  }

  has(name: string): boolean {
    return existsSync(join(this.#folder, name));
  }

  /** The proofs, in order. */
  all(): readonly string[] {
    if (!existsSync(this.#folder)) return [];
    const names = readdirSync(this.#folder).filter((name) => NAME.test(name));
    return names.toSorted().map((name) => readFileSync(join(this.#folder, name), "utf8"));
  }
}
