import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  parseScenario,
  plotSvg,
  runScenario,
  seeded,
  tableText,
  VirtualClock,
  LatencyScheduler,
  latencyPacket,
} from "@comity/newip-host";
import { must } from "./world.ts";

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../scenarios/files/${name}.json`, import.meta.url), "utf8"));

describe("scenario files", () => {
  it.each(["latency-window", "header-overhead", "three-networks", "misbehaving-router"])(
    "%s holds what it expects, the same every time",
    (name) => {
      const first = must(runScenario(file(name)));
      expect(first.checks.filter((c) => !c.holds)).toEqual([]);
      expect(first.checks.length).toBeGreaterThan(0);
      expect(JSON.stringify(must(runScenario(file(name))))).toBe(JSON.stringify(first));
      for (const plot of first.plots) expect(plotSvg(plot)).toMatch(/^<svg [^]*<\/svg>\n$/);
      for (const table of first.tables)
        expect(tableText(table).split("\n").length).toBe(table.rows.length + 2);
    },
  );

  it("another seed gives another run", () => {
    const run = (seed: number): string =>
      JSON.stringify(must(runScenario(file("misbehaving-router"), seed)).tables);
    expect(run(4)).not.toBe(run(5));
  });

  it("the header tables are those of the reference page", () => {
    const { tables } = must(runScenario(file("header-overhead")));
    expect(tables[0]!.rows.map((r) => r.slice(1))).toEqual([
      [5, 43, "−25.9 %", "−44.9 %", "97.13 %"],
      [6, 44, "−24.1 %", "−43.6 %", "97.07 %"],
      [8, 46, "−20.7 %", "−41.0 %", "96.93 %"],
      [20, 58, "0.0 %", "−25.6 %", "96.13 %"],
      [22, 60, "+3.4 %", "−23.1 %", "96.00 %"],
    ]);
    expect(tables[1]!.rows.map((r) => [r[1], r[2]])).toEqual([
      [6, 8],
      [8, 10],
      [10, 12],
      [14, 16],
      [18, 20],
      [20, 22],
    ]);
    expect(tables[2]!.rows.map((r) => r[1])).toEqual([14, 26, 38, 8]);
    expect(tables[3]!.rows.slice(0, 3).map((r) => r.slice(1))).toEqual([
      ["36.4", "64.1", "69.6", "78.1", "94.8", "98.0"],
      ["25.0", "51.0", "57.1", "67.6", "91.4", "96.7"],
      ["53.3", "78.1", "82.1", "87.7", "97.3", "99.0"],
    ]);
  });

  it.each([
    ["scenario-kind", {}],
    ["scenario-kind", { kind: "toString" }],
    ["scenario-form", { kind: "headers" }],
    ["scenario-form", { ...(file("header-overhead") as object), more: 1 }],
    ["scenario-form", { ...(file("latency-window") as object), windows: [] }],
    ["scenario-form", { ...(file("three-networks") as object), duration: 0 }],
    [
      "scenario-link",
      { ...(file("three-networks") as object), events: [{ at: 1, link: "nowhere", up: false }] },
    ],
    [
      "scenario-node",
      {
        ...(file("three-networks") as object),
        flows: [{ name: "x", from: "nobody", to: "h1", address: "01", rate: 1 }],
      },
    ],
  ])("refuses %s", (code, json) => {
    const got = runScenario(json);
    expect(got.ok ? "" : got.error.code).toBe(code);
  });

  it("every member of a scenario is checked", () => {
    const good = file("three-networks") as Record<string, unknown>;
    for (const key of Object.keys(good)) {
      if (key === "title") continue;
      const got = parseScenario({ ...good, [key]: key === "kind" ? "x" : -1 });
      expect(got.ok, key).toBe(false);
    }
  });

  it("a border lets pass only agreed networks, and no foreign sources", () => {
    const scenario = {
      ...(file("three-networks") as object),
      agreements: [["harbour", "ridge"]],
      expect: [],
    };
    const { tables } = must(runScenario(scenario));
    const flows = Object.fromEntries(tables[0]!.rows.map((r) => [r[0], r[2]]));
    expect(flows["harbour to valley"]).toBe(0);
    expect(flows["valley to ridge"]).toBe(0);
    expect(flows["ridge to harbour"]).toBeGreaterThan(900);
    expect(tables[2]!.rows.some((r) => r[1] === "border-agreement")).toBe(true);
  });

  it.each(["drop", "duplicate", "immortal", "forge"])(
    "a router that does `%s` is seen in the figures, and nothing breaks",
    (kind) => {
      const base = file("misbehaving-router") as { nodes: { name: string; misbehaves?: string }[] };
      const nodes = base.nodes.map((n) => (n.name === "flipper" ? { ...n, misbehaves: kind } : n));
      const { tables } = must(runScenario({ ...base, nodes, expect: [] }));
      const received = tables[0]!.rows[0]![2] as number;
      if (kind === "drop") expect(received).toBeLessThan(2600);
      else if (kind === "duplicate") expect(received).toBeGreaterThan(3300);
      else expect(received).toBeGreaterThan(2990);
    },
  );
});

describe("virtual time", () => {
  it("runs events by time, then by order of making, and stops where it is told", () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.at(20, () => seen.push("c"));
    clock.at(10, () => {
      seen.push("a");
      clock.at(5, () => seen.push("past becomes now"));
    });
    clock.at(10, () => seen.push("b"));
    clock.at(15, () => seen.push("never")).cancel();
    clock.at(21, () => seen.push("later"));
    expect(clock.runUntil(20)).toBe(true);
    expect(seen).toEqual(["a", "b", "past becomes now", "c"]);
    expect(clock.now()).toBe(20);
    expect(clock.runUntil(30, 0)).toBe(false);
  });

  it("the generator is the same on every machine", () => {
    const random = seeded(42);
    expect(Array.from({ length: 4 }, () => random.below(1000))).toEqual(
      Array.from(
        { length: 4 },
        (
          (r) => () =>
            r.below(1000)
        )(seeded(42)),
      ),
    );
    expect([...seeded(1).bytes(4)]).not.toEqual([...seeded(2).bytes(4)]);
  });
});

describe("latency scheduler", () => {
  it("holds within the window, counts late packets, refuses contradictions and overflow of its queue", () => {
    const clock = new VirtualClock();
    const released: number[] = [];
    const scheduler = new LatencyScheduler({ clock, capacity: 3, release: (_p, at) => released.push(at) });
    expect(scheduler.enqueue(latencyPacket(5, 6, 0))).toBeUndefined();
    expect(scheduler.enqueue(latencyPacket(1, 2, 1))).toBeUndefined();
    expect(scheduler.enqueue(latencyPacket(3000, 65_535, 2))).toBeUndefined();
    expect(scheduler.enqueue(latencyPacket(5, 6, 3))?.code).toBe("queue-full");
    clock.runUntil(10_000_000);
    expect(released).toEqual([1000, 5000, 3_000_000]);
    expect(scheduler.enqueue(Uint8Array.of(3, 0))?.code).toBe("contract-truncated");
    expect(scheduler.held).toBe(0);
    // A clock that jumps (a machine that slept): late packets are discarded and counted, never sent.
    let now = 0;
    const timers: (() => void)[] = [];
    const late = new LatencyScheduler({
      clock: { now: () => now, at: (_t, f) => (timers.push(f), { cancel: () => {} }) },
      release: () => released.push(-1),
    });
    late.enqueue(latencyPacket(5, 6, 0));
    now = 6001;
    timers.at(-1)!();
    expect(late.counts.get("late")).toBe(1);
    expect(released).not.toContain(-1);
  });
});
