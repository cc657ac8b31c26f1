/** Time (SEMANTICS C3, C5, C6): block time, `until`, `seen`, founding order, the clock's order, silences. */
import { Assembly, signed } from "@comity/assembly";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { World, datasetOf } from "../world.ts";
import { DAY, Kernel, NO_PREV_OF, START, act, one } from "./world-of-keys.ts";

const keys = { kind: "set-keys", body: { policy: one("QM/office") } } as const;

describe("block time", () => {
  it("never goes back and is a whole number", () => {
    const k = new Kernel();
    expect(k.try([], -1)).toBe("block-time");
    expect(k.try([], 0.5)).toBe("block-time");
    expect(k.try([], Number.NaN)).toBe("block-time");
    expect(k.try([], 0)).toEqual([]);
  });

  it("an act counts until its `until`, inclusive, and not a second later", () => {
    const k = new Kernel();
    expect(k.do({ ...keys, until: START }, ["QM/office"])).toBeUndefined();
    k.block([], 1);
    expect(k.do({ ...keys, until: START }, ["QM/office"])).toBe("act-too-late");
  });

  it("an act cannot have seen more of the log than there was", () => {
    const k = new Kernel();
    const root = act(keys, ["QM/office"]).seen.root;
    const { size } = k.assembly;
    expect(k.do({ ...keys, seen: { root, size: size + 1 } }, ["QM/office"])).toBe("seen-ahead");
    expect(k.do({ ...keys, seen: { root, size: k.assembly.size } }, ["QM/office"])).toBeUndefined();
  });
});

describe("founding", () => {
  it("comes first and alone", () => {
    const join = act({ kind: "join", by: "QK", body: { kind: "operator", policy: one("QK/a") } }, ["QK/a"]);
    const refused = new Assembly().applyBlock(START, [join], () => undefined);
    expect(refused.ok ? "" : refused.error.code).toBe("block-not-founded");
    expect(new Assembly().applyBlock(START, [], () => undefined).ok).toBe(false);
  });

  it("that is void founds nothing, and nothing else takes effect before one that is not", () => {
    const assembly = new Assembly();
    const void1 = act({ kind: "found", body: founding({ policy: "log nonsense" }) }, ["QM/office"]);
    const first = assembly.applyBlock(START, [void1], () => undefined);
    expect(first.ok && first.value.outcomes[0]?.code).toBe("key-file-invalid");
    const join = act({ kind: "join", by: "QK", body: { kind: "operator", policy: one("QK/a") } }, ["QK/a"]);
    const second = assembly.applyBlock(START, [join], () => undefined);
    expect(second.ok && second.value.outcomes[0]?.code).toBe("not-founded");
    const measures = [{ kind: "adopt", body: { title: "x", text: NO_PREV_OF(1) } }];
    const propose = act({ kind: "propose", body: { title: "x", measures } }, ["QM/office"]);
    const third = assembly.applyBlock(START, [propose], () => undefined);
    expect(third.ok && third.value.outcomes[0]?.code).toBe("not-founded");
    expect(assembly.founded).toBe(false);
  });
});

/** The body of a founding act of QM alone. */
function founding(change: object): never {
  const found = new Kernel();
  const state = found.assembly.state;
  const { text } = state.text("decisions", "constitution/1", "constitution")!;
  const { policy } = state.text("decisions", "assembly", "assembly")!;
  const parties = [{ id: "QM", kind: "registry", policy: one("QM/office"), seats: {} }];
  return { constitution: text, parties, policy, ...change } as never;
}

const roots = datasetOf("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated||2020-01-01|reg-m"]);
const founders = [{ id: "QM", label: "reg-m" }, { id: "QN" }, { id: "QO" }];

