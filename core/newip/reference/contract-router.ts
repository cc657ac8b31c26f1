/**
 * The reference's router for the contract format (reference page 4.4), with its oddities: the destination at a fixed
 * offset, the contract test that is true for "none", a ping counted with two bytes of padding, hops that wrap.
 */
import { ADDRESS_SIZES, ADDRESS_TYPES, ETHERTYPE_CONTRACT, type AddressType } from "../contract/constants.ts";

export type RouterLookup = { readonly type: AddressType; readonly address: Uint8Array };

export type RouterVerdict = {
  readonly action: "pass" | "drop";
  /** What the router asked its tables. */
  readonly lookups: readonly RouterLookup[];
  readonly out: Uint8Array;
};

/** The stub network of the vectors: a route lookup always succeeds with these link addresses. */
export const ROUTE_DESTINATION: Uint8Array = Uint8Array.of(2, 0, 0, 0, 0, 0xdd);
export const ROUTE_SOURCE: Uint8Array = Uint8Array.of(2, 0, 0, 0, 0, 0xaa);

const ETHERNET = 14;

/** Judges one Ethernet frame; `out` is a copy. */
export function referenceRoute(frame: Uint8Array): RouterVerdict {
  const out = frame.slice();
  const verdict = (action: "pass" | "drop", lookups: readonly RouterLookup[] = []): RouterVerdict => ({
    action,
    lookups,
    out,
  });
  const size = frame.length - ETHERNET;
  if (size < 0 || ((frame[12]! << 8) | frame[13]!) !== ETHERTYPE_CONTRACT) return verdict("pass");
  const at = (offset: number): number => frame[ETHERNET + offset]!;
  if (size < 3) return verdict("drop");
  const shipping = at(0);
  if (shipping + 3 > size) return verdict("drop");
  const sourceType = ADDRESS_TYPES[at(shipping)];
  const type = ADDRESS_TYPES[at(shipping + 1)];
  if (type === undefined) return verdict("drop");
  const from = 6 + (sourceType === undefined ? 0 : ADDRESS_SIZES[sourceType]);
  if (from + ADDRESS_SIZES[type] > size) return verdict("drop");
  const address = frame.slice(ETHERNET + from, ETHERNET + from + ADDRESS_SIZES[type]);

  const contract = at(1);
  if (contract < at(2)) {
    if (contract + 2 > size) return verdict("drop");
    if (((at(contract) << 8) | at(contract + 1)) === 3) {
      if (contract + 16 > size) return verdict("drop");
      const hops = (((at(contract + 4) << 8) | at(contract + 5)) - 1) & 0xffff;
      out[ETHERNET + contract + 4] = hops >> 8;
      out[ETHERNET + contract + 5] = hops & 0xff;
    }
  }
  if (type !== "8bit") {
    out.set(ROUTE_DESTINATION, 0);
    out.set(ROUTE_SOURCE, 6);
  }
  return verdict("pass", [{ type, address }]);
}
