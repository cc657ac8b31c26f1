/**
 * The PDUs of the RPKI to Router protocol as values: version 0 (RFC 6810), 1 (RFC 8210) and 2
 * (draft-ietf-sidrops-8210bis-26). Router keys exist from version 1, ASPAs from version 2.
 */
export type Version = 0 | 1 | 2;
export const VERSIONS: readonly Version[] = [0, 1, 2];

/** PDU type octets. */
export const TYPE = {
  notify: 0,
  serialQuery: 1,
  resetQuery: 2,
  cacheResponse: 3,
  ipv4: 4,
  ipv6: 6,
  endOfData: 7,
  cacheReset: 8,
  routerKey: 9,
  errorReport: 10,
  aspa: 11,
} as const;

export const HEADER = 8;
/** Section 5 of version 2; applied to all versions, none has a longer PDU. */
export const LONGEST_PDU = 65_535;
export const IPV4_PDU = 20;
export const IPV6_PDU = 32;

/** Seconds that a router is told in End of Data (versions 1 and 2). */
export type Timers = { readonly refresh: number; readonly retry: number; readonly expire: number };

/** `session` and `serial` are unsigned 16 and 32 bit numbers; `announce` false is a withdrawal. */
export type Pdu = { readonly version: Version } & (
  | { readonly kind: "notify"; readonly session: number; readonly serial: number }
  | { readonly kind: "serial-query"; readonly session: number; readonly serial: number }
  | { readonly kind: "reset-query" }
  | { readonly kind: "cache-reset" }
  | { readonly kind: "cache-response"; readonly session: number }
  | PrefixPdu
  | {
      readonly kind: "end-of-data";
      readonly session: number;
      readonly serial: number;
      /** Absent in version 0. */
      readonly timers: Timers | undefined;
    }
  | {
      readonly kind: "router-key";
      readonly announce: boolean;
      readonly ski: Uint8Array;
      readonly asn: number;
      readonly spki: Uint8Array;
    }
  | {
      readonly kind: "aspa";
      readonly announce: boolean;
      readonly customer: number;
      readonly providers: readonly number[];
    }
  | { readonly kind: "error"; readonly code: number; readonly enclosed: Uint8Array; readonly text: string }
);

type PrefixPdu = {
  readonly kind: "ipv4" | "ipv6";
  readonly announce: boolean;
  readonly length: number;
  readonly maxLength: number;
  /** 4 or 16 bytes, network order. */
  readonly prefix: Uint8Array;
  readonly asn: number;
};

/** First version that knows a PDU type; none for an unknown type. */
export function sinceVersion(type: number): Version | undefined {
  if (type === TYPE.routerKey) return 1;
  if (type === TYPE.aspa) return 2;
  return type <= TYPE.errorReport && type !== 5 ? 0 : undefined;
}
