/** The answer of a checked file: every single expectation, and whether the code meets it. */

export type Check = { readonly name: string; readonly passed: boolean; readonly detail?: string };

export type CheckReport = {
  readonly format: string;
  readonly checks: readonly Check[];
  /** Entries that hold text for people only, and why they are not checked. */
  readonly skipped: readonly string[];
};

export class Checks {
  readonly checks: Check[] = [];
  readonly skipped: string[] = [];

  is(name: string, passed: boolean, detail: () => string): void {
    this.checks.push(passed ? { name, passed } : { name, passed, detail: detail() });
  }

  passed(name: string, detail: string): void {
    this.checks.push({ name, passed: true, detail });
  }

  failed(name: string, detail: string): void {
    this.checks.push({ name, passed: false, detail });
  }

  skip(name: string): void {
    this.skipped.push(name);
  }

  report(format: string): CheckReport {
    return { format, checks: this.checks, skipped: this.skipped };
  }
}

export type Fields = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
export const isWhole = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isNames = (value: unknown): value is readonly string[] =>
  isList(value) && value.every((each) => typeof each === "string");
export const isWholes = (value: unknown): value is readonly number[] => isList(value) && value.every(isWhole);

/** Keys that the format does not know: said loudly, never passed over. */
export const unknownKeys = (value: Fields, known: readonly string[]): readonly string[] =>
  Object.keys(value).filter((key) => !known.includes(key));
