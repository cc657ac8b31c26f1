/**
 * Rotating source addresses: new packets leave from a fresh random address of the node's range; the old one still
 * receives for a while. Addresses say nothing about the node: no EUI-64, no identity.
 */
import { addressFromValue, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import type { Timer } from "../simulator/clock.ts";
import type { Port } from "./port.ts";
import type { Stack } from "./stack.ts";

export type RotationOptions = {
  /** Numbers of the addresses, first to last (0 … 2^48−1): the addresses of the node's network to draw from. */
  readonly first: number;
  readonly last: number;
  /** Microseconds an address is used for new packets. */
  readonly every: number;
  /** Microseconds an old address still receives; `every` when left out. */
  readonly linger?: number;
  /** Whole number below the limit; from a cryptographic source. */
  readonly below: (limit: number) => number;
};

export class AddressRotation {
  readonly #stack: Stack;
  readonly #port: Port;
  readonly #options: RotationOptions;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(stack: Stack, port: Port, options: RotationOptions) {
    this.#stack = stack;
    this.#port = port;
    this.#options = options;
  }

  /** Takes a free address of the range and uses it. Code `range-full` when eight draws were all taken. */
  async rotate(): Promise<Result<Address>> {
    const { first, last, below, every, linger = every } = this.#options;
    for (let tries = 0; tries < 8; tries++) {
      const drawn = addressFromValue(first + below(last - first + 1));
      if (!drawn.ok) return drawn;
      if (!(await this.#stack.isFree(this.#port, drawn.value))) continue;
      const old = this.#port.addresses.at(-1);
      const added = this.#stack.addAddress(this.#port, drawn.value);
      if (!added.ok) continue;
      const { clock } = this.#stack;
      if (old !== undefined) clock.at(clock.now() + linger, () => this.#stack.removeAddress(this.#port, old));
      if (!this.#stopped) this.#timer = clock.at(clock.now() + every, () => void this.rotate());
      return ok(drawn.value);
    }
    return refuse("range-full", "no free address was found in the range; widen it", "range");
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }
}
