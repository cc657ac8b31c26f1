/**
 * Neighbour discovery of one node: asks, answers, and learns from answers it asked for (SPEC section 2). What it refuses
 * is counted and changes nothing.
 */
import {
  addressKey,
  BROADCAST,
  encodeAdvertisement,
  encodeSolicitation,
  Neighbour,
  readNeighbour,
  REFUSALS,
  SOLICITATION,
  type Address,
  type Header,
  type RefusalNumber,
} from "@comity/newip";
import { ETHERNET } from "../interfaces/interface.ts";
import type { Clock } from "../simulator/clock.ts";
import type { Counters } from "./counters.ts";
import type { Port } from "./port.ts";

export const BROADCAST_MAC: Uint8Array = new Uint8Array(6).fill(255);

export type NeighbourHost = {
  readonly clock: Clock;
  readonly counters: Counters;
  /** The port an address of this node belongs to. */
  readonly portOf: (bytes: Uint8Array, at: number, length: number) => Port | undefined;
  /** Sends a packet to a station of the link. */
  readonly local: (port: Port, packet: Uint8Array, mac: Uint8Array) => void;
};

export class NeighbourProtocol {
  readonly #host: NeighbourHost;
  readonly #neighbour = new Neighbour();
  readonly #claims = new Map<number | string, (taken: boolean) => void>();

  constructor(host: NeighbourHost) {
    this.#host = host;
  }

  #drop(code: string): void {
    this.#host.counters.add(`drop.${code}`);
  }

  /** Asks whether anybody on the link has an address; true when nobody answered within two seconds. */
  async isFree(port: Port, address: Address): Promise<boolean> {
    if (this.#host.portOf(address, 0, address.length) !== undefined) return false;
    const key = addressKey(address);
    const { clock } = this.#host;
    return new Promise((resolve) => {
      const done = (taken: boolean): void => {
        this.#claims.delete(key);
        timer.cancel();
        resolve(!taken);
      };
      const timer = clock.at(clock.now() + 2_000_000, () => done(false));
      this.#claims.set(key, done);
      port.neighbours.probe(address);
    });
  }

  /** Asks for a target: everybody on the link, or the station given. */
  solicit(port: Port, target: Address, mac: Uint8Array | undefined): void {
    const source = port.addresses.at(-1);
    if (source === undefined) {
      this.#drop("no-address");
      return;
    }
    const message = { target, source, destination: mac === undefined ? BROADCAST : target };
    const packet = encodeSolicitation(message);
    if (!packet.ok) return;
    this.#host.counters.add("neighbour.solicitation-sent");
    this.#host.local(port, packet.value, mac ?? BROADCAST_MAC);
  }

  /** A neighbour message from the link. */
  receive(port: Port, h: Header): void {
    const n = this.#neighbour;
    const number = readNeighbour(h, n, port.link.mac.length);
    if (number !== 0) {
      this.#drop(REFUSALS[number as RefusalNumber].code);
      return;
    }
    const { bytes } = h;
    const source = h.sourceLength;
    const ownSource = source !== 0 && this.#host.portOf(bytes, h.sourceAt, source) !== undefined;
    if (source === 0 || (source === 2 && bytes[h.sourceAt] === 0xff) || ownSource) {
      this.#drop("neighbour-source");
      return;
    }
    if (n.type === SOLICITATION) {
      if (this.#host.portOf(bytes, n.bodyAt, n.bodyLength) !== port) {
        this.#drop("neighbour-target-foreign");
        return;
      }
      if (!port.replies.take(this.#host.clock.now())) {
        this.#drop("neighbour-rate");
        return;
      }
      const target = bytes.slice(n.bodyAt, n.bodyAt + n.bodyLength);
      const answer = encodeAdvertisement({
        destination: h.source!.slice(),
        source: target,
        mac: port.link.mac,
      });
      if (!answer.ok) return;
      this.#host.counters.add("neighbour.advertisement-sent");
      // To the station that asked; its address teaches us nothing.
      const station = bytes.slice(h.start - ETHERNET + 6, h.start - ETHERNET + 12);
      this.#host.local(port, answer.value, station);
      return;
    }
    if (this.#host.portOf(bytes, h.destinationAt, h.destinationLength) !== port) {
      this.#drop("neighbour-target-foreign");
      return;
    }
    const mac = bytes.slice(n.bodyAt, n.bodyAt + n.bodyLength);
    if ((mac[0]! & 1) !== 0) {
      this.#drop("neighbour-mac-group");
      return;
    }
    if (!port.neighbours.answer(bytes, h.sourceAt, source, mac)) {
      this.#drop("neighbour-unsolicited");
      return;
    }
    this.#host.counters.add("neighbour.learnt");
    this.#claims.get(addressKey(bytes, h.sourceAt, source))?.(true);
  }
}
