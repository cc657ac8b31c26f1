/**
 * Validated ASPA payloads: for each customer AS the set of its providers. Several objects of one customer are united
 * (draft-ietf-sidrops-aspa-verification section 3); AS 0 stays only when it is the sole provider.
 */
import { ok, refuse, type Result } from "@comity/canon";

/** Customers ascending; the providers of customer `i` are `provider[start[i]]` to `provider[start[i + 1] - 1]`, ascending. */
export type AspaSet = {
  readonly count: number;
  readonly customer: Uint32Array;
  /** `count + 1` entries. */
  readonly start: Uint32Array;
  readonly provider: Uint32Array;
};

export type Aspa = { readonly customer: number; readonly providers: readonly number[] };

const isAsn = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffff_ffff;
const ascending = (a: number, b: number): number => a - b;

/** Codes `asn`, `aspa-providers` (no provider, or the customer as its own provider). Field `aspas/INDEX`. */
export function aspaSetOf(records: Iterable<Aspa>): Result<AspaSet> {
  const united = new Map<number, Set<number>>();
  let n = 0;
  for (const { customer, providers } of records) {
    const field = `aspas/${n++}`;
    if (!isAsn(customer) || !providers.every(isAsn))
      return refuse("asn", "AS numbers are 0 to 4294967295", field);
    if (providers.length === 0)
      return refuse("aspa-providers", "an ASPA names at least one provider; none at all is [0]", field);
    if (providers.includes(customer))
      return refuse("aspa-providers", `AS${customer} cannot be its own provider`, field);
    const set = united.get(customer) ?? new Set();
    for (const p of providers) set.add(p);
    united.set(customer, set);
  }
  const customers = [...united.keys()].sort(ascending);
  const lists = customers.map((c) => {
    const list = [...united.get(c)!].sort(ascending);
    return list.length > 1 && list[0] === 0 ? list.slice(1) : list;
  });
  return ok(arena(customers, lists));
}

function arena(customers: readonly number[], lists: readonly (readonly number[])[]): AspaSet {
  const start = new Uint32Array(customers.length + 1);
  for (let i = 0; i < lists.length; i++) start[i + 1] = start[i]! + lists[i]!.length;
  return {
    count: customers.length,
    customer: Uint32Array.from(customers),
    start,
    provider: Uint32Array.from(lists.flat()),
  };
}

export const emptyAspas = (): AspaSet => arena([], []);

export const aspaAt = (set: AspaSet, i: number): Aspa => ({
  customer: set.customer[i]!,
  providers: [...set.provider.subarray(set.start[i], set.start[i + 1])],
});

export function* aspas(set: AspaSet): Generator<Aspa> {
  for (let i = 0; i < set.count; i++) yield aspaAt(set, i);
}

/** Index of a customer's ASPA, or -1. */
export function aspaOf(set: AspaSet, customer: number): number {
  let low = 0;
  let high = set.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set.customer[middle]! < customer) low = middle + 1;
    else high = middle;
  }
  return set.customer[low] === customer ? low : -1;
}

/** `announce`: new customers and changed provider sets, each whole; `withdraw`: customers without an ASPA now, ascending. */
export type AspaDiff = { readonly announce: AspaSet; readonly withdraw: Uint32Array };

export function diffAspas(from: AspaSet, to: AspaSet): AspaDiff {
  const changed: Aspa[] = [];
  for (const aspa of aspas(to)) {
    const i = aspaOf(from, aspa.customer);
    if (i < 0 || !sameProviders(aspa.providers, aspaAt(from, i).providers)) changed.push(aspa);
  }
  const announce = arena(
    changed.map((a) => a.customer),
    changed.map((a) => a.providers),
  );
  return { announce, withdraw: from.customer.filter((c) => aspaOf(to, c) < 0) };
}

const sameProviders = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((p, i) => p === b[i]);
