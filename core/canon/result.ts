/**
 * A domain failure is data: every parser and judge of the core returns a `Result`, and an exception means a defect.
 * `E` is usually a `Refusal`.
 */
export type Result<T, E = Refusal> = Ok<T> | Err<E>;
export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E> = { readonly ok: false; readonly error: E };

/**
 * Why something was refused: a code of `docs/ERRORS.md`, the field it concerns (JSON pointer or the name of the
 * input, empty when it is the whole), and one sentence that says what is wrong and what to do.
 */
export type Refusal = { readonly code: string; readonly field: string; readonly detail: string };

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });

/** Shorthand for `err({code, field, detail})`. */
export const refuse = (code: string, detail: string, field = ""): Err<Refusal> =>
  err({ code, field, detail });

/** A defect, never a user's mistake. */
export class Defect extends Error {
  override readonly name = "Defect";
}

/** Marks a branch that types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Defect(`unreachable: ${String(value)}`);
}

/** The value of a result that cannot fail here (own constants, tests); a failure is a defect. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Defect(`${result.error.code}: ${result.error.detail}`);
}
