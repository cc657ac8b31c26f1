/** Proof files (promise P3): what is proven, and that nothing else ever is. */
import {
  REGISTERS,
  actEntry,
  factKey,
  formatBlockRecord,
  parseProofFile,
  registerLeaf,
  stateRoot,
  textKey,
  verifyProofFile,
  type RegisterName,
  type VerifyOptions,
} from "@comity/assembly";
import { must, toBase64, utf8, type Json } from "@comity/canon";
import { formatCheckpoint, inclusionProof, leafHash, memoryReader } from "@comity/log";
import { formatNote, signNote } from "@comity/signing";
import { RadixTree } from "@comity/tree";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { held, numbersWorld } from "../numbers/numbers-world.ts";
import { ADOPT, HASH, HOLDER, MEMBERS, castAll, house, propose, settle, yes } from "../decisions/house.ts";
import { ORIGIN, keyFile } from "../world.ts";
import { Proven, fileOf, logSigner, textOf, type ProofFields } from "./proven.ts";

const world = house();
const decision = propose(world, "QN", "adopt", ADOPT);
castAll(world, decision, yes(MEMBERS));
settle(world, decision);
const refused = world.do("QM", "return", { resources: ["10.1.0.0/16"] });
const proven = new Proven(world);

const FACTS: readonly (readonly [RegisterName, string, object | undefined])[] = [
  ["ipv4", "10.1.2.3/32", { t: "holding", holder: HOLDER }],
  ["ipv4", "10.200.0.0/16", { t: "holding", holder: "QM" }],
  ["ipv4", "11.0.0.0/8", undefined],
  ["ipv6", "2001:db8::/32", undefined],
  ["asn", "AS64496", undefined],
  ["parties", "party/QM", { t: "party", id: "QM" }],
  ["parties", "party/Q", undefined],
  ["decisions", `proposal/${decision}`, { t: "proposal", phase: "carried-out" }],
  ["decisions", `ballot/${decision}/0/QO`, { t: "ballot", choice: "yes" }],
  ["decisions", "resolution/0", undefined],
  ["instruments", "none", undefined],
];

const json = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (v instanceof Uint8Array ? toBase64(v) : v));
const shown = (fields: ProofFields | Uint8Array, options?: VerifyOptions): string | undefined => {
  const verdict = verifyProofFile(fields instanceof Uint8Array ? fields : fileOf(fields), keyFile(), options);
  return verdict.ok ? json(verdict.answer) : undefined;
};
const codes = new Map(
  world.blocks.flatMap(({ block }) => block.record.void.map(({ code, index }) => [index, code] as const)),
);

/** Whether a verdict is a refusal, or what it says is so: by the state and the log themselves. */
function refusedOrTrue(bytes: Uint8Array): boolean {
  const { answer, ok } = verifyProofFile(bytes, keyFile());
  if (!ok) return true;
  if (answer?.kind === "act") {
    const { act, code, index, settled } = answer;
    const entry = proven.entries[index]!;
    const told = toBase64(actEntry(act!.text, act!.signatures)) === toBase64(entry);
    return told && code === (settled ? codes.get(index) : undefined);
  }
  const { found, key, register } = answer!;
  return json(found) === json(world.assembly.state.covering(register, must(factKey(register, key))));
}
const codeOf = (fields: ProofFields, options?: VerifyOptions, keys = keyFile()): string | undefined =>
  verifyProofFile(fileOf(fields), keys, options).steps.find((s) => !s.ok)?.code;

const FILES = [
  ...FACTS.map(([register, key]) => proven.fact(register, key)),
  proven.act(refused.index, refused.index + 1),
  proven.act(0, 1),
  proven.act(0),
];
const SOAK = process.env["COMITY_SOAK"] !== undefined;

