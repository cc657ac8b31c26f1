/**
 * What changed outside between two sets of VRPs, and whether the holders said so: the adverse actions of RFC 8211 as far
 * as they show in VRPs. A change is explained when the authorisations of record (`own`) say the same; space of which
 * nothing is on record is `unknown`, because nobody told us what its holder wants.
 */
import { advise, type Authorisation, type RouteChange } from "./advise.ts";
import type { RouteTable } from "./route-table.ts";
import { RouteValidator } from "./validator.ts";
import { diffVrps } from "./vrp-diff.ts";
import { vrpAt, type VrpFamily, type VrpSet, type Vrp } from "./vrp-set.ts";

/**
 * `deletion`: an authorisation disappeared and nothing takes its place. `modification`: another one for the same AS takes
 * its place. `competition`: a new one for another AS, or AS0, covers space of record. `injection`: a new one that repeats
 * none of record. `restoration`: one of record that was missing is back.
 */
export type AdverseClass = "deletion" | "modification" | "competition" | "injection" | "restoration";

export type Observation = {
  readonly class: AdverseClass;
  readonly change: "announced" | "withdrawn";
  readonly vrp: Vrp;
  /** `explained`: of record. `unexplained`: against what is on record. `unknown`: nothing is on record for the prefix. */
  readonly standing: "explained" | "unexplained" | "unknown";
};

export type Observed = {
  readonly announced: number;
  readonly withdrawn: number;
  readonly observations: readonly Observation[];
  /** Routes of the table whose state the whole change alters; empty without a table. */
  readonly invalid: readonly RouteChange[];
  readonly unprotected: readonly RouteChange[];
};

const rows = (set: VrpSet): { readonly family: VrpFamily; readonly row: number }[] =>
  [set.v4, set.v6].flatMap((family) => Array.from({ length: family.count }, (_, row) => ({ family, row })));

const authorisationOf = (family: VrpFamily, row: number): Authorisation => {
  const at = row * family.words;
  return {
    words: [...family.address.subarray(at, at + family.words)],
    length: family.length[row]!,
    maxLength: family.maxLength[row]!,
    asn: family.asn[row]!,
  };
};

export function observeVrps(before: VrpSet, after: VrpSet, own: VrpSet, table?: RouteTable): Observed {
  const { announce, withdraw } = diffVrps(before, after);
  const record = new RouteValidator(own);
  const now = new RouteValidator(after);
  const observations: Observation[] = [];
  for (const { family, row } of rows(withdraw))
    observations.push(withdrawn(family, row, record, own, now, after));
  for (const { family, row } of rows(announce)) observations.push(announced(family, row, record, own));
  const change = {
    add: rows(announce).map(({ family, row }) => authorisationOf(family, row)),
    remove: rows(withdraw).map(({ family, row }) => authorisationOf(family, row)),
  };
  const advice = table === undefined ? undefined : advise(before, table, change);
  return {
    announced: change.add.length,
    withdrawn: change.remove.length,
    observations,
    invalid: advice?.invalid ?? [],
    unprotected: advice?.unprotected ?? [],
  };
}

/** VRPs of a set that cover the prefix of `row`. */
function covering(validator: RouteValidator, family: VrpFamily, row: number): readonly number[] {
  const version = family.words === 1 ? "v4" : "v6";
  return [...validator[version].covering(family.address, row * family.words, family.length[row]!)];
}

const inSet = (set: VrpSet, family: VrpFamily): VrpFamily => (family.words === 1 ? set.v4 : set.v6);

/** Whether one of the rows is for the same AS and allows at least these lengths. */
const allows = (set: VrpFamily, found: readonly number[], family: VrpFamily, row: number): boolean =>
  found.some((i) => set.asn[i] === family.asn[row] && set.maxLength[i]! >= family.maxLength[row]!);

function withdrawn(
  family: VrpFamily,
  row: number,
  record: RouteValidator,
  own: VrpSet,
  now: RouteValidator,
  after: VrpSet,
): Observation {
  const ofRecord = covering(record, family, row);
  const left = covering(now, family, row);
  const replaced = left.some((i) => inSet(after, family).asn[i] === family.asn[row]);
  return {
    class: replaced ? "modification" : "deletion",
    change: "withdrawn",
    vrp: vrpAt(family, row),
    standing:
      ofRecord.length === 0
        ? "unknown"
        : allows(inSet(own, family), ofRecord, family, row)
          ? "unexplained"
          : "explained",
  };
}

function announced(family: VrpFamily, row: number, record: RouteValidator, own: VrpSet): Observation {
  const ofRecord = covering(record, family, row);
  const set = inSet(own, family);
  const isOfRecord = allows(set, ofRecord, family, row);
  const competes = ofRecord.length > 0 && !isOfRecord;
  return {
    class: isOfRecord ? "restoration" : competes ? "competition" : "injection",
    change: "announced",
    vrp: vrpAt(family, row),
    standing: ofRecord.length === 0 ? "unknown" : isOfRecord ? "explained" : "unexplained",
  };
}
