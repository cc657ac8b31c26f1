/** Computes power off the main thread; whoever asks ends it when it takes too long. */
import { powerView, type Question } from "./power-view.ts";

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker answers whoever made it
  postMessage(powerView(data));
});
