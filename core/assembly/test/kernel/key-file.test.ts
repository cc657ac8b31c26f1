/** Another key file (SEMANTICS D2): decided by the assembly, in force when its witnesses have spoken, never before. */
import type { BlockWitness } from "@comity/assembly";
import { must, utf8 } from "@comity/canon";
import { parsePolicy } from "@comity/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  castAll,
  DAY,
  house,
  MEMBERS,
  proposal,
  propose,
  settle,
  tryPropose,
  yes,
} from "../decisions/house.ts";
import { keyFile, ORIGIN, type World } from "../world.ts";
import { cosigned, type Times, withNodeCrypto, witnessedKeyFile } from "../witnesses.ts";

let portable: () => void;
beforeAll(() => {
  portable = withNodeCrypto();
});
afterAll(() => portable());

/** All three instead of two. */
const ALL = witnessedKeyFile(ORIGIN).replace("group two 2 w1", "group two 3 w1");
const record = (w: World) => w.assembly.state.text("decisions", "assembly", "assembly")!;

function decided(w: World, policy: string): void {
  const id = propose(w, "QM", "set-key-file", { policy });
  castAll(w, id, yes(MEMBERS));
  expect(settle(w, id).phase).toBe("carried-out");
}
function apply(w: World, later: number, times?: Times, seeds?: readonly string[]): string {
  const witness: BlockWitness | undefined =
    times && cosigned(ORIGIN, w.assembly.size, times, undefined, seeds);
  w.time += later;
  const block = w.assembly.applyBlock(w.time, [], () => undefined, witness);
  return block.ok ? "applied" : block.error.code;
}

describe("set-key-file", () => {
  it("needs what an amendment of the amendment rules needs", () => {
    const w = house();
    const id = propose(w, "QM", "set-key-file", { policy: witnessedKeyFile(ORIGIN) });
    expect(proposal(w, id).classes).toEqual(["amendment"]);
  });

  it("is in force with the first block that carries a checkpoint of the new witnesses, not before", () => {
    const w = house();
    decided(w, witnessedKeyFile(ORIGIN));
    expect(record(w)).toMatchObject({ policy: keyFile(), nextPolicy: witnessedKeyFile(ORIGIN) });
    expect(w.assembly.witnessed).toBeUndefined();
    expect(apply(w, DAY)).toBe("applied");
    expect(apply(w, 9, { w1: w.time + 9 })).toBe("checkpoint-quorum");
    expect(record(w).nextPolicy).toBeDefined();
    expect(apply(w, 9, { w1: w.time + 9, w2: w.time + 9 })).toBe("applied");
    expect(record(w)).toMatchObject({ policy: witnessedKeyFile(ORIGIN) });
    expect(record(w).nextPolicy).toBeUndefined();
    expect(w.assembly.witnessed).toMatchObject({ time: w.time });
    // From here on time follows them.
    expect(apply(w, w.assembly.parameters.skew + 1)).toBe("block-skew");
  });

  it("takes the old witnesses as long as the new ones are silent", () => {
    const w = house({ witnessed: true });
    decided(w, ALL);
    const two = (later: number): Times => ({ w1: w.time + later, w2: w.time + later });
    expect(apply(w, DAY, two(DAY))).toBe("applied");
    expect(record(w)).toMatchObject({ policy: witnessedKeyFile(ORIGIN), nextPolicy: ALL });
    expect(apply(w, DAY, { ...two(DAY), w3: w.time + DAY })).toBe("applied");
    expect(record(w).policy).toBe(ALL);
    expect(apply(w, DAY, two(DAY))).toBe("checkpoint-quorum");
  });

  it("is taken back by deciding for the file in force, as long as it waits", () => {
    const w = house();
    decided(w, witnessedKeyFile(ORIGIN));
    const body = { policy: witnessedKeyFile(ORIGIN) };
    expect(tryPropose(w, "QM", "set-key-file", body).code).toBe("measure-void");
    decided(w, keyFile());
    expect(record(w).policy).toBe(keyFile());
    expect(record(w).nextPolicy).toBeUndefined();
    expect(apply(w, 9, { w1: w.time + 9, w2: w.time + 9 })).toBe("block-witness");
  });

  it("without witnesses makes time the operator's, once the log has signed for it, and the wait for them ends", () => {
    const w = house({ witnessed: true });
    expect(w.assembly.state.wait).toBeGreaterThan(0);
    decided(w, keyFile());
    expect(record(w)).toMatchObject({ policy: witnessedKeyFile(ORIGIN), nextPolicy: keyFile() });
    const { skew } = w.assembly.parameters;
    // Time is still the witnesses' in the block that ends their word.
    expect(apply(w, skew + 9 * DAY, {})).toBe("block-skew");
    w.time -= skew + 9 * DAY;
    expect(apply(w, 1, {})).toBe("applied");
    expect(record(w).policy).toBe(keyFile());
    expect(w.assembly.witnessed).toBeUndefined();
    expect(w.assembly.state.wait).toBe(0);
    expect(apply(w, 9 * DAY)).toBe("applied");
    expect(apply(w, 9, { w1: w.time + 9, w2: w.time + 9 })).toBe("block-witness");
  });

  it("that only says more about the same keys is in force at once", () => {
    const w = house();
    const policy = `# kept by the secretariat\n${keyFile()}`;
    decided(w, policy);
    expect(record(w)).toMatchObject({ policy });
    expect(record(w).nextPolicy).toBeUndefined();
  });

  it("gives the log other keys when they have signed, and not by the old ones", () => {
    const w = house();
    const other = keyFile("another log key");
    decided(w, other);
    expect(record(w)).toMatchObject({ policy: keyFile(), nextPolicy: other });
    expect(apply(w, 9, {})).toBe("checkpoint-log-signature");
    expect(apply(w, 9, {}, ["another log key"])).toBe("applied");
    expect(record(w)).toMatchObject({ policy: other });
    expect(w.assembly.witnessed).toBeUndefined();
    // With witnesses both have to: the new key and their quorum.
    const both = witnessedKeyFile(ORIGIN, "a third");
    decided(w, both);
    const two = (): Times => ({ w1: w.time + 9, w2: w.time + 9 });
    expect(apply(w, 9, {}, ["a third"])).toBe("checkpoint-quorum");
    expect(apply(w, 9, two(), ["another log key"])).toBe("checkpoint-log-signature");
    expect(apply(w, 9, two(), ["another log key", "a third"])).toBe("applied");
    expect(record(w).policy).toBe(both);
    expect(apply(w, 9, two(), ["log"])).toBe("checkpoint-log-signature");
  });

  it("is a key file, and of this log", () => {
    const w = house();
    const other = witnessedKeyFile("example.org/other");
    expect(must(parsePolicy(utf8(other))).logs).toHaveLength(1);
    for (const policy of [other, "quorum none\n", keyFile(), "no key file\n"])
      expect(tryPropose(w, "QM", "set-key-file", { policy }).code).toBe("measure-void");
  });
});
