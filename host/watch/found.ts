import { refuse, type Result } from "@comity/canon";

/** What replay found at an entry. */
export type Found = {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
  /** Of a block record with another state root: the root that replay gives, and the record. */
  readonly state?: { readonly expected: string; readonly record: Uint8Array };
  /** Nothing is wrong: what the entry names could not be read, and it may be tried again. */
  readonly unread?: true;
};

export const refusalOf = ({ code, detail, index }: Found): Result<never> =>
  refuse(code, `entry ${index}: ${detail}`);
