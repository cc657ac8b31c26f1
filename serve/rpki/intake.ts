/** Bodies of POST: from whom one is taken, how long it may be, how many are read at once. */
import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { OwnProtocol } from "./own-service.ts";
import { readOwn } from "./own-keys.ts";

/** Bytes of one message of a party with keys of its own; the DER reader takes no more. */
const MAX_MESSAGE = 16 * 1024 * 1024;
/** Messages that are read or answered at once: in all, and of one address. Together they bound the memory. */
const MAX_BODIES = 8;
const MAX_BODIES_OF_ADDRESS = 4;

/** What is answered instead of reading on. */
export type Turned = { readonly status: 404 | 413 | 503; readonly text: string };

export class Intake {
  readonly #folder: string;
  readonly #of = new Map<string, number>();
  #open = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the body and gives it to `then`; whoever is turned away was not read. */
  async read<T>(
    request: IncomingMessage,
    party: string,
    protocol: OwnProtocol,
    then: (body: Uint8Array) => Promise<T>,
  ): Promise<T | Turned> {
    if (!this.#knows(party, protocol)) return { status: 404, text: `${party} was not introduced here\n` };
    if (Number(request.headers["content-length"] ?? 0) > MAX_MESSAGE) return TOO_LARGE;
    const address = request.socket.remoteAddress ?? "";
    const own = this.#of.get(address) ?? 0;
    if (this.#open >= MAX_BODIES || own >= MAX_BODIES_OF_ADDRESS)
      return { status: 503, text: "too many messages at once: try again\n" };
    this.#open++;
    this.#of.set(address, own + 1);
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_MESSAGE) return TOO_LARGE;
        chunks.push(chunk);
      }
      return await then(new Uint8Array(Buffer.concat(chunks)));
    } finally {
      this.#open--;
      const left = (this.#of.get(address) ?? 1) - 1;
      if (left === 0) this.#of.delete(address);
      else this.#of.set(address, left);
    }
  }

  /** A file that is damaged is not unknown: its owner hears what is wrong. */
  #knows(party: string, protocol: OwnProtocol): boolean {
    if (!existsSync(join(this.#folder, "own", `${party}.json`))) return false;
    const own = readOwn(this.#folder, party);
    return !own.ok || own.value[protocol === "up-down" ? "child" : "publisher"] !== undefined;
  }
}

const TOO_LARGE: Turned = { status: 413, text: "the message is too large\n" };
