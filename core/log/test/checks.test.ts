import { generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { concat, must, toHex, sha256, utf8 } from "@comity/canon";
import * as l from "@comity/log";
import { formatNote, formatVkey, signerOf, signNote } from "@comity/signing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filesOf, hasShared, shared } from "./shared.ts";

const failed = (files: Iterable<l.VectorFile>): string[] =>
  l
    .checkVectors(files)
    .filter((check) => !check.passed)
    .map((check) => `${check.name}: ${check.reason}`);

const flip = (files: readonly l.VectorFile[], path: string, bit: number): l.VectorFile[] =>
  files.map((file) => {
    if (file.path !== path) return file;
    const at = (bit >> 3) % file.bytes.length;
    return { path, bytes: file.bytes.with(at, file.bytes[at]! ^ (1 << (bit & 7))) };
  });

const inside = (part: string): l.VectorFile[] => filesOf(new URL(part, shared));
const b64 = (n: number): string => Buffer.alloc(n, 7).toString("base64");
const file = (path: string, text: string): l.VectorFile => ({ path, bytes: utf8(text) });

/**
 * Whether a byte lies in the log's own signature line of a witness's copy: damaged, that is a line by an unknown key,
 * which the specification says to ignore while the witness's line holds.
 */
function isIgnorable({ path, bytes }: l.VectorFile, at: number): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  const from = text.lastIndexOf("\n\n") + 2;
  const end = text.indexOf("\n", from);
  return /[0-9a-f]{64}\/checkpoint$/.test(path) && end < bytes.length - 1 && at >= from && at < end;
}

describe("the shared vectors", () => {
  it.skipIf(!hasShared)("all pass, in the expected numbers (skipped: shared data not present)", () => {
    const checks = l.checkVectors(filesOf(shared));
    expect(checks.filter((c) => !c.passed)).toEqual([]);
    const count = (start: string): number => checks.filter((c) => c.name.startsWith(start)).length;
    expect(count("cctv/")).toBe(468);
    expect(count("wycheproof/")).toBe(151 + 180 + 210);
    // 350 vectors, two of them with a second verdict about their dummy roots.
    expect(count("merkle/")).toBe(352);
    expect(checks.filter((c) => /tessera-log.*root of size/.test(c.name)).length).toBe(17);
    expect(count("jcs/")).toBe(12);
    expect(checks.filter((c) => c.reason?.includes("decoy")).length).toBe(2);
    expect(checks.filter((c) => c.reason?.startsWith("placeholder")).length).toBe(7);
    expect(checks.filter((c) => c.name.startsWith("fork alarm")).length).toBe(2);
    expect(count("cose/")).toBe(5);
  });

  it.skipIf(!hasShared)(
    "fail when a bit of a log, a checkpoint or a receipt changes (skipped: shared data not present)",
    () => {
      const sets: [l.VectorFile[], RegExp][] = [
        [inside("tessera-log/"), /^testdata\/log\/(checkpoint|tile)|vkey$/],
        [inside("sunlight-skylight/cmd/skylight/testdata/"), /[0-9a-f]{64}\/(checkpoint|tile\/[01]\/)/],
      ];
      for (const [files, pattern] of sets) {
        const targets = files.filter((file) => pattern.test(file.path));
        expect(targets.length).toBeGreaterThan(4);
        const cases = fc.tuple(fc.constantFrom(...targets), fc.nat());
        fc.assert(
          fc.property(cases, ([file, bit]) => {
            fc.pre(!isIgnorable(file, (bit >> 3) % file.bytes.length));
            expect(failed(flip(files, file.path, bit)), `${file.path} bit ${bit}`).not.toEqual([]);
          }),
          { numRuns: 60 },
        );
      }
    },
  );
});

