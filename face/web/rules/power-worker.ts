/** Computes power off the main thread; whoever asks ends it when it takes too long. */
import { powerView, type Answer, type Question } from "./power-view.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage(answer: Answer): void;
};
scope.onmessage = ({ data }) => scope.postMessage(powerView(data));
