/** What the RDAP server reads from: the newest sealed state, and what is known about how final it is. */
import type { ReadState } from "@comity/view";
import type { Elsewhere } from "./bootstrap.ts";

export type Finality = {
  readonly grade: "local" | "witnessed" | "ordered";
  readonly orderedBy: "operator" | "validators";
  readonly durability: "one disk" | "mirrored" | "quorum";
};

export type RdapSource = {
  readonly state: () => ReadState;
  readonly finality: () => Finality;
  /** Time of the block that holds a log entry, in seconds; `undefined` when it cannot be read. */
  readonly timeOf?: (index: number) => number | undefined;
  /** One sentence when the data is a demonstration. */
  readonly demonstration?: string;
};

export type RdapOptions = {
  /** Path under which the routes lie. Default `/rdap`. */
  readonly prefix?: string;
  /** Absolute URL of that path for links, without a slash at its end; else it follows from the request. */
  readonly base?: string;
  /** Absolute URL of the explorer for `alternate` links. */
  readonly explorer?: string;
  /** Who answers for what is unknown here (`bootstrapOf`); without it the answer is 404. */
  readonly elsewhere?: Elsewhere;
};

/** The part of a node's context that is used (`NodeContext` of `@comity/node`). */
type Context = {
  readonly states: { readonly newest: ReadState };
  readonly finality: Finality;
  readonly log: {
    blockOf(
      index: number,
      size: number,
    ):
      | { readonly ok: true; readonly value: { readonly record: { readonly time: number } } }
      | { readonly ok: false };
  };
  readonly demonstration: { readonly clock?: string } | undefined;
};

const KEPT_TIMES = 50_000;

export function sourceOf(context: Context): RdapSource {
  const times = new Map<number, number>();
  return {
    state: () => context.states.newest,
    finality: () => context.finality,
    timeOf: (index) => {
      const known = times.get(index);
      if (known !== undefined) return known;
      const block = context.log.blockOf(index, context.states.newest.size);
      if (!block.ok) return undefined;
      if (times.size >= KEPT_TIMES) times.clear();
      times.set(index, block.value.record.time);
      return block.value.record.time;
    },
    ...(context.demonstration === undefined
      ? {}
      : {
          demonstration: `This is a demonstration with invented parties.${
            context.demonstration.clock === undefined ? "" : ` ${context.demonstration.clock}`
          }`,
        }),
  };
}
