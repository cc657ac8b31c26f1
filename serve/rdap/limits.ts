/** Every bound of the RDAP server, by name (`docs/LIMITS.md`). */

/** Objects in one search answer; more are cut off with a notice. */
export const MAX_RESULTS: number = 100;
/** Register keys a search looks at before it stops with a notice. */
export const MAX_VISITED: number = 20_000;
/** Claims listed in one remark. */
export const MAX_CLAIMS: number = 50;
/** Zones that the answer about a name server lists. */
export const MAX_ZONES: number = 50;
/** Keys of one space in our own bootstrap file; an assembly with more gives none for that space. */
export const MAX_BOOTSTRAP_KEYS: number = 100_000;
/** Answers kept ready for the newest state, and the longest path that is kept. */
export const MAX_CACHED: number = 20_000;
export const MAX_CACHED_PATH: number = 200;
/** URLs of this server (the host a client names, times the form of contacts) for which answers are kept at once. */
export const MAX_SHELVES: number = 8;
/** Longest path that is read at all. */
export const MAX_PATH: number = 1_024;
/** Milliseconds for which the index of holders works before it lets requests pass, and its least age when renewed. */
export const INDEX_SLICE_MS: number = 8;
export const INDEX_AGE_MS: number = 10_000;
