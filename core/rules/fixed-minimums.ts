/**
 * The minimums of the fold as data (SEMANTICS A4): periods, and who is owed due process. No majority amends these.
 */
import type { Parameters } from "./constitution.ts";
import type { Periods } from "./rule.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds a countersigned act may be ordered after its deadline: everything that waits for it waits as long. */
const MAX_GRACE = 604_800;
/** Seconds by which block time may exceed the newest witness time. */
const MAX_SKEW = 3_600;
/** Seconds of silence in which periods run all the same: a longer one moves them. */
const MAX_GAP = 2_592_000;

/** Seconds, and counts. */
export const FIXED_MINIMUMS: {
  /** Classes whose measures act on one party's holdings, membership or keys against its will (G5). */
  readonly dueProcessClasses: readonly string[];
  readonly parameters: { readonly [K in keyof Parameters]?: number };
  readonly everyRule: { readonly [K in keyof Periods]?: number };
  readonly emergency: { readonly [K in keyof Periods]?: number };
  readonly dueProcess: { readonly [K in keyof Periods]?: number };
  readonly amendment: { readonly [K in keyof Periods]?: number };
  /** Most, not least: what would let the sequencer's clock, or a silence, stretch every other period. */
  readonly parametersMost: { readonly [K in keyof Parameters]?: number };
  readonly appealLevels: number;
  readonly appealLength: number;
  /** Most, not least: an emergency measure lives no longer, and is renewed no more often. */
  readonly emergencyLapse: number;
  readonly emergencyRenewals: number;
} = {
  dueProcessClasses: ["reclaim", "reassign", "suspend", "recover"],
  parameters: {
    grace: HOUR,
    notice: 7 * DAY,
    contest: 14 * DAY,
    cooling: 30 * DAY,
    lock: 7 * DAY,
    quarantine: 30 * DAY,
  },
  everyRule: { voting: DAY, waiting: DAY, expiry: 7 * DAY },
  emergency: { voting: HOUR, waiting: 0, expiry: HOUR },
  dueProcess: { notice: 14 * DAY, voting: 7 * DAY, answer: 14 * DAY, waiting: DAY, quarantine: 30 * DAY },
  amendment: { notice: 7 * DAY, deliberation: 7 * DAY, voting: 7 * DAY, waiting: 7 * DAY },
  parametersMost: { grace: MAX_GRACE, skew: MAX_SKEW, gap: MAX_GAP },
  appealLevels: 1,
  appealLength: 14 * DAY,
  emergencyLapse: 90 * DAY,
  emergencyRenewals: 3,
};
