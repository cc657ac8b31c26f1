import { concat, equalBytes, fromUtf8, must, toBase64, utf8 } from "@comity/canon";
import * as l from "@comity/log";
import { formatNote, formatVkey, parseNote, parseVkey, signerOf, signText } from "@comity/signing";
import type { KeyFile, Note, NoteSignature, Signer } from "@comity/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, hasShared, leavesOf, readJson, shared } from "./shared.ts";
import { readFileSync } from "node:fs";

const file = (name: string, fill: number, type: KeyFile["type"] = "ed25519"): KeyFile => ({
  name,
  type,
  secret: new Uint8Array(32).fill(fill),
});
const ORIGIN = "qm.example/log";
const log = signerOf(file(ORIGIN, 1));
const witness = (i: number, type?: KeyFile["type"]): l.Cosigner =>
  must(l.cosignerOf(file(`w${i}.example`, 10 + i, type)));
const witnesses = [witness(1), witness(2), witness(3), witness(4, "mldsa44")];
const leaves = leavesOf(11);
const root = l.rootOf(leaves);
const text = l.formatCheckpoint({ origin: ORIGIN, size: 11, root, extensions: [] });
const TIME = 1_795_392_000;

const policyText = [
  "# a policy",
  `log\t${formatVkey(log.key)}  https://qm.example/log`,
  ...witnesses.map((w, i) => `witness W${i + 1} ${formatVkey(w.key)}`),
  "",
  "group inner 2 W1 W2 W3",
  " group outer all inner W4 ",
  "quorum outer",
  "",
].join("\n");
const policy = must(l.parsePolicy(utf8(policyText)));
const keys = must(l.policyKeys(policy));

const signed = (t: Uint8Array, by: readonly l.Cosigner[], signers: readonly Signer[] = [log]): Uint8Array => {
  const lines: NoteSignature[] = by.map((w) => must(w.cosign(t, TIME)));
  const note: Note = { text: t, signatures: [...signers.map((s) => signText(t, s)), ...lines] };
  return formatNote(note);
};

describe("checkpoint texts", () => {
  const r = toBase64(root);
  it.each([
    ["", "note-text-empty"],
    [`o\n1\n${r}`, "note-final-newline"],
    [`o\n1\n${r}\r\n`, "note-control-character"],
    ["o\n1\n", "checkpoint-lines"],
    ["o\n", "checkpoint-lines"],
    [`\n1\n${r}\n`, "checkpoint-origin"],
    ...[
      "",
      "01",
      "0x10",
      " 1",
      "1 ",
      "+1",
      "-0",
      "-34",
      "1e2",
      "bananas",
      "9007199254740992",
      "9223372036854775808",
    ].map((size): [string, string] => [`o\n${size}\n${r}\n`, "checkpoint-size"]),
    [`o\n3438945738945739845734895735\n${r}\n`, "checkpoint-size"],
    [`o\n1\n${r.slice(0, -1)}\n`, "checkpoint-root"],
    [`o\n1\n${toBase64(root.subarray(1))}\n`, "checkpoint-root"],
    [`o\n1\n${toBase64(concat(root, root.subarray(31)))}\n`, "checkpoint-root"],
    ["o\n1\n\n", "checkpoint-root"],
    [`o\n1\n${r}\n\n`, "checkpoint-extension"],
    [`o\n1\n${r}\nx\n\ny\n`, "checkpoint-extension"],
    [`o\n0\n${r}\n`, "checkpoint-empty-root"],
    [`o\n0\n${toBase64(l.emptyRoot())}\n`, "ok"],
    [`o\n9007199254740991\n${r}\nx\ny\n`, "ok"],
  ])("%j: %s", (t, want) => {
    const parsed = l.parseCheckpoint(utf8(t));
    expect(code(parsed)).toBe(want);
    if (parsed.ok) expect(fromUtf8(l.formatCheckpoint(parsed.value))).toEqual({ ok: true, value: t });
  });

  it("are refused for their own fault when the root is good", () => {
    if (!hasShared) return;
    const kat = readJson("sumdb/kat-tlog.json") as {
      checkpoint_bad_from_formats_log_checkpoint_test: string[];
    };
    const codes = kat.checkpoint_bad_from_formats_log_checkpoint_test.map((t) => {
      const lines = t.split("\n");
      if (lines[2] && lines[2] !== "ThisIsn'tBase64") lines[2] = r;
      return code(l.parseCheckpoint(utf8(lines.join("\n"))));
    });
    expect(codes).toEqual([
      "checkpoint-lines",
      "checkpoint-origin",
      "note-final-newline",
      "checkpoint-size",
      "checkpoint-size",
      "checkpoint-size",
      "checkpoint-root",
    ]);
  });

  it("contradict each other with two roots for one size of one log only", () => {
    const a = must(l.parseCheckpoint(text));
    expect(l.contradicts(a, { ...a, root: l.emptyRoot() })).toBe(true);
    expect(l.contradicts(a, { ...a })).toBe(false);
    expect(l.contradicts(a, { ...a, root: l.emptyRoot(), size: 12 })).toBe(false);
    expect(l.contradicts(a, { ...a, root: l.emptyRoot(), origin: "other" })).toBe(false);
  });
});

