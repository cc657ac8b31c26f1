/**
 * `comity observe`: a series of outside files as a series of differences; every change that nothing on record explains is
 * listed with what it does to reachability, as a report, a feed (JSON Feed 1.1) and a metric (Prometheus text).
 */
import { writeFileSync } from "node:fs";
import { toTimestamp } from "@comity/canon";
import { observeVrps, RouteTableBuilder, type Observed, type RouteTable } from "@comity/routes";
import { readRoutes } from "@comity/route-files";
import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { loadVrps, orStop, sayFindings, type LoadedVrps } from "../routes/files.ts";
import { ownAuthorisations } from "./own.ts";

export type ObserveFlags = {
  readonly json: boolean;
  readonly node?: string;
  readonly own?: string;
  readonly routes?: string;
  readonly feed?: string;
  readonly metrics?: string;
  readonly limit: number;
};

type Step = { readonly from: string; readonly to: string; readonly at: number; readonly observed: Observed };

export async function observe(this: Host, flags: ObserveFlags, ...paths: readonly string[]): Promise<void> {
  if (paths.length < 2)
    throw new Stop(EXIT.usage, "observe-files", "name at least two VRP files, oldest first");
  const own = await ownAuthorisations(this, flags);
  const table = flags.routes === undefined ? undefined : await tableOf(this, flags.routes);
  const steps: Step[] = [];
  let before: LoadedVrps | undefined;
  let name = "";
  for (const path of paths) {
    const after: LoadedVrps = await loadVrps(this, path, []);
    if (before !== undefined) {
      const observed = observeVrps(before.payload.vrps, after.payload.vrps, own, table);
      steps.push({
        from: name,
        to: path,
        at: after.file.generated ?? Math.floor(Date.now() / 1000),
        observed,
      });
    }
    [before, name] = [after, path];
  }
  if (flags.feed !== undefined) writeFileSync(flags.feed, feed(steps));
  if (flags.metrics !== undefined) writeFileSync(flags.metrics, metrics(steps));
  answer(this, flags.json, { schema: "comity/observe/v1", steps }, () =>
    steps.map((step) => report(step, flags.limit)).join("\n"),
  );
  if (steps.some(({ observed }) => adverse(observed).length > 0)) this.exit(EXIT.refused);
}

const adverse = ({ observations }: Observed) =>
  observations.filter(({ standing }) => standing === "unexplained");

async function tableOf(host: Host, path: string): Promise<RouteTable> {
  const builder = new RouteTableBuilder();
  const read = await readRoutes(path, ({ family, words, length, origin, set, seen }) => {
    builder.add(family, words, length, origin, set, seen);
  });
  const { findings, totals } = orStop(read, path);
  sayFindings(host, path, findings, totals);
  return builder.build();
}

function report({ from, to, observed }: Step, limit: number): string {
  const { announced, withdrawn, observations, invalid, unprotected } = observed;
  const unexplained = adverse(observed);
  const unknown = observations.filter(({ standing }) => standing === "unknown").length;
  const lines = [
    `${from} -> ${to}: +${announced} -${withdrawn}; ${unexplained.length} unexplained, ${unknown} about space nobody has on record`,
    ...unexplained
      .slice(0, limit)
      .map(
        ({ class: kind, change, vrp }) =>
          `  ${kind.padEnd(12)} ${change} ${vrp.prefix}-${vrp.maxLength} AS${vrp.asn}`,
      ),
    ...(unexplained.length > limit ? [`  … and ${unexplained.length - limit} more: --json shows all`] : []),
    ...invalid
      .slice(0, limit)
      .map((route) => `  now INVALID   ${route.prefix} ${route.origin} (was ${route.before})`),
    ...unprotected.slice(0, limit).map((route) => `  unprotected   ${route.prefix} ${route.origin}`),
  ];
  if (invalid.length + unprotected.length > 0)
    lines.push(
      `  reachability: ${invalid.length} announced route(s) turn invalid, ${unprotected.length} lose protection`,
    );
  return `${lines.join("\n")}\n`;
}

/** JSON Feed 1.1: one item for each step that has something unexplained. */
function feed(steps: readonly Step[]): string {
  const items = steps
    .filter(({ observed }) => adverse(observed).length > 0)
    .map((step) => ({
      id: `${step.from}..${step.to}`,
      title: `${adverse(step.observed).length} unexplained change(s) of route authorisations`,
      date_published: toTimestamp(step.at),
      content_text: report(step, 1000),
    }));
  return `${JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "Changes outside that no act explains", items }, undefined, 1)}\n`;
}

function metrics(steps: readonly Step[]): string {
  const classes: { [name: string]: number } = {};
  let invalid = 0;
  let unprotected = 0;
  for (const { observed } of steps) {
    for (const { class: kind } of adverse(observed)) classes[kind] = (classes[kind] ?? 0) + 1;
    invalid += observed.invalid.length;
    unprotected += observed.unprotected.length;
  }
  const head = (name: string, about: string): string => `# HELP ${name} ${about}\n# TYPE ${name} gauge\n`;
  return [
    head(
      "comity_observed_unexplained",
      "Changes outside that nothing on record explains, by class of RFC 8211",
    ),
    ...Object.entries(classes).map(
      ([kind, count]) => `comity_observed_unexplained{class="${kind}"} ${count}\n`,
    ),
    head("comity_observed_routes_invalid", "Announced routes that these changes turn invalid"),
    `comity_observed_routes_invalid ${invalid}\n`,
    head("comity_observed_routes_unprotected", "Announced routes that lose their protection"),
    `comity_observed_routes_unprotected ${unprotected}\n`,
  ].join("");
}
