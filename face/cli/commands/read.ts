/** Reading commands: they ask a node's public API and print the answer. */
import { createClient, type Params, type Problem, type RouteName } from "@comity/api";
import { toTimestamp, type Result } from "@comity/canon";
import { isRegister } from "@comity/assembly";
import { answer, EXIT, fail, type Host } from "../host.ts";
import type { ReadFlags } from "../flags.ts";
import { lines } from "../lines.ts";

async function ask(host: Host, flags: ReadFlags, route: RouteName, params: Params): Promise<unknown> {
  const at = flags.at === undefined ? {} : { at: flags.at };
  const result: Result<unknown, Problem> = await createClient(flags.node).get(route, { ...params, ...at });
  if (result.ok) return result.value;
  const { code, detail } = result.error;
  const status = result.error.status;
  fail(
    host,
    { code, detail },
    code === "unreachable" ? EXIT.unreachable : status === 404 ? EXIT.notFound : EXIT.failed,
  );
  return undefined;
}

async function shown(host: Host, flags: ReadFlags, route: RouteName, params: Params = {}): Promise<void> {
  const value = await ask(host, flags, route, params);
  if (value === undefined) return;
  answer(host, flags.json, { schema: `comity/${route}/v1`, ...(value as object) }, () => lines(value));
}

export async function status(this: Host, flags: ReadFlags): Promise<void> {
  await shown(this, flags, "status");
}

export async function search(this: Host, flags: ReadFlags, ...words: readonly string[]): Promise<void> {
  await shown(this, flags, "search", { q: words.join(" ") });
}

/** A route is a prefix and the AS number that originates it. */
function routeIn(text: string): { readonly prefix: string; readonly origin: string } | undefined {
  const m = /^([0-9a-f.:]+(?:\/[0-9]+)?)\s+(AS[0-9]+)$/i.exec(text.trim());
  return m === null ? undefined : { prefix: m[1]!, origin: m[2]!.toUpperCase() };
}

function notRoute(host: Host): void {
  fail(
    host,
    { code: "usage", detail: "Too many words: only a route has two, a prefix and an AS number" },
    EXIT.usage,
  );
}

/** A resource, a route `192.0.2.0/24 AS64500`, `decision/42`, `party/QM`, `entry/17`, `network/ID`. */
export async function show(
  this: Host,
  flags: ReadFlags,
  what: string,
  ...rest: readonly string[]
): Promise<void> {
  const route = routeIn([what, ...rest].join(" "));
  if (route !== undefined) return shown(this, flags, "route", { text: route.prefix, origin: route.origin });
  if (rest.length > 0) return notRoute(this);
  const m = /^(decision|party|entry|network)\/(.+)$/.exec(what);
  if (m === null) return shown(this, flags, "resource", { text: what });
  if (m[1] === "network") return shown(this, flags, "network", { id: m[2] });
  if (m[1] === "decision") return shown(this, flags, "decision", { id: m[2] });
  return m[1] === "party"
    ? shown(this, flags, "party", { id: m[2] })
    : shown(this, flags, "entry", { index: m[2] });
}

export async function why(this: Host, flags: ReadFlags, ...what: readonly string[]): Promise<void> {
  const text = what.join(" ");
  if (what.length > 1 && routeIn(text) === undefined) return notRoute(this);
  await shown(this, flags, "why", { text: routeIn(text)?.prefix ?? text });
}

/** The proof file goes to standard output as it is: pipe it into `comity verify -`. */
export async function prove(
  this: Host,
  flags: ReadFlags,
  what: string,
  ...rest: readonly string[]
): Promise<void> {
  const route = routeIn([what, ...rest].join(" "));
  const act = /^act\/([0-9]+)$/.exec(what);
  const [register, key] =
    route !== undefined
      ? routeKey(route.prefix)
      : rest.length === 1
        ? [what, rest[0]!]
        : isRegister(what)
          ? [what, ""]
          : located(what);
  const proof = await (act === null
    ? ask(this, flags, "proofFact", { register, key, ...(route && { origin: route.origin }) })
    : ask(this, flags, "proofAct", { index: act[1] }));
  if (typeof proof === "string") this.process.stdout.write(proof);
}

const routeKey = (prefix: string): [string, string] => {
  const [register, length] = prefix.includes(":") ? ["routes6", 128] : ["routes4", 32];
  return [register, prefix.includes("/") ? prefix : `${prefix}/${length}`];
};

/** Register and key of a resource text, or of `party/ID`, `proposal/N`. */
function located(text: string): [string, string] {
  if (/^(party|lane|label)\//.test(text)) return ["parties", text];
  if (/^(proposal|ballot|electorate|constitution|offer|consent)\//.test(text)) return ["decisions", text];
  if (/^(network|interconnection|rules)\//.test(text) || text.startsWith("newip:")) return ["networks", text];
  if (text.startsWith("providers/")) return ["providers", text.slice("providers/".length)];
  if (/^AS?[0-9]/i.test(text)) return ["asn", text.toUpperCase()];
  if (text.includes(":")) return ["ipv6", text.includes("/") ? text : `${text}/128`];
  if (/^[0-9.]+(\/|$)/.test(text)) return ["ipv4", text.includes("/") ? text : `${text}/32`];
  return ["names", text];
}

export const stamp = (seconds: number): string => toTimestamp(seconds);
