/** Log size over time as a step line. Fetched after the page; the table holds the same numbers. */
import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayLog } from "../messages/log.ts";
import { timeText } from "./time.tsx";

const W = 640;
const H = 90;

export function Growth({
  points,
}: {
  readonly points: readonly { readonly time: number; readonly size: number }[];
}): VNode | null {
  const sorted = [...points].sort((a, b) => a.size - b.size);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.time === last.time) return null;
  const x = scaleLinear([first.time, last.time], [0, W]);
  const y = scaleLinear([first.size, last.size], [H - 4, 4]);
  const path = line<(typeof sorted)[number]>(
    (p) => x(p.time),
    (p) => y(p.size),
  ).curve(curveStepAfter)(sorted);
  return (
    <figure class="growth">
      <svg viewBox={`0 0 ${W} ${H}`} preserveAspectRatio="none" role="img" aria-label={sayLog.growth}>
        <path d={path ?? ""} vector-effect="non-scaling-stroke" />
      </svg>
      <figcaption class="dim">
        <span>
          {timeText(first.time)}, {say.number(first.size)}
        </span>
        <span>
          {timeText(last.time)}, {say.number(last.size)}
        </span>
      </figcaption>
    </figure>
  );
}
