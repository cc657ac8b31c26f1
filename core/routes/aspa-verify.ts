/**
 * AS_PATH verification with ASPAs (draft-ietf-sidrops-aspa-verification section 5): is the path valley-free, as far as
 * customers have said who their providers are?
 */
import { aspaOf, type AspaSet } from "./aspa-set.ts";

/** One element of a path: an AS, or the members of an AS_SET. */
export type Hop = number | readonly number[];
export type AspaOutcome = "valid" | "invalid" | "unknown";

type Attestation = "provider" | "not-provider" | "no-attestation";

/** Whether `a` has named `b` as its provider. AS 0 is nobody's provider. */
export function attestation(set: AspaSet, a: number, b: number): Attestation {
  const i = aspaOf(set, a);
  if (i < 0) return "no-attestation";
  if (b === 0) return "not-provider";
  for (let p = set.start[i]!; p < set.start[i + 1]!; p++) if (set.provider[p] === b) return "provider";
  return "not-provider";
}

/**
 * The path without prepending, origin first, from AS_PATH order (neighbour first). `undefined` when it has an AS_SET
 * or is empty: such a path is invalid.
 */
function originFirst(path: readonly Hop[]): number[] | undefined {
  const out: number[] = [];
  for (let i = path.length - 1; i >= 0; i--) {
    const hop = path[i]!;
    if (typeof hop !== "number") return undefined;
    if (out.at(-1) !== hop) out.push(hop);
  }
  return out.length === 0 ? undefined : out;
}

/** Length of the up-ramp from the origin's side: hops before the first whose attestation is one of `ends`. */
function ramp(set: AspaSet, path: readonly number[], ends: readonly Attestation[]): number {
  for (let i = 0; i + 1 < path.length; i++) {
    if (ends.includes(attestation(set, path[i]!, path[i + 1]!))) return i + 1;
  }
  return path.length;
}

const MAXIMUM: readonly Attestation[] = ["not-provider"];
const MINIMUM: readonly Attestation[] = ["not-provider", "no-attestation"];

/** A route from a customer, a peer, or a route server and its clients. `path` in AS_PATH order: the neighbour first. */
export function verifyUpstream(set: AspaSet, path: readonly Hop[]): AspaOutcome {
  const hops = originFirst(path);
  if (hops === undefined || ramp(set, hops, MAXIMUM) < hops.length) return "invalid";
  return ramp(set, hops, MINIMUM) < hops.length ? "unknown" : "valid";
}

/** A route from a provider. `path` in AS_PATH order: the neighbour first. */
export function verifyDownstream(set: AspaSet, path: readonly Hop[]): AspaOutcome {
  const up = originFirst(path);
  if (up === undefined) return "invalid";
  const down = up.toReversed();
  if (ramp(set, up, MAXIMUM) + ramp(set, down, MAXIMUM) < up.length) return "invalid";
  return ramp(set, up, MINIMUM) + ramp(set, down, MINIMUM) < up.length ? "unknown" : "valid";
}

/** `verifyUpstream` or `verifyDownstream`, and invalid when the neighbour is not the path's first AS (except at a route server). */
export function verifyAspa(
  set: AspaSet,
  path: readonly Hop[],
  from: { readonly relation: "customer" | "peer" | "provider" | "route-server"; readonly neighbour: number },
): AspaOutcome {
  if (from.relation !== "route-server" && path[0] !== from.neighbour) return "invalid";
  return from.relation === "provider" ? verifyDownstream(set, path) : verifyUpstream(set, path);
}
