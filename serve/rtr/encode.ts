/** Writers of the PDUs that carry no payload records, and of router keys and ASPAs. Layouts: RFC 8210 section 5, 8210bis section 5. */
import { utf8 } from "@comity/canon";
import type { RouterKey } from "@comity/routes";
import { HEADER, TYPE, type Timers, type Version } from "./pdu.ts";
import { ENCLOSED_BYTES, ERROR_TEXT_BYTES } from "./limits.ts";

/** `word` is what bytes 2 and 3 hold: session id, error code, flags in the high byte, or zero. */
function pdu(version: Version, type: number, word: number, length: number): [Uint8Array, DataView] {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  bytes[1] = type;
  view.setUint16(2, word);
  view.setUint32(4, length);
  return [bytes, view];
}

export const resetQuery = (version: Version): Uint8Array => pdu(version, TYPE.resetQuery, 0, HEADER)[0];
export const cacheReset = (version: Version): Uint8Array => pdu(version, TYPE.cacheReset, 0, HEADER)[0];
export const cacheResponse = (version: Version, session: number): Uint8Array =>
  pdu(version, TYPE.cacheResponse, session, HEADER)[0];

function withSerial(version: Version, type: number, session: number, serial: number): Uint8Array {
  const [bytes, view] = pdu(version, type, session, 12);
  view.setUint32(8, serial);
  return bytes;
}

export const serialQuery = (version: Version, session: number, serial: number): Uint8Array =>
  withSerial(version, TYPE.serialQuery, session, serial);
export const serialNotify = (version: Version, session: number, serial: number): Uint8Array =>
  withSerial(version, TYPE.notify, session, serial);

/** 12 bytes in version 0, which has no timers, else 24. */
export function endOfData(version: Version, session: number, serial: number, timers: Timers): Uint8Array {
  if (version === 0) return withSerial(0, TYPE.endOfData, session, serial);
  const [bytes, view] = pdu(version, TYPE.endOfData, session, 24);
  view.setUint32(8, serial);
  view.setUint32(12, timers.refresh);
  view.setUint32(16, timers.retry);
  view.setUint32(20, timers.expire);
  return bytes;
}

/** `enclosed` is cut to a bound, `text` to whole characters that fit. */
export function errorReport(version: Version, code: number, enclosed: Uint8Array, text: string): Uint8Array {
  const inner = enclosed.subarray(0, ENCLOSED_BYTES);
  let words = utf8(text);
  for (let cut = text.length; words.length > ERROR_TEXT_BYTES; cut--) words = utf8(text.slice(0, cut));
  const [bytes, view] = pdu(version, TYPE.errorReport, code, 16 + inner.length + words.length);
  view.setUint32(8, inner.length);
  bytes.set(inner, 12);
  view.setUint32(12 + inner.length, words.length);
  bytes.set(words, 16 + inner.length);
  return bytes;
}

export function routerKeyPdu(version: Version, announce: boolean, key: RouterKey): Uint8Array {
  const [bytes, view] = pdu(version, TYPE.routerKey, announce ? 0x100 : 0, 32 + key.spki.length);
  bytes.set(key.ski, 8);
  view.setUint32(28, key.asn);
  bytes.set(key.spki, 32);
  return bytes;
}

/** Without providers it is a withdrawal. */
export function aspaPdu(customer: number, providers: ArrayLike<number>): Uint8Array {
  const [bytes, view] = pdu(2, TYPE.aspa, providers.length > 0 ? 0x100 : 0, 12 + 4 * providers.length);
  view.setUint32(8, customer);
  for (let i = 0; i < providers.length; i++) view.setUint32(12 + 4 * i, providers[i]!);
  return bytes;
}
