/**
 * Network scenarios: sovereign networks of hosts and routers over links with delay, loss and rate; traffic; links that
 * fail and come back; routers that misbehave. The whole runs in virtual time from one seed.
 */
import {
  ETHERTYPE_FLEXIBLE,
  encodeAdvertisement,
  Header,
  Neighbour,
  parseAddress,
  readHeader,
  readNeighbour,
  SOLICITATION,
  type Address,
} from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import { VirtualClock } from "../simulator/clock.ts";
import { SimLink } from "../simulator/link.ts";
import { seeded } from "../simulator/random.ts";
import { quantile, round, type Check, type ScenarioResult, type Table } from "../simulator/result.ts";
import { TamperPort } from "../simulator/tamper.ts";
import { Borders } from "../stack/borders.ts";
import type { Port } from "../stack/port.ts";
import { Stack } from "../stack/stack.ts";
import { UdpLayer } from "../stack/udp.ts";
import type { Expectation, NetworkScenario, ScenarioFlow, ScenarioNode } from "./form.ts";

type Built = { readonly stack: Stack; readonly udp: UdpLayer; readonly ports: Map<string, Port> };

type Tally = {
  readonly flow: ScenarioFlow;
  sent: number;
  received: number;
  disordered: number;
  altered: number;
  highest: number;
  readonly delays: number[];
  readonly sentPer: number[];
  readonly receivedPer: number[];
};

/** Width of the time slots of plots (µs). */
const SLOT = 250_000;

function forger(mac: () => Uint8Array): (frame: Uint8Array) => Uint8Array | undefined {
  const h = new Header();
  const n = new Neighbour();
  return (frame) => {
    if (readHeader(frame, 14, frame.length, h) <= 0 || h.nextHeader !== 177 || readNeighbour(h, n) !== 0)
      return undefined;
    if (n.type !== SOLICITATION || h.source === undefined) return undefined;
    const target = frame.slice(n.bodyAt, n.bodyAt + n.bodyLength);
    const lie = encodeAdvertisement({ destination: h.source.slice(), source: target, mac: mac() });
    if (!lie.ok) return undefined;
    const type = [ETHERTYPE_FLEXIBLE >> 8, ETHERTYPE_FLEXIBLE & 255];
    return Uint8Array.from([...frame.subarray(6, 12), ...mac(), ...type, ...lie.value]);
  };
}

const address = (text: string): Result<Address> => {
  const parsed = parseAddress(text);
  return parsed.ok
    ? parsed
    : refuse(parsed.error.code, `${JSON.stringify(text)}: ${parsed.error.detail}`, "address");
};

export function runNetwork(scenario: NetworkScenario): Result<ScenarioResult> {
  const clock = new VirtualClock();
  const random = seeded(scenario.seed);
  const links = new Map(
    scenario.links.map((l) => [
      l.name,
      new SimLink(clock, random, { ...l, delay: (l.delay ?? 1) * 1000, jitter: (l.jitter ?? 0) * 1000 }),
    ]),
  );
  const nodes = new Map<string, Built>();
  const tampers: TamperPort[] = [];

  const build = (node: ScenarioNode): Result<Built> => {
    const stack = new Stack({
      clock,
      forwarding: node.router === true,
      extension: scenario.extension ?? "all",
    });
    const udp = new UdpLayer(stack);
    const ports = new Map<string, Port>();
    const borders =
      node.border === true ? Borders.from(scenario.networks, scenario.agreements ?? []) : undefined;
    if (borders !== undefined && !borders.ok) return borders;
    for (const [i, spec] of node.ports.entries()) {
      const link = links.get(spec.link);
      if (link === undefined)
        return refuse("scenario-link", `there is no link ${spec.link}`, `${node.name}/ports/${i}`);
      const plain = link.port();
      const kind = node.misbehaves;
      const port =
        kind === undefined
          ? plain
          : new TamperPort(
              plain,
              kind,
              node.share ?? 1,
              random,
              forger(() => plain.mac),
            );
      if (port instanceof TamperPort) tampers.push(port);
      const addresses: Address[] = [];
      for (const text of spec.addresses) {
        const parsed = address(text);
        if (!parsed.ok) return parsed;
        addresses.push(parsed.value);
      }
      const added = stack.addInterface(port, addresses);
      if (!added.ok) return added;
      ports.set(spec.link, added.value);
      if (borders !== undefined && spec.faces !== undefined) borders.value.face(i, spec.faces);
    }
    for (const route of node.routes ?? []) {
      const port = ports.get(route.link);
      if (port === undefined)
        return refuse("scenario-link", `${node.name} has no port on ${route.link}`, node.name);
      const via = route.via === undefined ? undefined : address(route.via);
      if (via !== undefined && !via.ok) return via;
      const made = stack.addRoute(route.prefix, port, via?.value);
      if (!made.ok) return made;
    }
    if (borders !== undefined) stack.admit = borders.value.admit;
    return ok({ stack, udp, ports });
  };

  for (const node of scenario.nodes) {
    const built = build(node);
    if (!built.ok) return built;
    nodes.set(node.name, built.value);
  }
  const end = scenario.duration * 1e6;
  const tallies: Tally[] = [];
  for (const [index, flow] of scenario.flows.entries()) {
    const from = nodes.get(flow.from);
    const to = nodes.get(flow.to);
    const parsed = address(flow.address);
    if (from === undefined || to === undefined)
      return refuse("scenario-node", "no such node", `/flows/${index}`);
    if (!parsed.ok) return parsed;
    const slots = Math.ceil(end / SLOT) + 1;
    const tally: Tally = {
      flow,
      sent: 0,
      received: 0,
      disordered: 0,
      altered: 0,
      highest: -1,
      delays: [],
      sentPer: Array.from({ length: slots }, () => 0),
      receivedPer: Array.from({ length: slots }, () => 0),
    };
    tallies.push(tally);
    const port = 1000 + index;
    const size = Math.max(16, flow.size ?? 100);
    const opened = to.udp.open(port, (data) => {
      const view = new DataView(data.buffer, data.byteOffset);
      const number = view.getUint32(0);
      tally.received++;
      if (data.length !== size || data.subarray(16).some((b) => b !== 0x5a)) tally.altered++;
      if (number < tally.highest) tally.disordered++;
      tally.highest = Math.max(tally.highest, number);
      const at = view.getFloat64(8);
      tally.delays.push((clock.now() - at) / 1000);
      tally.receivedPer[Math.floor(at / SLOT)]!++;
    });
    if (!opened.ok) return opened;
    const stop = (flow.until ?? scenario.duration) * 1e6;
    const step = (): void => {
      if (clock.now() >= stop) return;
      const data = new Uint8Array(size).fill(0x5a);
      const view = new DataView(data.buffer);
      view.setUint32(0, tally.sent);
      view.setFloat64(8, clock.now());
      tally.sentPer[Math.floor(clock.now() / SLOT)]!++;
      tally.sent++;
      from.udp.send(data, parsed.value, port, port);
      clock.at(clock.now() + 1e6 / flow.rate, step);
    };
    clock.at((flow.start ?? 0) * 1e6 + random.next() * 1000, step);
  }
  for (const event of scenario.events ?? []) {
    const link = links.get(event.link);
    if (link === undefined) return refuse("scenario-link", `there is no link ${event.link}`, "/events");
    clock.at(event.at * 1e6, () => {
      link.up = event.up;
    });
  }
  if (!clock.runUntil(end + 2e6, 50_000_000))
    return refuse("scenario-endless", "more than 50,000,000 events", "duration");
  return ok(report(scenario, tallies, nodes, links, tampers));
}

