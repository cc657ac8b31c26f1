/** What is kept of one state for one base URL and one form of contacts: answers asked for again, parts that repeat. */
import { MAX_CACHED, MAX_CACHED_PATH } from "./limits.ts";
import type { Reply } from "./replies.ts";
import type { Link } from "./shapes.ts";

/** How many of the last questions are remembered, by hash; a power of two. */
const SEEN = 8_192;

/**
 * Answers that were asked for twice of late. One that is asked for once is not kept: keeping all of them would cost more
 * than making them, since none would die young.
 */
export class Answered {
  readonly #answers = new Map<string, Reply>();
  readonly #seen = new Uint32Array(SEEN);

  get(id: string): Reply | undefined {
    return this.#answers.get(id);
  }

  offer(id: string, reply: Reply): void {
    if (!reply.lasting || id.length > MAX_CACHED_PATH) return;
    const hash = hashOf(id);
    const slot = hash & (SEEN - 1);
    if (this.#seen[slot] !== hash) {
      this.#seen[slot] = hash;
      return;
    }
    if (this.#answers.size >= MAX_CACHED) this.#answers.clear();
    this.#answers.set(id, reply);
  }
}

/** FNV-1a over code units. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}

/** Parts of answers that many objects have in common: each is made once in a state, and written as JSON once. */
export class Parts {
  readonly #made = new Map<string, object>();
  readonly #texts = new Map<object, string>();

  /** The part of this name; whatever it says has to follow from the name and the state. */
  keep<T extends object>(id: string, make: () => T): T {
    const known = this.#made.get(id);
    if (known !== undefined) return known as T;
    if (this.#made.size >= MAX_CACHED) {
      this.#made.clear();
      this.#texts.clear();
    }
    const made = make();
    this.#made.set(id, made);
    this.#texts.set(made, JSON.stringify(made));
    return made;
  }

  /** The JSON of an object, from the texts of the kept parts among its members and their elements. */
  write(object: object): string {
    let out = "";
    for (const [name, value] of Object.entries(object)) {
      const text = name === "links" ? linksText(value as readonly Link[]) : this.#text(value);
      out += `${out === "" ? "{" : ","}"${name}":${text}`;
    }
    return `${out}}`;
  }

  #text(value: unknown): string {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    if (!Array.isArray(value)) return JSON.stringify(value);
    let out = "";
    for (const item of value as readonly unknown[]) {
      const text = typeof item === "object" && item !== null ? this.#texts.get(item) : undefined;
      out += `${out === "" ? "[" : ","}${text ?? JSON.stringify(item)}`;
    }
    return out === "" ? "[]" : `${out}]`;
  }
}

/** Links are half of an object; URLs have no character that JSON would escape. */
function linksText(links: readonly Link[]): string {
  let out = "";
  for (const { href, rel, type, value } of links) {
    out += `${out === "" ? "[" : ","}{"value":"${value}","rel":"${rel}","href":"${href}","type":"${type}"}`;
  }
  return out === "" ? "[]" : `${out}]`;
}

/** What is kept of one state under one base URL and for one form of contacts. */
export class Shelf {
  readonly paths: Answered = new Answered();
  readonly objects: Answered = new Answered();
  readonly parts: Parts = new Parts();
  /** Beginnings of whole answers: conformance and notices. */
  readonly starts: Map<string, string> = new Map();
}
