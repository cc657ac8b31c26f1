/** What a node publishes besides HTTP, when asked: RTR, WHOIS with IRR, RPKI, DNS zones. All over its newest state. */
import { parseTsigKey, startPrimary, zoneOfState, ZoneStore, type ZoneSettings } from "@comity/dns";
import type { NodeContext } from "@comity/node";
import { HeldSource, randomIdentity, RtrServer } from "@comity/rtr";
import { payloadOf } from "@comity/view";
import { recordText, TYPE } from "@comity/zones";
import { mirroredOfState, startWhois, whoisOfState } from "@comity/whois";
import { runNrtm, type NrtmFlags } from "./commands/whois/nrtm.ts";
import { EXIT, say, Stop, type Host } from "./host.ts";
import { publishRpki, type RpkiFlags } from "./publish-rpki.ts";
import { called } from "./pages/look.ts";

export type PublishFlags = NrtmFlags & {
  readonly rtr?: number;
  readonly whois?: number;
  readonly dns?: number;
  readonly zone?: readonly string[];
  readonly zoneServer?: readonly string[];
  readonly zoneMailbox?: string;
  readonly dnsKey?: readonly string[];
} & RpkiFlags;

export type Published = {
  readonly lines: readonly string[];
  /** The ports that were opened, by protocol. */
  readonly ports: { readonly [protocol: string]: number };
  readonly stop: () => Promise<void>;
};
/** Said, and the port. */
type Opened = readonly [line: string, port: number];

