/** The addresses of a node, and the interface each belongs to. */
import { addressKey, formatAddress, isPublic, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import type { Port } from "./port.ts";

export class OwnAddresses {
  readonly #ports = new Map<number | string, Port>();

  /** Codes `address-public` for FFxx, `address-taken`. */
  add(port: Port, address: Address): Result<Address> {
    if (isPublic(address)) {
      return refuse(
        "address-public",
        `${formatAddress(address)} cannot be an interface's address`,
        "address",
      );
    }
    if (this.#ports.has(addressKey(address)))
      return refuse("address-taken", `${formatAddress(address)} is configured already`, "address");
    port.addresses.push(address);
    this.#ports.set(addressKey(address), port);
    return ok(address);
  }

  remove(port: Port, address: Address): void {
    const key = addressKey(address);
    if (this.#ports.get(key) !== port) return;
    this.#ports.delete(key);
    const i = port.addresses.findIndex((a) => addressKey(a) === key);
    if (i >= 0) port.addresses.splice(i, 1);
  }

  portOf(bytes: Uint8Array, at = 0, length: number = bytes.length): Port | undefined {
    return this.#ports.get(addressKey(bytes, at, length));
  }
}
