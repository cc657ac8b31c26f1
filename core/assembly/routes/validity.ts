/** Route origin validation (RFC 6811 section 2) from what a register shows along one path: nothing can be left out. */
import type { Key } from "@comity/resources";
import type { Found } from "../state/reader.ts";
import type { RouteRecord } from "../state/records.ts";
import { AS0 } from "./authorisations.ts";

export type Validity = "valid" | "invalid" | "notfound";
/** An authorisation of the covering set, and whether it makes the route valid. */
export type Covering = { readonly key: Key; readonly record: RouteRecord; readonly matches: boolean };
export type RouteVerdict = { readonly state: Validity; readonly covering: readonly Covering[] };

/**
 * Judges the route `key` originated by `origin` (`undefined`: none, as after an AS_SET). `found`: what covers the key in
 * `routes4` or `routes6`, from a state or from a verified proof.
 */
export function routeVerdict(key: Key, origin: string | undefined, found: readonly Found[]): RouteVerdict {
  const covering = found
    .filter((at) => at.key.bits <= key.bits)
    .flatMap((at) =>
      at.records.flatMap((record) => {
        if (record.t !== "route") return [];
        const matches = record.asn !== AS0 && record.asn === origin && key.bits <= record.maxLength;
        return [{ key: at.key, record, matches }];
      }),
    );
  const state =
    covering.length === 0 ? "notfound" : covering.some(({ matches }) => matches) ? "valid" : "invalid";
  return { state, covering };
}