/** A log of 600 entries with compressed bundles, and a witness's copy of its checkpoint. */
function ownLog(): l.VectorFile[] {
  const signer = signerOf({ name: "qm.example/log", type: "ed25519", secret: new Uint8Array(32).fill(1) });
  const witness = must(
    l.cosignerOf({ name: "qn.example/w", type: "ed25519", secret: new Uint8Array(32).fill(2) }),
  );
  const entries = Array.from({ length: 600 }, (_, i) => utf8(`entry ${i} ${"x".repeat(i % 40)}`));
  const leaves = entries.map(l.leafHash);
  const read = l.memoryReader(leaves);
  const files: l.VectorFile[] = [];
  for (const tile of l.newTiles(0, 600)) {
    const hashes = Array.from({ length: tile.width }, (_, i) =>
      read(Number(tile.level), tile.index * 256 + i)!,
    );
    files.push({ path: `log/${l.tilePath(tile)}`, bytes: concat(...hashes) });
  }
  for (const tile of l.newBundles(0, 600)) {
    const part = entries.slice(tile.index * 256, tile.index * 256 + tile.width);
    const bundle = must(l.formatBundle(part));
    const bytes = tile.index === 1 ? bundle : Uint8Array.from(gzipSync(bundle));
    files.push({ path: `log/${l.tilePath(tile)}`, bytes });
  }
  const text = l.formatCheckpoint({
    origin: "qm.example/log",
    size: 600,
    root: l.rootOf(leaves),
    extensions: [],
  });
  const note = must(signNote(text, signer));
  const cosigned = { ...note, signatures: [...note.signatures, must(witness.cosign(text, 1_795_392_000))] };
  const vkeys = [signer.key, witness.key].map(formatVkey);
  const proof = l.formatTlogProof({
    extra: undefined,
    index: 5,
    path: must(l.inclusionProof(5, 600, read)),
    checkpoint: formatNote(cosigned),
  });
  return [
    ...files,
    { path: "log/checkpoint", bytes: formatNote(note) },
    { path: "log/log.vkey", bytes: utf8(`${vkeys[0]}\n`) },
    { path: "w/about.json", bytes: utf8(JSON.stringify({ verifier_keys: [vkeys[1]] })) },
    { path: `w/${toHex(sha256(utf8("qm.example/log")))}/checkpoint`, bytes: formatNote(cosigned) },
    { path: "policy", bytes: utf8(`log ${vkeys[0]}\nwitness W ${vkeys[1]}\nquorum W\n`) },
    { path: "a.tlog-proof", bytes: proof },
  ];
}

