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
  return {
    ask(question) {
      if (busy) stop();
      worker ??= new Worker(new URL("./power-worker.ts", import.meta.url), { type: "module" });
      busy = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        stop();
        tell("too-long");
      }, LIMIT * 1000);
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        clearTimeout(timer);
        busy = false;
        tell(data);
      };
      worker.onerror = ({ message }) => {
        stop();
        tell({ ok: false, detail: message });
      };
      worker.postMessage(question);
    },
    end: stop,
  };
}