describe("a fact", () => {
  it.each(FACTS)("%s %s is proven with the key file alone", (register, key, want) => {
    const verdict = verifyProofFile(fileOf(proven.fact(register, key)), keyFile());
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, origin: ORIGIN, size: proven.size, time: world.time });
    const { answer } = verdict;
    const last = answer?.kind === "fact" ? answer.found.at(-1)?.records.at(-1) : undefined;
    if (want === undefined) expect(last).toBeUndefined();
    else expect(last).toMatchObject(want);
  });

  it("of the past is refused as one of the present, and accepted when the past is asked for", () => {
    const past = proven.fact("parties", "party/QM");
    // One more block: the same record is no longer the newest.
    world.block([], 60);
    const newer = new Proven(world);
    const index = proven.size - 1;
    const fields = { ...past, checkpoint: newer.checkpoint(), inclusion: newer.path(index) };
    expect(codeOf(fields)).toBe("proof-not-newest");
    expect(shown(fields, { allowPast: true })).toBe(shown(past));
  });

  it("may be too old for who asks", () => {
    const fields = proven.fact("parties", "party/QM");
    const time = JSON.parse((fields["record"] as string).split("\n")[1]!).time as number;
    expect(codeOf(fields, { now: time + 60, maxAge: 60 })).toBeUndefined();
    expect(codeOf(fields, { now: time + 61, maxAge: 60 })).toBe("proof-too-old");
  });

  it("is refused under another key, another origin, and without its witnesses", () => {
    const fields = proven.fact("parties", "party/QM");
    expect(
      codeOf({ ...fields, checkpoint: proven.checkpoint(proven.size, logSigner("other")) }),
    ).toBeDefined();
    expect(codeOf(fields, {}, keyFile().replaceAll(ORIGIN, "example.org/other"))).toBeDefined();
    expect(codeOf(fields, {}, "nonsense")).toBeDefined();
    expect(codeOf(fields, {}, keyFile().replace("quorum none", "quorum nobody"))).toBeDefined();
    expect(codeOf({ ...fields, checkpoint: proven.checkpoint(proven.size - 1) })).toBeDefined();
  });

  it("of one register says nothing about another", () => {
    for (const register of REGISTERS) {
      const fields = { ...proven.fact("decisions", "resolution/0"), register };
      if (register !== "decisions") expect(shown(fields), register).toBeUndefined();
    }
    const v4 = proven.fact("ipv4", "10.1.2.3/32");
    expect(shown({ ...v4, register: "routes4" })).toBeUndefined();
    const mixed = { ...v4, tree: proven.fact("parties", "party/QM")["tree"]! };
    expect(shown(mixed)).toBeUndefined();
  });

  it("has one spelling of its key", () => {
    for (const key of ["10.1.2.3", "10.1.2.3/16", "10.01.2.3/32", "AS64496", ""]) {
      expect(shown({ ...proven.fact("ipv4", "10.1.2.3/32"), key }), key).toBeUndefined();
    }
    expect(shown({ ...proven.fact("parties", "party/QM"), key: "party/QM\0" })).toBeUndefined();
  });
});

describe("a route", () => {
  const routed = numbersWorld();
  held(routed);
  for (const asn of ["AS64500", "AS0"]) {
    routed.must(routed.act("XA", "authorise-routes", { routes: [{ prefix: "10.1.0.0/16", asn }] }));
  }
  const proofs = new Proven(routed);
  const judged = (key: string, origin: string, register: "routes4" | "routes6" = "routes4") => {
    const verdict = verifyProofFile(fileOf({ ...proofs.fact(register, key), origin }), keyFile());
    expect(verdict.ok, JSON.stringify(verdict.steps)).toBe(true);
    return verdict.answer?.kind === "fact" ? verdict.answer.route : undefined;
  };

  it("is answered with all authorisations that cover it, nothing left out", () => {
    expect(judged("10.1.0.0/16", "AS64500")).toMatchObject({ origin: "AS64500", state: "valid" });
    expect(judged("10.1.2.0/24", "AS64500")).toMatchObject({ state: "invalid" });
    expect(judged("10.1.2.0/24", "AS64500")?.covering).toHaveLength(2);
    expect(judged("10.2.0.0/16", "AS64500")).toMatchObject({ state: "notfound", covering: [] });
    expect(judged("2001:db8::/32", "AS1", "routes6")).toMatchObject({ state: "notfound" });
  });

  it("has an origin in one spelling, and only routes have one", () => {
    for (const origin of ["64500", "AS064500", "AS64500-AS64501", "as64500", ""]) {
      const bytes = fileOf({ ...proofs.fact("routes4", "10.1.0.0/16"), origin });
      expect(verifyProofFile(bytes, keyFile()).steps.at(-1)?.code).toBe("proof-file");
    }
    const elsewhere = fileOf({ ...proofs.fact("ipv4", "10.1.0.0/16"), origin: "AS64500" });
    expect(verifyProofFile(elsewhere, keyFile()).ok).toBe(false);
  });
});

describe("an act", () => {
  it("is proven with its outcome, and with its code when it is void", () => {
    const verdict = verifyProofFile(fileOf(proven.act(refused.index, refused.index + 1)), keyFile());
    expect(verdict).toMatchObject({ ok: true, answer: { settled: true, code: refused.code } });
    const founding = verifyProofFile(fileOf(proven.act(0, 1)), keyFile());
    expect(founding).toMatchObject({ ok: true, answer: { settled: true, act: { kind: "found" } } });
    expect(founding.answer).not.toHaveProperty("code");
  });

  it("without its block's record is in the log, and nothing is said about its effect", () => {
    expect(verifyProofFile(fileOf(proven.act(refused.index)), keyFile())).toMatchObject({
      ok: true,
      answer: { settled: false },
    });
  });

  it("is not judged by the record of another block, before or after", () => {
    expect(codeOf(proven.act(0, 3))).toBe("proof-other-block");
    expect(codeOf(proven.act(refused.index, 1))).toBe("proof-file");
    expect(shown(proven.act(0, 2))).toBeUndefined();
  });

  it("is not a block record, nor the reverse", () => {
    expect(shown(proven.act(1, 3))).toBeUndefined();
    const asFact = { ...proven.fact("parties", "party/QM"), index: 0, inclusion: proven.path(0) };
    expect(shown({ ...asFact, record: textOf(proven.entries[0]!) }, { allowPast: true })).toBeUndefined();
  });
});

