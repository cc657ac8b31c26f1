/** What measures are bound by: their hash, their classes, and the classes that the fold itself knows. */
import { jcsBytes, sha256, toBase64 } from "@comity/canon";
import { FIXED_MINIMUMS } from "@comity/rules";
import type { Measure } from "../acts/fields.ts";
import type { AnyKind, Context } from "../acts/kind.ts";

/** The class of measures that stand alone and end by themselves (SEMANTICS G1). */
export const EMERGENCY = "emergency";

/** Classes whose measures act on somebody's own against its will: cases with notice, answer, hearing, appeal (G5). */
export const isDueProcess = (classes: readonly string[]): boolean =>
  classes.some((each) => FIXED_MINIMUMS.dueProcessClasses.includes(each));

export const measuresHash = (measures: readonly Measure[]): string => toBase64(sha256(jcsBytes(measures)));

/** The context of a measure inside the context of the act (or the clock) that looks at it. */
export function measureContext<B>(c: Context<B>, measure: Measure): Context<never> {
  return { ...c, body: measure.body, act: { ...c.act, kind: measure.kind } } as unknown as Context<never>;
}

/** The classes whose rules decide a measure. */
export const classesOfMeasure = (kind: AnyKind, c: Context<never>): readonly string[] =>
  kind.classesOf?.(c) ?? [kind.measureClass ?? ""];