describe("cosignatures", () => {
  it.each(["ed25519", "mldsa44"] as const)("of %s verify, and nothing may change", (type) => {
    const cosigner = witness(7, type);
    const line = must(cosigner.cosign(text, TIME));
    expect(l.cosignatureTime(line.signature)).toBe(TIME);
    expect(line.signature.length).toBe(type === "ed25519" ? 72 : 2428);
    expect(l.verifyCosignature(cosigner.key, text, line.signature)).toBe(true);
    for (const at of [7, 8, line.signature.length - 1]) {
      const bad = line.signature.with(at, line.signature[at]! ^ 1);
      expect(l.verifyCosignature(cosigner.key, text, bad)).toBe(false);
    }
    const other = l.formatCheckpoint({ origin: ORIGIN, size: 12, root, extensions: [] });
    expect(l.verifyCosignature(cosigner.key, other, line.signature)).toBe(false);
    expect(l.verifyCosignature(cosigner.key, utf8("x\n"), line.signature)).toBe(false);
    expect(code(cosigner.cosign(utf8("x\n"), TIME))).toBe("checkpoint-lines");
    expect(code(cosigner.cosign(text, -1))).toBe("cosignature-time");
    expect(code(cosigner.cosign(text, 1.5))).toBe("cosignature-time");
    // Only the ML-DSA form leaves extension lines and only it commits to the name.
    const extended = concat(text, utf8("more\n"));
    expect(l.verifyCosignature(cosigner.key, extended, line.signature)).toBe(type === "mldsa44");
    expect(l.verifyCosignature({ ...cosigner.key, name: "x" }, text, line.signature)).toBe(
      type === "ed25519",
    );
    expect(
      l.verifySubtreeCosignature(cosigner.key, { origin: ORIGIN, start: 0, end: 11, root }, line.signature),
    ).toBe(type === "mldsa44");
  });

  it("of subtrees that do not start at 0 carry time 0; names are bounded; times are safe integers", () => {
    const part = { origin: ORIGIN, start: 8, end: 11, root };
    expect(code(l.subtreeMessage("w", 5, part))).toBe("cosignature-time");
    expect(must(l.subtreeMessage("w", 0, part)).length).toBe(12 + 2 + 8 + 1 + ORIGIN.length + 16 + 32);
    expect(code(l.subtreeMessage("x".repeat(256), 0, part))).toBe("cosignature-name");
    expect(code(l.subtreeMessage("", 0, part))).toBe("cosignature-name");
    expect(code(l.subtreeMessage("w", 0, { ...part, origin: "x".repeat(256) }))).toBe("cosignature-name");
    expect(l.cosignatureTime(new Uint8Array(8))).toBeUndefined();
    expect(l.cosignatureTime(new Uint8Array(72).fill(0xff))).toBeUndefined();
    expect(code(l.cosignerOf(file("w", 1, "mldsa65")))).toBe("key-type");
  });

  it.skipIf(!hasShared)("of the skylight witnesses verify (skipped: shared data not present)", () => {
    const base = "sunlight-skylight/cmd/skylight/testdata/";
    const rome = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706";
    const milan = "88ad7a28caeb0b2aa890fdf0304c2fcaf59fca2ee140134ff8c1300bac493482";
    for (const [keyFile, path] of [
      ["witness/witness.v0.json", `witness/${rome}/checkpoint`],
      ["witness/mirror/mirror.v0.json", `witness/mirror/${rome}/checkpoint`],
      ["witness2/witness.v0.json", `witness2/${milan}/checkpoint`],
    ]) {
      const { verifier_keys } = readJson(base + keyFile!) as { verifier_keys: string[] };
      const key = must(parseVkey(verifier_keys[0]!));
      const note = must(parseNote(Uint8Array.from(readFileSync(new URL(base + path!, shared)))));
      const line = note.signatures.find((s) => s.keyId === key.id)!;
      expect(l.verifyCosignature(key, note.text, line.signature)).toBe(true);
    }
  });
});

