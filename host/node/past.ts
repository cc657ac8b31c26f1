/** Older states by replay (`?at=`): one thread that is there while it is used, and the states it made last. */
import { Worker } from "node:worker_threads";
import { ok, refuse, type Result } from "@comity/canon";
import { MAX_PAST_STATES, PAST_IDLE_MS, PAST_WAIT_MS } from "./limits.ts";
import type { AskPast, FromPast } from "./past-worker.ts";
import { keptState, type KeptState, type States } from "./states.ts";

type Running = { readonly state: Promise<Result<KeptState>>; done: number; of: number };

export class Past {
  readonly #folder: string;
  readonly #states: States;
  readonly #made = new Map<number, KeptState>();
  readonly #running = new Map<number, Running & { settle: (state: Result<KeptState>) => void }>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(folder: string, states: States) {
    this.#folder = folder;
    this.#states = states;
  }

  /**
   * The state after tree size `size` (between blocks: the one before); the newest when left out. A long replay goes
   * on when this answers `state-replaying`: ask again. Codes `at-beyond`, `not-founded`, and those of replay.
   */
  async at(size: number | undefined): Promise<Result<KeptState>> {
    const kept = this.#states.at(size);
    if (kept.ok || size === undefined || kept.error.code !== "state-not-kept") return kept;
    const made = this.#made.get(size);
    if (made !== undefined) return ok(made);
    const running = this.#running.get(size) ?? this.#ask(size);
    if (running === undefined)
      return refuse("state-replaying", "other states are being replayed: ask again in a while", "at");
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), PAST_WAIT_MS);
    const state = await Promise.race([running.state, late]);
    clearTimeout(timer);
    if (state !== undefined) return state;
    const share = running.of === 0 ? "" : `: block ${running.done} of ${running.of}`;
    return refuse("state-replaying", `this state is being replayed from the log${share}; ask again`, "at");
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    for (const { settle } of this.#running.values()) settle(refuse("stopping", "the node stops"));
    this.#running.clear();
  }

  #ask(size: number): Running | undefined {
    if (this.#running.size === MAX_PAST_STATES) return undefined;
    const { promise: state, resolve: settle } = Promise.withResolvers<Result<KeptState>>();
    const running = { state, settle, done: 0, of: 0 };
    this.#running.set(size, running);
    clearTimeout(this.#idle);
    const asked: AskPast = { size, newest: this.#states.newest.size };
    this.#worker ??= this.#start();
    this.#worker.postMessage(asked, []);
    return running;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./past-worker.ts", import.meta.url), {
      workerData: { folder: this.#folder },
    });
    worker.on("message", (message: FromPast) => this.#receive(message));
    worker.on("error", (cause) => {
      this.#worker = undefined;
      for (const [size, { settle }] of this.#running) {
        this.#running.delete(size);
        settle(refuse("defect", `replaying failed: ${String(cause)}`, "at"));
      }
    });
    return worker;
  }

  #receive(message: FromPast): void {
    const running = this.#running.get(message.size);
    if (running === undefined) return;
    if (message.t === "progress") {
      running.done = message.done;
      running.of = message.of;
      return;
    }
    const { state } = message;
    this.#running.delete(message.size);
    if (state.ok) {
      const kept = keptState(state.value);
      this.#made.set(message.size, kept);
      if (this.#made.size > MAX_PAST_STATES) this.#made.delete(this.#made.keys().next().value!);
      running.settle(ok(kept));
    } else {
      running.settle(state);
    }
    // Its memory is that of a whole state: given back when nobody looks at the past.
    if (this.#running.size === 0) {
      this.#idle = setTimeout(() => {
        void this.#worker?.terminate();
        this.#worker = undefined;
        this.#made.clear();
      }, PAST_IDLE_MS).unref();
    }
  }
}
