/** P3: each fact has a small proof that verifies offline with the key file; no changed proof verifies to another answer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  actEntry,
  factKey,
  formatBlockRecord,
  REGISTERS,
  registerLeaf,
  registerNumber,
  verifyProofFile,
  type RegisterName,
} from "@comity/assembly";
import { fromUtf8, jcs, must, sha256, toBase64, utf8 } from "@comity/canon";
import { formatCheckpoint, inclusionProof, leafHash, memoryReader, rootOf } from "@comity/log";
import { formatNote, signerOf, signNote } from "@comity/signing";
import { keyFile, ORIGIN } from "../core/assembly/test/world.ts";
import { assemblyOfFive, HASH, HOLDER, MEMBERS, castAll, propose, settle, yes } from "./assembly-of-five.ts";

const text = (bytes: Uint8Array): string => must(fromUtf8(bytes));
const world = assemblyOfFive();
const decision = propose(world, "QN", "adopt", { title: "a text", text: HASH });
castAll(world, decision, yes(MEMBERS));
settle(world, decision);
const refused = world.do("QM", "return", { resources: ["10.1.0.0/16"] });
const entries = world.blocks.flatMap(({ acts, block }) => [
  ...acts.map((act) => actEntry(act.text, act.signatures)),
  formatBlockRecord(block.record),
]);
const leaves = entries.map(leafHash);
const log = memoryReader(leaves);
const size = entries.length;
const signer = signerOf({ name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) });
const checkpoint = text(
  formatNote(
    must(signNote(formatCheckpoint({ origin: ORIGIN, size, root: rootOf(leaves), extensions: [] }), signer)),
  ),
);
const path = (index: number): string[] => must(inclusionProof(index, size, log)).map(toBase64);

function factFile(register: RegisterName, key: string): Uint8Array {
  const { state } = world.assembly;
  const roots = REGISTERS.map((name) => registerLeaf(name, state.tree(name).version.hash));
  const tree = state.tree(register);
  const fields = {
    checkpoint,
    inclusion: path(size - 1),
    index: size - 1,
    key,
    record: text(entries.at(-1)!),
    register,
    registers: must(inclusionProof(registerNumber(register), 15, memoryReader(roots))).map(toBase64),
    tree: toBase64(tree.prove(tree.version, must(factKey(register, key)))),
  };
  return utf8(`comity/proof/v1\n${jcs(fields)}\n`);
}

const FACTS: readonly (readonly [RegisterName, string, unknown])[] = [
  ["ipv4", "10.1.2.3/32", { t: "holding", holder: HOLDER }],
  ["ipv4", "11.0.0.0/8", undefined],
  ["parties", "party/QM", { t: "party", id: "QM" }],
  ["decisions", `proposal/${decision}`, { t: "proposal", phase: "carried-out" }],
  ["decisions", `ballot/${decision}/0/QO`, { t: "ballot", choice: "yes" }],
  ["instruments", "none", undefined],
];

const answerOf = (file: Uint8Array): string | undefined => {
  const verdict = verifyProofFile(file, keyFile());
  return verdict.ok
    ? JSON.stringify(verdict.answer, (_, v: unknown) => (v instanceof Uint8Array ? toBase64(v) : v))
    : undefined;
};

describe("facts", () => {
  it.each(FACTS)("%s %s", (register, key, want) => {
    const verdict = verifyProofFile(factFile(register, key), keyFile());
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    const answer = verdict.answer;
    const last = answer?.kind === "fact" ? answer.found.at(-1)?.records.at(-1) : undefined;
    if (want === undefined) expect(last).toBeUndefined();
    else expect(last).toMatchObject(want as object);
  });

  it("no change of a proof gives another answer", () => {
    const runs = process.env["COMITY_SOAK"] === undefined ? 3000 : 100_000;
    const files = FACTS.map(([register, key]) => factFile(register, key));
    const answers = files.map(answerOf);
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom("flip", "cut", "repeat"),
        (f, at, x, how) => {
          const file = files[f]!;
          const i = at % file.length;
          const changed =
            how === "flip"
              ? file.map((b, j) => (j === i ? b ^ x : b))
              : how === "cut"
                ? new Uint8Array([...file.subarray(0, i), ...file.subarray(i + 1 + (x % 40))])
                : new Uint8Array([...file.subarray(0, i), ...file.subarray(i, i + x), ...file.subarray(i)]);
          const got = answerOf(changed);
          if (got !== undefined) expect(got).toBe(answers[f]);
        },
      ),
      { numRuns: runs },
    );
  });

  it("proves nothing for another assembly's key file, nor the present from a record of the past", () => {
    const file = factFile("parties", "party/QM");
    const other = signerOf({ name: ORIGIN, type: "ed25519", secret: sha256(utf8("another")) }).key;
    expect(other).toBeDefined();
    expect(verifyProofFile(file, keyFile().replaceAll(ORIGIN, "example.org/other")).ok).toBe(false);
    const past = text(file).replace(/"index":[0-9]+/, `"index":${size - 2}`);
    expect(verifyProofFile(utf8(past), keyFile()).ok).toBe(false);
  });
});

describe("acts", () => {
  const actFile = (index: number, record: number): Uint8Array =>
    utf8(
      `comity/proof/v1\n${jcs({ checkpoint, entry: text(entries[index]!), inclusion: path(index), index, record: text(entries[record]!), recordInclusion: path(record), recordIndex: record })}\n`,
    );

  it("an outcome is proven, void ones with their code", () => {
    const verdict = verifyProofFile(actFile(refused.index, refused.index + 1), keyFile());
    expect(verdict).toMatchObject({ ok: true, answer: { kind: "act", code: refused.code, settled: true } });
    expect(verifyProofFile(actFile(0, 1), keyFile())).toMatchObject({ ok: true, answer: { settled: true } });
  });

  it("the record of another block says nothing about the act", () => {
    expect(verifyProofFile(actFile(0, 3), keyFile()).ok).toBe(false);
  });
});
