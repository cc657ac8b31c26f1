/** How long things are valid and when they are made anew, in seconds. */
export type Timing = {
  /** Validity of the certificates of signed objects and of CA certificates. */
  readonly object: number;
  /** An object with less than this left is made anew. */
  readonly objectLeft: number;
  /** From thisUpdate to nextUpdate of manifests and revocation lists. */
  readonly list: number;
  /** Lists with less than this left are made anew: an outage of this length does no harm. */
  readonly listLeft: number;
};

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Objects for a year, renewed four weeks before; lists for two days, renewed when one is left. */
export const ONLINE: Timing = { object: 364 * DAY, objectLeft: 28 * DAY, list: 2 * DAY, listLeft: DAY };
/** The offline anchor comes out of its safe once a year: all it signs is made anew, for `days`. */
export const offline = (days: number): Timing => ({
  object: days * DAY,
  objectLeft: Number.POSITIVE_INFINITY,
  list: days * DAY,
  listLeft: Number.POSITIVE_INFINITY,
});
/** Clocks of relying parties may be behind by this much. */
export const BACKDATE: number = 60;
