/**
 * Reads one PDU from the start of what a peer has sent. Total: every sequence of bytes gives a value, nothing throws.
 * Reserved octets and bits are ignored (8210bis section 5); everything else is checked.
 */
import { fromUtf8 } from "@comity/canon";
import { ERROR } from "./error-codes.ts";
import { HEADER, LONGEST_PDU, sinceVersion, TYPE, type Pdu, type Timers, type Version } from "./pdu.ts";

export type Decoded =
  /** Not yet a whole PDU. */
  | { readonly kind: "more" }
  | { readonly kind: "pdu"; readonly pdu: Pdu; readonly size: number }
  /** A whole PDU of a version nobody here speaks; its body is not read. */
  | { readonly kind: "foreign"; readonly version: number; readonly type: number; readonly size: number }
  /** `code` is the Error Report that section 12 wants, `type` that of the faulty PDU. */
  | {
      readonly kind: "fault";
      readonly code: number;
      readonly version: number;
      readonly type: number;
      readonly detail: string;
    };

const isVersion = (n: number): n is Version => n <= 2;

export function decodePdu(bytes: Uint8Array): Decoded {
  if (bytes.length < HEADER) return { kind: "more" };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  const type = view.getUint8(1);
  const size = view.getUint32(4);
  const fault = (code: number, detail: string): Decoded => ({ kind: "fault", code, version, type, detail });
  if (size < HEADER || size > LONGEST_PDU) {
    return fault(ERROR.corruptData, `length ${size} is outside ${HEADER} to ${LONGEST_PDU}`);
  }
  if (!isVersion(version))
    return bytes.length < size ? { kind: "more" } : { kind: "foreign", version, type, size };
  const since = sinceVersion(type);
  if (since === undefined) return fault(ERROR.unsupportedType, `PDU type ${type} does not exist`);
  if (since > version) return fault(ERROR.unsupportedType, `PDU type ${type} needs version ${since}`);
  if (!fits(version, type, size)) {
    return fault(
      ERROR.corruptData,
      `length ${size} is impossible for PDU type ${type} of version ${version}`,
    );
  }
  if (bytes.length < size) return { kind: "more" };
  const pdu = body(version, type, bytes.subarray(0, size), view);
  return typeof pdu === "string"
    ? fault(type === TYPE.aspa ? ERROR.providerList : ERROR.corruptData, pdu)
    : { kind: "pdu", pdu, size };
}

function fits(version: Version, type: number, size: number): boolean {
  if (type === TYPE.notify || type === TYPE.serialQuery) return size === 12;
  if (type === TYPE.ipv4) return size === 20;
  if (type === TYPE.ipv6) return size === 32;
  if (type === TYPE.endOfData) return size === (version === 0 ? 12 : 24);
  if (type === TYPE.routerKey) return size > 32;
  if (type === TYPE.errorReport) return size >= 16;
  if (type === TYPE.aspa) return size >= 12 && size % 4 === 0;
  return size === HEADER;
}

/** What is wrong, as text, when the body is. */
function body(version: Version, type: number, bytes: Uint8Array, view: DataView): Pdu | string {
  const session = view.getUint16(2);
  const announce = (bytes[2]! & 1) === 1;
  switch (type) {
    case TYPE.notify:
      return { kind: "notify", version, session, serial: view.getUint32(8) };
    case TYPE.serialQuery:
      return { kind: "serial-query", version, session, serial: view.getUint32(8) };
    case TYPE.resetQuery:
      return { kind: "reset-query", version };
    case TYPE.cacheReset:
      return { kind: "cache-reset", version };
    case TYPE.cacheResponse:
      return { kind: "cache-response", version, session };
    case TYPE.ipv4:
    case TYPE.ipv6:
      return prefix(version, type, bytes, view);
    case TYPE.endOfData: {
      const timers: Timers | undefined =
        version === 0
          ? undefined
          : { refresh: view.getUint32(12), retry: view.getUint32(16), expire: view.getUint32(20) };
      return { kind: "end-of-data", version, session, serial: view.getUint32(8), timers };
    }
    case TYPE.routerKey: {
      const [ski, spki] = [bytes.slice(8, 28), bytes.slice(32)];
      return { kind: "router-key", version, announce, ski, asn: view.getUint32(28), spki };
    }
    case TYPE.aspa:
      return aspa(version, announce, bytes.length, view);
    default:
      return report(version, session, bytes, view);
  }
}

function prefix(version: Version, type: number, bytes: Uint8Array, view: DataView): Pdu | string {
  const width = type === TYPE.ipv4 ? 4 : 16;
  const [length, maxLength] = [bytes[9]!, bytes[10]!];
  if (maxLength > width * 8) return `maximum length ${maxLength} is more than ${width * 8}`;
  if (length > maxLength) return `prefix length ${length} is more than the maximum length ${maxLength}`;
  const address = bytes.slice(12, 12 + width);
  for (let i = 0; i < width; i++) {
    const host = 0xff >> Math.min(8, Math.max(0, length - 8 * i));
    if ((address[i]! & host) !== 0) return "the prefix has bits after its length";
  }
  const kind = type === TYPE.ipv4 ? "ipv4" : "ipv6";
  const announce = (bytes[8]! & 1) === 1;
  return { kind, version, announce, length, maxLength, prefix: address, asn: view.getUint32(12 + width) };
}

function aspa(version: Version, announce: boolean, size: number, view: DataView): Pdu | string {
  const providers: number[] = [];
  for (let at = 12; at < size; at += 4) providers.push(view.getUint32(at));
  if (announce !== providers.length > 0) {
    return announce ? "an announced ASPA names at least one provider" : "a withdrawn ASPA names no provider";
  }
  if (providers.some((p, i) => i > 0 && p <= providers[i - 1]!))
    return "providers are not strictly ascending";
  if (providers[0] === 0 && providers.length > 1) return "AS 0 stands beside other providers";
  return { kind: "aspa", version, announce, customer: view.getUint32(8), providers };
}

function report(version: Version, code: number, bytes: Uint8Array, view: DataView): Pdu | string {
  const inner = view.getUint32(8);
  if (inner > bytes.length - 16) return "the enclosed PDU is longer than the report";
  const length = view.getUint32(12 + inner);
  if (16 + inner + length !== bytes.length) return "the lengths inside the report do not add up";
  const text = fromUtf8(bytes.subarray(16 + inner));
  return {
    kind: "error",
    version,
    code,
    enclosed: bytes.slice(12, 12 + inner),
    text: text.ok ? text.value : "(text that is not UTF-8)",
  };
}
