/** Typed access to the members of a foreign JSON object. */
import { fromHex } from "../hex.ts";
import { refuse, type Refusal } from "../result.ts";

export type Fields = { readonly [key: string]: unknown };
export const EMPTY: Uint8Array = new Uint8Array(0);

/** Reads members; the first that is wrong is kept as the refusal. */
export class Reader {
  problem: Refusal | undefined = undefined;

  fail(field: string, what: string): void {
    const refused = refuse(-70, 0, `${field} must be ${what}`, field);
    this.problem ??= refused.error;
  }
  object(from: Fields, field: string): Fields {
    const value = from[field];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
    this.fail(field, "an object");
    return {};
  }
  list(from: Fields, field: string): readonly unknown[] {
    const value = from[field];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.fail(field, "a list");
    return [];
  }
  number(from: Fields, field: string, limit: number, otherwise?: number): number {
    const value = from[field] ?? otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= limit) return value;
    this.fail(field, `a whole number from 0 to ${limit}`);
    return 0;
  }
  text(from: Fields, field: string): string {
    const value = from[field];
    if (typeof value === "string") return value;
    this.fail(field, "a text");
    return "";
  }
  hex(from: Fields, field: string, otherwise?: Uint8Array): Uint8Array {
    if (from[field] === undefined && otherwise !== undefined) return otherwise;
    const bytes = fromHex(this.text(from, field));
    if (!bytes.ok) this.fail(field, "hexadecimal");
    return bytes.ok ? bytes.value : EMPTY;
  }
}
