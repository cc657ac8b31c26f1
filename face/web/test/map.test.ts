import { expect, it } from "vitest";
import type { MapCells } from "@comity/api";
import { addressText, blockOf, blockText, runsOf } from "../map/blocks.ts";
import { indexAt, placeOf } from "../map/hilbert.ts";

it("the curve visits every cell once, in steps of one", () => {
  const seen = new Set<number>();
  let last = placeOf(0, 16);
  for (let i = 0; i < 65_536; i++) {
    const at = placeOf(i, 16);
    if (i > 0) expect(Math.abs(at.x - last.x) + Math.abs(at.y - last.y)).toBe(1);
    if (indexAt(at, 16) !== i) throw new Error(`cell ${i} has no way back`);
    seen.add(at.x * 256 + at.y);
    last = at;
  }
  expect(seen.size).toBe(65_536);
});

it("0/8 is top left, 1/8 right of it, 255/8 top right; a block keeps its place at every zoom", () => {
  expect([placeOf(0, 8), placeOf(1, 8), placeOf(255, 8)]).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 15, y: 0 },
  ]);
  const { x, y } = placeOf(0xc000_0201, 32);
  const outer = placeOf(192, 8);
  expect({ x: Math.floor(x / 2 ** 12), y: Math.floor(y / 2 ** 12) }).toEqual(outer);
});

it("blocks are written and read, and neighbours of one meaning make a run", () => {
  expect(blockText(blockOf("192.0.2.0/24"))).toBe("192.0.2.0/24");
  expect(addressText(2 ** 32 - 1)).toBe("255.255.255.255");
  const cells = { prefix: "10.0.0.0/8", bits: 10, codes: [0, 1, 1, 0], legend: [] } as unknown as MapCells;
  expect(runsOf(cells)).toEqual([
    { first: "10.0.0.0/10", last: "10.0.0.0/10", blocks: 1, code: 0 },
    { first: "10.64.0.0/10", last: "10.128.0.0/10", blocks: 2, code: 1 },
    { first: "10.192.0.0/10", last: "10.192.0.0/10", blocks: 1, code: 0 },
  ]);
});
