/** Where records of an assembly are read: the member `assembly` of a gateway file, `borders` of a node file. */
import { isObject, onlyKeys, type Json } from "../json.ts";
import { ok, refuse, type Result } from "../refusal.ts";

export type RecordPlace = {
  /** Address of a node, a replica or a mirror: who serves the proofs need not be trusted. */
  readonly url: string;
  /** The assembly's public key file. */
  readonly keyFile: string;
  /** Seconds between two looks. */
  readonly refresh: number;
  /** Seconds: a state older than this counts no longer, whoever cannot or will not serve a newer one. */
  readonly maxAge: number;
};
export type RecordedGateway = RecordPlace & { readonly network: string; readonly gateway: string };

/** A minute between two looks; two days, which is longer than an assembly stays without a block. */
const REFRESH = 60;
const MAX_AGE = 172_800;

const isSeconds = (v: unknown, most: number): v is number => typeof v === "number" && v >= 1 && v <= most;

/** Code `assembly-form`. */
export function parseRecordPlace(
  spec: unknown,
  field: string,
  more: readonly string[],
): Result<RecordPlace & Json> {
  const bad = (detail: string, name: string): Result<never> =>
    refuse("assembly-form", detail, `${field}${name}`);
  if (!isObject(spec) || !onlyKeys(spec, ["url", "keyFile", "refresh", "maxAge", ...more]))
    return bad(`an object of url, keyFile, ${more.join(", ")} and perhaps refresh and maxAge`, "");
  const { url, keyFile, refresh = REFRESH, maxAge = MAX_AGE } = spec;
  if (typeof url !== "string" || !/^https?:\/\/\S+$/.test(url))
    return bad("the address of a node, http://…", "/url");
  if (typeof keyFile !== "string")
    return bad("the assembly's public key file: proofs are verified with it", "/keyFile");
  if (!isSeconds(refresh, 86_400)) return bad("1 to 86400 seconds", "/refresh");
  if (!isSeconds(maxAge, 315_576_000)) return bad("1 to 315576000 seconds", "/maxAge");
  return ok({ ...spec, url: url.replace(/\/+$/, ""), keyFile, refresh, maxAge });
}

/** Codes `assembly-form`. */
export function parseRecordSource(spec: unknown, field: string, last: "gateway"): Result<RecordedGateway> {
  const place = parseRecordPlace(spec, field, ["network", last]);
  if (!place.ok) return place;
  const { network, gateway } = place.value;
  if (typeof network !== "string" || typeof gateway !== "string")
    return refuse("assembly-form", "network and gateway name the record", field);
  return ok({ ...place.value, network, gateway });
}
