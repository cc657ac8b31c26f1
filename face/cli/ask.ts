/** Asking a node's public API. What goes wrong is thrown as a `Stop`: 5 nobody answers, 4 not found, 1 refused. */
import {
  createClient,
  type Answers,
  type Client,
  type Params,
  type Problem,
  type RouteName,
} from "@comity/api";
import type { Result } from "@comity/canon";
import { systemFailure } from "./failure.ts";
import { EXIT, Stop } from "./host.ts";

export type Node = {
  readonly url: Client["url"];
  get<R extends RouteName>(route: R, params?: Params): Promise<Answers[R]>;
  post<R extends RouteName>(route: R, body: string | Uint8Array<ArrayBuffer>): Promise<Answers[R]>;
};

export function nodeAt(base: string): Node {
  let thrown: unknown;
  const client = createClient(base, async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (cause) {
      thrown = cause;
      throw cause;
    }
  });
  const told = async <T>(asked: Promise<Result<T, Problem>>): Promise<T> => {
    let result: Result<T, Problem>;
    try {
      result = await asked;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw noNode(base, "what it answers is not JSON");
    }
    if (result.ok) return result.value;
    const { code, detail, field, status } = result.error;
    if (code === "unreachable") {
      const why = systemFailure(thrown)?.detail ?? innermost(thrown);
      throw new Stop(EXIT.unreachable, code, `no node answers at ${base}: ${why}`);
    }
    // Every problem of a node has a code of its own.
    if (code.startsWith("http-")) throw noNode(base, `it answers ${status}`);
    throw new Stop(status === 404 ? EXIT.notFound : EXIT.failed, code, detail, { field });
  };
  return {
    url: (route, params) => client.url(route, params),
    get: (route, params) => told(client.get(route, params)),
    post: (route, body) => told(client.post(route, body)),
  };
}

const innermost = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message : innermost(cause.cause);
};

const noNode = (base: string, why: string): Stop =>
  new Stop(EXIT.unreachable, "no-node", `${base} is no Comity node: ${why}`);
