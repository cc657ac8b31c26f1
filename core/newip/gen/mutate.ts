/** Near-valid packets: one small, named change to a valid one. The result may still decode; its consumer decides. */
import type { Random } from "./random.ts";

export type Mutation = "bit" | "byte" | "cut" | "grow" | "swap" | "length" | "bitmap" | "address";
const MUTATIONS: readonly Mutation[] = ["bit", "byte", "cut", "grow", "swap", "length", "bitmap", "address"];

/** First bytes at the edges of the address classes, unassigned ones among them. */
const EDGES = [0x00, 0xdc, 0xdd, 0xde, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xfd, 0xfe, 0xff];

export function mutate(
  packet: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly mutation: Mutation } {
  const mutation = random.pick(MUTATIONS);
  const out = packet.slice();
  const at = random.below(Math.max(1, Math.min(out.length, random.once(3) ? out.length : 24)));
  const put = (index: number, value: number): Uint8Array => {
    if (index < out.length) out[index] = value;
    return out;
  };
  switch (mutation) {
    case "bit":
      return { bytes: put(at, (out[at] ?? 0) ^ (1 << random.below(8))), mutation };
    case "byte":
      return { bytes: put(at, random.below(256)), mutation };
    case "cut":
      return { bytes: out.slice(0, random.below(out.length + 1)), mutation };
    case "grow":
      return { bytes: Uint8Array.of(...out, ...random.bytes(1 + random.below(8))), mutation };
    case "swap": {
      const other = random.below(Math.max(1, out.length));
      const kept = out[at] ?? 0;
      put(at, out[other] ?? 0);
      return { bytes: put(other, kept), mutation };
    }
    case "length":
      return {
        bytes: put(at, random.pick([0, 1, out.length - 1, out.length, out.length + 1, 255])),
        mutation,
      };
    case "bitmap":
      return { bytes: put(random.below(2), random.below(256)), mutation };
    case "address":
      return { bytes: put(at, random.pick(EDGES)), mutation };
  }
}
