/**
 * Failures are data. The shapes equal those of `@comity/canon`, so a result of this room is one there; this room
 * imports no other, so it says them again.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal };

/** A code of the public error table, the JSON pointer it concerns, and what is wrong and what to do. */
export type Refusal = { readonly code: string; readonly field: string; readonly detail: string };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refuse = (
  code: string,
  detail: string,
  field: string,
): { readonly ok: false; readonly error: Refusal } => ({ ok: false, error: { code, field, detail } });
