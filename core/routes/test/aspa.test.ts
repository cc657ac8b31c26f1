/** ASPA sets, and path verification by draft-ietf-sidrops-aspa-verification section 5. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import {
  aspas,
  aspaSetOf,
  diffAspas,
  emptyPayload,
  diffPayloads,
  isEmptyDiff,
  routerKeySet,
  diffRouterKeys,
  verifyAspa,
  verifyDownstream,
  verifyUpstream,
  type Aspa,
  type Hop,
} from "@comity/routes";

const aspa = (customer: number, ...providers: number[]): Aspa => ({ customer, providers });

describe("vectors, origin first", () => {
  it.each([
    [[1], [], "up", "valid"],
    [[1, 2, 3], [aspa(1, 2), aspa(2, 3)], "up", "valid"],
    [[1, 2, 3], [aspa(1, 2)], "up", "unknown"],
    [[1, 2, 3], [aspa(1, 2), aspa(2, 9)], "up", "invalid"],
    [[1, 1, 2, 2, 3], [aspa(1, 2), aspa(2, 3)], "up", "valid"],
    [[1, 2, 3, 4], [aspa(1, 2), aspa(2, 0), aspa(3, 0), aspa(4, 3)], "down", "valid"],
    [[1, 2, 3, 4], [aspa(1, 2), aspa(2, 0), aspa(3, 0)], "down", "unknown"],
    [[1, 2, 3, 4], [aspa(1, 2), aspa(2, 0), aspa(3, 0), aspa(4, 9)], "down", "invalid"],
    [[1, 2], [], "down", "valid"],
    [[1, [2, 3], 4], [], "up", "invalid"],
    [[1, [2, 3], 4], [], "down", "invalid"],
    [[], [], "up", "invalid"],
    [[], [], "down", "invalid"],
    // A hop to AS 0 is never to a provider, even when AS 0 is listed.
    [[1, 0], [aspa(1, 0)], "up", "invalid"],
    // A prepended AS in two places is not collapsed over another one.
    [[1, 2, 1], [aspa(1, 2), aspa(2, 1)], "up", "valid"],
  ] as [Hop[], Aspa[], "up" | "down", string][])("%j with %j, %s: %s", (path, set, direction, expected) => {
    const verify = direction === "up" ? verifyUpstream : verifyDownstream;
    expect(verify(must(aspaSetOf(set)), path.toReversed())).toBe(expected);
  });

  it("the neighbour is the path's first AS, except at a route server", () => {
    const set = must(aspaSetOf([aspa(1, 2)]));
    expect(verifyAspa(set, [2, 1], { relation: "customer", neighbour: 2 })).toBe("valid");
    expect(verifyAspa(set, [2, 1], { relation: "peer", neighbour: 3 })).toBe("invalid");
    expect(verifyAspa(set, [2, 1], { relation: "route-server", neighbour: 3 })).toBe("valid");
    const up = must(aspaSetOf([aspa(1, 9), aspa(3, 2)]));
    expect(verifyAspa(up, [3, 2, 1], { relation: "provider", neighbour: 3 })).toBe("valid");
    expect(verifyAspa(up, [3, 2, 1], { relation: "customer", neighbour: 3 })).toBe("invalid");
  });
});

const number = fc.integer({ min: 0, max: 6 });
const some = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.array(number, { minLength: 1, maxLength: 3 }))
    .map(([customer, providers]) => ({
      customer,
      providers: providers
        .filter((p) => p !== customer)
        .concat(providers.every((p) => p === customer) ? [0] : []),
    })),
  { maxLength: 8 },
);
const path = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });

describe("properties", () => {
  it("a new customer's ASPA never turns invalid into anything else", () => {
    fc.assert(
      fc.property(some, path, number, (list, hops, provider) => {
        const before = must(aspaSetOf(list));
        const fresh = hops.find((h) => !list.some((a) => a.customer === h));
        if (fresh === undefined || provider === fresh) return;
        const after = must(aspaSetOf([...list, aspa(fresh, provider)]));
        for (const verify of [verifyUpstream, verifyDownstream])
          if (verify(before, hops) === "invalid") expect(verify(after, hops)).toBe("invalid");
      }),
    );
  });

  it("what is valid upstream is valid downstream, and a path read backwards is judged the same downstream", () => {
    fc.assert(
      fc.property(some, path, (list, hops) => {
        const set = must(aspaSetOf(list));
        if (verifyUpstream(set, hops) === "valid") expect(verifyDownstream(set, hops)).toBe("valid");
        expect(verifyDownstream(set, hops.toReversed())).toBe(verifyDownstream(set, hops));
      }),
    );
  });
});

describe("sets", () => {
  it("unite objects of one customer, sorted, without AS0 beside others", () => {
    const set = must(aspaSetOf([aspa(9, 5, 3), aspa(2, 0), aspa(9, 0, 4, 3)]));
    expect([...aspas(set)]).toEqual([aspa(2, 0), aspa(9, 3, 4, 5)]);
  });
  it.each([
    [aspa(1), "aspa-providers"],
    [aspa(1, 2, 1), "aspa-providers"],
    [aspa(-1, 2), "asn"],
    [aspa(1, 4_294_967_296), "asn"],
  ])("%j is refused: %s", (record, code) => {
    const result = aspaSetOf([aspa(7, 8), record]);
    expect(result.ok ? {} : result.error).toMatchObject({ code, field: "aspas/1" });
  });
  it("a difference carries whole provider sets", () => {
    const from = must(aspaSetOf([aspa(1, 2), aspa(3, 4), aspa(5, 6), aspa(7, 8)]));
    const to = must(aspaSetOf([aspa(1, 2), aspa(3, 4, 9), aspa(6, 6 + 1), aspa(7, 9)]));
    const diff = diffAspas(from, to);
    expect([...aspas(diff.announce)]).toEqual([aspa(3, 4, 9), aspa(6, 7), aspa(7, 9)]);
    expect([...diff.withdraw]).toEqual([5]);
  });
});

describe("router keys and payloads", () => {
  const key = (first: number, spki: readonly number[], asn: number) => ({
    asn,
    ski: new Uint8Array(20).fill(first),
    spki: Uint8Array.from(spki),
  });
  it("are ordered by SKI, SPKI length, SPKI, ASN and unique", () => {
    const sorted = [key(1, [9], 7), key(1, [1, 1], 2), key(1, [1, 2], 1), key(1, [1, 2], 3), key(2, [0], 0)];
    expect(routerKeySet([...sorted, ...sorted].reverse())).toEqual(sorted);
  });
  it("differences name what is new and what is gone", () => {
    const [a, b, c] = [key(1, [1], 1), key(2, [1], 1), key(3, [1], 1)];
    expect(diffRouterKeys([a, b], [b, c])).toEqual({ announce: [c], withdraw: [a] });
    const payload = { ...emptyPayload(), routerKeys: [a] };
    expect(isEmptyDiff(diffPayloads(payload, payload))).toBe(true);
    expect(isEmptyDiff(diffPayloads(emptyPayload(), payload))).toBe(false);
    expect(isEmptyDiff(diffPayloads(payload, { ...payload, aspas: must(aspaSetOf([aspa(1, 2)])) }))).toBe(
      false,
    );
    expect(isEmptyDiff(diffPayloads({ ...payload, aspas: must(aspaSetOf([aspa(1, 2)])) }, payload))).toBe(
      false,
    );
  });
});
