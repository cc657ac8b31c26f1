/**
 * Routes as lines: `prefix<TAB>origin`, or RIPE RIS whois dumps (`origin<TAB>prefix<TAB>seen by peers`), recognised
 * line by line by where the prefix stands. `%` and `#` start comments; an origin may be a set `{64496,64497}`; lines
 * that are no route are counted and reported.
 */
import { NO_ORIGIN, parseBlock } from "@comity/routes";
import { Findings, rawText } from "./findings.ts";
import { blankFields, eachLine, fieldsSlot } from "./lines.ts";
import { asnAt, prefixAt, prefixSlot, type AsnSlot, type PrefixSlot } from "./prefix-bytes.ts";
import type { Route, RouteFileReport, RouteSink } from "./route-sink.ts";
import type { Scan, Window } from "./window.ts";

const OPEN = 123;
const CLOSE = 125;
const SLASH = 47;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

export function* scanRouteText(window: Window, sink: RouteSink): Scan<RouteFileReport> {
  const findings = new Findings();
  const fields = fieldsSlot();
  const prefix = prefixSlot();
  const asn = { asn: 0 };
  const route: Route = { family: 1, words: prefix.words, length: 0, origin: 0, set: "", seen: 1 };
  let routes = 0;
  let sets = 0;
  let rejected = 0;

  const taken = (): void => {
    route.family = prefix.family;
    route.length = prefix.length;
    routes++;
    sink(route);
  };
  /** `prefix origin` and nothing else, as almost all lines are. */
  const plain = (data: Uint8Array, from: number, end: number): number => {
    const after = plainAt(data, from, end, prefix, asn);
    if (after < 0) return -1;
    route.origin = asn.asn;
    route.set = "";
    route.seen = 1;
    taken();
    return after;
  };

  const careful = (data: Uint8Array, from: number, to: number, number: number): void => {
    const first = data[from];
    if (from === to || first === 37 || first === 35) return;
    blankFields(data, from, to, fields);
    const slash = data.indexOf(SLASH, from);
    const at = slash < 0 || slash >= to ? -1 : slash < fields.to[0]! ? 0 : 1;
    const reject = (code: string, detail: string): void => {
      rejected++;
      findings.add(code, number, rawText(data, from, to), detail);
    };
    if (fields.count === 0) return;
    if (at < 0 || fields.count < 2 || fields.count > 3 || slash >= fields.to[at]!)
      return reject("route-line", "expected `prefix origin` or `origin prefix seen-by`");
    if (prefixAt(data, fields.from[at]!, fields.to[at]!, prefix) !== fields.to[at]) {
      const wrong = unusual(rawText(data, fields.from[at]!, fields.to[at]!), prefix);
      if (wrong !== undefined) return reject("route-prefix", wrong);
    }
    const from2 = fields.from[1 - at]!;
    const to2 = fields.to[1 - at]!;
    route.set = "";
    if (data[from2] === OPEN) {
      if (!isSet(data, from2, to2))
        return reject("route-origin", "expected a set of AS numbers like {64496,64497}");
      route.origin = NO_ORIGIN;
      route.set = rawText(data, from2, to2);
      sets++;
    } else {
      if (asnAt(data, from2, to2, asn) !== to2) return reject("route-origin", "the origin is no AS number");
      route.origin = asn.asn;
    }
    route.seen = 1;
    if (fields.count === 3) {
      const seen = Number(rawText(data, fields.from[2]!, fields.to[2]!));
      if (!Number.isInteger(seen) || seen < 0 || seen > 0xffff_ffff)
        return reject("route-seen", "the number of peers is no number");
      route.seen = seen;
    }
    taken();
  };

  yield* eachLine(window, careful, plain);
  return { format: "text", routes, sets, rejected, findings: findings.kept, totals: findings.totals() };
}

/** Position after a line `prefix`, one blank, `origin`, line end; -1 for any other. */
function plainAt(data: Uint8Array, from: number, end: number, prefix: PrefixSlot, asn: AsnSlot): number {
  let pos = prefixAt(data, from, end, prefix);
  if (pos < 0 || (data[pos] !== TAB && data[pos] !== SPACE)) return -1;
  pos = asnAt(data, pos + 1, end, asn);
  if (pos < 0) return -1;
  if (data[pos] === CR) pos++;
  return pos < end && data[pos] === LF ? pos + 1 : -1;
}

/** A prefix in a notation that is rare (`::ffff:192.0.2.0/120`); or what is wrong with it. */
function unusual(text: string, prefix: PrefixSlot): string | undefined {
  const block = parseBlock(text);
  if (!block.ok) return block.error.detail;
  const { words, length } = block.value;
  prefix.family = words.length === 1 ? 1 : 4;
  prefix.words.set(words);
  prefix.length = length;
  return undefined;
}

function isSet(data: Uint8Array, from: number, to: number): boolean {
  const slot = { asn: 0 };
  let pos = from + 1;
  for (;;) {
    pos = asnAt(data, pos, to, slot);
    if (pos < 0 || pos >= to) return false;
    if (data[pos] === CLOSE) return pos + 1 === to;
    if (data[pos++] !== 44) return false;
  }
}
