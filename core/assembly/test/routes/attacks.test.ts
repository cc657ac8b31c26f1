import { CATALOGUE, kindOf, type AnyKind } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import { NAME_ATTACKS } from "../names/names-attacks.ts";
import { NETWORK_ATTACKS } from "../networks/networks-attacks.ts";
import { numbersWorld } from "../numbers/numbers-world.ts";
import { ROUTE_ATTACKS } from "./routes-attacks.ts";

const ATTACKS = [...ROUTE_ATTACKS, ...NAME_ATTACKS, ...NETWORK_ATTACKS];
const kinds = CATALOGUE.filter(({ room }) => ["routes", "names", "networks"].includes(room));

/** Runs `body` while the kind lacks the n-th of its conditions. */
function without<T>(kind: AnyKind, n: number, body: () => T): T {
  const mutable = kind as { conditions: AnyKind["conditions"] };
  const all = mutable.conditions;
  mutable.conditions = all.filter((_, i) => i !== n);
  try {
    return body();
  } finally {
    mutable.conditions = all;
  }
}

describe("attacks on routes, names and networks", () => {
  it.each(ATTACKS.map((attack) => [`${attack.kind}: ${attack.says}`, attack] as const))("%s", (_, attack) => {
    expect(attack.run(numbersWorld()).code).toBe(attack.code);
  });
});

describe("mutants: a kind without one of its conditions", () => {
  const mutants = kinds.flatMap((kind) =>
    kind.conditions.map((condition, n) => [`${kind.kind} without ${condition.code}`, kind.kind, n] as const),
  );
  it.each(mutants)("%s lets a recorded attack through", (_, name, n) => {
    const kind = kindOf(name)!;
    const { code } = kind.conditions[n]!;
    const through = ATTACKS.filter((a) => a.kind === name && a.code === code).filter((attack) => {
      try {
        return without(kind, n, () => attack.run(numbersWorld()).code) === undefined;
      } catch {
        return true; // the effect could not even be computed: the condition was needed
      }
    });
    expect(through.map(({ says }) => says)).not.toEqual([]);
  });
});
