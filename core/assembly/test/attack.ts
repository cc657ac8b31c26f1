/**
 * Attacks as data, and the one way they are run: each is stopped by the condition its code names, and every condition of
 * every kind, removed in turn, lets one of them through.
 */
import { CATALOGUE, kindOf, type AnyKind } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import type { World } from "./world.ts";

export type Attack = {
  readonly kind: string;
  readonly code: string;
  readonly says: string;
  /** Makes the attack and returns its outcome. */
  readonly run: (world: World) => { readonly code?: string };
  /** Where it is made, if not in the suite's own world. */
  readonly world?: () => World;
};

export type Suite = {
  readonly on: string;
  readonly rooms: readonly AnyKind["room"][];
  readonly attacks: readonly Attack[];
  readonly world: () => World;
  /** Conditions, as `kind code`, that another one already implies, and why. */
  readonly equivalent?: { readonly [condition: string]: string };
};

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

/** Whether the attack takes effect while the kind lacks its n-th condition. */
function comesThrough(attack: Attack, kind: AnyKind, n: number, world: World): boolean {
  try {
    return without(kind, n, () => attack.run(world).code) === undefined;
  } catch {
    return true; // the effect could not even be computed: the condition was needed
  }
}

export function attackSuite({ attacks, equivalent = {}, on, rooms, world }: Suite): void {
  const kinds = CATALOGUE.filter(({ room }) => rooms.includes(room));

  describe(`attacks on ${on}`, () => {
    it.each(attacks.map((attack) => [`${attack.kind}: ${attack.says}`, attack] as const))(
      "%s",
      (_, attack) => {
        expect(attack.run((attack.world ?? world)()).code).toBe(attack.code);
      },
    );
  });

  describe("mutants: a kind without one of its conditions", () => {
    const mutants = kinds.flatMap((kind) =>
      kind.conditions.flatMap(({ code }, n) =>
        equivalent[`${kind.kind} ${code}`] === undefined
          ? [[`${kind.kind} without ${code}`, kind.kind, n] as const]
          : [],
      ),
    );
    it.each(mutants)("%s lets a recorded attack through", (_, name, n) => {
      const kind = kindOf(name)!;
      const { because, code } = kind.conditions[n]!;
      // One that gives another act's reason is met by attacks under that act's codes.
      const aimed = attacks.filter((a) => a.kind === name && (a.code === code || because !== undefined));
      const through = aimed.filter((attack) => comesThrough(attack, kind, n, (attack.world ?? world)()));
      expect(through.map(({ says }) => says)).not.toEqual([]);
    });

    it("names as equivalent only conditions that exist", () => {
      const all = kinds.flatMap((kind) => kind.conditions.map(({ code }) => `${kind.kind} ${code}`));
      for (const name of Object.keys(equivalent)) expect(all).toContain(name);
    });
  });
}
