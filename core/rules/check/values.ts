/** Comparing a value that a file states with an exact one. */
import { equal, fraction, parseFraction, toNumber, type Ratio } from "../power/ratio.ts";

/**
 * Text is an exact fraction; a whole number is exact; any other number is the nearest double to the exact value, give
 * or take its last bit (other people's programs divide doubles). Null: not a value.
 */
export function agrees(stated: unknown, exact: Ratio): boolean | null {
  if (typeof stated === "string") {
    const parsed = parseFraction(stated);
    return parsed === null ? null : equal(parsed, exact);
  }
  if (typeof stated !== "number" || !Number.isFinite(stated)) return null;
  if (Number.isSafeInteger(stated)) return equal({ num: BigInt(stated), den: 1n }, exact);
  return Math.abs(stated - toNumber(exact)) <= Math.abs(stated) * Number.EPSILON;
}

/** Printed with so many decimals: within half of the last one. */
export function agreesRounded(stated: unknown, exact: Ratio, digits: number): boolean | null {
  if (typeof stated === "string") return agrees(stated, exact);
  if (typeof stated !== "number" || !Number.isFinite(stated)) return null;
  return Math.abs(stated - toNumber(exact)) <= 0.5 * 10 ** -digits + 1e-12;
}

export const shown = (all: readonly Ratio[]): string => all.map(fraction).join(", ");
