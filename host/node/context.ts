/** What the routes of the node work with; plugins (RDAP, explorer) get it too. */
import type { FastifyInstance } from "fastify";
import type { Client, Finality } from "@comity/api";
import type { Refusal } from "@comity/canon";
import type { HoldingsIndex } from "@comity/view";
import type { Drafts } from "./drafts.ts";
import type { EventStreams } from "./event-streams.ts";
import type { FoldThread } from "./fold-thread.ts";
import type { LogReader } from "./log-reader.ts";
import type { Past } from "./past.ts";
import type { States } from "./states.ts";
import type { KeyChain } from "./key-chain.ts";
import type { Witnesses } from "./witnesses.ts";
import type { Submissions } from "./submissions.ts";

export type NodeContext = {
  readonly origin: string;
  readonly folder: string;
  readonly logVkey: string;
  readonly states: States;
  /** Any state by the size of its tree; older ones are replayed. */
  readonly past: Past;
  readonly log: LogReader;
  readonly witnesses: Witnesses;
  /** Those of a key file that is decided and not in force yet. */
  readonly incoming: Witnesses;
  readonly chain: KeyChain;
  /** Of the newest state. */
  readonly holdings: HoldingsIndex;
  readonly fold: () => FoldThread;
  readonly submissions: Submissions;
  readonly drafts: Drafts;
  readonly streams: EventStreams;
  readonly finality: Finality;
  readonly blob: (kind: "datasets" | "documents", hash: Uint8Array) => Uint8Array | undefined;
  /** Why the node cannot write at present. */
  readonly trouble: () => Refusal | undefined;
  readonly now: () => number;
  /** Set for demonstrations; `clock` says in one sentence what their time is. */
  readonly demonstration: { readonly clock?: string } | undefined;
  /** Calls the listener after each block that is published; the answer ends it. */
  readonly onBlock: (listener: () => void) => () => void;
  readonly version: string;
  /** The API without a network, for rendering pages. */
  readonly client: () => Client;
};

/** Adds routes beside the API; awaited before the server listens. */
export type NodePlugin = (app: FastifyInstance, context: NodeContext) => void | Promise<void>;