const v = (i: number): string => formatVkey(witnesses[i]!.key);

const many = (n: number): string => {
  const ws = Array.from({ length: n }, (_, i) => must(l.cosignerOf(file(`w${i}`, i))).key);
  const ls = Array.from({ length: n }, (_, i) => signerOf(file(`l${i}`, i)).key);
  return [
    ...ls.map((k) => `log ${formatVkey(k)}`),
    ...ws.map((k, i) => `witness W${i} ${formatVkey(k)}`),
    ...ws.map((_, i) => `group G${i} all ${i === 0 ? "" : `G${i - 1} `}W${i}`),
    `quorum G${n - 1}\n`,
  ].join("\n");
};

describe("policies", () => {
  it("count groups, nested", () => {
    const met = (...names: string[]): boolean => l.quorumMet(policy, new Set(names));
    expect([met("W1", "W2", "W4"), met("W1", "W2", "W3", "W4"), met("W2", "W3", "W4", "nobody")]).toEqual([
      true,
      true,
      true,
    ]);
    expect([met(), met("W1", "W4"), met("W1", "W2", "W3"), met("inner", "W4"), met("outer")]).toEqual(
      Array.from({ length: 5 }, () => false),
    );
    expect(l.quorumMet({ ...policy, quorum: "none" }, new Set())).toBe(true);
    expect(l.quorumMet({ ...policy, quorum: "W1" }, new Set(["W1"]))).toBe(true);
  });

  it("round-trip through their canonical text", () => {
    expect(must(l.parsePolicy(utf8(l.formatPolicy(policy))))).toEqual({
      ...policy,
      groups: policy.groups,
    });
    expect(policy.logs[0]!.url).toBe("https://qm.example/log");
  });

  const w = `witness A ${v(0)}\nwitness B ${v(1)}\n`;
  it.each([
    [`${w}quorum A`, "policy-final-newline"],
    ["quorum none\r\n", "policy-character"],
    ["quorum\u007f none\n", "policy-character"],
    ["", "policy-final-newline"],
    ["\n", "policy-quorum-missing"],
    [w, "policy-quorum-missing"],
    ["quorum none\nquorum none\n", "policy-quorum-twice"],
    ["quorum\n", "policy-line"],
    ["quorum none none\n", "policy-line"],
    ["frob x\n", "policy-line"],
    ["log\n", "policy-line"],
    [`log ${formatVkey(log.key)} a b\n`, "policy-line"],
    ["witness A\n", "policy-line"],
    [`witness A ${v(0)} u x\n`, "policy-line"],
    [`${w}group G 1\n`, "policy-line"],
    [`quorum A\n${w}`, "policy-undefined"],
    [`group G all A\n${w}quorum G\n`, "policy-undefined"],
    [`${w}group G all A G\nquorum G\n`, "policy-undefined"],
    [`${w}group G all none\nquorum G\n`, "policy-undefined"],
    [`${w}group G all A A\nquorum G\n`, "policy-member-twice"],
    [`${w}group G all A\ngroup H all A B\nquorum H\n`, "policy-member-twice"],
    [`${w}group G 0 A B\nquorum G\n`, "policy-threshold"],
    [`${w}group G 3 A B\nquorum G\n`, "policy-threshold"],
    [`${w}group G 02 A B\nquorum G\n`, "policy-threshold"],
    [`${w}group G most A B\nquorum G\n`, "policy-threshold"],
    [`${w}group A all B\nquorum A\n`, "policy-name-taken"],
    [`${w}witness A ${v(2)}\nquorum A\n`, "policy-name-taken"],
    [`witness none ${v(0)}\nquorum none\n`, "policy-name"],
    [`${w}group none all A\nquorum none\n`, "policy-name"],
    [`${w}witness C ${v(0)}\nquorum A\n`, "policy-key-twice"],
    [`log ${formatVkey(log.key)}\nlog ${formatVkey(log.key)}\nquorum none\n`, "policy-key-twice"],
    [`log ${v(0)}\nquorum none\n`, "policy-key-type"],
    [`witness A ${formatVkey(log.key)}\nquorum A\n`, "policy-key-type"],
    [`log ${formatVkey(log.key).replace("+", "+0")}\nquorum none\n`, "vkey"],
    [`log ${v(3)}\nwitness A ${v(3)}\nquorum A\n`, "ok"],
    [`#\n \t\n${w}  #x\ngroup G any A B\nquorum G\n`, "ok"],
  ])("%j: %s", (t, want) => expect(code(l.parsePolicy(utf8(t)))).toBe(want));

  it("hold 32 of each and are bounded", () => {
    const big = must(l.parsePolicy(utf8(many(32))));
    const all = big.witnesses.map((x) => x.name);
    expect([l.quorumMet(big, new Set(all)), l.quorumMet(big, new Set(all.slice(1)))]).toEqual([true, false]);
    expect(code(l.parsePolicy(utf8("#".repeat(l.POLICY_LIMITS.bytes) + "\n")))).toBe("policy-size");
  });
});