describe("files never seen before", () => {
  const files = ownLog();

  it("pass", () => {
    const checks = l.checkVectors(files);
    expect(failed(files)).toEqual([]);
    expect(checks.filter((c) => c.name.includes("signature of")).length).toBe(5);
    expect(checks.filter((c) => c.name.includes("hash ")).length).toBe(2);
  });

  it("fail when any bit changes", () => {
    // A gzip header has fields without meaning (time, system); the compressed data has a checksum.
    const targets = files.filter((file) => /^log\/|checkpoint$/.test(file.path));
    fc.assert(
      fc.property(fc.constantFrom(...targets), fc.nat(), (file, bit) => {
        const at = (bit >> 3) % file.bytes.length;
        fc.pre(!(file.bytes[0] === 0x1f && at > 2 && at < 10));
        fc.pre(!isIgnorable(file, at));
        expect(failed(flip(files, file.path, bit)), `${file.path} byte ${at}`).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("fail when a proof file does not fit its checkpoint", () => {
    const { bytes } = files.find((file) => file.path === "a.tlog-proof")!;
    const text = Buffer.from(bytes).toString();
    const judge = (changed: string): string[] =>
      failed([...files.slice(0, -1), { path: "a.tlog-proof", bytes: utf8(changed) }]);
    expect(judge(text)).toEqual([]);
    const lines = text.split("\n");
    for (const changed of [
      text.replace("index 5", "index 600"),
      text.replace("index 5", "index 05"),
      text.replace(`${lines[2]}\n`, ""),
      text.replace("\n600\n", "\n601\n"),
      text.replace("\n\nqm.example/log\n", "\n\nqn.example/log\n"),
      text.slice(0, -1),
    ]) {
      expect(changed).not.toBe(text);
      expect(judge(changed)).not.toEqual([]);
    }
  });

  it("fail when a tile is missing, cut or misnamed", () => {
    const without = files.filter((file) => file.path !== "log/tile/0/000");
    expect(failed(without).some((f) => f.includes("tile-missing") || f.includes("missing"))).toBe(true);
    const change = (path: string, f: (file: l.VectorFile) => l.VectorFile): string[] =>
      failed(files.map((file) => (file.path === path ? f(file) : file)));
    expect(change("log/tile/0/001", (f) => ({ ...f, bytes: f.bytes.subarray(32) }))).not.toEqual([]);
    expect(change("log/tile/0/002.p/88", (f) => ({ ...f, path: "log/tile/0/002.p/087" }))).not.toEqual([]);
    expect(change("log/tile/entries/001", (f) => ({ ...f, bytes: new Uint8Array(0) }))).not.toEqual([]);
    expect(
      change("log/log.vkey", (f) => ({ ...f, bytes: utf8("qm.example/log+00000000+AAAA\n") })),
    ).not.toEqual([]);
    expect(
      change("log/checkpoint", (f) => ({ ...f, bytes: utf8("decoy, must never be served\n") })),
    ).not.toEqual([]);
  });

  it.each([
    [
      "an accepted wrong proof",
      "x.json",
      { leafIdx: 0, treeSize: 2, root: b64(32), leafHash: b64(32), proof: [b64(32)], wantErr: false },
    ],
    [
      "a refused right proof",
      "x.json",
      { leafIdx: 0, treeSize: 1, root: b64(32), leafHash: b64(32), proof: null, wantErr: true },
    ],
    [
      "a wrong consistency proof",
      "x.json",
      { size1: 1, size2: 1, root1: b64(32), root2: b64(31), proof: [], wantErr: false },
    ],
    [
      "a wrong subtree",
      "x.json",
      { start: 1, end: 3, size: 8, root1: b64(32), root2: b64(32), proof: [], wantErr: false },
    ],
    [
      "a wrong subtree inclusion",
      "x.json",
      { leafIdx: 1, start: 1, end: 3, root: b64(32), leafHash: b64(32), proof: [], wantErr: false },
    ],
    [
      "a CCTV vector without flags",
      "x.json",
      [{ key: "00".repeat(32), sig: "00".repeat(64), msg: "x", flags: null }],
    ],
    [
      "a CCTV vector that is not hexadecimal",
      "x.json",
      [{ key: "zz", sig: "00", msg: "x", flags: ["low_order_A"] }],
    ],
    ["a note with a bad key", "x.json", { notes: [{ vkeys: ["k"], note: "x\n" }] }],
    ["a vkey", "x.json", { vkeys_only: ["k+00000000+AAAA"] }],
    ["a wrong empty root", "x.json", { empty_root_hex: "00" }],
    ["a good checkpoint called bad", "x.json", { tree_text_bad: [`o\n1\n${b64(32)}\n`] }],
    ["a bad checkpoint called good", "x.json", { tree_text_good: `o\n01\n${b64(32)}\n` }],
    [
      "a good proof file called bad",
      "x.json",
      { tlog_proof_bad_from_formats_proof_tlog_proof_test: ["c2sp.org/tlog-proof@v1\nindex 0\n\nx\n"] },
    ],
    ["a wrong number of tiles", "x.json", { new_tiles_for_size_H8: [[0, 1, 2]] }],
    ["a wrong tile path", "x.json", { tile_paths_from_c2sp: { 1234: "x001/235" } }],
    ["a wrong log id", "x.json", { key: b64(91), log_id: b64(32) }],
    ["broken JSON", "x.json", undefined],
    [
      "a Wycheproof case",
      "x.json",
      {
        algorithm: "EDDSA",
        testGroups: [
          {
            publicKey: { curve: "edwards25519", pk: "00".repeat(32) },
            tests: [{ tcId: 1, msg: "", sig: "", result: "valid" }],
          },
        ],
      },
    ],
  ])("%s fails", (_, path, json) => {
    const bytes = utf8(json === undefined ? "{" : JSON.stringify(json));
    expect(failed([{ path, bytes }])).not.toEqual([]);
  });

  it("of Wycheproof for ECDSA over P-256 are judged in both encodings, strictly", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const uncompressed = publicKey.export({ type: "spki", format: "der" }).subarray(-65).toString("hex");
    const message = Buffer.from("a message");
    const der = sign("sha256", message, privateKey);
    const raw = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const flipped = (bytes: Buffer) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);
    const vectors = (type: string, sigs: readonly Uint8Array[], results: readonly string[]) => {
      const tests = sigs.map((sig, i) => ({
        tcId: i,
        msg: message.toString("hex"),
        sig: toHex(sig),
        result: results[i],
      }));
      const group = { type, sha: "SHA-256", publicKey: { curve: "secp256r1", uncompressed }, tests };
      return file(`${type}.json`, JSON.stringify({ algorithm: "ECDSA", testGroups: [group] }));
    };
    const long = concat(Uint8Array.of(0x30, 0x81), der.subarray(1));
    const sigs: readonly [string, Uint8Array[]][] = [
      ["EcdsaVerify", [der, flipped(der), long, concat(der, new Uint8Array(2)), new Uint8Array(0)]],
      ["EcdsaP1363Verify", [raw, flipped(raw), new Uint8Array(64), raw.subarray(1), concat(raw, raw)]],
    ];
    for (const [type, all] of sigs) {
      const right = vectors(type, all, ["valid", "invalid", "invalid", "invalid", "invalid"]);
      expect(l.checkVectors([right])).toHaveLength(5);
      expect(failed([right])).toEqual([]);
      expect(failed([vectors(type, all, ["invalid", "valid", "valid", "valid", "valid"])])).toHaveLength(5);
    }
  });

  it("for the inside of ML-DSA, without a message, are not judged", () => {
    const group = {
      publicKey: "00".repeat(1312),
      tests: [{ tcId: 1, mu: "00".repeat(64), sig: "", result: "valid" }],
    };
    const inside_ = file("sign.json", JSON.stringify({ algorithm: "ML-DSA-44", testGroups: [group] }));
    expect(failed([inside_])).toEqual([]);
  });

  it("that only mention policies are none", () => {
    const program =
      "package x\n\nconst p = `\nlog a\nwitness b\nquorum none\n`\nfunc main() {\n\trun(p)\n}\nvar y = 1\n";
    expect(l.checkVectors([file("a_test.go", program)])).toEqual([]);
  });

  it("of other kinds are left alone, and damaged ones of known kinds are not", () => {
    expect(
      l.checkVectors([file("README.md", "# a\n\n— b\n"), file("LICENSE", "x\n"), file("a/b.yaml", "a: 1\n")]),
    ).toEqual([]);
    expect(failed([{ path: "a.cbor", bytes: Uint8Array.of(0xd2, 0x84) }])).not.toEqual([]);
    expect(failed([file("p", "log x\nquorum none\n")])).not.toEqual([]);
    expect(failed([file("input/a.json", '{"b":1}'), file("output/a.json", '{"b": 1}')])).not.toEqual([]);
    expect(failed([file("input/a.json", '{"b":1}'), file("outhex/a.txt", "zz")])).not.toEqual([]);
  });

  it("may be compressed in any way gzip knows", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.nat(60), fc.constantFrom(0, 1, 9), (s, n, level) => {
        const entry = utf8(s.toWellFormed().repeat(n));
        const tile = { path: "tile/0/000.p/1", bytes: l.leafHash(entry) };
        const zipped = Uint8Array.from(gzipSync(must(l.formatBundle([entry])), { level }));
        const bundle = { path: "tile/entries/000.p/1", bytes: zipped };
        expect(failed([tile, bundle])).toEqual([]);
        expect(failed([tile, { ...bundle, bytes: zipped.subarray(0, -1) }])).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
