/** One vector under judgement: typed access to its fields, and the list of what does not agree. */
import { fromHex, toHex } from "../hex.ts";

export type Verdict = {
  readonly id: string;
  readonly list: string;
  readonly passed: boolean;
  /** What does not agree; empty when passed. */
  readonly reasons: readonly string[];
  /** Rules of `DEVIATIONS` by which the strict default differs from the reference here. */
  readonly deviations: readonly string[];
};

export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "nothing");
};

export class Case {
  readonly vector: JsonObject;
  readonly list: string;
  readonly reasons: string[] = [];
  readonly deviations: string[] = [];

  constructor(list: string, vector: JsonObject) {
    this.list = list;
    this.vector = vector;
  }

  fail(reason: string): void {
    this.reasons.push(reason);
  }
  deviates(rule: string): void {
    this.deviations.push(rule);
  }
  /** Compares bytes, numbers, bigints, texts and truth values. */
  same(name: string, got: unknown, expected: unknown): void {
    if (shown(got) !== shown(expected)) this.fail(`${name}: ${shown(got)}, expected ${shown(expected)}`);
  }
  /** A field nobody here knows is a failure: it may carry an expectation. */
  only(object: JsonObject, ...known: readonly string[]): void {
    for (const key of Object.keys(object)) if (!known.includes(key)) this.fail(`unknown field ${key}`);
  }

  #missing<T>(name: string, what: string, value: T): T {
    this.fail(`${name} is not ${what}`);
    return value;
  }
  text(object: JsonObject, name: string): string {
    const value = object[name];
    return typeof value === "string" ? value : this.#missing(name, "a text", "");
  }
  number(object: JsonObject, name: string): number {
    const value = object[name];
    return typeof value === "number" ? value : this.#missing(name, "a number", 0);
  }
  integer(object: JsonObject, name: string): bigint {
    const value = object[name];
    if (typeof value === "bigint") return value;
    return Number.isSafeInteger(value) ? BigInt(value as number) : this.#missing(name, "a whole number", 0n);
  }
  boolean(object: JsonObject, name: string): boolean {
    const value = object[name];
    return typeof value === "boolean" ? value : this.#missing(name, "true or false", false);
  }
  object(object: JsonObject, name: string): JsonObject {
    const value = object[name];
    return isObject(value) ? value : this.#missing(name, "an object", {});
  }
  array(object: JsonObject, name: string): readonly Json[] {
    const value = object[name];
    return Array.isArray(value) ? value : this.#missing(name, "a list", []);
  }
  hex(object: JsonObject, name: string): Uint8Array {
    return this.bytes(this.text(object, name), name);
  }
  bytes(text: string, name: string): Uint8Array {
    const bytes = fromHex(text);
    return bytes.ok ? bytes.value : this.#missing(name, "hexadecimal", new Uint8Array(0));
  }
  /** The expectation of the reference's current generation; the retired one and `agree` are not judged. */
  expectation(...known: readonly string[]): JsonObject {
    const expect = this.object(this.vector, "expect");
    this.only(expect, "retired_bsd3", "current_gpl2", "agree");
    const current = this.object(expect, "current_gpl2");
    this.only(current, ...known);
    return current;
  }

  verdict(): Verdict {
    const id = typeof this.vector["id"] === "string" ? this.vector["id"] : "(no id)";
    return {
      id,
      list: this.list,
      passed: this.reasons.length === 0,
      reasons: this.reasons,
      deviations: this.deviations,
    };
  }
}
