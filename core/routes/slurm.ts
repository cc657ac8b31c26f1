/**
 * SLURM files (RFC 8416): local exceptions to what the RPKI says. Version 2 adds ASPA filters and assertions
 * (draft-ietf-sidrops-aspa-slurm).
 */
import { fromBase64, ok, refuse, toBase64, type Result } from "@comity/canon";
import type { Block } from "./vrp-set.ts";

/** Removes VRPs that lie inside `prefix` and, if given, have this origin. At least one of both. */
export type PrefixFilter = { readonly prefix?: Block; readonly asn?: number; readonly comment?: string };
/** Without `maxPrefixLength` the prefix length applies. */
export type PrefixAssertion = {
  readonly prefix: Block;
  readonly asn: number;
  readonly maxPrefixLength?: number;
  readonly comment?: string;
};
/** At least one of `asn` and `ski`. */
export type BgpsecFilter = { readonly asn?: number; readonly ski?: Uint8Array; readonly comment?: string };
export type BgpsecAssertion = {
  readonly asn: number;
  readonly ski: Uint8Array;
  readonly routerPublicKey: Uint8Array;
  readonly comment?: string;
};
export type AspaFilter = { readonly customerAsn: number; readonly comment?: string };
export type AspaAssertion = {
  readonly customerAsn: number;
  readonly providerAsns: readonly number[];
  readonly comment?: string;
};

export type Slurm = {
  readonly version: 1 | 2;
  readonly prefixFilters: readonly PrefixFilter[];
  readonly bgpsecFilters: readonly BgpsecFilter[];
  readonly aspaFilters: readonly AspaFilter[];
  readonly prefixAssertions: readonly PrefixAssertion[];
  readonly bgpsecAssertions: readonly BgpsecAssertion[];
  readonly aspaAssertions: readonly AspaAssertion[];
};

export const emptySlurm = (): Slurm => ({
  version: 1,
  prefixFilters: [],
  bgpsecFilters: [],
  aspaFilters: [],
  prefixAssertions: [],
  bgpsecAssertions: [],
  aspaAssertions: [],
});

/** RFC 4648 section 5 without padding, as RFC 8416 writes key identifiers and keys. */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Code `base64url`. */
export function fromBase64Url(text: string, field: string): Result<Uint8Array> {
  const plain = /^[A-Za-z0-9_-]+$/.test(text)
    ? fromBase64(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4))
    : undefined;
  if (plain?.ok === true) return ok(plain.value);
  return refuse("base64url", "expected base64url without padding (RFC 4648 section 5)", field);
}
