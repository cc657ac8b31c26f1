/** Asks a worker for power indices: one question at a time, the newest wins, none lasts longer than `LIMIT` seconds. */
import type { Answer, Question } from "./power-view.ts";

export const LIMIT = 10;
export type Asked = Answer | "too-long";

/** Returns how to ask and how to stop for good. */
export function powerAsker(tell: (answer: Asked) => void): { ask(question: Question): void; end(): void } {
  let worker: Worker | undefined;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    busy = false;
  };
  const start = (): Worker => {
    const made = new Worker(new URL("./power-worker.ts", import.meta.url), { type: "module" });
    made.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      clearTimeout(timer);
      busy = false;
      tell(data);
    });
    made.addEventListener("error", ({ message }) => {
      stop();
      tell({ ok: false, detail: message });
    });
    return made;
  };
  return {
    ask(question) {
      if (busy) stop();
      worker ??= start();
      busy = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        stop();
        tell("too-long");
      }, LIMIT * 1000);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
      worker.postMessage(question);
    },
    end: stop,
  };
}
