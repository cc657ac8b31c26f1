/** Reads the query of a request by its route's table: strictly, with defaults filled in. */
import { ok, refuse, type Result } from "@comity/canon";
import type { Param, Route } from "./route.ts";

export type Query = { readonly [name: string]: string | number | undefined };

/** Codes `query-unknown`, `query-missing`, `query-value`. */
export function parseQuery(
  route: Route,
  given: { readonly [name: string]: string | number | readonly string[] | undefined },
): Result<Query> {
  const table = route.query ?? {};
  const out: { [name: string]: string | number | undefined } = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      const known = Object.keys(table).join(", ") || "none";
      return refuse("query-unknown", `this route knows the parameters: ${known}`, name);
    }
  }
  for (const [name, param] of Object.entries(table)) {
    const value = given[name] ?? param.default;
    if (value === undefined) {
      if (param.required === true) return refuse("query-missing", `give ${name}: ${param.doc}`, name);
      continue;
    }
    if (typeof value === "object") return refuse("query-value", "give it once", name);
    const read = parseValue(name, param, `${value}`);
    if (!read.ok) return read;
    out[name] = read.value;
  }
  return ok(out);
}

function parseValue(
  name: string,
  { type, of, min = 0, max, doc }: Param,
  text: string,
): Result<string | number> {
  if (type === "text") {
    return text.length <= (max ?? 512)
      ? ok(text)
      : refuse("query-value", `at most ${max ?? 512} characters`, name);
  }
  if (type === "choice") {
    return of!.includes(text) ? ok(text) : refuse("query-value", `one of ${of!.join(", ")}`, name);
  }
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value) || value < min || value > (max ?? Number.MAX_SAFE_INTEGER)) {
    const range = max === undefined ? `at least ${min}` : `${min} to ${max}`;
    return refuse("query-value", `${doc}: a whole number, ${range}`, name);
  }
  return ok(value);
}
