/**
 * A failure of this room is data: a code, where it lies (byte offset, or a field's name), and one sentence that says
 * what is wrong and what to do. The shape is that of `@comity/canon`; this room imports the codecs alone.
 */
export type Refusal = {
  readonly code: string;
  readonly field: string;
  readonly detail: string;
  /** Byte offset in the input, when there is one. */
  readonly offset?: number;
};

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** Shorthand for a failed result. */
export const refuse = (
  code: string,
  detail: string,
  field = "",
  offset?: number,
): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: offset === undefined ? { code, field, detail } : { code, field, detail, offset },
});
