/**
 * What no PDU can carry (8210bis section 5: at most 65,535 bytes) is left out whole: half of the providers of an ASPA would
 * make right routes invalid, and a longer PDU would end every session.
 */
import { aspas, aspaSetOf, type Payload } from "@comity/routes";
import { must } from "@comity/canon";
import { LONGEST_PDU } from "./pdu.ts";

/** Providers of one ASPA, and bytes of one router key. */
const MOST_PROVIDERS = Math.floor((LONGEST_PDU - 12) / 4);
const MOST_KEY_BYTES = LONGEST_PDU - 32;

/** The same payload when everything fits. */
export function carried(payload: Payload): Payload {
  const all = [...aspas(payload.aspas)];
  const some = all.filter(({ providers }) => providers.length <= MOST_PROVIDERS);
  const keys = payload.routerKeys.filter(({ spki }) => spki.length <= MOST_KEY_BYTES);
  if (some.length === all.length && keys.length === payload.routerKeys.length) return payload;
  return { ...payload, aspas: must(aspaSetOf(some)), routerKeys: keys };
}
