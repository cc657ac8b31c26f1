import { CATALOGUE, kindOf, type AnyKind } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import { ATTACKS, EQUIVALENT } from "./attacks.ts";

const kinds = CATALOGUE.filter(({ room }) => room === "decisions" || room === "parties");

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

describe("attacks on procedure and parties", () => {
  it.each(ATTACKS.map((attack) => [`${attack.kind}: ${attack.says}`, attack] as const))("%s", (_, attack) => {
    expect(attack.run(attack.world()).code).toBe(attack.code);
  });
});

describe("mutants: a kind without one of its conditions", () => {
  const mutants = kinds.flatMap((kind) =>
    kind.conditions.map((condition, n) => [`${kind.kind} without ${condition.code}`, kind.kind, n] as const),
  );
  it.each(
    mutants.filter(([, name, n]) => EQUIVALENT[`${name} ${kindOf(name)!.conditions[n]!.code}`] === undefined),
  )("%s lets a recorded attack through", (_, name, n) => {
    const kind = kindOf(name)!;
    const { code } = kind.conditions[n]!;
    const through = ATTACKS.filter((a) => a.kind === name && a.code === code).filter((attack) => {
      const world = attack.world();
      try {
        return without(kind, n, () => attack.run(world).code) === undefined;
      } catch {
        return true; // the effect could not even be computed: the condition was needed
      }
    });
    expect(through.map(({ says }) => says)).not.toEqual([]);
  });

  it("names as equivalent only conditions that exist", () => {
    const all = kinds.flatMap((kind) => kind.conditions.map(({ code }) => `${kind.kind} ${code}`));
    for (const name of Object.keys(EQUIVALENT)) expect(all).toContain(name);
  });
});
