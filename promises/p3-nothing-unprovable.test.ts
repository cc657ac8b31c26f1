/**
 * P3: each fact has a small proof that verifies offline with the key file. Changed proofs (100,000 with COMITY_SOAK) and
 * every single step are tried in `core/assembly/test/proofs`; here a whole history is proven, act by act and record by
 * record, and nothing is proven by borrowing.
 */
import { verifyProofFile } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import {
  HASH,
  MEMBERS,
  castAll,
  house,
  propose,
  settle,
  yes,
} from "../core/assembly/test/decisions/house.ts";
import { Proven, fileOf } from "../core/assembly/test/proofs/proven.ts";
import { keyFile } from "../core/assembly/test/world.ts";

const world = house();
const decision = propose(world, "QN", "adopt", { title: "a text", text: HASH });
castAll(world, decision, yes(MEMBERS));
settle(world, decision);
world.do("QM", "return", { resources: ["10.1.0.0/16"] });
world.block();
const proven = new Proven(world);

describe("a history", () => {
  it("is provable act by act, with the outcome of each and the code of the void ones", () => {
    let at = 0;
    let voids = 0;
    for (const { block } of world.blocks) {
      const closes = at + block.outcomes.length;
      for (const { code, index } of block.outcomes) {
        expect(index).toBe(at++);
        const verdict = verifyProofFile(fileOf(proven.act(index, closes)), keyFile());
        expect(verdict).toMatchObject({ ok: true, answer: { kind: "act", index, settled: true } });
        expect(verdict.answer?.kind === "act" ? verdict.answer.code : "").toBe(code);
        if (code !== undefined) voids++;
      }
      at = closes + 1;
    }
    expect(voids).toBeGreaterThan(0);
  });

  it("proves no act at another place, and none by the record of another block", () => {
    const acts = world.blocks.flatMap(({ block }) => block.outcomes.map(({ index }) => index));
    const some = [acts[0]!, acts[3]!, acts.at(-1)!];
    for (const index of some) {
      for (const other of some) {
        if (other === index) continue;
        expect(verifyProofFile(fileOf({ ...proven.act(index), index: other }), keyFile()).ok).toBe(false);
        if (other < index) continue;
        expect(verifyProofFile(fileOf(proven.act(index, other + 1)), keyFile()).ok).toBe(false);
      }
    }
  });

  it("has a proof for every record of parties and decisions, and small ones", () => {
    const sizes: number[] = [];
    for (const register of ["parties", "decisions"] as const) {
      for (const line of world.dump(register)) {
        const key = Buffer.from(line.slice(0, line.indexOf("/")), "hex")
          .toString("utf8")
          .replace(/\0+$/, "");
        const file = fileOf(proven.fact(register, key));
        const { answer, ok } = verifyProofFile(file, keyFile());
        expect(ok, key).toBe(true);
        const found = answer?.kind === "fact" ? answer.found.at(-1)?.records : undefined;
        expect(JSON.stringify(found)).toBe(line.slice(line.indexOf(" ") + 1));
        sizes.push(file.length);
      }
    }
    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]).toBeLessThan(4_000);
  });
});
