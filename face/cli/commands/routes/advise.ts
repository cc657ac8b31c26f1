/** `comity routes advise`: what authorisations would do to announced routes, before anything is signed. */
import {
  advise,
  blockText,
  RouteTableBuilder,
  type Advice,
  type Authorisation,
  type Cost,
  type RouteChange,
} from "@comity/routes";
import { readRoutes } from "@comity/route-files";

import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { authorisation } from "./authorisation.ts";
import { loadVrps, orStop, sayFindings } from "./files.ts";

export type AdviseFlags = {
  readonly json: boolean;
  readonly vrps: string;
  readonly routes: string;
  readonly slurm?: readonly string[];
  readonly slurmAspa: boolean;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly seen?: number;
};

export async function adviseCommand(this: Host, flags: AdviseFlags): Promise<void> {
  const change = {
    add: (flags.add ?? []).map(authorisation),
    remove: (flags.remove ?? []).map(authorisation),
  };
  if (change.add.length + change.remove.length === 0)
    throw new Stop(EXIT.usage, "authorisation", "name at least one authorisation with --add or --remove");
  const { payload } = await loadVrps(this, flags.vrps, flags.slurm ?? [], { aspa: flags.slurmAspa });
  const builder = new RouteTableBuilder();
  const least = flags.seen ?? 0;
  const read = await readRoutes(flags.routes, ({ family, words, length, origin, set, seen }) => {
    if (seen >= least) builder.add(family, words, length, origin, set, seen);
  });
  const report = orStop(read, flags.routes);
  sayFindings(this, flags.routes, report.findings, report.totals);
  const advice = advise(payload.vrps, builder.build(), change);
  answer(this, flags.json, advice, () => text(advice, change.remove));
  if (advice.invalid.length + advice.unprotected.length > 0) this.exit(EXIT.refused);
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

function text(advice: Advice, removed: readonly Authorisation[]): string {
  const lines: string[] = [
    `${count(advice.considered, "announced route")} inside the authorisations that change`,
  ];
  for (const a of advice.authorisations) {
    const notes = [
      a.as0 ? "AS0: authorises nobody" : `authorises ${count(a.authorises, "announced route")}`,
      ...(a.disallows > 0 ? [`${count(a.disallows, "route")} inside it not valid`] : []),
      ...(a.unused ? ["unused: this AS announces nothing here"] : []),
    ];
    lines.push(`add ${a.prefix}-${a.maxLength} AS${a.asn}: ${notes.join(", ")}`);
    if (a.tooPermissive !== undefined)
      lines.push(
        `  too permissive: ${count(a.tooPermissive.openPrefixes, "prefix").replace(/prefixs$/, "prefixes")} allowed that AS${a.asn} does not announce can be hijacked with a forged origin; maximum length ${a.tooPermissive.maxLength} covers what is announced`,
      );
    if (a.redundantWith !== undefined)
      lines.push(
        `  redundant: ${a.redundantWith.prefix}-${a.redundantWith.maxLength} AS${a.asn} allows it already`,
      );
  }
  for (const r of removed) {
    const note = advice.absent.includes(r) ? ": no such VRP, nothing happens" : "";
    lines.push(`remove ${blockText(r)}-${r.maxLength} AS${r.asn}${note}`);
  }
  const part = (title: string, list: readonly RouteChange[]): void => {
    if (list.length === 0) return;
    lines.push(`${title}: ${list.length}`);
    for (const c of list.slice(0, 20)) {
      const why = c.reason === undefined ? "" : ` (${c.reason})`;
      lines.push(`  ${c.prefix} ${c.origin}: ${c.before} -> ${c.after}${why}`);
    }
    if (list.length > 20) lines.push(`  … and ${list.length - 20} more: --json shows all`);
  };
  part("become valid", advice.valid);
  part("become INVALID", advice.invalid);
  part("lose their protection", advice.unprotected);
  part("no longer invalid", advice.released);
  const cost = (title: string, c: Cost): void => {
    if (c.routes === 0) return;
    lines.push(
      `${title}: ${count(c.routes, "route")}, ${c.ipv4Addresses} IPv4 addresses, ${c.ipv6Blocks48} IPv6 /48s, seen by up to ${count(c.seenByUpTo, "peer")}; ${c.unreachable} without another route, ${c.rerouted} taken over by one`,
    );
  };
  cost("cost if the routes that become invalid are right", advice.costOfInvalid);
  cost("cost if the routes that lose protection are attacked", advice.costOfUnprotected);
  if (advice.valid.length + advice.invalid.length + advice.unprotected.length + advice.released.length === 0)
    lines.push("no announced route changes its state");
  return `${lines.join("\n")}\n`;
}