/** Ports left out are not opened. A port that cannot be opened is said, and the rest goes on. */
export async function publish(
  host: Host,
  context: NodeContext,
  address: string,
  flags: PublishFlags,
): Promise<Published> {
  const lines: string[] = [];
  const ports: { [protocol: string]: number } = {};
  const stops: (() => Promise<void>)[] = [];
  const open = async (what: string, port: number, run: () => Promise<Opened>): Promise<void> => {
    try {
      const [line, opened] = await run();
      lines.push(line);
      ports[what.toLowerCase()] = opened;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      say(host, `${what} is not published: ${code === "EADDRINUSE" ? `port ${port} is taken` : message}`);
    }
  };
  if (flags.rtr !== undefined)
    await open("RTR", flags.rtr, async () => {
      const source = new HeldSource();
      stops.push(keepPublishing(context, source));
      const server = new RtrServer({ source, identity: randomIdentity(), log: quiet(host) });
      stops.push(() => server.close("shutdown"));
      const port = await server.listen(address, flags.rtr!);
      return [
        `RTR        ${address} port ${port}    (${called(host.env)} rtr dump ${address}:${port})`,
        port,
      ];
    });
  if (flags.whois !== undefined)
    await open("WHOIS", flags.whois, async () => {
      const demonstration =
        context.demonstration === undefined ? [] : ["A demonstration with invented parties."];
      const source = whoisOfState({
        state: () => context.states.newest,
        name: "comity",
        banner: demonstration,
      });
      const running = await startWhois(source, { port: flags.whois!, host: address });
      stops.push(running.stop);
      const { port } = running;
      return [
        `WHOIS      ${address} port ${port}    (whois -h ${address} -p ${port} 192.0.2.1, bgpq4 -h ${address}:${port} …)`,
        port,
      ];
    });
  const mirrored = await mirrors(host, context, address, flags);
  if (mirrored !== undefined) {
    stops.push(mirrored.stop);
    lines.push(...mirrored.lines);
  }
  const { rpki } = flags;
  if (rpki !== undefined)
    await open("RPKI", flags.rpkiPort ?? 8443, async () => {
      const { line, port, stop } = await publishRpki(host, context, address, { ...flags, rpki });
      stops.push(stop);
      return [line, port];
    });
  if (flags.dns !== undefined) await open("DNS", flags.dns, () => dns(host, context, address, flags, stops));
  return { lines, ports, stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

/** Routers come and go: only what went wrong is said. */
const quiet =
  (host: Host) =>
  (line: string): void => {
    if (!/closed: (the router has closed|cache shutdown)/.test(line)) say(host, line);
  };

/** Roots of what routers and mirrors are told: it changes with them only. */
const routeRoots = (state: NodeContext["states"]["newest"]): string =>
  (["routes4", "routes6", "providers"] as const)
    .map((register) => Buffer.from(state.tree(register).hash).toString("latin1"))
    .join("");

/** NRTMv4: every block's changes of routes and sets, in order, written once a minute. */
async function mirrors(
  host: Host,
  context: NodeContext,
  address: string,
  flags: NrtmFlags,
): Promise<{ readonly lines: readonly string[]; readonly stop: () => Promise<void> } | undefined> {
  const objects = () => mirroredOfState(context.states.newest.reader, "comity");
  let known = routeRoots(context.states.newest);
  const running = await runNrtm(host, flags, "COMITY", address, objects);
  if (running === undefined) return undefined;
  const end = context.onBlock(() => {
    const roots = routeRoots(context.states.newest);
    if (roots === known) return;
    known = roots;
    running.publisher.change(objects());
  });
  return { lines: running.lines, stop: () => (end(), running.stop()) };
}

/** Hands each state whose routes changed to the source; a state that did not change only renews its age. */
function keepPublishing(context: NodeContext, source: HeldSource): () => Promise<void> {
  let known = "";
  const look = (): void => {
    const state = context.states.newest;
    const roots = routeRoots(state);
    const before = source.current();
    source.publish(
      roots === known && before !== undefined ? before.payload : payloadOf(state.reader),
      state.time,
    );
    known = roots;
  };
  look();
  const end = context.onBlock(look);
  return () => Promise.resolve(end());
}

async function dns(
  host: Host,
  context: NodeContext,
  address: string,
  flags: PublishFlags,
  stops: (() => Promise<void>)[],
): Promise<Opened> {
  const { zone = [], zoneServer = [], zoneMailbox, dnsKey = [] } = flags;
  if (zone.length === 0 || zoneServer.length === 0)
    throw new Stop(EXIT.usage, "zone-settings", "--dns needs --zone NAME and --zone-server NAME");
  const keys = dnsKey.map((text) => {
    const key = parseTsigKey(text);
    if (!key.ok) throw new Stop(EXIT.usage, key.error.code, key.error.detail);
    return key.value;
  });
  const store = new ZoneStore();
  const settings = zone.map((origin): ZoneSettings => ({
    origin,
    servers: zoneServer,
    mailbox: zoneMailbox ?? `hostmaster.${zoneServer[0]!}`,
  }));
  const known = new Map<string, string>();
  const look = (): void => {
    const state = context.states.newest;
    for (const one of settings) {
      // The tree size is the serial: it grows with every block, and a zone that did not change keeps its own.
      const made = zoneOfState(state.reader, one, state.size);
      if (!made.ok) {
        say(host, `zone ${one.origin}: ${made.error.detail} [${made.error.code}]`);
        continue;
      }
      const content = JSON.stringify(
        made.value.records.filter(({ type }) => type !== TYPE.SOA && type !== TYPE.ZONEMD).map(recordText),
      );
      if (known.get(one.origin) === content) continue;
      known.set(one.origin, content);
      const put = store.put(made.value);
      if (!put.ok) say(host, `zone ${one.origin}: ${put.error.detail} [${put.error.code}]`);
    }
  };
  look();
  const end = context.onBlock(look);
  stops.push(() => Promise.resolve(end()));
  const running = await startPrimary(store, {
    port: flags.dns!,
    host: address,
    keys,
    log: (line) => say(host, line),
  });
  stops.push(running.stop);
  const { port } = running;
  return [`DNS        ${address} port ${port}    (dig @${address} -p ${port} ${zone[0]!} AXFR)`, port];
}
