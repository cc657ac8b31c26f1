/** Lanes (SEMANTICS B3, B4): what continues, what is refused, what is evidence, and what accuses nobody. */
import { verifyAct } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import { Kernel, NO_PREV_OF, act, one, policy, vkey } from "./world-of-keys.ts";

const leave = { kind: "leave" } as const;
const keys = (name = "QM/office") => ({ kind: "set-keys", body: { policy: one(name) } });
const evidence = (k: Kernel, place: string) =>
  k.assembly.state.text("parties", `equivocation/${place}`, "equivocation");

describe("a lane", () => {
  it("goes on with seq + 1 and the hash of its last act, and with nothing else", () => {
    const k = new Kernel();
    const { prev, seq } = k.head();
    const other = NO_PREV_OF(1);
    expect(k.try([act({ ...leave, seq: seq + 2, prev }, ["QM/office"])])).toBe("block-lane");
    expect(k.try([act({ ...leave, seq: seq + 1, prev: other }, ["QM/office"])])).toBe("block-lane");
    expect(k.try([act({ ...leave, seq: seq + 1, prev }, ["QM/office"])])).toMatchObject([{ index: 2 }]);
  });

  it("refuses the same act twice, in one block or in two", () => {
    const k = new Kernel();
    const first = k.next(keys(), ["QM/office"]);
    expect(k.try([first, first])).toBe("block-lane");
    k.block([first]);
    expect(k.try([first])).toBe("block-lane");
  });

  it("a refused block changes nothing", () => {
    const k = new Kernel();
    const { prev, seq } = k.head();
    const before = k.assembly.state.seal().root;
    const good = act({ ...leave, seq: seq + 1, prev }, ["QM/office"]);
    const bad = act({ ...leave, by: "QN", seq: 7, prev }, ["QN/office"]);
    expect(k.try([good, bad], 60)).toBe("block-lane");
    expect([k.assembly.size, k.assembly.height]).toEqual([2, 1]);
    expect(k.assembly.state.seal().root).toEqual(before);
  });

  it("keeps a second, different act for its last place as evidence; the first stands", () => {
    const k = new Kernel();
    const { prev, seq } = k.head();
    k.block([act({ ...keys(), seq: seq + 1, prev }, ["QM/office"])]);
    const second = act({ ...leave, seq: seq + 1, prev }, ["QM/office"]);
    expect(k.block([second])[0]?.code).toBe("equivocation");
    expect(evidence(k, `QM/main/${seq + 1}`)).toMatchObject({ second: second.hash });
    expect(k.assembly.state.text("parties", "party/QM", "party")?.seats).toEqual({ members: 1 });
    const third = act({ ...leave, seq: seq + 1, prev, until: 9_999_999_999 }, ["QM/office"]);
    expect(k.block([third])[0]?.code).toBe("equivocation");
    expect(evidence(k, `QM/main/${seq + 1}`)).toMatchObject({ second: second.hash });
  });

  it("an old act played again accuses nobody and does nothing", () => {
    const k = new Kernel();
    const old = k.next(keys(), ["QM/office"]);
    k.block([old, k.next(keys(), ["QM/office"])]);
    expect(k.block([old])[0]?.code).toBe("lane-passed");
    expect(evidence(k, `QM/main/${old.seq}`)).toBeUndefined();
  });

  it("is moved by a void act, never by others' signatures", () => {
    const k = new Kernel();
    expect(k.do({ kind: "adopt", body: { title: "x", text: NO_PREV_OF(2) } }, ["QM/office"])).toBe(
      "needs-decision",
    );
    expect(k.assembly.state.text("parties", "lane/QM/main", "lane")?.seq).toBe(2);
    expect(k.try([k.next(leave, ["QN/office"])])).toBe("block-unsigned");
  });

  it("runs beside others where a key's mandate names it, and only there", () => {
    const office = { key: vkey("QM/office"), lanes: ["main", "desk"] };
    const k = new Kernel(policy([office, { key: vkey("QM/clerk"), lanes: ["desk"] }]));
    const text = { kind: "set-keys", body: { policy: policy([office]) } } as const;
    expect(k.do({ kind: "leave", lane: "side" }, ["QM/office"])).toBe("no-authority");
    expect(k.do({ kind: "leave" }, ["QM/clerk"])).toBe("no-authority");
    expect(k.do({ kind: "leave", lane: "desk" }, ["QM/clerk"])).toBeUndefined();
    expect(k.do(text, ["QM/office"])).toBeUndefined();
  });
});

describe("another assembly's act", () => {
  it("is refused with its block, although its signatures verify", () => {
    const k = new Kernel();
    const { prev, seq } = k.head();
    const foreign = act({ ...leave, assembly: "example.org/other", seq: seq + 1, prev }, ["QM/office"]);
    expect(verifyAct(k.assembly.state, foreign).ok).toBe(true);
    expect(k.try([foreign])).toBe("block-other-assembly");
  });
});
