/** Every bound of the room. Times in seconds. */
import type { Timers } from "./pdu.ts";

/** Section 6 of RFC 8210: lowest, default and highest value of each timer. */
export const TIMER_RANGES = {
  refresh: [1, 3_600, 86_400],
  retry: [1, 600, 7_200],
  expire: [600, 7_200, 172_800],
} as const;
export const DEFAULT_TIMERS: Timers = { refresh: 3_600, retry: 600, expire: 7_200 };

/** Bytes of a faulty PDU that an Error Report returns, and of its text. */
export const ENCLOSED_BYTES = 1_024;
export const ERROR_TEXT_BYTES = 400;

/** Serials whose changes are kept, unless these add up to more rows than the current set has and than `KEPT_ROWS`. */
export const KEPT_SERIALS = 64;
export const KEPT_ROWS = 10_000;

/** Bytes of payload records in one shared piece. */
export const PIECE_BYTES = 65_280;
/** Pieces in flight to one router at a time. */
export const HELD_PIECES = 8;

export const SESSIONS = 1_000;
export const SESSIONS_PER_ADDRESS = 250;

/** From connecting to the first whole query, and from the first byte of a PDU to its last. */
export const FIRST_QUERY_SECONDS = 60;
export const PDU_SECONDS = 60;
/** A router has to ask at least once in two of the longest refresh intervals. */
export const IDLE_SECONDS = 172_800;
/** TCP keep-alive starts after this silence. */
export const KEEPALIVE_SECONDS = 60;
/** Section 5.2: a cache notifies a router at most once per minute. */
export const NOTIFY_SECONDS = 60;
/** Queries of too high a version on one transport. */
export const VERSION_TRIES = 4;
/** How long a closing transport may take to send what is left. */
export const LINGER_SECONDS = 5;
