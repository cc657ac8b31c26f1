/** What changed between two serials, as PDUs in the order of 8210bis section 11.2, and how steps add up to a net change. */
import {
  applyVrpDiff,
  aspas,
  diffAspas,
  diffRouterKeys,
  emptyVrps,
  type AspaSet,
  type RouterKey,
  type VrpDiff,
  type VrpSet,
} from "@comity/routes";
import { aspaPdu, routerKeyPdu } from "./encode.ts";
import type { Version } from "./pdu.ts";
import { prefixRows } from "./prefix-rows.ts";

const without = (set: VrpSet, gone: VrpSet): VrpSet =>
  applyVrpDiff(set, { announce: emptyVrps(), withdraw: gone });

/** First `a`, then `b`: what one undoes of the other is not mentioned. */
export function netChange(a: VrpDiff, b: VrpDiff): VrpDiff {
  return {
    announce: applyVrpDiff(a.announce, {
      withdraw: b.withdraw,
      announce: without(b.announce, a.withdraw),
    }),
    withdraw: applyVrpDiff(a.withdraw, {
      withdraw: b.announce,
      announce: without(b.withdraw, a.announce),
    }),
  };
}

/** The parts of a payload that are few enough to be kept whole for each serial. */
export type Rest = { readonly aspas: AspaSet; readonly routerKeys: readonly RouterKey[] };

/** All router keys and ASPAs of a set, as far as the version knows them. */
export function restPdus(version: Version, rest: Rest): Uint8Array[] {
  const out: Uint8Array[] = [];
  if (version >= 1) for (const key of rest.routerKeys) out.push(routerKeyPdu(version, true, key));
  if (version >= 2)
    for (const { customer, providers } of aspas(rest.aspas)) out.push(aspaPdu(customer, providers));
  return out;
}

export function changePdus(version: Version, vrps: VrpDiff, from: Rest, to: Rest): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const family of ["v4", "v6"] as const) {
    for (const part of ["announce", "withdraw"] as const) {
      const rows = vrps[part][family];
      out.push(prefixRows(version, part === "announce", rows, 0, rows.count));
    }
  }
  if (version >= 1) {
    const keys = diffRouterKeys(from.routerKeys, to.routerKeys);
    for (const key of keys.announce) out.push(routerKeyPdu(version, true, key));
    for (const key of keys.withdraw) out.push(routerKeyPdu(version, false, key));
  }
  if (version >= 2) {
    const { announce, withdraw } = diffAspas(from.aspas, to.aspas);
    for (const { customer, providers } of aspas(announce)) out.push(aspaPdu(customer, providers));
    for (const customer of withdraw) out.push(aspaPdu(customer, []));
  }
  return out;
}
