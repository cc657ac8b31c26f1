/** Shapes of RDAP answers (RFC 9083 sections 4 to 6, RFC 9910 section 5), and the small parts all of them share. */
import type { Contact } from "./contact.ts";

export const MEDIA = "application/rdap+json";
export const LEVEL_0 = "rdap_level_0";

export type Link = {
  readonly value: string;
  readonly rel: string;
  readonly href: string;
  readonly type: string;
};
export type Remark = {
  readonly title: string;
  readonly type?: string;
  readonly description: readonly string[];
  readonly links?: readonly Link[];
};
export type RdapEvent = {
  readonly eventAction: "registration" | "last changed" | "expiration";
  readonly eventDate: string;
};
type Common = {
  readonly handle: string;
  readonly links: readonly Link[];
  readonly events?: readonly RdapEvent[];
  readonly status: readonly string[];
  readonly remarks: readonly Remark[];
};
export type Entity = Partial<Common> &
  Contact & {
    readonly objectClassName: "entity";
    readonly handle: string;
    readonly roles?: readonly string[];
    readonly links: readonly Link[];
    readonly networks?: readonly IpNetwork[];
    readonly autnums?: readonly Autnum[];
  };
type Numbers = Common & {
  readonly name?: string;
  readonly type: string;
  readonly country?: string;
  readonly entities?: readonly Entity[];
};
export type Cidr =
  | { readonly v4prefix: string; readonly length: number }
  | { readonly v6prefix: string; readonly length: number };
export type IpNetwork = Numbers & {
  readonly objectClassName: "ip network";
  readonly startAddress: string;
  readonly endAddress: string;
  readonly ipVersion: "v4" | "v6";
  readonly parentHandle?: string;
  readonly cidr0_cidrs: readonly Cidr[];
};
export type Autnum = Numbers & {
  readonly objectClassName: "autnum";
  readonly startAutnum: number;
  readonly endAutnum: number;
};

export type Nameserver = Partial<Common> & {
  readonly objectClassName: "nameserver";
  readonly ldhName: string;
  readonly unicodeName?: string;
  readonly ipAddresses?: { readonly v4?: readonly string[]; readonly v6?: readonly string[] };
  readonly links: readonly Link[];
  readonly entities?: readonly Entity[];
};
export type SecureDns = {
  readonly delegationSigned: boolean;
  readonly dsData?: readonly {
    readonly keyTag: number;
    readonly algorithm: number;
    readonly digestType: number;
    readonly digest: string;
  }[];
};
export type Domain = Common & {
  readonly objectClassName: "domain";
  readonly ldhName: string;
  readonly unicodeName?: string;
  readonly nameservers?: readonly Nameserver[];
  readonly secureDNS?: SecureDns;
  readonly entities?: readonly Entity[];
  readonly network?: Omit<IpNetwork, "remarks">;
};

export const link = (value: string, rel: string, href: string, type: string = MEDIA): Link => ({
  value,
  rel,
  href,
  type,
});

let lastDate = "1970-01-01T00:00:00Z";
let lastSeconds = 0;
/** RFC 3339 in UTC, whole seconds. The records of one file all have the time of their block. */
export function dateOf(seconds: number): string {
  if (seconds !== lastSeconds) {
    lastDate = new Date(seconds * 1000).toISOString().replace(".000", "");
    lastSeconds = seconds;
  }
  return lastDate;
}
export const dayOf = (seconds: number): string => dateOf(seconds).slice(0, 10);
