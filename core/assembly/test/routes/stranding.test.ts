/**
 * No parent strands a child's routes by any own act (SEMANTICS H2): random acts of everybody; after each, every route in
 * the space of a holder that has not signed is as valid as before.
 */
import {
  blocksOf,
  blockText,
  pick,
  routeVerdict,
  type HoldingRecord,
  type RouteRecord,
} from "@comity/assembly";
import type { Json } from "@comity/canon";
import { covers } from "@comity/resources";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DAY, type World } from "../world.ts";
import { measure, numbersWorld } from "../numbers/numbers-world.ts";

const BLOCKS = [24, 25, 26].flatMap((bits) =>
  Array.from({ length: 2 ** (bits - 24) }, (_, i) => `10.0.0.${i * 2 ** (32 - bits)}/${bits}`),
);
const SOAK = process.env["COMITY_SOAK"] !== undefined;
const PARTIES = ["QM", "XA", "XB", "XC"];
const ASNS = ["AS64500", "AS64501", "AS64502"];
const OPS = ["delegate", "delegate", "authorise-routes", "authorise-routes", "authorise-routes"];
const MORE = [
  "withdraw-routes",
  "withdraw-routes",
  "transfer",
  "return",
  "recognise",
  "wait",
  "reclaim",
  "reassign",
];

type Step = {
  readonly op: string;
  readonly by: string;
  readonly to: string;
  readonly block: string;
  readonly asn: string;
  readonly more: number;
  readonly days: number;
  readonly cosign: readonly string[];
  /** Acts as the holder of the block, whoever that is. */
  readonly asHolder: boolean;
};
const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom(...OPS, ...MORE),
  by: fc.constantFrom(...PARTIES),
  to: fc.constantFrom(...PARTIES),
  block: fc.constantFrom(...BLOCKS),
  asn: fc.constantFrom("AS0", ...ASNS, ...ASNS),
  more: fc.nat(3),
  days: fc.nat(40),
  cosign: fc.constantFrom<readonly string[]>([], [], ["XA"], ["XB"], PARTIES),
  asHolder: fc.constantFrom(true, true, true, false),
});

const routesIn = (
  w: World,
  block: string,
): readonly { readonly prefix: string; readonly record: RouteRecord }[] => {
  const { key } = blocksOf(block)[0]!;
  return Array.from(w.assembly.state.within("routes4", key)).flatMap((found) =>
    found.records.flatMap((record) =>
      record.t === "route" ? [{ prefix: blockText({ space: "ipv4", key: found.key }), record }] : [],
    ),
  );
};
const overlapping = (w: World, block: string): Json => {
  const { key } = blocksOf(block)[0]!;
  return routesIn(w, "10.0.0.0/8")
    .filter(({ prefix }) => {
      const other = blocksOf(prefix)[0]!.key;
      return covers(other, key) || covers(key, other);
    })
    .map(({ prefix, record }) => ({ prefix, asn: record.asn, maxLength: record.maxLength }));
};

function bodyOf(w: World, s: Step): { readonly [field: string]: Json } {
  const resources = [s.block];
  const bits = Number(s.block.slice(s.block.indexOf("/") + 1));
  switch (s.op) {
    case "delegate": {
      const list = overlapping(w, s.block) as readonly Json[];
      return {
        to: s.to,
        resources,
        terms: s.days < 25 ? { kind: "permanent" } : { kind: "lease", until: w.time + s.days * DAY },
        ...(s.more < 2 ? { aggregate: [ASNS[s.more]!] } : {}),
        ...(list.length > 0 ? { covering: list } : {}),
      };
    }
    case "recognise": {
      const list = overlapping(w, s.block) as readonly Json[];
      return { to: s.to, resources, ...(list.length > 0 ? { covering: list } : {}) };
    }
    case "transfer": {
      const routes: Json = s.more < 3 ? { choice: "keep", days: 1 + s.days } : { choice: "withdraw" };
      const list = overlapping(w, s.block) as readonly Json[];
      return { to: s.to, resources, routes, ...(list.length > 0 ? { covering: list } : {}) };
    }
    case "authorise-routes":
      return { routes: [{ prefix: s.block, asn: s.asn, maxLength: bits + s.more }] };
    case "withdraw-routes": {
      const all = routesIn(w, "10.0.0.0/24");
      const one = all[(s.more * 41 + s.days) % Math.max(1, all.length)];
      if (one === undefined) return { routes: [{ prefix: s.block, asn: s.asn }] };
      const { asn, maxLength } = one.record;
      return { routes: [{ prefix: one.prefix, asn, maxLength }] };
    }
    default:
      return { resources };
  }
}

