/** Key policies (SEMANTICS B2, B7, B8): thresholds, mandates by kind, lane and time, and what passkeys may not do. */
import type { Json } from "@comity/canon";
import { describe, expect, it } from "vitest";
import { Kernel, NO_PREV_OF, START, one, passkey, policy, vkey } from "./world-of-keys.ts";

const NAMES = ["QM/a", "QM/b", "QM/c", "QM/d"];
const keysOf = (names: readonly string[]): Json[] => names.map((name) => ({ key: vkey(name) }));
const subsets = Array.from({ length: 16 }, (_, bits) => NAMES.filter((_n, i) => (bits >> i) & 1));
const propose = {
  kind: "propose",
  body: { title: "x", measures: [{ kind: "adopt", body: { title: "x", text: NO_PREV_OF(1) } }] },
};
const setKeys = (p: Json) => ({ kind: "set-keys", body: { policy: p } }) as const;

describe("thresholds", () => {
  it("k of n: every set of signers of every size", () => {
    for (let k = 1; k <= 4; k++) {
      const qm = policy(keysOf(NAMES), [{ kinds: ["*"], k }]);
      for (const names of subsets) {
        if (names.length === 0) continue;
        const kernel = new Kernel(qm, undefined, NAMES);
        const wanted = names.length >= k ? undefined : "no-authority";
        expect([k, names.length, kernel.do(setKeys(qm), names)]).toEqual([k, names.length, wanted]);
      }
    }
  });

  it("the first entry that names a kind counts", () => {
    const qm = policy(keysOf(NAMES), [
      { kinds: ["propose"], k: 1 },
      { kinds: ["*"], k: 3 },
      { kinds: ["leave"], k: 1 },
    ]);
    const k = new Kernel(qm, undefined, NAMES);
    expect(k.do(propose, ["QM/a"])).toBeUndefined();
    expect(k.do({ kind: "leave" }, ["QM/a"])).toBe("no-authority");
    expect(k.do({ kind: "leave" }, ["QM/a", "QM/b", "QM/c"])).toBeUndefined();
  });

  it("a party signs for itself only: others' keys count for nothing", () => {
    const k = new Kernel(policy(keysOf(NAMES), [{ kinds: ["*"], k: 2 }]), undefined, NAMES);
    expect(k.do({ kind: "leave" }, ["QM/a", "QN/office"])).toBe("no-authority");
    expect(k.do({ kind: "leave", by: "QN" }, ["QM/a", "QN/office"])).toBeUndefined();
  });
});

describe("mandates", () => {
  it("by kind", () => {
    const qm = policy([{ key: vkey("QM/a") }, { key: vkey("QM/b"), kinds: ["propose"] }]);
    const k = new Kernel(qm, undefined, ["QM/a"]);
    expect(k.do(propose, ["QM/b"])).toBeUndefined();
    expect(k.do({ kind: "leave" }, ["QM/b"])).toBe("no-authority");
  });

  it("by time: from inclusive, until exclusive", () => {
    const qm = policy([{ key: vkey("QM/a") }, { key: vkey("QM/b"), from: START + 10, until: START + 20 }]);
    const same = setKeys(qm);
    const k = new Kernel(qm, undefined, ["QM/a"]);
    k.block([], 9);
    expect(k.do(same, ["QM/b"])).toBe("no-authority");
    k.block([], 1);
    expect(k.do(same, ["QM/b"])).toBeUndefined();
    k.block([], 9);
    expect(k.do(same, ["QM/b"])).toBeUndefined();
    k.block([], 1);
    expect(k.do(same, ["QM/b"])).toBe("no-authority");
  });

  it("a key that was replaced signs nothing, and what it signed before stands", () => {
    const k = new Kernel(policy(keysOf(["QM/a"])), undefined, ["QM/a"]);
    expect(k.do(setKeys(policy(keysOf(["QM/b"]))), ["QM/a"])).toBeUndefined();
    const late = k.next({ kind: "leave" }, ["QM/a"]);
    expect(k.admits(late)).toBe("signature-unknown");
    expect(k.block([late])[0]?.code).toBe("no-authority");
    expect(k.do(setKeys(policy(keysOf(["QM/a"]))), ["QM/b"])).toBeUndefined();
  });
});

describe("passkeys (B7)", () => {
  const pass = passkey("QM/phone");
  const second = passkey("QM/tablet");
  const qm = policy([{ key: vkey("QM/a") }, { key: pass.vkey }, { key: second.vkey }]);

  it("alone propose, and neither leave, change keys nor move anything", () => {
    const k = new Kernel(qm, undefined, ["QM/a"]);
    expect(k.do(propose, [], [pass.line])).toBeUndefined();
    expect(k.do({ kind: "leave" }, [], [pass.line])).toBe("no-authority");
    expect(k.do(setKeys(qm), [], [pass.line, second.line])).toBe("no-authority");
  });

  it("count towards a threshold when a key outside a browser co-signs", () => {
    const two = policy(
      [{ key: vkey("QM/a") }, { key: pass.vkey }, { key: second.vkey }],
      [{ kinds: ["*"], k: 2 }],
    );
    const k = new Kernel(qm, undefined, ["QM/a"]);
    expect(k.do(setKeys(two), ["QM/a"])).toBeUndefined();
    expect(k.do(setKeys(two), ["QM/a"])).toBe("no-authority");
    expect(k.do(setKeys(two), [], [pass.line, second.line])).toBe("no-authority");
    expect(k.do(setKeys(two), ["QM/a"], [pass.line])).toBeUndefined();
  });

  it("alone are no policy", () => {
    const k = new Kernel();
    expect(k.do(setKeys(policy([{ key: pass.vkey }])), ["QM/office"])).toBe("policy-unsound");
  });
});

describe("a policy that is refused", () => {
  const bad: readonly (readonly [string, Json])[] = [
    ["keys of another party", one("QN/office")],
    ["a threshold nobody reaches", policy(keysOf(["QM/a"]), [{ kinds: ["*"], k: 2 }])],
    [
      "a threshold its mandates do not reach",
      policy([{ key: vkey("QM/a"), kinds: ["vote"] }], [{ kinds: ["set-keys"], k: 1 }]),
    ],
    ["no threshold for changing keys", policy(keysOf(["QM/a"]), [{ kinds: ["vote"], k: 1 }])],
    ["one key twice", policy([...keysOf(["QM/a"]), ...keysOf(["QM/a"])])],
    ["a name that only begins like the party's", policy([{ key: vkey("QMX/a") }])],
  ];
  it.each(bad)("%s", (_, p) => {
    expect(new Kernel().do(setKeys(p), ["QM/office"])).toBe("policy-unsound");
  });
});
