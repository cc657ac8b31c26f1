/**
 * `comity observe`: a series of outside files as a series of differences; every change that nothing on record explains is
 * listed with what it does to reachability, as a report, a feed (JSON Feed 1.1) and a metric (Prometheus text).
 */
import { toTimestamp } from "@comity/canon";
import { emptyVrps, observeVrps, RouteTableBuilder, type Observed, type RouteTable } from "@comity/routes";
import { readRoutes } from "@comity/route-files";
import { nodeAt } from "../../ask.ts";
import { writeFile } from "../../files.ts";
import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { orStop, sayFindings } from "../routes/files.ts";
import { outsideOfFiles, outsideOfNode } from "./outside.ts";
import { ownAuthorisations } from "./own.ts";
import { recordChanges, type RecordChange } from "./records.ts";

export type ObserveFlags = {
  readonly json: boolean;
  readonly node?: string;
  readonly own?: string;
  readonly routes?: string;
  readonly feed?: string;
  readonly metrics?: string;
  readonly limit: number;
  readonly series?: string;
  readonly origin?: string;
};

type Step = {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  /** Of VRPs. */
  readonly observed?: Observed;
  /** Of zones and registry files. */
  readonly changes?: readonly RecordChange[];
};

export async function observe(this: Host, flags: ObserveFlags, ...paths: readonly string[]): Promise<void> {
  if (flags.series === undefined && paths.length < 2)
    throw new Stop(
      EXIT.usage,
      "observe-files",
      "name at least two files, oldest first, or --series SOURCE/KIND",
    );
  if (flags.series !== undefined && (paths.length > 0 || flags.node === undefined))
    throw new Stop(
      EXIT.usage,
      "observe-series",
      "--series reads what a node has on record: name it with --node, and no files",
    );
  const node = flags.node === undefined ? undefined : nodeAt(flags.node);
  const outside =
    flags.series === undefined
      ? await outsideOfFiles(this, paths, flags.origin)
      : await outsideOfNode(node!, flags.series);
  const other = outside.find(({ kind }) => kind !== outside[0]!.kind);
  if (other !== undefined)
    throw new Stop(EXIT.usage, "observe-kinds", `${other.name} is of another kind than ${outside[0]!.name}`);
  const isVrps = outside[0]!.kind === "vrps";
  const own = isVrps ? await ownAuthorisations(this, flags) : emptyVrps();
  const table = flags.routes === undefined ? undefined : await tableOf(this, flags.routes);
  const steps: Step[] = [];
  for (const [n, after] of outside.entries()) {
    const before = outside[n - 1];
    if (before === undefined) continue;
    const step = { from: before.name, to: after.name, at: after.at ?? Math.floor(Date.now() / 1000) };
    if (before.kind === "vrps" && after.kind === "vrps")
      steps.push({ ...step, observed: observeVrps(before.vrps, after.vrps, own, table) });
    else steps.push({ ...step, changes: await recordChanges(before, after, node) });
  }
  if (flags.feed !== undefined) writeFile(flags.feed, feed(steps));
  if (flags.metrics !== undefined) writeFile(flags.metrics, metrics(steps));
  answer(this, flags.json, { schema: "comity/observe/v1", steps }, () =>
    steps.map((step) => report(step, flags.limit)).join("\n"),
  );
  if (steps.some((step) => adverse(step).length > 0)) this.exit(EXIT.refused);
}

/** Characters of a record in the report. */
const MAX_SHOWN = 120;
type Line = { readonly standing: RecordChange["standing"]; readonly text: string };

/** Every change of a step as a line of the report. */
const linesOf = ({ changes = [], observed }: Step): readonly Line[] => [
  ...(observed?.observations ?? []).map(({ change, class: kind, standing, vrp }) => ({
    standing,
    text: `${kind.padEnd(12)} ${change} ${vrp.prefix}-${vrp.maxLength} AS${vrp.asn}`,
  })),
  // Signatures and keys are long: --json has them whole.
  ...changes.map(({ change, record, standing }) => ({
    standing,
    text: `${change.padEnd(12)} ${record.length > MAX_SHOWN ? `${record.slice(0, MAX_SHOWN)}…` : record}`,
  })),
];

const withStanding = (step: Step, standing: RecordChange["standing"]): readonly Line[] =>
  linesOf(step).filter((line) => line.standing === standing);
const adverse = (step: Step): readonly Line[] => withStanding(step, "unexplained");

async function tableOf(host: Host, path: string): Promise<RouteTable> {
  const builder = new RouteTableBuilder();
  const read = await readRoutes(path, ({ family, words, length, origin, set, seen }) => {
    builder.add(family, words, length, origin, set, seen);
  });
  const { findings, totals } = orStop(read, path);
  sayFindings(host, path, findings, totals);
  return builder.build();
}

function report(step: Step, limit: number): string {
  const { changes = [], from, observed, to } = step;
  const [unexplained, unknown] = [adverse(step), withStanding(step, "unknown")];
  const { invalid = [], unprotected = [] } = observed ?? {};
  const added = observed?.announced ?? changes.filter(({ change }) => change === "added").length;
  const removed = observed?.withdrawn ?? changes.length - added;
  const some = (list: readonly Line[]): string[] => [
    ...list.slice(0, limit).map(({ text }) => `  ${text}`),
    ...(list.length > limit ? [`  … and ${list.length - limit} more: --json shows all`] : []),
  ];
  const about =
    observed === undefined ? "about what nobody has on record" : "about space nobody has on record";
  const lines = [
    `${from} -> ${to}: +${added} -${removed}; ${unexplained.length} unexplained, ${unknown.length} ${about}`,
    ...some(unexplained),
    ...(unknown.length === 0 ? [] : ["  nothing on record:", ...some(unknown)]),
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
    .filter((step) => adverse(step).length > 0)
    .map((step) => ({
      id: `${step.from}..${step.to}`,
      title: `${adverse(step).length} unexplained change(s) ${step.observed === undefined ? "of records" : "of route authorisations"}`,
      date_published: toTimestamp(step.at),
      content_text: report(step, 1000),
    }));
  return `${JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "Changes outside that no act explains", items }, undefined, 1)}\n`;
}

function metrics(steps: readonly Step[]): string {
  const classes: { [name: string]: number } = {};
  let invalid = 0;
  let unprotected = 0;
  let unknown = 0;
  for (const { changes = [], observed } of steps) {
    const kinds = [
      ...(observed?.observations ?? []).map((one) => ({ kind: one.class as string, standing: one.standing })),
      ...changes.map(({ change, standing }) => ({ kind: change as string, standing })),
    ];
    for (const { kind, standing } of kinds) {
      if (standing === "unexplained") classes[kind] = (classes[kind] ?? 0) + 1;
      if (standing === "unknown") unknown++;
    }
    invalid += observed?.invalid.length ?? 0;
    unprotected += observed?.unprotected.length ?? 0;
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
    head("comity_observed_unknown", "Changes outside about what nobody has on record"),
    `comity_observed_unknown ${unknown}\n`,
    head("comity_observed_routes_invalid", "Announced routes that these changes turn invalid"),
    `comity_observed_routes_invalid ${invalid}\n`,
    head("comity_observed_routes_unprotected", "Announced routes that lose their protection"),
    `comity_observed_routes_unprotected ${unprotected}\n`,
  ].join("");
}