type Route = {
  readonly bits: number;
  readonly holding: HoldingRecord | undefined;
  readonly verdict: ReturnType<typeof routeVerdict>;
};
const QUESTIONS = BLOCKS.flatMap((block) =>
  ASNS.map((asn) => ({ key: blocksOf(block)[0]!.key, block, asn })),
);

const look = (w: World): readonly Route[] =>
  QUESTIONS.map(({ asn, key }) => {
    const { state } = w.assembly;
    const around = state
      .covering("ipv4", key)
      .findLast(({ records }) => pick(records, "holding") !== undefined);
    return {
      bits: around?.key.bits ?? -1,
      holding: around && pick(around.records, "holding"),
      verdict: routeVerdict(key, asn, state.covering("routes4", key)),
    };
  });

/** R1, R2: every authorisation is its holder's or on its way out, and AS0 stands over nobody else. */
function checkRecords(w: World): void {
  const { state } = w.assembly;
  for (const { prefix, record } of routesIn(w, "10.0.0.0/8")) {
    const { key } = blocksOf(prefix)[0]!;
    const around = state.covering("ipv4", key).flatMap(({ records }) => pick(records, "holding") ?? []);
    if (record.ends === undefined) expect(around.at(-1)?.holder, `${prefix} ${record.asn}`).toBe(record.by);
    if (record.asn !== "AS0") continue;
    expect(record.ends).toBeUndefined();
    for (const { records } of state.within("ipv4", key)) {
      expect(pick(records, "holding")?.holder ?? record.by, prefix).toBe(record.by);
    }
  }
}

function checkNobodyStranded(
  before: readonly Route[],
  after: readonly Route[],
  signed: ReadonlySet<string>,
  clock: boolean,
): void {
  for (const [i, old] of before.entries()) {
    const now = after[i]!;
    const holder = old.holding?.holder;
    // A holding that ended (a lease) and what is around it now are not the same.
    const same = holder !== undefined && holder === now.holding?.holder && old.bits === now.bits;
    if (!same || signed.has(holder)) continue;
    const { asn, block } = QUESTIONS[i]!;
    const what = `${block} ${asn} of ${holder}: ${old.verdict.state} -> ${now.verdict.state}`;
    if (old.verdict.state === "valid") {
      // What a former holder left ends on its date; what is wider than the part that left is that one's to end.
      const passing = old.verdict.covering.every(
        ({ matches, record }) => !matches || record.wide === true || (clock && record.ends !== undefined),
      );
      if (!passing) expect(now.verdict.state, what).toBe("valid");
    }
    if (old.verdict.state === "notfound" && now.verdict.state === "invalid") {
      const named = old.holding?.aggregate ?? [];
      expect(
        now.verdict.covering.every(({ record }) => named.includes(record.asn)),
        what,
      ).toBe(true);
    }
  }
}

it(
  "leaves every route of who has not signed as valid as it was, whatever the others do",
  { timeout: SOAK ? 3_600_000 : 60_000 },
  () => {
    const made = new Map<string, number>();
    const property = fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const w = numbersWorld();
      for (const drawn of steps) {
        const before = look(w);
        const { holding } = before[BLOCKS.indexOf(drawn.block) * ASNS.length]!;
        const s = drawn.asHolder && holding !== undefined ? { ...drawn, by: holding.holder } : drawn;
        const cosign = ["delegate", "transfer", "recognise"].includes(s.op) ? [s.to, ...s.cosign] : s.cosign;
        let signed = new Set([s.by, ...cosign]);
        let code: string | undefined;
        if (s.op === "wait") {
          w.wait(s.days * DAY);
          signed = new Set();
        } else if (s.op === "reclaim" || s.op === "reassign") {
          const holder = holding?.holder ?? s.by;
          const more = s.op === "reclaim" || s.to === holder ? {} : { to: s.to };
          const name = "to" in more ? s.op : "reclaim";
          if (holder !== "QM")
            code = measure(w, name, { holder, resources: [s.block], ...more }, { consents: [s.to] }).code;
          signed = new Set([holder]);
        } else {
          code = w.do(s.by, s.op, bodyOf(w, s), { cosign }).code;
        }
        if (code === undefined) made.set(s.op, (made.get(s.op) ?? 0) + 1);
        checkNobodyStranded(before, look(w), signed, s.op === "wait");
        checkRecords(w);
      }
    });
    fc.assert(property, { numRuns: SOAK ? 2_000 : 25 });
    for (const op of new Set([...OPS, ...MORE])) expect(made.get(op) ?? 0, op).toBeGreaterThan(0);
  },
);
