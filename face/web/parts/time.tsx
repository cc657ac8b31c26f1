/** A moment on the assembly's clock, in UTC: the same text on every machine. */
import { toTimestamp } from "@comity/canon";
import type { VNode } from "preact";

/** `2026-02-11 14:05 UTC` */
export function timeText(seconds: number): string {
  const stamp = toTimestamp(seconds);
  return `${stamp.slice(0, 10)} ${stamp.slice(11, stamp.endsWith(":00Z") ? 16 : 19)} UTC`;
}

export const Time = ({ at }: { readonly at: number }): VNode => (
  <time dateTime={toTimestamp(at)}>{timeText(at)}</time>
);
