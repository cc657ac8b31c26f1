/**
 * P1 by everybody and by every kind: acts made from the field tables of the catalogue, by every coalition that lacks the
 * holder's own signature, never move, shrink, retitle or lock what the holder has. And every condition of every kind is
 * the last line of defence against some recorded attack (`attacks.test.ts` in the assembly's tests removes each in turn).
 */
import { CATALOGUE, blocksOf, routeVerdict, type Field, type Fields, type Shape } from "@comity/assembly";
import type { Json } from "@comity/canon";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTACKS as ON_PROCEDURE, EQUIVALENT } from "../core/assembly/test/decisions/attacks.ts";
import {
  BLOCK,
  DAY,
  HASH,
  HOLDER,
  MEMBERS,
  PANEL,
  asJson,
  constitution,
  foundWith,
  holderOf,
  house,
} from "../core/assembly/test/decisions/house.ts";
import { NAME_ATTACKS } from "../core/assembly/test/names/names-attacks.ts";
import { NETWORK_ATTACKS } from "../core/assembly/test/networks/networks-attacks.ts";
import { ROUTE_ATTACKS } from "../core/assembly/test/routes/routes-attacks.ts";
import { ATTACKS as ON_HOLDINGS } from "../core/assembly/test/numbers/attacks.ts";
import { START, keysOf, type Body, type World } from "../core/assembly/test/world.ts";

const OTHERS = [...MEMBERS, ...PANEL, "XB", "XC"];
const EVERYBODY = [...OTHERS, HOLDER];
const ROUTE = { prefix: BLOCK, asn: "AS64500" };
const RESOURCES = [
  "10.1.0.0/17",
  "10.1.2.0/24",
  "10.1.2.3/32",
  "10.0.0.0/8",
  "10.0.0.0/15",
  "10.2.0.0/16",
  "10.3.0.0/16",
  "10.4.0.0/16",
  "10.5.5.0/24",
];
const MEASURES = CATALOGUE.filter(({ authority }) => authority === "decision");
const DRAFT = asJson(constitution((d) => (d.parameters["lock"] = 30 * DAY)));

/** Values of a shape, aimed at the holder and its block. */
function valueOf(shape: Shape): fc.Arbitrary<Json> {
  switch (shape.type) {
    case "party":
      return fc.constantFrom(HOLDER, ...EVERYBODY);
    case "resource":
      return fc.constantFrom(BLOCK, BLOCK, ...RESOURCES);
    case "hash":
    case "document":
      return fc.constant(HASH);
    case "decision":
      return fc.nat(40).map(String);
    case "time":
      return fc.integer({ min: START - DAY, max: START + 400 * DAY });
    case "asn":
      return fc.constantFrom("AS64496", "AS64500");
    case "key":
      return fc.constantFrom(...EVERYBODY).map((id) => keysOf(id).vkey);
    case "lane":
      return fc.constantFrom("main", "other");
    case "kind":
      return fc.constantFrom("*", "vote", "transfer");
    case "text":
      return fc.constantFrom("x", "members", "panel", "north", "constructor");
    case "flag":
      return fc.constant(true);
    case "integer":
      return fc.integer({ min: shape.min, max: Math.min(shape.max, shape.min + 40) });
    case "choice":
      return fc.constantFrom(...shape.of);
    case "list": {
      const maxLength = Math.max(shape.min, Math.min(shape.max, 2));
      return fc.array(valueOf(shape.of), { minLength: shape.min, maxLength });
    }
    case "map":
      return fc.dictionary(fc.constantFrom("members", "panel"), valueOf(shape.of), { maxKeys: 2 });
    case "object":
      return bodyOf(shape.fields);
    case "cases":
      return fc.oneof(
        ...Object.entries(shape.cases).map(([tag, fields]) =>
          bodyOf(fields).map((body) => ({ ...body, [shape.tag]: tag })),
        ),
      );
    case "measure":
      return fc.oneof(...MEASURES.map(({ fields, kind }) => bodyOf(fields).map((body) => ({ kind, body }))));
    case "constitution":
      return fc.constant(DRAFT);
  }
}

function bodyOf(fields: Fields): fc.Arbitrary<Body> {
  const all = Object.entries(fields).map(([name, field]: [string, Field]) => {
    const value = valueOf(field);
    return [name, field.optional === true ? fc.option(value, { nil: undefined }) : value] as const;
  });
  return fc.record(Object.fromEntries(all)).map((made) => {
    const kept = Object.entries(made).filter(([, value]) => value !== undefined);
    return Object.fromEntries(kept) as Body;
  });
}

/** An act of any kind but a founding one, by any party but the holder, with any others' signatures but the holder's. */
const KINDS = CATALOGUE.filter(({ kind }) => kind !== "found");
const OFTEN = KINDS.filter(({ kind }) => ["propose", "delegate", "vote", "allocate"].includes(kind));
const attempt = fc.constantFrom(...KINDS, ...OFTEN, ...OFTEN).chain((kind) =>
  fc.record({
    kind: fc.constant(kind.kind),
    by: fc.constantFrom("QM", "QM", "QM", ...OTHERS),
    cosign: fc.subarray(OTHERS),
    body: bodyOf(kind.fields),
    later: fc.constantFrom(0, 0, 0, DAY, 9 * DAY, 25 * DAY),
  }),
);

