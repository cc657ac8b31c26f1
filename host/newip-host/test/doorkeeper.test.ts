/** Which handshakes are worked on under a flood. */
import { describe, expect, it } from "vitest";
import { Doorkeeper } from "@comity/newip-host";
import { addr } from "./world.ts";

const SECOND = 1_000_000;
const ME = { id: 7, source: addr("01"), own: addr("de00") };

/** With its fifty free handshakes used up, and the cookie it then tells. */
function busy(now = 0) {
  const door = new Doorkeeper();
  for (let i = 0; i < 50; i++) expect(door.judge({ ...ME, id: i }, undefined, now)).toEqual({ work: true });
  const verdict = door.judge(ME, undefined, now);
  if (verdict.work || verdict.cookie === undefined) throw new Error("no cookie");
  return { door, cookie: verdict.cookie };
}

describe("a doorkeeper", () => {
  it("works on fifty at once, then on who brings the cookie back", () => {
    const { door, cookie } = busy();
    expect(cookie).toHaveLength(16);
    expect(door.judge(ME, cookie, 0)).toEqual({ work: true });
    expect(door.judge(ME, undefined, SECOND)).toEqual({ work: true });
  });

  it.each([
    ["another address", { ...ME, source: addr("02") }],
    ["another question", { ...ME, id: 8 }],
    ["another address asked", { ...ME, own: addr("de01") }],
  ])("takes no cookie of %s", (_, asking) => {
    const { door, cookie } = busy();
    expect(door.judge(asking, cookie, 0).work).toBe(false);
  });

  it("takes no changed cookie", () => {
    const { door, cookie } = busy();
    cookie[15]! ^= 1;
    expect(door.judge(ME, cookie, 0).work).toBe(false);
  });

  it("takes a cookie for one to two minutes", () => {
    for (const [after, works] of [
      [59, true],
      [61, true],
      [130, false],
    ] as const) {
      const { door, cookie } = busy(0);
      const now = after * SECOND;
      // The free ones are used up again, so that the cookie decides.
      for (let i = 0; i < 50; i++) door.judge({ ...ME, id: 100 + i }, undefined, now);
      expect(door.judge(ME, cookie, now).work).toBe(works);
    }
  });

  it("gives one address five a second, and all that proved themselves fifty", () => {
    const door = new Doorkeeper();
    const told = (id: number, source: Uint8Array) => {
      const asking = { id, source, own: ME.own };
      for (;;) {
        const verdict = door.judge(asking, undefined, 0);
        if (!verdict.work) return { asking, cookie: verdict.cookie! };
      }
    };
    const one = Array.from({ length: 7 }, (_, id) => told(id, addr("01")));
    expect(one.map(({ asking, cookie }) => door.judge(asking, cookie, 0).work)).toEqual([
      ...Array.from({ length: 5 }, () => true),
      false,
      false,
    ]);
    const many = Array.from({ length: 60 }, (_, id) => told(id, addr(`de${(id + 16).toString(16)}`)));
    expect(many.filter(({ asking, cookie }) => door.judge(asking, cookie, 0).work)).toHaveLength(45);
  });

  it("tells a thousand cookies a second at most: it is no loudspeaker", () => {
    const { door } = busy();
    const told = Array.from({ length: 1_200 }, (_, id) => door.judge({ ...ME, id }, undefined, 0));
    expect(told.filter((verdict) => !verdict.work && verdict.cookie !== undefined)).toHaveLength(999);
  });
});
