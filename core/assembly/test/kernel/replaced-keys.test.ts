/** B8: what a key signed before it was replaced, and a quorum of witnesses saw before, stands within GRACE. */
import { formatVkey, signEd25519, signerOf } from "@comity/signing";
import { actEntry, actText, parseAct, signatureChecks, signed, type SignedAct } from "@comity/assembly";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  castAll,
  DAY,
  GROUNDS,
  HOLDER,
  house,
  MEMBERS,
  party,
  propose,
  settle,
  yes,
} from "../decisions/house.ts";
import { policyOf, type World } from "../world.ts";
import { countersigned, withNodeCrypto } from "../witnesses.ts";

let portable: () => void;
beforeAll(() => {
  portable = withNodeCrypto();
});
afterAll(() => portable());

const secret = sha256(utf8("the new key"));
const NEW = signerOf({ name: `${HOLDER}/new`, type: "ed25519", secret }).key;
const NEW_POLICY: Json = { keys: [{ key: formatVkey(NEW) }], thresholds: [{ kinds: ["*"], k: 1 }] };
/** In a lane of its own, so that the change of keys does not stand in its place. */
const lanes = (): World => {
  const w = house({ witnessed: true });
  const { keys, thresholds } = policyOf(HOLDER) as { keys: { key: string }[]; thresholds: Json };
  const policy = { keys: [{ ...keys[0]!, lanes: ["main", "other"] }], thresholds };
  w.must(w.act(HOLDER, "set-keys", { policy }));
  // Beyond GRACE of that change.
  w.wait(DAY);
  return w;
};
const note = (w: World, text = "seen in time"): SignedAct =>
  w.act(HOLDER, "correct", { resources: ["10.1.0.0/16"], note: text }, { lane: "other" });
const rotate = (w: World): void => void w.must(w.act(HOLDER, "set-keys", { policy: NEW_POLICY }));
const order = (w: World, act: SignedAct, later = 0): string | undefined => {
  const known = signatureChecks(w.assembly.state, act);
  const code = w.block([act], later).outcomes[0]!.code;
  return known.ok ? code : `not admitted: ${code}`;
};
const both = (time: number) => ({ w1: time, w2: time });

describe("an act of a key that was replaced since", () => {
  it("stands when a quorum had countersigned it before, and it is ordered within GRACE", () => {
    const w = lanes();
    const act = countersigned(note(w), both(w.time));
    w.block([], 60);
    rotate(w);
    expect(order(w, act, 60)).toBeUndefined();
    expect(w.at("10.1.0.0/16", "holding")?.note).toBe("seen in time");
  });

  it.each([
    ["one witness saw it", (w: World) => ({ w1: w.time - 60 }), 60],
    ["they saw it when the key was replaced already", (w: World) => both(w.time), 60],
    ["it is ordered after GRACE", (w: World) => both(w.time - 60), 7200],
    ["nobody saw it", () => ({}), 60],
  ] as const)("is void where %s", (_, times, later) => {
    const w = lanes();
    const own = note(w);
    w.block([], 60);
    rotate(w);
    expect(order(w, countersigned(own, times(w)), later)).toBe("no-authority");
    expect(w.at("10.1.0.0/16", "holding")?.note).toBeUndefined();
  });

  it("changes no keys: the change that was ordered stands", () => {
    const w = lanes();
    const thief = countersigned(
      w.act(HOLDER, "set-keys", { policy: policyOf(HOLDER) }, { lane: "other" }),
      both(w.time),
    );
    w.block([], 60);
    rotate(w);
    expect(order(w, thief, 60)).toBe("no-authority");
    expect(party(w, HOLDER).policy).toEqual(NEW_POLICY);
  });

  it("is remembered for GRACE only, and of eight changes at most", () => {
    const w = lanes();
    rotate(w);
    expect(party(w, HOLDER).replaced).toHaveLength(1);
    w.wait(DAY);
    const text = actText({
      assembly: "example.org/assembly",
      body: { policy: NEW_POLICY },
      by: HOLDER,
      kind: "set-keys",
      lane: "main",
      ...place(w),
    });
    const line = { name: NEW.name, keyId: NEW.id, signature: signEd25519(secret, text) };
    const act = signed(must(parseAct(actEntry(text, [line]))));
    expect(w.block([act]).outcomes[0]!.code).toBeUndefined();
    expect(party(w, HOLDER).replaced).toMatchObject([{ at: w.time }]);
  });

  it("is remembered over a recovery too", () => {
    const w = house({ witnessed: true });
    const { policy } = party(w, HOLDER);
    const id = propose(w, "QM", "recover", { party: HOLDER, policy: NEW_POLICY }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(party(w, HOLDER)).toMatchObject({ policy: NEW_POLICY, replaced: [{ policy, at: w.time }] });
  });

  it("is not remembered where there are no witnesses", () => {
    const w = house();
    rotate(w);
    expect(party(w, HOLDER).replaced).toBeUndefined();
  });
});

function place(w: World) {
  const lane = w.assembly.state.text("parties", `lane/${HOLDER}/main`, "lane")!;
  const seen = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };
  return { prev: lane.prev, seq: lane.seq + 1, seen, until: w.time + DAY };
}