/** Due process has run its course: then P1 has nothing to say. */
const decided = (world: World): boolean =>
  world.dump("decisions").some((l) => l.includes('"phase":"carried-out"') && l.includes('"case":'));

describe("every kind, made from its field table, by every coalition without the holder", () => {
  it("leaves the holder its block, its terms, its keys and its acts", () => {
    const made = new Map<string, number>();
    const property = fc.property(fc.array(attempt, { minLength: 10, maxLength: 40 }), (attempts) => {
      const world = house();
      world.must(world.act(HOLDER, "authorise-routes", { routes: [ROUTE] }));
      const { policy } = world.assembly.state.text("parties", `party/${HOLDER}`, "party")!;
      // Numbers of proposals and offers are those that exist, as far as there are any.
      const open: string[] = [];
      const aimed = (body: Body): Body => {
        const out: { [field: string]: Json } = { ...body };
        for (const name of ["decision", "offer"]) {
          if (out[name] !== undefined && open.length > 0) out[name] = open[Number(out[name]) % open.length]!;
        }
        return out;
      };
      for (const { body, by, cosign, kind, later } of attempts) {
        if (later > 0) world.wait(later);
        // A form that admission refuses never reaches the log.
        let outcome: { readonly code?: string; readonly index: number };
        try {
          outcome = world.do(by, kind, aimed(body), { cosign });
        } catch (refused) {
          expect(String(refused)).toMatch(/^Error: [a-z-]+: [a-z0-9-]+ \//);
          continue;
        }
        const { code, index } = outcome;
        if (code === undefined) open.push(String(index));
        made.set(kind, (made.get(kind) ?? 0) + (code === undefined ? 1 : 0));
      }
      if (decided(world)) return;
      const holding = world.at(BLOCK, "holding")!;
      expect(holding).toMatchObject({ holder: HOLDER, terms: { kind: "permanent" }, protection: 1 });
      expect(world.at("10.1.0.0/17", "holding")).toBeUndefined();
      expect(world.at("10.1.2.0/24", "holding")).toBeUndefined();
      const party = world.assembly.state.text("parties", `party/${HOLDER}`, "party")!;
      expect(party).toMatchObject({ status: "active", policy });
      expect(party).not.toHaveProperty("lockedUntil");
      // Its route is as it was: nobody switched it off, or spoke for it.
      const { key } = blocksOf(BLOCK)[0]!;
      const { covering, state } = routeVerdict(key, ROUTE.asn, world.assembly.state.covering("routes4", key));
      expect(state).toBe("valid");
      expect(covering.map(({ record }) => record.by)).toEqual([HOLDER]);
      // And it can still use it; what case runs is known to the recipient.
      const use = {
        to: "XB",
        resources: ["10.1.128.0/24"],
        terms: { kind: "permanent" },
        covering: [ROUTE],
        ...(holding.case === undefined ? {} : { acknowledges: [holding.case] }),
      };
      expect(world.do(HOLDER, "delegate", use, { cosign: ["XB"] }).code).toBeUndefined();
      // Unless the recipient has changed its own keys meanwhile, it holds it now.
      expect([undefined, "XB"]).toContain(holderOf(world, "10.1.128.0/24"));
    });
    fc.assert(property, { numRuns: process.env["COMITY_SOAK"] === undefined ? 250 : 20_000 });
    // The generator reaches beyond refusals: acts of many kinds did take effect.
    const effective = [...made].filter(([, n]) => n > 0).map(([kind]) => kind);
    expect(effective.length).toBeGreaterThan(5);
  });
});

describe("every condition of every kind", () => {
  const attacks = [...ON_HOLDINGS, ...ON_PROCEDURE, ...ROUTE_ATTACKS, ...NAME_ATTACKS, ...NETWORK_ATTACKS];
  const recorded = new Set(attacks.map(({ code, kind }) => `${kind} ${code}`));
  const all = CATALOGUE.flatMap((kind) => kind.conditions.map(({ code }) => `${kind.kind} ${code}`));
  // These speak with the code of the offered act, or of what is wrong with the evidence.
  const others = ["accept offer-unfit", "claim control-unproven"];
  it.each(all.filter((name) => EQUIVALENT[name] === undefined && !others.includes(name)))(
    "%s has a recorded attack",
    (name) => expect([...recorded]).toContain(name),
  );
});

describe("a constitution that would allow it", () => {
  const bad: readonly (readonly [string, Parameters<typeof constitution>[0]])[] = [
    [
      "a majority takes holdings without due process",
      (d) => (d.rules["reclaim"].stages[0].condition = d.rules["ordinary"].stages[0].condition),
    ],
    ["no appeal", (d) => delete d.rules["reclaim"].appeal],
    ["no time to answer", (d) => (d.rules["reclaim"].periods.answer = 0)],
    ["no quarantine", (d) => (d.rules["reassign"].periods.quarantine = 0)],
    ["an appeal that suspends nothing", (d) => (d.rules["recover"].appeal.suspends = false)],
    ["no lock after a recovery", (d) => (d.parameters["lock"] = 0)],
    ["no time to contest", (d) => (d.parameters["contest"] = 0)],
    ["due process as an emergency", (d) => (d.rules["suspend"].emergency = d.rules["emergency"].emergency)],
  ];
  it.each(bad)("is refused: %s", (_, change) => {
    expect(foundWith((b) => (b.constitution = asJson(constitution(change)))).code).toBe(
      "constitution-invalid",
    );
  });
});
