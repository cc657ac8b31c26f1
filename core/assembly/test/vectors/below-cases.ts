/** Proofs of everything at or below a key (FORMATS 8.2), by what is right or wrong about them. */
import { concat } from "@comity/canon";
import { ALL, below, bytes, HASHES, K, leaf, nothing, path, raw, root, WIDE, type Made } from "./craft.ts";

const [h] = HASHES;

export const BELOW: { readonly [id: string]: Made } = {
  "the key itself": below(K, [root], leaf),
  "one leaf below": below(WIDE, [root], leaf),
  "the whole tree": below(ALL, [], { plen: 0, label: "", right: leaf }),
  "the empty tree": below(ALL, [], { plen: 0, label: "" }),
  "a child within the shared byte": below({ ...WIDE, bits: 4 }, [root], {
    plen: 4,
    label: "c0",
    values: ["a"],
    left: leaf,
  }),
  "nothing: the end lies beside": nothing(
    path({ bytes: bytes("c1000000"), bits: 8 }, [root], { plen: 24, label: "c00002", value: h }),
  ),
  "nothing: the path ends above": nothing(path(WIDE, [{ plen: 0, left: h }])),
  "a first byte of 2": raw(WIDE, "02000008"),
  "no bytes": raw(WIDE, ""),
  "presence bit 8 in a step": below(WIDE, [{ plen: 0, presence: 8 }], leaf),
  "presence bit 8 in a node": below(WIDE, [root], { ...leaf, presence: 9 }),
  "a count of 0": raw(ALL, "0100000000010000"),
  "a byte more": {
    ...below(WIDE, [root], leaf),
    proof: concat(below(WIDE, [root], leaf).proof, Uint8Array.of(0)),
  },
  "a node shorter than the one above": below(WIDE, [root], {
    plen: 8,
    label: "c0",
    values: ["a"],
    left: { plen: 7, label: "c0", values: ["b"] },
  }),
  "the first node is shorter than the last step": below(WIDE, [root, { plen: 7, values: ["a"] }], {
    plen: 6,
    label: "c0",
    values: ["b"],
  }),
  "a hash on the key's side": below(WIDE, [{ plen: 0, right: h }], leaf),
  "a step of the key's length": below(WIDE, [root, { plen: 8, values: ["a"] }], leaf),
  "a step above the key of 0 bits": below(ALL, [root], leaf),
  "the first of the steps is not the root": below(WIDE, [{ plen: 4, values: ["a"] }], leaf),
  "the first node is shorter than the key": below({ ...K, bits: 25 }, [root], leaf),
  "the first node lies beside the key": below(WIDE, [root], { ...leaf, label: "c10002" }),
  "the first node has padding set": below(WIDE, [root], { plen: 23, label: "c00003", values: ["a"] }),
  "a child as long as its parent": below(WIDE, [root], {
    plen: 8,
    label: "c0",
    values: ["a"],
    left: { plen: 8, label: "c0", values: ["b"] },
  }),
  "a child on the wrong side": below(ALL, [], { plen: 0, label: "", left: leaf }),
  "a child of another branch within the shared byte": below({ ...WIDE, bits: 4 }, [root], {
    plen: 4,
    label: "c0",
    values: ["a"],
    left: { ...leaf, label: "d00002" },
  }),
  "nothing: a step is the key": nothing(path(WIDE, [root, { plen: 8, values: ["a"] }])),
  "nothing: the root is the key": nothing(path(ALL, [root])),
  "nothing: the step of the key hides a child": nothing(
    path(WIDE, [root, { plen: 8, values: ["a"], left: h }]),
  ),
  "nothing: the end lies below": nothing(path(WIDE, [root], { plen: 24, label: "c00002", value: h })),
  "values descending in a node": below(ALL, [], { plen: 0, label: "", values: ["b", "a"] }),
  "values descending in a step": below(WIDE, [{ plen: 0, values: ["b", "a"] }], leaf),
  "no steps, and the first node is not the root": below(WIDE, [], leaf),
  "no steps, the key of 0 bits, and the first node is not the root": below(ALL, [], leaf),
  "a first node with nothing": below(WIDE, [root], { plen: 24, label: "c00002" }),
  "a first node with one child": below(WIDE, [root], { plen: 8, label: "c0", left: leaf }),
  "an inner node with nothing": below(WIDE, [root], {
    plen: 8,
    label: "c0",
    values: ["a"],
    left: { plen: 16, label: "c000" },
  }),
  "an inner node with one child": below(WIDE, [root], {
    plen: 8,
    label: "c0",
    values: ["a"],
    left: { plen: 16, label: "c000", left: leaf },
  }),
  "a step with one child": below(K, [root, { plen: 8 }], leaf),
  "another root": { ...below(WIDE, [root], leaf), root: h },
};
