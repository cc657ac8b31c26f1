/**
 * A failure of this room is data. The shapes are those of `@comity/canon` (this room imports no other), with what a
 * wire format needs on top: where in the input it lies, and the reference implementation's own number for it.
 */
import { REFUSALS, type RefusalNumber } from "./refusals.ts";

export type Refusal = {
  /** Kebab-case, from the table of `refusals.ts`. */
  readonly code: string;
  /** Field of the format, or of the argument, it concerns. */
  readonly field: string;
  /** What is wrong and what to do. */
  readonly detail: string;
  /** Offset of the offending byte, counted from the first byte of the input; 0 for arguments. */
  readonly offset: number;
  /** The reference's error number (header −1 … −13, address 1 … 6), where it has one. */
  readonly reference?: number;
};

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E> = { readonly ok: false; readonly error: E };
export type Result<T, E = Refusal> = Ok<T> | Err<E>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

/** The refusal of a number from the table; `more` follows the table's sentence. */
export function refusal(number: RefusalNumber, offset = 0, more = "", field?: string): Refusal {
  const row = REFUSALS[number];
  const detail = more === "" ? row.detail : `${row.detail}: ${more}`;
  const base = { code: row.code, field: field ?? row.field, detail, offset };
  return row.reference === undefined ? base : { ...base, reference: row.reference };
}

export const refuse = (
  number: RefusalNumber,
  offset = 0,
  more = "",
  field?: string,
): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: refusal(number, offset, more, field),
});
