/** What a page is written on: how wide, and whether in colour. */
import type { Host } from "../host.ts";

export type Paper = {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** Columns of tables are made to fit; a file or pipe gets them as wide as they are. */
  readonly fits: boolean;
};

const NARROWEST = 40;
/** Longer lines are hard to read. */
const WIDEST = 140;
const OF_PIPES = 100;

/** A terminal decides by its size; `COLUMNS` counts elsewhere. `NO_COLOR` and `TERM=dumb` are honoured. */
export function paperOf({ process, env }: Host): Paper {
  const terminal = Boolean(process.stdout.isTTY);
  const asked = Number(env["COLUMNS"]);
  const columns = terminal ? process.stdout.columns : Number.isSafeInteger(asked) && asked > 0 ? asked : 0;
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, columns || OF_PIPES)),
    color: terminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    fits: terminal || columns > 0,
  };
}
