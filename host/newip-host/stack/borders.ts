/**
 * Borders between networks: each interface of a border router faces one network with its address ranges; packets pass
 * only between networks that have agreed to interconnect (records of the assembly), and only with a source that belongs
 * to the network they come from (no spoofing across borders).
 */
import type { Header } from "@comity/newip";
import { ok, type Result } from "../refusal.ts";
import { parsePrefix, RouteTable } from "./routes.ts";
import type { Port } from "./port.ts";

export type NetworkRecord = { readonly name: string; readonly prefixes: readonly string[] };

export class Borders {
  readonly #ranges = new RouteTable();
  readonly #names: string[] = [];
  readonly #agreed = new Set<string>();
  readonly #facing = new Map<number, string>();

  /** Code `prefix`. */
  static from(
    networks: readonly NetworkRecord[],
    agreements: readonly (readonly [string, string])[],
  ): Result<Borders> {
    const borders = new Borders();
    for (const { name, prefixes } of networks) {
      for (const text of prefixes) {
        const prefix = parsePrefix(text);
        if (!prefix.ok) return prefix;
        const added = borders.#ranges.add({ prefix: prefix.value, port: borders.#names.length });
        if (!added.ok) return added;
      }
      borders.#names.push(name);
    }
    for (const [a, b] of agreements) borders.#agreed.add(`${a} ${b}`).add(`${b} ${a}`);
    return ok(borders);
  }

  /** Says which network an interface faces; one that faces none is inside. */
  face(port: number, network: string): void {
    this.#facing.set(port, network);
  }

  readonly #network = (bytes: Uint8Array, at: number, length: number): string | undefined => {
    const found = this.#ranges.lookup(bytes, at, length);
    return found === undefined ? undefined : this.#names[found.port];
  };

  /** For `Stack.admit`. Codes `border-source`, `border-agreement`. */
  readonly admit = (h: Header, from: Port): string | undefined => {
    const source = h.sourceLength === 0 ? undefined : this.#network(h.bytes, h.sourceAt, h.sourceLength);
    const destination = this.#network(h.bytes, h.destinationAt, h.destinationLength);
    const facing = this.#facing.get(from.index);
    if (source === undefined || (facing !== undefined && facing !== source)) return "border-source";
    if (
      destination === undefined ||
      (source !== destination && !this.#agreed.has(`${source} ${destination}`))
    ) {
      return "border-agreement";
    }
    return undefined;
  };
}
