/**
 * Answers about rules off the caller's thread: one worker that is there while it is used, one question at a time, each
 * within its time. What takes longer ends with its thread: proofs cannot be interrupted otherwise.
 */
import { Worker } from "node:worker_threads";
import type { Result } from "@comity/rules";
import type { RulesQuestion } from "./answer.ts";
import { no } from "./refusal.ts";

/** Questions that wait; further ones get `rules-busy`. */
const MAX_WAITING_QUESTIONS = 8;
/** Milliseconds: what one question may take, proofs included, and how long the worker stays unused. */
const RULES_MS = 30_000;
const RULES_IDLE_MS = 60_000;
/** MiB of the worker's own heap. */
const RULES_HEAP = 512;

export type { RulesQuestion };
export type RulesService = {
  /** JSON in, JSON out. Codes of reading and of the answers, `rules-busy`, `rules-time`, `stopping`, `defect`. */
  ask(question: RulesQuestion, body: Uint8Array): Promise<Result<unknown>>;
  close(): Promise<void>;
};
export type ServiceOptions = { readonly milliseconds?: number; readonly idle?: number };
export type Asked = { readonly question: RulesQuestion; readonly body: Uint8Array };

type Waiting = Asked & { readonly settle: (answer: Result<unknown>) => void };

export function rulesService(options: ServiceOptions = {}): RulesService {
  const { milliseconds = RULES_MS, idle = RULES_IDLE_MS } = options;
  const waiting: Waiting[] = [];
  let worker: Worker | undefined;
  let running: Waiting | undefined;
  let limit: NodeJS.Timeout | undefined;
  let unused: NodeJS.Timeout | undefined;
  let closed = false;

  const answer = (result: Result<unknown>): void => {
    clearTimeout(limit);
    const done = running;
    running = undefined;
    done?.settle(result);
    next();
  };
  const end = (): void => {
    const ended = worker;
    worker = undefined;
    ended?.removeAllListeners();
    // A thread that ends may still say why.
    ended?.on("error", () => undefined);
    void ended?.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(new URL("./worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: RULES_HEAP },
    });
    started.unref();
    started.on("message", (result: Result<unknown>) => answer(result));
    started.on("error", (cause) => {
      end();
      answer(no("rules-defect", `this question could not be answered: ${cause.message}`, ""));
    });
    return started;
  };
  const next = (): void => {
    clearTimeout(unused);
    running = waiting.shift();
    if (running === undefined) {
      unused = setTimeout(end, idle);
      unused.unref();
      return;
    }
    worker ??= start();
    limit = setTimeout(() => {
      end();
      const seconds = Math.ceil(milliseconds / 1000);
      answer(
        no(
          "rules-time",
          `this takes longer than ${seconds} s: run comity rules or comity power yourself`,
          "",
        ),
      );
    }, milliseconds);
    const { question, body } = running;
    const asked: Asked = { question, body };
    worker.postMessage(asked, []);
  };
  return {
    ask(question, body) {
      if (closed) return Promise.resolve(no("stopping", "the node stops", ""));
      if (waiting.length >= MAX_WAITING_QUESTIONS)
        return Promise.resolve(no("rules-busy", "others are being answered: ask again in a while", ""));
      const { promise, resolve: settle } = Promise.withResolvers<Result<unknown>>();
      waiting.push({ question, body, settle });
      if (running === undefined) next();
      return promise;
    },
    async close() {
      closed = true;
      clearTimeout(limit);
      clearTimeout(unused);
      for (const each of [...(running === undefined ? [] : [running]), ...waiting.splice(0)])
        each.settle(no("stopping", "the node stops", ""));
      running = undefined;
      const ended = worker;
      worker = undefined;
      ended?.removeAllListeners();
      await ended?.terminate();
    },
  };
}
