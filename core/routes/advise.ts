/**
 * What a change of authorisations would do to the routes that are announced (SEMANTICS H3): which turn valid, invalid
 * or lose their protection, which authorisations allow more than is announced (RFC 9319) or say what others say
 * already, and what it costs if the change is a mistake. Pure: VRPs and a BGP table in, an account out.
 */
import { costOf, type Cost } from "./advise-cost.ts";
import { judgeAuthorisation, type AuthorisationAdvice } from "./advise-authorisation.ts";
import { routesInside, type RouteFamily, type RouteTable } from "./route-table.ts";
import { blockText } from "./slurm-write.ts";
import { INVALID_ASN, INVALID_LENGTH, RouteValidator, stateOf, VALID, type Outcome } from "./validator.ts";
import { VrpBuilder } from "./vrp-builder.ts";
import { applyVrpDiff, diffVrps } from "./vrp-diff.ts";
import { vrpCount, type Block, type VrpSet } from "./vrp-set.ts";

export type Authorisation = Block & { readonly maxLength: number; readonly asn: number };

export type State = "valid" | "invalid" | "notfound";

/** A route whose state the change alters. */
export type RouteChange = {
  readonly prefix: string;
  /** Origin AS, or the AS_SET's text. */
  readonly origin: string;
  readonly before: State;
  readonly after: State;
  /** Why it is invalid afterwards. */
  readonly reason?: "asn" | "length" | "as-set";
  readonly seen: number;
};

export type Advice = {
  /** Announced routes inside the changed authorisations, whether altered or not. */
  readonly considered: number;
  /** By what they become. */
  readonly valid: readonly RouteChange[];
  readonly invalid: readonly RouteChange[];
  /** Were valid, will be covered by nothing: still accepted, no longer protected. */
  readonly unprotected: readonly RouteChange[];
  /** Were invalid, will be covered by nothing: accepted again. */
  readonly released: readonly RouteChange[];
  readonly authorisations: readonly AuthorisationAdvice[];
  /** What was to be removed but is not in the set: nothing happens for these. */
  readonly absent: readonly Authorisation[];
  /** If the routes that turn invalid are legitimate after all. */
  readonly costOfInvalid: Cost;
  /** If the routes that lose protection are attacked. */
  readonly costOfUnprotected: Cost;
};

export type Change = {
  readonly add: readonly Authorisation[];
  readonly remove: readonly Authorisation[];
};

const setOf = (list: readonly Authorisation[]): VrpSet => {
  const builder = new VrpBuilder(16);
  for (const { words, length, maxLength, asn } of list) {
    if (words.length === 1) builder.add4(words[0]!, length, maxLength, asn);
    else builder.add6(words, 0, length, maxLength, asn);
  }
  return builder.build();
};

/** Removing what is not there and adding what is there already change nothing; an authorisation in both lists stays. */
export function advise(vrps: VrpSet, table: RouteTable, change: Change): Advice {
  const now = new RouteValidator(vrps);
  const then = applyVrpDiff(vrps, { announce: setOf(change.add), withdraw: setOf(change.remove) });
  const next = new RouteValidator(then);
  const touched = [...change.add, ...change.remove];
  const lists = { valid: [], invalid: [], unprotected: [], released: [] } as {
    [list in "valid" | "invalid" | "unprotected" | "released"]: RouteChange[];
  };
  const harmed = { invalid: [] as number[][], unprotected: [] as number[][] };
  let considered = 0;
  for (const [f, version] of (["v4", "v6"] as const).entries()) {
    const family = table[version];
    for (const { from, to } of runs(family, touched)) {
      for (let i = from; i < to; i++) {
        considered++;
        const at = i * family.words;
        const length = family.length[i]!;
        const origin = family.origin[i]!;
        const before = now[version].validate(family.address, at, length, origin);
        const after = next[version].validate(family.address, at, length, origin);
        const was = stateOf(before);
        const becomes = stateOf(after);
        if (was === becomes) continue;
        const list = becomes !== "notfound" ? becomes : was === "valid" ? "unprotected" : "released";
        lists[list].push(changeOf(family, i, table.sets, was, after));
        if (list === "invalid" || list === "unprotected") harmed[list].push([f, i]);
      }
    }
  }
  const costs = (list: number[][]): Cost => costOf(table, list as [0 | 1, number][], next);
  return {
    considered,
    ...lists,
    absent: change.remove.filter((a) => vrpCount(diffVrps(vrps, setOf([a])).announce) > 0),
    authorisations: change.add.map((a) => judgeAuthorisation(a, then, table, next)),
    costOfInvalid: costs(harmed.invalid),
    costOfUnprotected: costs(harmed.unprotected),
  };
}

function changeOf(
  family: RouteFamily,
  i: number,
  sets: readonly string[],
  before: State,
  outcome: Outcome,
): RouteChange {
  const at = i * family.words;
  const origin = family.origin[i]!;
  const set = sets[family.set[i]!]!;
  const reason =
    outcome === INVALID_LENGTH
      ? "length"
      : outcome !== INVALID_ASN
        ? undefined
        : origin === 0
          ? "as-set"
          : "asn";
  return {
    prefix: blockText({
      words: [...family.address.subarray(at, at + family.words)],
      length: family.length[i]!,
    }),
    origin: origin !== 0 ? `AS${origin}` : set === "" ? "NONE" : set,
    before,
    after: stateOf(outcome),
    ...(reason === undefined || outcome === VALID ? {} : { reason }),
    seen: family.seen[i]!,
  };
}

/** Rows inside any of the blocks, each once. */
function runs(family: RouteFamily, blocks: readonly Block[]): { from: number; to: number }[] {
  const found = blocks
    .filter((b) => b.words.length === family.words)
    .map((b) => routesInside(family, b.words, b.length))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const out: { from: number; to: number }[] = [];
  for (const run of found) {
    const last = out.at(-1);
    if (last !== undefined && run.from < last.to) last.to = Math.max(last.to, run.to);
    else out.push({ ...run });
  }
  return out;
}
