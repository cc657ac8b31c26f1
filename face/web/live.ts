/** New blocks as they come (server-sent events), resumed by log index after every interruption. */
import type { BlockEvent, Client } from "@comity/api";

/** Calls back for each block after tree size `size`; returns how to stop. `state` hears whether it is connected. */
export function onBlock(
  api: Client,
  size: number,
  block: (event: BlockEvent) => void,
  state: (connected: boolean) => void = () => {},
): () => void {
  // `from` is the index of the newest block record that is known.
  const source = new EventSource(api.url("events", { from: Math.max(0, size - 1) }));
  let known = size;
  source.addEventListener("open", () => state(true));
  source.addEventListener("error", () => state(false));
  source.addEventListener("block", (message) => {
    const event = JSON.parse((message as MessageEvent<string>).data) as BlockEvent;
    if (event.size <= known) return;
    known = event.size;
    block(event);
  });
  return () => source.close();
}
