/** Every act kind, one line each. A new kind touches its own file, its test and this list. */
import type { AnyKind } from "./kind.ts";
import { delegate } from "../numbers/delegate.ts";
import { found } from "../parties/found.ts";
import { join } from "../parties/join.ts";
import { setKeys } from "../parties/set-keys.ts";

export const CATALOGUE: readonly AnyKind[] = [
  // parties
  found,
  join,
  setKeys,
  // numbers
  delegate,
  // decisions
];

const byName = new Map(CATALOGUE.map((kind) => [kind.kind, kind]));

export const kindOf = (kind: string): AnyKind | undefined => byName.get(kind);