/** A world with much that falls due: leases, reservations, offers, proposals. */
function busy(seed: readonly { readonly what: number; readonly days: number }[]): World {
  const w = new World({ founders, roots });
  w.join("XA");
  for (const [i, { what, days }] of seed.entries()) {
    const resources = [`10.${i}.0.0/16`];
    const until = w.time + (1 + days) * DAY;
    if (what === 0) {
      const terms = { kind: "lease", until };
      w.must(w.act("QM", "delegate", { to: "XA", resources, terms }, { cosign: ["XA"] }));
    } else if (what === 1) w.must(w.act("QM", "reserve", { resources, reason: "growth", until }));
    else if (what === 2) {
      w.must(w.act("QM", "delegate", { to: "XA", resources, terms: { kind: "permanent" } }, { until }));
    } else if (what === 3) {
      const body = { title: `proposal ${i}`, text: NO_PREV_OF(1) };
      w.must(w.act("QN", "propose", { title: "x", measures: [{ kind: "adopt", body }] as never }));
    } else w.must(w.act("QM", "recognise", { to: "XA", resources }, { cosign: ["XA"] }));
  }
  return w;
}

const event = fc.record({ what: fc.nat(4), days: fc.nat(40) });

describe("the clock (C6)", () => {
  it("gives one state for one log, whatever fell due together", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 12 }),
        fc.array(fc.nat(30), { maxLength: 8 }),
        (seed, waits) => {
          const w = busy(seed);
          for (const days of waits) w.block([], days * DAY);
          w.wait(60 * DAY);
          expect(() => w.replay()).not.toThrow();
        },
      ),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 20 : 2_000 },
    );
  });

  it("forgets nothing over a restart: an index rebuilt from the records does the same", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.nat(40), (seed, days) => {
        const [a, b] = [busy(seed), busy(seed)];
        a.wait(days * DAY);
        b.wait(days * DAY);
        b.assembly.state.rebuildDue();
        a.wait(80 * DAY);
        b.wait(80 * DAY);
        expect(b.blocks.at(-1)!.block.record.stateRoot).toBe(a.blocks.at(-1)!.block.record.stateRoot);
      }),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 10 : 500 },
    );
  });

  it("looks before the first act of a block: what lapsed is gone when the act comes", () => {
    const w = busy([{ what: 1, days: 1 }]);
    const give = w.act(
      "QM",
      "delegate",
      { to: "XA", resources: ["10.0.0.0/16"], terms: { kind: "permanent" } },
      {
        cosign: ["XA"],
      },
    );
    expect(w.block([give], 2 * DAY).outcomes[0]?.code).toBe("not-vacant");
    // The silence of two days moved the reservation; a second later than that it is gone.
    w.wait(2 * DAY + 1);
    const again = w.act(
      "QM",
      "delegate",
      { to: "XA", resources: ["10.0.0.0/16"], terms: { kind: "permanent" } },
      {
        cosign: ["XA"],
      },
    );
    expect(w.block([again]).outcomes[0]?.code).toBeUndefined();
  });
});

describe("a silence longer than GAP (C5)", () => {
  it("moves leases, offers, reservations, claims and locks by its length; a shorter one moves nothing", () => {
    const all = [0, 1, 2, 4].map((what) => ({ what, days: 30 }));
    const [long, short] = [busy(all), busy(all)];
    const times = (w: World) => [
      (w.at("10.0.0.0/16", "holding")!.terms as { until: number }).until,
      w.at("10.1.0.0/16", "reserved")!.until!,
      w.at("10.2.0.0/16", "reserved")!.until!,
      w.at("10.3.0.0/16", "claim")!.until,
    ];
    const before = times(short);
    const gap = short.assembly.parameters.gap;
    short.block([], gap);
    expect(times(short)).toEqual(before);
    long.block([], gap + 1);
    expect(times(long)).toEqual(before.map((t) => t + gap + 1));
  });
});

it("signatures are checked by admission, not by the fold", () => {
  const k = new Kernel();
  const wrong = act({ ...keys, seq: 2, prev: k.head().prev }, ["QM/office"]);
  const forged = signed({
    ...wrong,
    signatures: [{ ...wrong.signatures[0]!, signature: new Uint8Array(64) }],
  });
  expect(k.admits(wrong)).toBeUndefined();
  expect(k.admits(forged)).toBe("signature-invalid");
});
