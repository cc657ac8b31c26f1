import { blocksOf, pick, type HoldingRecord } from "@comity/assembly";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DAY, type World } from "../world.ts";
import { numbersWorld } from "./numbers-world.ts";

/** The sixteen /28 of 10.0.0.0/24, and every block above them down from the registry's own. */
const ATOMS = Array.from({ length: 16 }, (_, i) => `10.0.0.${i * 16}/28`);
const BLOCKS = [24, 25, 26, 27, 28].flatMap((bits) =>
  Array.from({ length: 2 ** (bits - 24) }, (_, i) => `10.0.0.${i * 2 ** (32 - bits)}/${bits}`),
);
const PARTIES = ["QM", "QN", "XA", "XB", "XC"];
const OPS = [
  "delegate",
  "transfer",
  "return",
  "allocate",
  "renew",
  "reserve",
  "release",
  "recognise",
  "object",
];
const MORE = ["withdraw-objection", "withdraw-claim", "accept", "decline", "withdraw-offer", "wait"];

type Step = {
  readonly op: string;
  readonly by: string;
  readonly to: string;
  readonly block: string;
  readonly days: number;
  readonly joint: boolean;
};

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom("delegate", "delegate", ...OPS, ...MORE),
  by: fc.constantFrom("QM", "QM", ...PARTIES),
  to: fc.constantFrom(...PARTIES),
  block: fc.constantFrom(...BLOCKS),
  days: fc.integer({ min: 0, max: 60 }),
  joint: fc.boolean(),
});

/** Holdings around each atom, from the root down. */
function chains(w: World): readonly (readonly HoldingRecord[])[] {
  return ATOMS.map((atom) => {
    const { key, space } = blocksOf(atom)[0]!;
    return w.assembly.state.covering(space, key).flatMap(({ records }) => pick(records, "holding") ?? []);
  });
}

/** The body of a step, or undefined when there is nothing to do it with. */
function bodyOf(w: World, s: Step, offers: readonly string[]): { [field: string]: unknown } | undefined {
  const resources = [s.block];
  const terms = s.days % 3 === 0 ? { kind: "permanent" } : { kind: "lease", until: w.time + s.days * DAY };
  const offer = offers[s.days % Math.max(1, offers.length)];
  switch (s.op) {
    case "delegate":
    case "recognise":
      return { to: s.to, resources, terms };
    case "transfer":
      return { to: s.to, resources };
    case "allocate":
      return { to: s.to, pool: s.block, size: { by: "length", length: 24 + (s.days % 5) }, terms };
    case "renew":
      return { leases: { which: "named", resources }, until: w.time + s.days * DAY };
    case "reserve":
    case "object":
      return { resources, reason: "reason" };
    case "accept":
    case "decline":
    case "withdraw-offer":
      return offer === undefined ? undefined : { offer };
    default:
      return { resources };
  }
}

/** N2, N3: whoever no longer holds an atom signed, or its lease is over; whoever holds it now signed, or held around it. */
function checkConsent(
  before: ReturnType<typeof chains>,
  after: ReturnType<typeof chains>,
  signed: ReadonlySet<string>,
): void {
  for (const [i, old] of before.entries()) {
    const now = after[i]!;
    const from = old.at(-1)!;
    const to = now.at(-1)!;
    if (from.holder === to.holder) continue;
    expect(signed.has(from.holder), `${ATOMS[i]} taken from ${from.holder}`).toBe(true);
    const around = old.some(({ holder }) => holder === to.holder);
    expect(signed.has(to.holder) || around, `${ATOMS[i]} forced on ${to.holder}`).toBe(true);
  }
}

/** N4: terms never exceed the parent's. */
function checkTerms(now: ReturnType<typeof chains>): void {
  for (const chain of now) {
    for (const [i, { terms }] of chain.entries()) {
      const parent = chain[i - 1]?.terms;
      if (parent?.kind !== "lease") continue;
      expect(terms.kind).toBe("lease");
      if (terms.kind === "lease") expect(terms.until).toBeLessThanOrEqual(parent.until);
    }
  }
}

it("keeps every holding with its holder until that holder signs, whatever the others do", () => {
  let effects = 0;
  const property = fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
    const w = numbersWorld();
    /** Who agreed to each open offer so far. */
    const agreed = new Map<string, Set<string>>();
    let offers: string[] = [];
    for (const s of steps) {
      const before = chains(w);
      if (s.op === "wait") {
        w.block([], 6 * 3600);
        // Only what is leased, or claimed out of what is around it, changes by waiting.
        const after = chains(w);
        for (const [i, old] of before.entries()) {
          const gone = old.at(-1)!;
          if (after[i]!.length < old.length) expect(gone.terms.kind).toBe("lease");
        }
        continue;
      }
      const body = bodyOf(w, s, offers);
      if (body === undefined) continue;
      const outcome = w.do(s.by, s.op, body as never, s.joint && s.to !== s.by ? { cosign: [s.to] } : {});
      if (outcome.code !== undefined) {
        expect(chains(w)).toEqual(before);
        continue;
      }
      effects++;
      const signed = new Set([s.by, ...(s.joint ? [s.to] : [])]);
      const id = String(outcome.index);
      const named = body["offer"] as string | undefined;
      for (const party of agreed.get(named ?? "") ?? []) signed.add(party);
      if (named !== undefined) agreed.set(named, signed);
      if (w.assembly.state.text("decisions", `offer/${id}`, "offer") !== undefined) agreed.set(id, signed);
      offers = [...agreed.keys()].filter(
        (offer) => w.assembly.state.text("decisions", `offer/${offer}`, "offer") !== undefined,
      );
      const after = chains(w);
      checkConsent(before, after, signed);
      checkTerms(after);
    }
    w.replay();
  });
  fc.assert(property, { numRuns: process.env["COMITY_SOAK"] === undefined ? 25 : 2_000 });
  expect(effects).toBeGreaterThan(50);
});
