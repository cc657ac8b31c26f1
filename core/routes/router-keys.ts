/** BGPsec router keys (RFC 8635, RFC 8210 section 5.10): read from VRP files and passed on, never used here. */
import { compareBytes } from "@comity/canon";

export type RouterKey = {
  readonly asn: number;
  /** Subject key identifier, 20 bytes. */
  readonly ski: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
};

/** draft-ietf-sidrops-8210bis section 11.2: SKI, length of the SPKI, its bytes, ASN, each ascending. */
export function compareRouterKeys(a: RouterKey, b: RouterKey): number {
  return (
    compareBytes(a.ski, b.ski) ||
    a.spki.length - b.spki.length ||
    compareBytes(a.spki, b.spki) ||
    a.asn - b.asn
  );
}

/** Sorted, without duplicates. */
export function routerKeySet(keys: Iterable<RouterKey>): RouterKey[] {
  const sorted = [...keys].sort(compareRouterKeys);
  return sorted.filter((key, i) => i === 0 || compareRouterKeys(sorted[i - 1]!, key) !== 0);
}

export type RouterKeyDiff = {
  readonly announce: readonly RouterKey[];
  readonly withdraw: readonly RouterKey[];
};

/** Both lists sorted as `routerKeySet` does. */
export function diffRouterKeys(from: readonly RouterKey[], to: readonly RouterKey[]): RouterKeyDiff {
  const announce: RouterKey[] = [];
  const withdraw: RouterKey[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const c = i === from.length ? 1 : j === to.length ? -1 : compareRouterKeys(from[i]!, to[j]!);
    if (c <= 0) i++;
    if (c >= 0) j++;
    if (c < 0) withdraw.push(from[i - 1]!);
    if (c > 0) announce.push(to[j - 1]!);
  }
  return { announce, withdraw };
}
