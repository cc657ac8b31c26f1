/** One authorisation that would be added, by itself: too permissive, redundant, unused, or AS0 over announced space. */
import type { Authorisation } from "./advise.ts";
import { routesInside, type RouteTable } from "./route-table.ts";
import { blockText } from "./slurm-write.ts";
import { VALID, type RouteValidator } from "./validator.ts";
import type { VrpSet } from "./vrp-set.ts";

export type AuthorisationAdvice = {
  readonly prefix: string;
  readonly maxLength: number;
  readonly asn: number;
  /** Announced routes of this AS that it covers and allows. */
  readonly authorises: number;
  /** Announced routes inside it that stay or turn invalid, of any origin. */
  readonly disallows: number;
  /** Of AS 0: it authorises nobody and makes every route inside invalid that no other authorisation allows. */
  readonly as0: boolean;
  /** It authorises no announced route. */
  readonly unused: boolean;
  /**
   * It allows prefixes that its AS does not announce: somebody who forges the origin can announce them, and the more
   * specific route wins (RFC 9319). `maxLength` is the longest prefix announced, or the prefix's own.
   */
  readonly tooPermissive?: { readonly maxLength: number; readonly openPrefixes: number };
  /** An authorisation of the same AS that covers it and allows as much; it adds nothing. */
  readonly redundantWith?: { readonly prefix: string; readonly maxLength: number };
};

/** `then` is the set after the change and `validator` the same compiled. */
export function judgeAuthorisation(
  a: Authorisation,
  then: VrpSet,
  table: RouteTable,
  validator: RouteValidator,
): AuthorisationAdvice {
  const { words, length, maxLength, asn } = a;
  const version = words.length === 1 ? "v4" : "v6";
  const family = table[version];
  const { from, to } = routesInside(family, words, length);
  let authorises = 0;
  let disallows = 0;
  let longest = length;
  let announced = 0;
  for (let i = from; i < to; i++) {
    const at = i * family.words;
    const bits = family.length[i]!;
    const origin = family.origin[i]!;
    if (asn !== 0 && origin === asn && bits <= maxLength) {
      authorises++;
      longest = Math.max(longest, bits);
      announced++;
    }
    if (validator[version].validate(family.address, at, bits, origin) !== VALID) disallows++;
  }
  // Prefixes of length to maxLength below it: 2^(m-l+1) - 1.
  const allowed = 2 ** (maxLength - length + 1) - 1;
  const redundant = asn === 0 ? undefined : wider(a, then, validator);
  return {
    prefix: blockText(a),
    maxLength,
    asn,
    authorises,
    disallows,
    as0: asn === 0,
    unused: asn !== 0 && authorises === 0,
    ...(asn !== 0 && maxLength > length && allowed > announced
      ? { tooPermissive: { maxLength: longest, openPrefixes: allowed - announced } }
      : {}),
    ...(redundant === undefined ? {} : { redundantWith: redundant }),
  };
}

/** Another VRP of the same AS that covers the prefix and allows at least its lengths. */
function wider(
  a: Authorisation,
  then: VrpSet,
  validator: RouteValidator,
): { prefix: string; maxLength: number } | undefined {
  const version = a.words.length === 1 ? "v4" : "v6";
  const family = then[version];
  for (const row of validator[version].covering(a.words, 0, a.length)) {
    const itself = family.length[row] === a.length && family.maxLength[row] === a.maxLength;
    if (itself || family.asn[row] !== a.asn || family.maxLength[row]! < a.maxLength) continue;
    const at = row * family.words;
    const words = [...family.address.subarray(at, at + family.words)];
    return { prefix: blockText({ words, length: family.length[row]! }), maxLength: family.maxLength[row]! };
  }
  return undefined;
}
