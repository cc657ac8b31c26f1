/** A request may take so long to arrive; an idle connection is kept so long. */
export const REQUEST_TIMEOUT_MS: number = 60_000;
export const KEEP_ALIVE_MS: number = 30_000;
/** A stop waits this long for a replay under way. */
export const STOP_MS: number = 4000;
/** How long a state-verifying witness lets its asker wait while it replays; it waits before it reads a log again that was not what was signed. */
export const REPLAY_WAIT_MS: number = 4000;
export const REPLAY_AGAIN_MS: number = 60_000;
/** It keeps where it stands after this many entries. */
export const REPLAY_SNAPSHOT_ENTRIES: number = 100_000;
/** What a witness reads of one request: 63 lines of proof and a checkpoint. */
export const MAX_WITNESS_BODY: number = 128 * 1024;
