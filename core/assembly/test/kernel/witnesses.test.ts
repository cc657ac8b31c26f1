import { Assembly, formatBlockRecord, parseBlockRecord, type BlockWitness } from "@comity/assembly";
import { must, sha256, utf8 } from "@comity/canon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BLOCK, DAY, HOLDER, house, party, waitUntil } from "../decisions/house.ts";
import { ORIGIN, World } from "../world.ts";
import { cosigned, withNodeCrypto } from "../witnesses.ts";

let portable: () => void;
beforeAll(() => {
  portable = withNodeCrypto();
});
afterAll(() => portable());

const world = (): World => new World({ founders: [{ id: "QM" }, { id: "QN" }], witnessed: true });
const apply = (w: World, later: number, witness?: BlockWitness): string => {
  const applied = w.assembly.applyBlock(w.time + later, [], () => undefined, witness);
  return applied.ok ? "applied" : applied.error.code;
};
const seen = (w: World, later: number, size: number = w.assembly.size): BlockWitness =>
  cosigned(ORIGIN, size, { w1: w.time + later, w2: w.time + later });

describe("block time (C5)", () => {
  it("exceeds the newest witness time by SKEW at most, from the founding on", () => {
    const w = world();
    const { skew } = w.assembly.parameters;
    expect(apply(w, skew + 1)).toBe("block-skew");
    expect(apply(w, skew)).toBe("applied");
    expect(apply(w, DAY, seen(w, DAY - skew - 1))).toBe("block-skew");
    expect(apply(w, DAY, seen(w, DAY - skew))).toBe("applied");
    expect(w.assembly.witnessed).toMatchObject({ time: w.time + DAY - skew });
    expect(apply(w, DAY + 1)).toBe("block-skew");
  });

  it("is not behind it by more either: nothing is dated back", () => {
    const w = world();
    const { skew } = w.assembly.parameters;
    expect(apply(w, 0, seen(w, skew + 1))).toBe("block-skew");
    expect(apply(w, 0, seen(w, skew))).toBe("applied");
  });

  it("follows a quorum: one witness alone puts it neither forward nor back", () => {
    const w = world();
    const ahead = cosigned(ORIGIN, w.assembly.size, { w1: w.time + 9 * DAY, w2: w.time + 10 });
    expect(apply(w, 9 * DAY, ahead)).toBe("block-skew");
    expect(apply(w, 10, ahead)).toBe("applied");
    expect(w.assembly.witnessed).toMatchObject({ time: w.time + 10 });
    const behind = cosigned(ORIGIN, 2, { w1: 1, w2: w.time + DAY, w3: w.time + DAY });
    expect(apply(w, DAY, behind)).toBe("applied");
    expect(w.assembly.witnessed).toMatchObject({ time: w.time + DAY });
  });

  it.each([
    ["too few witnesses", "checkpoint-quorum", (w: World) => cosigned(ORIGIN, 1, { w1: w.time + 9 })],
    [
      "another root than the log's",
      "block-witness",
      (w: World) => ({ ...seen(w, 9), root: sha256(utf8("no")) }),
    ],
    ["a size the log has not reached", "block-witness", (w: World) => seen(w, 9, w.assembly.size + 1)],
    [
      "another log",
      "checkpoint-unknown-origin",
      (w: World) => cosigned("example.org/other", 1, { w1: w.time + 9, w2: w.time + 9 }),
    ],
    ["the time that is on the record", "block-witness", (w: World) => seen(w, 0)],
  ] as const)("is not moved by a checkpoint with %s", (_, code, witness) => {
    const w = world();
    const before = w.assembly.height;
    expect(apply(w, 9, witness(w))).toBe(code);
    expect(w.assembly.height).toBe(before);
  });

  it("is not moved by a checkpoint that is smaller than the one before", () => {
    const w = world();
    w.block([], 10);
    expect(apply(w, 20, seen(w, 20, 1))).toBe("block-witness");
  });

  it("stands still while witnesses are silent; what they missed is a gap in which no period runs", () => {
    const w = house({ witnessed: true });
    const { gap, skew } = w.assembly.parameters;
    w.must(w.act("QM", "recognise", { to: HOLDER, resources: ["10.5.0.0/16"] }, { cosign: [HOLDER] }));
    const { until } = w.at("10.5.0.0/16", "claim")!;
    const { time } = w;
    // Acts are ordered on, at the last time that may be.
    w.time = time + skew;
    const act = w.act("QM", "reserve", { resources: ["10.9.0.0/16"], reason: "growth" });
    const stalled = must(w.assembly.applyBlock(w.time, [act], () => undefined));
    expect(stalled.outcomes[0]!.code).toBeUndefined();
    w.time = time + gap + 2 * skew;
    w.block();
    expect(w.at("10.5.0.0/16", "claim")!.until).toBe(until + gap + skew);
  });

  it("is the operator's word where no witness is asked for, and no block refers to one", () => {
    const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
    expect(apply(w, 400 * DAY)).toBe("applied");
    w.time += 400 * DAY;
    expect(w.assembly.witnessed).toBeUndefined();
    expect(apply(w, 0, seen(w, 0))).toBe("block-witness");
  });
});

describe("the checkpoint in a block record", () => {
  it("is part of its bytes, and replay needs it", () => {
    const w = world();
    w.block([], DAY);
    const bytes = formatBlockRecord(w.blocks.at(-1)!.block.record);
    const record = must(parseBlockRecord(bytes));
    expect(record.witness).toContain("witness.example/w1");
    expect(formatBlockRecord(record)).toEqual(bytes);
    expect(w.replay().state.seal().root).toEqual(w.assembly.state.seal().root);
    const fresh = new Assembly();
    const [founding] = w.blocks;
    must(fresh.applyBlock(founding!.time, founding!.acts, () => undefined));
    expect(fresh.applyBlock(w.time, [], () => undefined).ok).toBe(false);
  });
});

describe("a lock (B6)", () => {
  it("lasts until a contest that was countersigned in time may have been ordered", () => {
    const w = house({ witnessed: true });
    const { grace } = w.assembly.parameters;
    const { state } = w.assembly;
    const lockedUntil = w.time + 5 * DAY;
    state.setText("parties", `party/${HOLDER}`, { ...party(w, HOLDER), lockedUntil });
    waitUntil(w, lockedUntil + grace - 1);
    expect(w.do(HOLDER, "return", { resources: [BLOCK] }).code).toBe("locked");
    waitUntil(w, lockedUntil + grace);
    expect(party(w, HOLDER).lockedUntil).toBeUndefined();
    expect(w.do(HOLDER, "return", { resources: [BLOCK] }).code).toBeUndefined();
  });
});