const open = (bytes: Uint8Array): string => code(l.openCheckpoint(bytes, keys));

describe("opening a checkpoint", () => {
  const enough = [witnesses[0]!, witnesses[2]!, witnesses[3]!];

  it("gives the tree and its witnesses", () => {
    const opened = must(l.openCheckpoint(signed(text, enough), keys));
    expect([opened.checkpoint.size, opened.witnesses]).toEqual([
      11,
      [
        { name: "W1", time: TIME },
        { name: "W3", time: TIME },
        { name: "W4", time: TIME },
      ],
    ]);
  });

  it("refuses each fault with its code, the first one first", () => {
    expect(open(text)).toBe("note-unsigned");
    expect(open(signed(utf8("x\n"), [], [log]))).toBe("checkpoint-lines");
    const extended = concat(text, utf8("more\n"));
    expect(open(signed(extended, enough))).toBe("checkpoint-extension");
    expect(l.openCheckpoint(signed(extended, enough), keys, { allowExtensions: true }).ok).toBe(true);
    for (const origin of ["qm.example", "qm.example/log/2", "xqm.example/log", "QM.example/log"]) {
      const other = l.formatCheckpoint({ origin, size: 11, root, extensions: [] });
      expect(open(signed(other, enough))).toBe("checkpoint-unknown-origin");
    }
    expect(open(signed(text, enough, []))).toBe("checkpoint-log-signature");
    expect(open(signed(text, enough, [signerOf(file(ORIGIN, 99))]))).toBe("checkpoint-log-signature");
    const spoil = (i: number): Uint8Array => {
      const note = must(parseNote(signed(text, enough)));
      const signatures = note.signatures.map((s, j) =>
        i === j ? { ...s, signature: s.signature.with(20, s.signature[20]! ^ 1) } : s,
      );
      return formatNote({ ...note, signatures });
    };
    expect(open(spoil(0))).toBe("checkpoint-log-signature");
    expect(open(spoil(1))).toBe("checkpoint-witness-signature");
    expect(open(signed(text, enough.slice(1)))).toBe("checkpoint-quorum");
    expect(open(signed(text, []))).toBe("checkpoint-quorum");
    expect(open(signed(text, [enough[0]!, enough[0]!, enough[2]!]))).toBe("checkpoint-quorum");
  });

  it("accepts a log's ML-DSA cosignature as its signature", () => {
    const pq = must(l.cosignerOf(file(ORIGIN, 42, "mldsa44")));
    const pqKeys = must(
      l.policyKeys({ logs: [{ key: pq.key, url: undefined }], witnesses: [], groups: [], quorum: "none" }),
    );
    expect(l.openCheckpoint(signed(text, [pq], []), pqKeys).ok).toBe(true);
  });
});

const verify = (entry: string, p: l.TlogProof): string => code(l.verifyTlogProof(utf8(entry), p, keys));

