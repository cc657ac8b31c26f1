/**
 * Internationalised labels (RFC 5890): the fold knows A-labels only. Punycode (RFC 3492) both ways, so that `xn--` labels
 * that stand for nothing are refused and names can be shown as people write them.
 */
import { isNfc } from "@comity/canon";

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const ACE = "xn--";

function adapt(delta: number, count: number, first: boolean): number {
  let d = first ? Math.floor(delta / DAMP) : delta >> 1;
  d += Math.floor(d / count);
  let k = 0;
  for (; d > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) d = Math.floor(d / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * d) / (d + SKEW));
}

const threshold = (k: number, bias: number): number => Math.min(T_MAX, Math.max(T_MIN, k - bias));
const valueOf = (code: number): number =>
  code >= 0x61 && code <= 0x7a ? code - 0x61 : code >= 0x30 && code <= 0x39 ? code - 22 : BASE;
const digit = (value: number): string => String.fromCharCode(value < 26 ? 0x61 + value : 22 + value);

/** The code points of a punycode text; `undefined` when it is none. */
function decode(text: string): number[] | undefined {
  const dash = text.lastIndexOf("-");
  const out = Array.from(text.slice(0, Math.max(0, dash)), (c) => c.charCodeAt(0));
  let n = INITIAL_N;
  let i = 0;
  let bias = INITIAL_BIAS;
  for (let at = dash < 0 ? 0 : dash + 1; at < text.length;) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const value = at < text.length ? valueOf(text.charCodeAt(at++)) : BASE;
      i += value * weight;
      if (value >= BASE || i > 0x7fff_ffff) return undefined;
      const t = threshold(k, bias);
      if (value < t) break;
      weight *= BASE - t;
    }
    const length = out.length + 1;
    bias = adapt(i - before, length, before === 0);
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10_ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    out.splice(i++, 0, n);
  }
  return out;
}

function encode(points: readonly number[]): string {
  let out = String.fromCharCode(...points.filter((p) => p < INITIAL_N));
  let handled = out.length;
  if (handled > 0) out += "-";
  const basic = handled;
  let n = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  while (handled < points.length) {
    const next = Math.min(...points.filter((p) => p >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (q < t) break;
        out += digit(t + ((q - t) % (BASE - t)));
        q = Math.floor((q - t) / (BASE - t));
      }
      out += digit(q);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return out;
}

/** The U-label of an A-label, `undefined` when the label only looks like one. Other labels stand for themselves. */
export function unicodeLabel(label: string): string | undefined {
  if (!label.startsWith(ACE)) return label;
  const points = decode(label.slice(ACE.length));
  if (points === undefined || points.every((p) => p < INITIAL_N)) return undefined;
  // What more may not stand in a label depends on Unicode tables, and the fold must not.
  if (points.some((p) => p >= INITIAL_N && p < 0xa0)) return undefined;
  if (encode(points) !== label.slice(ACE.length)) return undefined;
  const text = String.fromCodePoint(...points);
  return isNfc(text) ? text : undefined;
}

/** A label as it stands in a register: U-labels in NFC and lower case become A-labels. */
export function asciiLabel(label: string): string {
  const points = Array.from(label, (c) => c.codePointAt(0)!);
  return points.every((p) => p < INITIAL_N) ? label : ACE + encode(points);
}

/** The name with its A-labels shown as U-labels; `undefined` when it has none. */
export function unicodeName(name: string): string | undefined {
  if (!name.includes(ACE)) return undefined;
  return name
    .split(".")
    .map((label) => unicodeLabel(label) ?? label)
    .join(".");
}

/** Whether every `xn--` label of a name stands for something. */
export const labelsHold = (name: string): boolean =>
  name.split(".").every((label) => unicodeLabel(label) !== undefined);
