/** Tree proofs made by hand, judged. */
import { verify, verifySubtree } from "@comity/tree";
import { BELOW } from "./below-cases.ts";
import { COVERING } from "./covering-cases.ts";
import { REGISTER, type Made } from "./craft.ts";
import { hex, type Case } from "./shared.ts";

export function craftedCases(): readonly Case[] {
  const plain = ({ key, proof, root: hash }: Made) => ({
    register: REGISTER,
    key: { bytes: hex(key.bytes), bits: key.bits },
    root: hex(hash),
    proof: hex(proof),
  });
  const covering = Object.entries(COVERING).map(([id, made]): Case => {
    const read = verify(REGISTER, made.root, made.key, made.proof);
    const answer = read.ok && {
      answer: read.value.map(({ bits, values }) => ({ bits, values: values.map(hex) })),
    };
    return {
      id,
      form: "8.1",
      valid: read.ok,
      ...(read.ok ? answer : { code: read.error.code }),
      ...plain(made),
    };
  });
  const under = Object.entries(BELOW).map(([id, made]): Case => {
    const read = verifySubtree(REGISTER, made.root, made.key, made.proof);
    const answer = read.ok && {
      answer: read.value.map(({ key, values }) => ({
        bytes: hex(key.bytes),
        bits: key.bits,
        values: values.map(hex),
      })),
    };
    return {
      id,
      form: "8.2",
      valid: read.ok,
      ...(read.ok ? answer : { code: read.error.code }),
      ...plain(made),
    };
  });
  return [...covering, ...under];
}