describe("a changed proof", () => {
  /** Every way in which one field of JSON may differ. */
  function* variants(fields: ProofFields): Generator<ProofFields> {
    for (const name of Object.keys(fields)) {
      const { [name]: value, ...rest } = fields;
      yield rest;
      for (const other of [null, "", 0, -1, 1.5, [], {}, true, "x", value === 0 ? 1 : 0] as Json[]) {
        yield { ...rest, [name]: other };
      }
      for (const from of FILES) if (from[name] !== undefined) yield { ...rest, [name]: from[name] };
      if (typeof value === "number") {
        for (const d of [-1, 1, 2 ** 32, -value - 1]) yield { ...rest, [name]: value + d };
      }
      if (Array.isArray(value)) {
        yield { ...rest, [name]: value.slice(1) };
        yield { ...rest, [name]: value.slice(0, -1) };
        yield { ...rest, [name]: value.toReversed() };
        yield { ...rest, [name]: [...value, HASH] };
      }
    }
    for (const name of ["answer", "ok", "__proto__", "entry", "registers"]) {
      yield Object.fromEntries([...Object.entries(fields), [name, "x"]]);
    }
  }

  it("in any field is refused, or says what is so", () => {
    let passed = 0;
    for (const fields of SOAK ? FILES : [FILES[0]!, FILES[2]!, FILES[11]!]) {
      for (const variant of variants(fields)) {
        let file: Uint8Array;
        try {
          file = fileOf(variant);
        } catch {
          continue; // no JSON
        }
        if (!refusedOrTrue(file)) expect(textOf(file)).toBe("refused");
        passed++;
      }
    }
    expect(passed).toBeGreaterThan(400);
  }, 600_000);

  it("in any single byte is refused, or says what is so", () => {
    const file = fileOf(FILES[0]!);
    for (let i = 0; i < file.length; i += SOAK ? 1 : 5) {
      const changed = file.map((b, j) => (j === i ? b ^ 1 : b));
      if (!refusedOrTrue(changed)) expect(textOf(changed)).toBe("refused");
    }
  });

  it("anyhow is refused, or says what is so", () => {
    const files = FILES.map(fileOf);
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom("flip", "cut", "repeat", "swap"),
        (f, at, x, how) => {
          const file = files[f]!;
          const i = at % file.length;
          const [before, after] = [file.subarray(0, i), file.subarray(i)];
          const parts = {
            flip: [before, [file[i]! ^ x], after.subarray(1)],
            cut: [before, after.subarray(1 + (x % 40))],
            repeat: [before, after.subarray(0, x), after],
            swap: [before, after.subarray(x, 2 * x), after.subarray(0, x), after.subarray(2 * x)],
          }[how];
          return refusedOrTrue(Uint8Array.from(parts.flatMap((p) => [...p])));
        },
      ),
      { numRuns: SOAK ? 100_000 : 3_000 },
    );
  }, 3_600_000);
});

describe("bytes that are no proof", () => {
  it("give a verdict and never an exception", () => {
    const deep = `comity/proof/v1\n${"[".repeat(100_000)}${"]".repeat(100_000)}\n`;
    for (const bytes of [
      new Uint8Array(0),
      utf8("comity/proof/v1\n"),
      utf8(deep),
      new Uint8Array(5_000_000),
    ]) {
      expect(verifyProofFile(bytes, keyFile()).ok).toBe(false);
      expect(parseProofFile(bytes).ok).toBe(false);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(verifyProofFile(bytes, keyFile()).ok).toBe(false);
      }),
    );
  });

  it("that an operator hashed although they are no record give a verdict, too", () => {
    const trees = REGISTERS.map((_, register) => new RadixTree({ register, keyBytes: "text" }));
    const n = REGISTERS.indexOf("instruments");
    trees[n]!.set(textKey("x"), [utf8("no JSON")]);
    const versions = trees.map((tree) => tree.seal());
    const roots = versions.map((v) => v.hash);
    const record = formatBlockRecord({
      acts: 0,
      height: 0,
      stateRoot: toBase64(stateRoot(roots)),
      time: 1,
      void: [],
    });
    const body = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(record), extensions: [] });
    const leaves = REGISTERS.map((name, i) => registerLeaf(name, roots[i]!));
    const fields = {
      checkpoint: textOf(formatNote(must(signNote(body, logSigner())))),
      inclusion: [],
      index: 0,
      key: "x",
      record: textOf(record),
      register: "instruments",
      registers: must(inclusionProof(n, REGISTERS.length, memoryReader(leaves))).map(toBase64),
      tree: toBase64(trees[n]!.prove(versions[n]!, textKey("x"))),
    };
    expect(codeOf(fields)).toBe("proof-record");
  });
});
