/** Where an RTR server gets its data: a file with VRPs, or whatever else can say "this is the set now". */
import type { Payload } from "@comity/routes";

/** A set and when it was last known to be right (Unix seconds): the end of a successful validation, or the block's time. */
export type Publication = { readonly payload: Payload; readonly asOf: number };

export type RtrSource = {
  /** Nothing while there is no set yet. */
  readonly current: () => Publication | undefined;
  /** `listener` is called after each change of `current`, also when only `asOf` moved. Returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
};

/** A source that is told its set: for a node that publishes its own register, and for tests. */
export class HeldSource implements RtrSource {
  private held: Publication | undefined;
  private readonly listeners: Set<() => void> = new Set();

  readonly current = (): Publication | undefined => this.held;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  publish(payload: Payload, asOf: number): void {
    this.held = { payload, asOf };
    for (const listener of this.listeners) listener();
  }
}
