/**
 * Provider authorisations (ASPA, draft-ietf-sidrops-aspa-profile) as records of the register `providers`, one a customer:
 * the whole set, ascending; `AS0` alone says that it has none. An AS number's holder speaks for it, nobody above.
 */
import { covers, parseAsn, parseKey, sizeOf, uint32At } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { Held } from "../numbers/holdings.ts";
import type { StateReader } from "../state/reader.ts";
import type { ProvidersRecord } from "../state/records.ts";
import { textPrefix } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import { isNearest, type Leaver } from "./authorisations.ts";

/** Up to this many AS numbers are looked up one by one, more by reading the whole register. */
const LOOKUP_LIMIT = 1_024;

export const providersOf = (state: StateReader, customer: string): ProvidersRecord | undefined =>
  state.text("providers", customer, "providers");

export function putProviders(state: State, customer: string, record?: ProvidersRecord): void {
  state.setText("providers", customer, record);
}

/** The number of an AS text. */
export function asnNumber(asn: string): number {
  const value = parseAsn(asn);
  return value.ok ? value.value : 0;
}

/** The block of one AS number. */
export function asnBlock(asn: string): Block {
  const key = parseKey("asn", asn);
  return { space: "asn", key: key.ok ? key.value : { bytes: new Uint8Array(4), bits: 0 } };
}

/** Customers with a set of providers among the AS numbers of a block. */
function customersIn(state: StateReader, block: Block): readonly string[] {
  const first = uint32At(block.key.bytes);
  const size = sizeOf(block.key);
  if (size <= LOOKUP_LIMIT) {
    const all = Array.from({ length: size }, (_, i) => `AS${first + i}`);
    return all.filter((asn) => providersOf(state, asn) !== undefined);
  }
  const out: string[] = [];
  for (const { key } of state.within("providers", textPrefix("AS"))) {
    const asn = String.fromCharCode(...key.bytes.subarray(0, -1));
    if (covers(block.key, asnBlock(asn).key)) out.push(asn);
  }
  return out;
}

/** Before AS numbers leave a holding: their providers go, or stay until the recipient replaces them (E4). */
export function providersLeave(c: Leaver, held: Held, part: Block, keep?: number): void {
  if (part.space !== "asn") return;
  for (const customer of customersIn(c.state, part)) {
    const record = providersOf(c.state, customer)!;
    if (!isNearest(c.state, held, asnBlock(customer))) continue;
    if (keep === undefined) putProviders(c.state, customer);
    else if (record.ends === undefined) {
      putProviders(c.state, customer, { ...record, ends: keep, since: c.index });
    }
  }
}

/** AS numbers are handed down without what was said for them: it is the customer's own word. */
export function providersEnd(state: State, block: Block): void {
  if (block.space !== "asn") return;
  for (const customer of customersIn(state, block)) putProviders(state, customer);
}
