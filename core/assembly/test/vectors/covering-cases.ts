/** Proofs of what covers a key (FORMATS 8.1), by what is right or wrong about them. */
import { ALL, HASHES, K, path, raw, root, type Made } from "./craft.ts";
import { hex } from "./shared.ts";

const [h, h2, h3] = HASHES;

export const COVERING: { readonly [id: string]: Made } = {
  "one value at the key": path(K, [root, { plen: 24, values: ["a"] }]),
  "an empty value, first": path(K, [{ plen: 0, values: ["", "a"] }]),
  "a value that begins another, first": path(K, [{ plen: 0, values: ["a", "a\0"] }]),
  "values descending": path(K, [{ plen: 0, values: ["b", "a"] }]),
  "a value twice": path(K, [{ plen: 0, values: ["a", "a"] }]),
  "a count of 0": raw(K, "0000090000"),
  "no bytes": raw(K, ""),
  "presence bit 32": path(K, [{ plen: 0, presence: 8 | 32 }]),
  "an end before the last step": path(K, [{ plen: 0, presence: 16 }]),
  "an end that is missing": path(K, [{ plen: 0, presence: 24 }]),
  "an end with presence bit 8": raw(K, `000018001809c00003${hex(h)}`),
  "the first step is not the root": path(K, [{ plen: 8, values: ["a"] }]),
  "two steps of one length": path(K, [root, { plen: 0, values: ["a"] }]),
  "a step shorter than the one before": path(K, [
    root,
    { plen: 16, values: ["a"] },
    { plen: 8, values: ["b"] },
  ]),
  "a step longer than the key": path(K, [root, { plen: 25, values: ["a"] }]),
  "a hash on the key's side": path(K, [{ plen: 0, right: h }]),
  "both hashes above the key's length": path(K, [{ plen: 0, left: h, right: h2 }]),
  "both hashes for the key of 0 bits": path(ALL, [{ plen: 0, left: h, right: h2 }]),
  "both hashes at the key's length": path(K, [
    { plen: 0, left: h3 },
    { plen: 24, values: ["a"], left: h, right: h2 },
  ]),
  "both hashes at the key's length, no values": path(K, [
    { plen: 0, left: h3 },
    { plen: 24, left: h, right: h2 },
  ]),
  "one hash at the key's length, no values": path(K, [
    { plen: 0, left: h3 },
    { plen: 24, left: h },
  ]),
  "a step with nothing": path(K, [root, { plen: 8 }]),
  "a step with one child": path(K, [root, { plen: 8, right: h }]),
  "a root with one child": path(K, [{ plen: 0, left: h }]),
  "an end below the key": path(K, [root], { plen: 25, label: "c0000280", value: h }),
  "an end beside the key": path(K, [root], { plen: 24, label: "c00003", value: h }),
  "an end beside the key, shorter": path(K, [root], { plen: 8, label: "c1", value: h }),
  "an end with both children": path(K, [root], { plen: 32, label: "c0010000", left: h, right: h2 }),
  "an end longer than keys of the register": path(K, [root], { plen: 40, label: "c000030000", value: h }),
  "an end that is the key": path(K, [root], { plen: 24, label: "c00002", value: h }),
  "an end that is a prefix of the key": path(K, [root], { plen: 8, label: "c0", value: h }),
  "an end on the other side": path(K, [root], { plen: 24, label: "400002", value: h }),
  "an end that leaves at the last step": path(K, [root, { plen: 8, values: ["a"] }], {
    plen: 24,
    label: "c08000",
    value: h,
  }),
  "an end as long as the last step": path(K, [root, { plen: 8, values: ["a"] }], {
    plen: 8,
    label: "c0",
    value: h,
  }),
  "an end of no length": path(K, [root], { plen: 0, label: "", value: h }),
  "an end after a step of the key's length": path(K, [root, { plen: 24, values: ["a"] }], {
    plen: 25,
    label: "c0000200",
    value: h,
  }),
  "an end with padding set": path(K, [root], { plen: 23, label: "c00005", value: h }),
  "an end with nothing": path(K, [root], { plen: 24, label: "c00003" }),
  "an end with one child": path(K, [root], { plen: 24, label: "c00003", left: h }),
  "an end with a value and one child": path(K, [root], { plen: 24, label: "c00003", value: h, left: h2 }),
  "another root": { ...path(K, [root]), root: h },
};
