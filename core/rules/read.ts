/**
 * Strict readers of JSON values: a shape is said once, unknown and missing keys are refused, and every refusal names
 * the exact place as a JSON pointer (RFC 6901).
 */
import { ok, refuse, type Result } from "./result.ts";

export type Read<T> = (value: unknown, path: string) => Result<T>;
type Fields<T> = { readonly [K in keyof T]-?: Read<Exclude<T[K], undefined>> };

/** Names of chambers, classes, roles, members: lower case, digits, inner `-` and `.`, at most 64. */
const NAME = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;

export const at = (path: string, key: string): string =>
  `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

export const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with exactly these keys, in any order; `optional` ones may be missing, never null. */
export function object<T extends object>(
  fields: Fields<T>,
  optional: readonly (keyof T & string)[] = [],
): Read<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  return (value, path) => {
    if (!isObject(value)) return refuse("shape", "expected an object", path);
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (unknown !== undefined) {
      return refuse("unknown-key", `remove this key, or use one of: ${keys.join(", ")}`, at(path, unknown));
    }
    const out: Record<string, unknown> = {};
    for (const key of keys) {
      if (!Object.hasOwn(value, key)) {
        if (optional.includes(key)) continue;
        const more = keys.filter((other) => !Object.hasOwn(value, other) && !optional.includes(other));
        const detail = more.length === 1 ? "add this key" : `add these keys: ${more.join(", ")}`;
        return refuse("missing-key", detail, at(path, key));
      }
      const read = fields[key](value[key], at(path, key));
      if (!read.ok) return read;
      out[key] = read.value;
    }
    return ok(out as T);
  };
}

/** An object from names to values. */
export function record<T>(read: Read<T>, most: number): Read<{ readonly [key: string]: T }> {
  return (value, path) => {
    if (!isObject(value)) return refuse("shape", "expected an object", path);
    const keys = Object.keys(value);
    if (keys.length > most) return refuse("too-many", `expected at most ${most} entries`, path);
    const out: Record<string, T> = {};
    for (const key of keys) {
      const name = NAMED(key, at(path, key));
      if (!name.ok) return name;
      const item = read(value[key], at(path, key));
      if (!item.ok) return item;
      out[key] = item.value;
    }
    return ok(out);
  };
}

export function list<T>(read: Read<T>, least: number, most: number): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return refuse("shape", "expected a list", path);
    if (value.length < least || value.length > most) {
      return refuse("length", `expected ${least} to ${most} entries`, path);
    }
    const out: T[] = [];
    for (let i = 0; i < value.length; i++) {
      const item = read(value[i], `${path}/${i}`);
      if (!item.ok) return item;
      out.push(item.value);
    }
    return ok(out);
  };
}

/** A list of strings without repetition. */
export function set<T extends string>(read: Read<T>, least: number, most: number): Read<readonly T[]> {
  const items = list(read, least, most);
  return (value, path) => {
    const result = items(value, path);
    if (!result.ok) return result;
    const twice = result.value.findIndex((item, i) => result.value.indexOf(item) !== i);
    return twice < 0 ? result : refuse("duplicate", "name each entry once", `${path}/${twice}`);
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, path) => {
    const found = values.find((item) => item === value);
    return found === undefined ? refuse("choice", `expected one of: ${values.join(", ")}`, path) : ok(found);
  };
}

export function integer(least: number, most: number): Read<number> {
  return (value, path) =>
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= least &&
    value <= most &&
    !Object.is(value, -0)
      ? ok(value)
      : refuse("integer", `expected a whole number from ${least} to ${most}`, path);
}

export const boolean: Read<boolean> = (value, path) =>
  typeof value === "boolean" ? ok(value) : refuse("shape", "expected true or false", path);

export function text(most: number): Read<string> {
  return (value, path) =>
    typeof value === "string" && value.length > 0 && value.length <= most && value.isWellFormed()
      ? ok(value)
      : refuse("text", `expected a text of 1 to ${most} characters`, path);
}

const NAMED: Read<string> = (value, path) =>
  typeof value === "string" && value.length <= 64 && NAME.test(value)
    ? ok(value)
    : refuse("name", "expected lower-case letters and digits, joined by - or ., at most 64", path);
export const name: Read<string> = NAMED;

/** Parties keep the spelling of their identifier. */
const PARTY = /^[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*$/;
export const party: Read<string> = (value, path) =>
  typeof value === "string" && value.length <= 64 && PARTY.test(value)
    ? ok(value)
    : refuse(
        "party",
        "expected a party's identifier: letters and digits, joined by - or ., at most 64",
        path,
      );

/** One of several object shapes, told apart by the value of `key`. */
export function tagged<T extends object>(key: string, shapes: { readonly [tag: string]: Read<T> }): Read<T> {
  return (value, path) => {
    if (!isObject(value)) return refuse("shape", "expected an object", path);
    const tag = Object.hasOwn(value, key) ? value[key] : undefined;
    const read = typeof tag === "string" && Object.hasOwn(shapes, tag) ? shapes[tag] : undefined;
    if (read !== undefined) return read(value, path);
    return refuse("choice", `expected one of: ${Object.keys(shapes).join(", ")}`, at(path, key));
  };
}

/** One of two object shapes, told apart by the presence of a key. */
export function either<A extends object, B extends object>(
  key: string,
  first: Read<A>,
  second: Read<B>,
): Read<A | B> {
  return (value, path) =>
    isObject(value) && Object.hasOwn(value, key) ? first(value, path) : second(value, path);
}
