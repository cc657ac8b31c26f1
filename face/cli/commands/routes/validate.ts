/** `comity routes validate`: counts by RFC 6811, and a row for each route. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createGzip } from "node:zlib";
import {
  INVALID_ASN,
  INVALID_LENGTH,
  RouteBatch,
  RouteValidator,
  stateOf,
  VALID,
  type Outcome,
} from "@comity/routes";
import { readRoutes, routeOrigin, routePrefix, type Route } from "@comity/route-files";
import { answer, type Host } from "../../host.ts";
import { loadVrps, orStop, sayFindings } from "./files.ts";

export type ValidateFlags = {
  readonly json: boolean;
  readonly vrps: string;
  readonly routes: string;
  readonly slurm?: readonly string[];
  readonly slurmAspa: boolean;
  readonly rows?: string;
  readonly seen?: number;
  readonly dropExpired: boolean;
};

type Counts = { valid: number; invalid: number; notfound: number; sum: number };
const none = (): Counts => ({ valid: 0, invalid: 0, notfound: 0, sum: 0 });

/** Why a route is invalid: another AS is authorised, the right one for shorter prefixes only, or the path ends in a set. */
const reasonOf = (outcome: Outcome, origin: number): string =>
  outcome === INVALID_LENGTH ? "length" : outcome !== INVALID_ASN ? "" : origin === 0 ? "as-set" : "asn";

export async function validate(this: Host, flags: ValidateFlags): Promise<void> {
  const { file, payload } = await loadVrps(this, flags.vrps, flags.slurm ?? [], {
    aspa: flags.slurmAspa,
    dropExpired: flags.dropExpired,
  });
  const validator = new RouteValidator(payload.vrps);
  const all = none();
  const families = { ipv4: none(), ipv6: none() };
  const reasons = { asn: 0, length: 0, "as-set": 0 };
  const rows = flags.rows === undefined ? undefined : rowsTo(flags.rows);
  const least = flags.seen ?? 0;
  /** Sets as the file writes them, of the routes in the batch. */
  const written: string[] = [];
  const batch = new RouteBatch(validator, (i, outcome) => {
    const origin = batch.origin[i]!;
    const state = stateOf(outcome);
    const counts = batch.family[i] === 1 ? families.ipv4 : families.ipv6;
    counts[state]++;
    counts.sum++;
    all[state]++;
    all.sum++;
    const reason = reasonOf(outcome, origin);
    if (outcome !== VALID && reason !== "") reasons[reason as keyof typeof reasons]++;
    if (rows === undefined) return;
    const route: Route = {
      family: batch.family[i] as 1 | 4,
      words: batch.words.subarray(4 * i, 4 * i + 4),
      length: batch.length[i]!,
      origin,
      set: written[i]!,
      seen: 1,
    };
    rows.add(`${routePrefix(route)}\t${routeOrigin(route)}\t${state}\t${reason}\n`);
  });
  const report = await readRoutes(flags.routes, (route) => {
    if (route.seen < least) return;
    const i = batch.add(route.family, route.words, route.length, route.origin);
    if (rows !== undefined) written[i] = route.set;
  });
  batch.flush();
  await rows?.end();
  const { format, rejected, sets, findings, totals } = orStop(report, flags.routes);
  sayFindings(this, flags.routes, findings, totals);
  const document = {
    ...all,
    reasons,
    ...families,
    vrps: {
      ipv4: payload.vrps.v4.count,
      ipv6: payload.vrps.v6.count,
      records: file.records,
      duplicates: file.duplicates,
      rejected: file.rejected,
      expired: file.expired,
      ...(file.rejected > 0 ? { findings: file.findings } : {}),
    },
    routes: { format, sets, rejected, ...(rejected > 0 ? { findings } : {}) },
  };
  answer(this, flags.json, document, () => {
    const line = (name: string, c: Counts): string =>
      `${name.padEnd(6)}${String(c.valid).padStart(12)}${String(c.invalid).padStart(12)}${String(c.notfound).padStart(12)}${String(c.sum).padStart(12)}\n`;
    return (
      `${" ".repeat(6)}${["valid", "invalid", "notfound", "sum"].map((w) => w.padStart(12)).join("")}\n` +
      line("IPv4", families.ipv4) +
      line("IPv6", families.ipv6) +
      line("all", all) +
      `\ninvalid: ${reasons.asn} by AS number, ${reasons.length} by length, ${reasons["as-set"]} by AS_SET\n` +
      `${payload.vrps.v4.count + payload.vrps.v6.count} VRPs, ${sets} AS_SET routes, ${rejected} lines or entries that are no route\n`
    );
  });
}

/** Rows gathered into large pieces: a million small writes would take longer than the judging. */
function rowsTo(path: string): { add: (row: string) => void; end: () => Promise<void> } {
  const file = createWriteStream(path);
  const target = path.endsWith(".gz") ? createGzip() : file;
  if (target !== file) target.pipe(file);
  let failed: unknown;
  file.on("error", (cause) => (failed = cause));
  let text = "";
  return {
    add: (row) => {
      text += row;
      if (text.length < 1 << 20) return;
      target.write(text);
      text = "";
    },
    end: async () => {
      target.end(text);
      if (failed === undefined) await once(file, "close");
      if (failed !== undefined) throw failed;
    },
  };
}
