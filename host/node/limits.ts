/** Every bound of the node, by name (`docs/LIMITS.md`). Sizes in bytes, times in milliseconds unless said otherwise. */

/** Acts ordered into one block at most. */
export const MAX_BLOCK_ACTS: number = 4096;
/** While a block is being written the next one is closed at this many acts; so many may be on their way. */
export const FULL_BLOCK: number = 256;
export const PIPELINE: number = 3;
/** Acts that may wait for a block; further ones get `queue-full`. */
export const MAX_QUEUED: number = 100_000;
/** How long a block collects further acts while the one before it is idle. */
export const COLLECT_MS: number = 4;
/** Notes in one request, and bytes of such a request. */
export const MAX_BATCH: number = 4096;
export const MAX_BATCH_BYTES: number = 16 * 1024 * 1024;
export const MAX_DATASET_BYTES: number = 256 * 1024 * 1024;
export const MAX_HEADER_BYTES: number = 16 * 1024;
/** Requests per address and minute; posted acts are limited by signatures that verify, not by this. */
export const RATE_PER_MINUTE: number = 60_000;
/** Requests that leave something on the disk before anybody signed for it: datasets, documents, drafts. */
export const STORES_PER_MINUTE: number = 120;
export const RATE_ADDRESSES: number = 10_000;
/** Time for a request to arrive in full, and for an idle connection. */
export const REQUEST_TIMEOUT_MS: number = 60_000;
export const KEEP_ALIVE_MS: number = 30_000;
/** Earlier states that stay readable (`?at=`). */
export const KEPT_STATES: number = 64;
/** Older states: made and waiting at once, how long a request waits, and how long the thread stays unused. */
export const MAX_PAST_STATES: number = 4;
export const PAST_WAIT_MS: number = 10_000;
export const PAST_IDLE_MS: number = 60_000;
/** A replay says how far it is after so many blocks. */
export const PAST_PROGRESS_BLOCKS: number = 50;
/** Drafts in the inbox, and seconds after which one is dropped. */
export const MAX_DRAFTS: number = 1000;
export const DRAFT_SECONDS: number = 30 * 86_400;
/** Drafts of one signing party, and of all parties together that have not joined. */
export const MAX_DRAFTS_OF_PARTY: number = 100;
export const MAX_DRAFTS_OF_STRANGERS: number = 50;
/** Streams of events at once, of one address, and blocks a resumed stream is sent from the log at most. */
export const MAX_STREAMS: number = 512;
export const MAX_STREAMS_OF_ADDRESS: number = 16;
export const MAX_RESUMED_BLOCKS: number = 10_000;
/** A snapshot is written after this many log entries. */
export const SNAPSHOT_ENTRIES: number = 20_000;
/** How often the clock is looked at. */
export const TICK_MS: number = 200;
/** Pause before writing is tried again after a disk error. */
export const RETRY_MS: number = 1000;
/** A stop waits this long for running requests. */
export const STOP_MS: number = 4_000;
/** How long a witness may take, and how often a new checkpoint is put before the witnesses at most. */
export const WITNESS_MS: number = 5000;
export const COSIGN_MS: number = 100;
export const MAX_WITNESS_ANSWER_BYTES: number = 64 * 1024;
/** How long a decided key file waits until the decision is proven under the one in force. */
export const KEY_CHAIN_MS: number = 10_000;
/** How long a proof waits for its checkpoint to be cosigned. */
export const PROOF_WAIT_MS: number = 3000;
/** Keys listed in one event. */
export const MAX_TOUCHED: number = 1000;
/** Cells of a map answer: this many more bits than the prefix. */
export const MAX_MAP_BITS: number = 16;
