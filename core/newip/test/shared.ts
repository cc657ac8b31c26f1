/** The vectors beside the checkout, and helpers of these tests. */
import { existsSync, readFileSync } from "node:fs";
import { fromHex, type Result } from "@comity/newip";

const FOLDER = new URL("../../../../shared/vectors/newip/", import.meta.url);
export const present: boolean = existsSync(FOLDER);
export const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");
export const FILES = ["flexible-address.json", "contract.json", "level-prototype.json"] as const;

type Vector = { readonly [key: string]: never };
/** The vectors of one list, untyped. */
export const listOf = (file: string, list: string): readonly Vector[] =>
  (JSON.parse(textOf(file)) as { readonly [list: string]: readonly Vector[] })[list]!;

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}
export const code = (result: Result<unknown>): string => (result.ok ? "ok" : result.error.code);
export const hex = (text: string): Uint8Array => must(fromHex(text.replaceAll(/\s/g, "")));
export const SOAK: boolean = process.env["COMITY_SOAK"] !== undefined;
