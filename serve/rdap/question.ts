/** What an answer is made from, and what every answer says it uses. */
import type { ReadState } from "@comity/view";
import { JSCONTACT } from "./contact.ts";
import type { HolderIndex } from "./holder-index.ts";
import type { View } from "./number-object.ts";
import { LEVEL_0 } from "./shapes.ts";
import type { RdapSource } from "./source.ts";

export type Question = {
  readonly source: RdapSource;
  readonly state: ReadState;
  readonly view: View;
  readonly index: HolderIndex;
};

/** Level 0, the extensions, and the form of contacts that was asked for. */
export const conformanceOf = ({ format }: View, ids: readonly string[]): readonly string[] => [
  LEVEL_0,
  ...ids,
  ...(format === "jscontact" ? [JSCONTACT] : []),
];
