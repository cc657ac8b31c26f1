/**
 * Protective SLURM files (SEMANTICS H5): when a change outside takes an authorisation away from a holder that asked for
 * protection, or puts another one over it, routers keep what was there for a bounded time. Never for anybody who did not
 * ask, never against what the holder's authorisations of record say now, always with an end and a reason.
 */
import { toTimestamp } from "@comity/canon";
import { observeVrps, type Observation } from "./observe.ts";
import { emptySlurm, type PrefixAssertion, type PrefixFilter, type Slurm } from "./slurm.ts";
import { parseBlock, type Block, type VrpSet } from "./vrp-set.ts";

/** A prefix whose claimed holder asked for protective filters, and for how many days at most. */
export type OptIn = { readonly prefix: string; readonly by: string; readonly days: number };

export type ProtectedChange = {
  readonly observation: Observation;
  readonly optIn: OptIn;
  readonly action: "asserted" | "filtered";
  /** Seconds since 1970 at which the filter has to be gone. */
  readonly until: number;
  readonly reason: string;
};

export type Protection = {
  readonly slurm: Slurm;
  readonly changes: readonly ProtectedChange[];
  /** Changes inside protected space that are left alone, and why. */
  readonly left: readonly { readonly observation: Observation; readonly reason: string }[];
  /** The earliest end of any entry; make the file again before. */
  readonly until: number | undefined;
};

const DAY = 86_400;

/** `seen`: when the change was first seen, `now`: today; seconds. What has run out is not protected any more. */
export function protect(
  before: VrpSet,
  after: VrpSet,
  own: VrpSet,
  optIns: readonly OptIn[],
  { seen, now }: { readonly seen: number; readonly now: number },
): Protection {
  const asked = optIns.flatMap((optIn) => {
    const block = parseBlock(optIn.prefix);
    return block.ok ? [{ optIn, block: block.value }] : [];
  });
  const changes: ProtectedChange[] = [];
  const left: { observation: Observation; reason: string }[] = [];
  const assertions: PrefixAssertion[] = [];
  const filters: PrefixFilter[] = [];
  for (const observation of observeVrps(before, after, own).observations) {
    const { vrp, standing, change } = observation;
    const block = parseBlock(vrp.prefix);
    if (!block.ok) continue;
    const found = asked
      .filter(({ block: wide }) => contains(wide, block.value))
      .toSorted((a, b) => b.block.length - a.block.length)[0];
    if (found === undefined) continue;
    const { optIn } = found;
    const until = seen + optIn.days * DAY;
    const leave = (reason: string): void => void left.push({ observation, reason });
    if (until <= now) {
      leave(`${optIn.by} asked for ${optIn.days} days at most, and they have passed`);
      continue;
    }
    if (standing === "explained") {
      leave(`it is what ${optIn.by} has on record`);
      continue;
    }
    if (change === "announced" && standing === "unknown") {
      leave(`${optIn.by} has no authorisation on record that it competes with`);
      continue;
    }
    const reason =
      change === "withdrawn"
        ? `withdrawn outside without an act of ${optIn.by}`
        : `announced outside against what ${optIn.by} has on record`;
    const comment = `${reason}; ends ${toTimestamp(until)}`;
    if (change === "withdrawn")
      assertions.push({
        prefix: block.value,
        asn: vrp.asn,
        ...(vrp.maxLength === block.value.length ? {} : { maxPrefixLength: vrp.maxLength }),
        comment,
      });
    else filters.push({ prefix: block.value, asn: vrp.asn, comment });
    changes.push({
      observation,
      optIn,
      action: change === "withdrawn" ? "asserted" : "filtered",
      until,
      reason,
    });
  }
  const ends = changes.map(({ until }) => until);
  return {
    slurm: { ...emptySlurm(), prefixAssertions: assertions, prefixFilters: filters },
    changes,
    left,
    until: ends.length === 0 ? undefined : Math.min(...ends),
  };
}

function contains(wide: Block, inner: Block): boolean {
  if (wide.words.length !== inner.words.length || wide.length > inner.length) return false;
  for (let bit = 0; bit < wide.length; bit += 32) {
    const bits = Math.min(32, wide.length - bit);
    const mask = bits === 32 ? 0xffff_ffff : (0xffff_ffff << (32 - bits)) >>> 0;
    if (((wide.words[bit >> 5]! ^ inner.words[bit >> 5]!) & mask) >>> 0 !== 0) return false;
  }
  return true;
}
