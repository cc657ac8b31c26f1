/** What a route is: one entry of the table from which server, client and OpenAPI are made. */
export type Param = {
  readonly doc: string;
  readonly type: "text" | "integer" | "choice";
  readonly of?: readonly string[];
  readonly required?: true;
  readonly default?: string | number;
  readonly min?: number;
  readonly max?: number;
};
export type Media = "json" | "text" | "bytes" | "ndjson" | "csv" | "events";
export type Route = {
  readonly method: "GET" | "POST";
  /** Below `/api/v1`; `{name}` is one path parameter, `{name*}` the rest of the path, slashes included. */
  readonly path: string;
  readonly summary: string;
  readonly query?: { readonly [name: string]: Param };
  /** Name of a type of shapes.ts, or what a non-JSON body is. */
  readonly answer: string;
  readonly media: Media;
  /** Media of the request body. */
  readonly body?: Media;
  /** Codes of problems besides the general ones. */
  readonly problems?: readonly string[];
};
