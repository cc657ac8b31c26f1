/** What a page is: how its data is read from the public API, and how it is shown. */
import type { Client, Problem, Status } from "@comity/api";
import type { Result } from "@comity/canon";
import type { ComponentType } from "preact";

export type Context = {
  /** Path with query. */
  readonly path: string;
  /** The variable part of the path, decoded. */
  readonly name: string;
  readonly query: URLSearchParams;
  /** Log size of an earlier state (`?at=`). */
  readonly at: number | undefined;
};
export type ViewProps<T> = {
  readonly data: T;
  readonly context: Context;
  readonly api: Client;
  readonly status: Status | undefined;
};
export type Page<T> = {
  load(api: Client, context: Context): Promise<Result<T, Problem>>;
  title(data: T, context: Context): string;
  readonly View: ComponentType<ViewProps<T>>;
};
/** What a page shows: its data, or why there is none. Plain JSON: it travels inside the document. */
export type Shown = {
  readonly page: string;
  readonly path: string;
  readonly status?: Status;
  readonly data?: unknown;
  readonly problem?: Problem;
};
/** A page of unknown data: what the router handles. */
// oxlint-disable-next-line typescript/no-explicit-any -- the data of a page is known to that page alone
export type AnyPage = Page<any>;

/** `at` as a parameter of a request, left out when the newest state is meant. */
export const atOf = (context: Context): { at?: number } =>
  context.at === undefined ? {} : { at: context.at };

export const afterOf = (context: Context): { after?: string } => {
  const after = context.query.get("after");
  return after === null ? {} : { after };
};
