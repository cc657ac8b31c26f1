/**
 * Routes as lines: `prefix<TAB>origin`, or RIPE RIS whois dumps (`origin<TAB>prefix<TAB>seen by peers`), recognised
 * line by line by where the prefix stands. `%` and `#` start comments; an origin may be a set `{64496,64497}`; lines
 * that are no route are counted and reported.
 */
import { NO_ORIGIN } from "@comity/routes";
import { Findings, rawText } from "./findings.ts";
import { blankFields, eachLine, fieldsSlot } from "./lines.ts";
import { asnAt, prefixAt, prefixSlot } from "./prefix-bytes.ts";
import type { Route, RouteFileReport, RouteSink } from "./route-sink.ts";
import type { Scan, Window } from "./window.ts";

const OPEN = 123;
const CLOSE = 125;
const SLASH = 47;

export function* scanRouteText(window: Window, sink: RouteSink): Scan<RouteFileReport> {
  const findings = new Findings();
  const fields = fieldsSlot();
  const prefix = prefixSlot();
  const asn = { asn: 0 };
  const route: Route = { family: 1, words: prefix.words, length: 0, origin: 0, set: "", seen: 1 };
  let routes = 0;
  let sets = 0;
  let rejected = 0;

  yield* eachLine(window, (data, from, to, number) => {
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
    if (prefixAt(data, fields.from[at]!, fields.to[at]!, prefix) !== fields.to[at])
      return reject("route-prefix", "the prefix is wrong or has bits set after its length");
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
    route.family = prefix.family;
    route.length = prefix.length;
    routes++;
    sink(route);
  });
  return { format: "text", routes, sets, rejected, findings: findings.kept, totals: findings.totals() };
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
