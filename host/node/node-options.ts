/** What a node is started with, and what a running one offers. */
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Client } from "@comity/api";
import type { Refusal, Result } from "@comity/canon";
import type { NodeContext, NodePlugin } from "./context.ts";
import type { Opened } from "./fold-messages.ts";

export type NodeOptions = {
  /** Holds the store; made when there is none and `create` is set. */
  readonly folder: string;
  readonly origin: string;
  /** Text of the log's private key file; its name is the origin. */
  readonly logKey: string;
  /** Another key of the log: it signs as soon as a key file that is decided names it. */
  readonly nextLogKey?: string;
  readonly create?: boolean;
  /** Loopback by default. */
  readonly host?: string;
  /** 0 chooses a free one. */
  readonly port?: number;
  /** Seconds; the block clock. */
  readonly clock?: () => number;
  /** Marks every status as a demonstration; `clock` says in one sentence what its time is. */
  readonly demonstration?: { readonly clock?: string };
  /** Where witnesses of the key file are asked, by name, instead of at the URL it gives. */
  readonly witnesses?: { readonly [name: string]: string };
  readonly plugins?: readonly NodePlugin[];
  readonly logger?: FastifyBaseLogger;
  readonly ratePerMinute?: number;
  readonly trustProxy?: string;
  readonly snapshotEntries?: number;
  /** Threads that verify signatures; as many as cores by default. */
  readonly verifyThreads?: number;
  /** Stop on SIGTERM and SIGINT. */
  readonly handleSignals?: boolean;
};

export type RunningNode = {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly context: NodeContext;
  readonly client: Client;
  /** How the folder was found: what was replayed, from which snapshot, after a crash. */
  readonly opened: Opened;
  /** Looks at the clock now; resolves when no block is due. */
  tick(): Promise<void>;
  snapshot(): Promise<Result<unknown>>;
  /** Finishes running requests and the block, writes a snapshot, closes the store. */
  stop(): Promise<void>;
  /** Resolves when the node has stopped, by a signal or a defect. */
  readonly stopped: Promise<Refusal | undefined>;
};
