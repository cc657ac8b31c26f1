/** ASPAs and router keys from JSON values, in the notations of the relying parties, and the times they write. */
import { fromTimestamp } from "@comity/canon";
import { parseAsn } from "@comity/resources";
import type { Aspa } from "@comity/routes";
import type { VrpCollector } from "./vrp-collector.ts";

type Fields = { readonly [name: string]: unknown };

export const isObject = (v: unknown): v is Fields => typeof v === "object" && v !== null && !Array.isArray(v);

/** Unix time from a number or an RFC 3339 text in UTC; `undefined` for anything else. */
export function time(v: unknown): number | undefined {
  if (typeof v === "number") return Number.isSafeInteger(v) && v >= 0 ? v : undefined;
  if (typeof v !== "string") return undefined;
  const t = fromTimestamp(v.replace(/\.[0-9]+Z$/, "Z").replace(/\+00:00$/, "Z"));
  return t.ok ? t.value : undefined;
}

const asNumber = (v: unknown): number => {
  const asn = typeof v === "number" || typeof v === "string" ? parseAsn(String(v)) : undefined;
  return asn?.ok === true ? asn.value : -1;
};

/** rpki-client and StayRTR: `customer_asid`, `providers`; Routinator: `customer` and texts like AS64496. */
export function aspa(v: unknown, into: VrpCollector): void {
  const fields = isObject(v) ? v : {};
  const { providers } = fields;
  const record: Aspa = {
    customer: asNumber(fields["customer_asid"] ?? fields["customer"]),
    providers: Array.isArray(providers) ? providers.map(asNumber) : [],
  };
  const expires = time(fields["expires"]);
  if (into.dropExpired && expires !== undefined && expires <= into.now) return;
  into.aspa(record, JSON.stringify(v) ?? "");
}

/** rpki-client, StayRTR: `ski` in hexadecimal and `pubkey`; Routinator: `SKI`, `routerPublicKey`. */
export function routerKey(v: unknown, into: VrpCollector): void {
  const fields = isObject(v) ? v : {};
  const ski = fields["ski"] ?? fields["SKI"];
  const pubkey = fields["pubkey"] ?? fields["routerPublicKey"];
  const asn = asNumber(fields["asn"]);
  const good =
    asn >= 0 &&
    typeof ski === "string" &&
    /^[0-9a-fA-F]{40}$/.test(ski) &&
    typeof pubkey === "string" &&
    pubkey.length > 0 &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(pubkey);
  if (!good) {
    into.findings.add(
      "router-key",
      0,
      JSON.stringify(v) ?? "",
      "expected asn, ski (40 hexadecimal digits), pubkey",
    );
    return;
  }
  const expires = time(fields["expires"]);
  if (into.dropExpired && expires !== undefined && expires <= into.now) return;
  into.routerKey({
    asn,
    ski: new Uint8Array(Buffer.from(ski, "hex")),
    spki: new Uint8Array(Buffer.from(pubkey, "base64")),
  });
}
