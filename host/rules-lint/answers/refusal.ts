/** Refusals of questions. */
import type { Result } from "@comity/rules";

export const no = (code: string, detail: string, field: string): Result<never> => ({
  ok: false,
  error: { code, field, detail },
});