function report(
  scenario: NetworkScenario,
  tallies: readonly Tally[],
  nodes: ReadonlyMap<string, Built>,
  links: ReadonlyMap<string, SimLink>,
  tampers: readonly TamperPort[],
): ScenarioResult {
  const flows: Table = {
    title: "Flows (delays in ms)",
    columns: ["flow", "sent", "received", "lost %", "mean", "99 %", "out of order", "altered"],
    rows: tallies.map((t) => {
      const sorted = t.delays.toSorted((a, b) => a - b);
      const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
      const show = (v: number): string | number => (Number.isNaN(v) ? "–" : round(v, 3));
      return [
        t.flow.name,
        t.sent,
        t.received,
        round(t.sent === 0 ? 0 : (1 - t.received / t.sent) * 100, 2),
        show(mean),
        show(quantile(sorted, 0.99)),
        t.disordered,
        t.altered,
      ];
    }),
  };
  const drops: Table = {
    title: "What nodes dropped, by reason",
    columns: ["node", "reason", "packets"],
    rows: [...nodes].flatMap(([name, { stack }]) =>
      Object.entries(stack.counters.toJSON())
        .filter(([reason]) => reason.startsWith("drop."))
        .map(([reason, n]) => [name, reason.slice(5), n]),
    ),
  };
  const carried: Table = {
    title: "Links",
    columns: ["link", "frames", "bytes", "lost", "while down", "queue full"],
    rows: [...links.values()].map((l) => [
      l.name,
      l.counts.carried,
      l.counts.bytes,
      l.counts.lost,
      l.counts.down,
      l.counts.overflow,
    ]),
  };
  const seconds = (slot: number): number => (slot * SLOT) / 1e6;
  const tampered = tampers.reduce((n, t) => n + t.tampered, 0);
  const tables = [flows, carried, ...(drops.rows.length > 0 ? [drops] : [])];
  if (tampers.length > 0) {
    tables.push({ title: "Misbehaving routers", columns: ["frames tampered with"], rows: [[tampered]] });
  }
  return {
    title: scenario.title,
    seed: scenario.seed,
    tables,
    plots: [
      {
        title: "Packets that arrived, by time of sending",
        x: "seconds",
        y: "packets per second",
        kind: "line",
        series: tallies.map((t) => ({
          name: t.flow.name,
          points: t.receivedPer
            .slice(0, Math.ceil((scenario.duration * 1e6) / SLOT))
            .map((n, i) => [seconds(i), (n * 1e6) / SLOT] as const),
        })),
      },
    ],
    checks: (scenario.expect ?? []).map((e) => judge(e, tallies)),
  };
}

function judge(e: Expectation, tallies: readonly Tally[]): Check {
  const t = tallies.find((x) => x.flow.name === e.flow);
  if (t === undefined) return { what: `${e.flow}: no such flow`, holds: false };
  const [from, to] = [e.from ?? 0, e.to ?? Number.POSITIVE_INFINITY];
  let sent = 0;
  let received = 0;
  for (const [i, n] of t.sentPer.entries()) {
    const start = (i * SLOT) / 1e6;
    if (start < from || start + SLOT / 1e6 > to + 1e-9) continue;
    sent += n;
    received += t.receivedPer[i]!;
  }
  const share = sent === 0 ? Number.NaN : received / sent;
  const when = e.from === undefined && e.to === undefined ? "" : ` from ${from} s to ${e.to ?? "the end"}`;
  const holds = share >= (e.least ?? 0) && share <= (e.most ?? Number.POSITIVE_INFINITY);
  return { what: `${e.flow}${when}: ${round(share * 100, 2)} % arrived (${e.why})`, holds };
}