describe("proof files", () => {
  const read = l.memoryReader(leaves);
  const proof: l.TlogProof = {
    extra: undefined,
    index: 3,
    path: must(l.inclusionProof(3, 11, read)),
    checkpoint: signed(text, [witnesses[0]!, witnesses[1]!, witnesses[3]!]),
  };

  it("round-trip and verify in the order of the specification", () => {
    for (const extra of [undefined, new Uint8Array(0), utf8("x")]) {
      expect(must(l.parseTlogProof(l.formatTlogProof({ ...proof, extra })))).toEqual({ ...proof, extra });
    }
    expect(verify("entry 3", proof)).toBe("ok");
    expect(verify("entry 4", proof)).toBe("proof-root");
    expect(verify("entry 3", { ...proof, index: 11 })).toBe("proof-range");
    expect(verify("entry 4", { ...proof, checkpoint: signed(text, []) })).toBe("checkpoint-quorum");
    expect(verify("entry 4", { ...proof, checkpoint: signed(text, [], []) })).toBe("note-unsigned");
  });

  const head = "c2sp.org/tlog-proof@v1\n";
  const h = toBase64(root);
  it.each([
    ["", "proof-lines"],
    [head, "proof-lines"],
    ["wrong\nindex 0\n\nx\n", "proof-header"],
    [`${head}\n\ncheckpoint\n`, "proof-index"],
    [`${head}extra !!\nindex 0\n\nx\n`, "proof-extra"],
    [`${head}extra AA==\nextra AA==\nindex 0\n\nx\n`, "proof-index"],
    [`${head}index 0\nextra AA==\n\nx\n`, "proof-hash"],
    [`${head}index -5\n\nx\n`, "proof-index"],
    [`${head}index 01\n\nx\n`, "proof-index"],
    [`${head}index0\n\nx\n`, "proof-index"],
    [`${head}Index 0\n\nx\n`, "proof-index"],
    [`${head}index 0\n!!\n\nx\n`, "proof-hash"],
    [`${head}index 0\n${toBase64(root.subarray(1))}\n\nx\n`, "proof-hash"],
    [`${head}index 0\n${`${h}\n`.repeat(63)}\nx\n`, "ok"],
    [`${head}index 0\n${`${h}\n`.repeat(64)}\nx\n`, "proof-too-many-hashes"],
    [`${head}index 0\n\n`, "ok"],
  ])("%j: %s", (t, want) => {
    const parsed = l.parseTlogProof(utf8(t));
    expect(code(parsed)).toBe(want);
    if (parsed.ok) expect(fromUtf8(l.formatTlogProof(parsed.value))).toEqual({ ok: true, value: t });
  });

  it.each([
    ["old 0\n\nx\n", "ok"],
    [`old 7\n${`${h}\n`.repeat(63)}\nx\n`, "ok"],
    [`old 7\n${`${h}\n`.repeat(64)}\nx\n`, "proof-too-many-hashes"],
    [`old 7\n${h}x\n\nx\n`, "proof-hash"],
    ["old 7\n", "proof-lines"],
    ["old 07\n\nx\n", "request-old"],
    ["old -1\n\nx\n", "request-old"],
    ["Old 1\n\nx\n", "request-old"],
    ["old\n\nx\n", "request-old"],
    ["\n\nx\n", "request-old"],
  ])("request %j: %s", (t, want) => {
    const parsed = l.parseAddCheckpoint(utf8(t));
    expect(code(parsed)).toBe(want);
    if (parsed.ok) expect(fromUtf8(l.formatAddCheckpoint(parsed.value))).toEqual({ ok: true, value: t });
  });

  it("are refused or format to themselves when damaged", () => {
    const request = l.formatAddCheckpoint({
      oldSize: 3,
      proof: proof.path,
      checkpoint: proof.checkpoint.slice(0, 50),
    });
    const file3 = l.formatTlogProof({ ...proof, extra: utf8("é"), checkpoint: utf8("x\n") });
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.nat(2), (at, byte, kind) => {
        const mutate = (good: Uint8Array): Uint8Array => {
          const bytes = [...good];
          bytes.splice(at % good.length, kind === 1 ? 0 : 1, ...(kind === 0 ? [] : [byte]));
          return Uint8Array.from(bytes);
        };
        const [a, b, c] = [mutate(request), mutate(file3), mutate(text)];
        const [pa, pb, pc] = [l.parseAddCheckpoint(a), l.parseTlogProof(b), l.parseCheckpoint(c)];
        if (pa.ok) expect(equalBytes(l.formatAddCheckpoint(pa.value), a)).toBe(true);
        if (pb.ok) expect(equalBytes(l.formatTlogProof(pb.value), b)).toBe(true);
        if (pc.ok) expect(equalBytes(l.formatCheckpoint(pc.value), c)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
