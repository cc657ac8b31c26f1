/** One verdict of `checkVectors`, and small helpers shared by the kinds of file. */
import { fromBase64, type Result } from "@comity/canon";

/** `reason` says why a check failed, or what is special about one that passed. */
export type Check = { readonly name: string; readonly passed: boolean; readonly reason?: string };

/** A file of the folder under test: `path` with `/`, relative to anything. */
export type VectorFile = { readonly path: string; readonly bytes: Uint8Array };

export const pass = (name: string, reason?: string): Check =>
  reason === undefined ? { name, passed: true } : { name, passed: true, reason };
export const fail = (name: string, reason: string): Check => ({ name, passed: false, reason });

/** Passes when the result is accepted exactly if it should be. */
export function verdict(name: string, accept: boolean, result: Result<unknown>): Check {
  if (result.ok === accept) return pass(name);
  return fail(
    name,
    result.ok ? "accepted, but must be refused" : `${result.error.code}: ${result.error.detail}`,
  );
}

/** Passes when `condition` holds. */
export const expect = (name: string, condition: boolean, reason: string): Check =>
  condition ? pass(name) : fail(name, reason);

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const asString = (value: unknown): string => (typeof value === "string" ? value : "");
export const asNumber = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
export const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** Bytes of a base64 field; what is not base64 becomes one byte, which no hash is. */
export function base64Field(value: unknown): Uint8Array {
  const bytes = fromBase64(asString(value));
  return bytes.ok ? bytes.value : new Uint8Array(1);
}

/** Bytes of a hexadecimal field of either case, or undefined. */
export function hexField(value: unknown): Uint8Array | undefined {
  const text = asString(value);
  if (typeof value !== "string" || text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** The folder of a path, without a final slash; empty at the top. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
