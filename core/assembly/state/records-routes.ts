/** Records of the registers `routes4`, `routes6`, `providers`, and name servers beside a holding (SEMANTICS H, I). */

/** Route origin authorisation: `asn` may originate the prefix (the key) and what lies in it, up to `maxLength`. */
export type RouteRecord = {
  readonly t: "route";
  readonly asn: string;
  readonly maxLength: number;
  readonly by: string;
  /** Of a former holder: it stays until the holder replaces it, at most until then (SEMANTICS E4). */
  readonly ends?: number;
  /** It is wider than the part that left and reaches into what its holder kept: that one's to end early. */
  readonly wide?: true;
  readonly since: number;
};
/** The holder asks for protective filters for at most so many days (SEMANTICS H5). */
export type ProtectRecord = {
  readonly t: "protect";
  readonly by: string;
  readonly days: number;
  readonly since: number;
};
/** Key `AS64496`: the whole set of providers of a customer, ascending; `AS0` alone means none. */
export type ProvidersRecord = {
  readonly t: "providers";
  readonly by: string;
  readonly providers: readonly string[];
  readonly ends?: number;
  readonly since: number;
};
/** Key `set/AS64500:AS-CUSTOMERS`: members of an as-set or route-set (RFC 2622); AS numbers by number, then the rest bytewise. */
export type SetRecord = {
  readonly t: "set";
  readonly by: string;
  readonly members: readonly string[];
  readonly ends?: number;
  readonly since: number;
};

export type NameServer = { readonly name: string; readonly addresses?: readonly string[] };
export type DelegationSigner = {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  /** Lower-case hexadecimal. */
  readonly digest: string;
};
/** Name servers of a name, or of the reverse zones of an address block (in that block's register). */
export type ServersRecord = {
  readonly t: "servers";
  readonly by: string;
  readonly servers: readonly NameServer[];
  readonly ds?: readonly DelegationSigner[];
  readonly ends?: number;
  readonly since: number;
};

export type RouteRegisterRecord = RouteRecord | ProtectRecord | ProvidersRecord | SetRecord;
