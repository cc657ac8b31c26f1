/** Parsing a one-signature note, growing the frontier, building and verifying proofs: `node core/log/bench/log.ts`. */
import { hash } from "node:crypto";
import { must, useSha256, utf8 } from "@comity/canon";
import { Frontier, inclusionProof, leafHash, memoryReader, rootOf, verifyInclusion } from "@comity/log";
import { formatNote, parseNote, signerOf, signNote } from "@comity/signing";
import { bench, do_not_optimize, run } from "mitata";

useSha256((bytes) => hash("sha256", bytes, "buffer"));

const signer = signerOf({ name: "qm.example/k", type: "ed25519", secret: new Uint8Array(32) });
const note = formatNote(must(signNote(utf8(`comity/act/v1\n${"x".repeat(330)}\n`), signer)));
const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(utf8(`entry ${i}`)));
const read = memoryReader(leaves);
const root = rootOf(leaves);
const proof = must(inclusionProof(33_333, leaves.length, read));

bench("parse a note of one signature", () => do_not_optimize(parseNote(note)));
bench("append 1,000 leaves and take the root", () => {
  const frontier = new Frontier();
  for (let i = 0; i < 1000; i++) frontier.append(leaves[i]!);
  do_not_optimize(frontier.root());
});
bench("build an inclusion proof, 70,000 leaves", () =>
  do_not_optimize(inclusionProof(33_333, leaves.length, read)));
bench("verify it", () =>
  do_not_optimize(verifyInclusion(33_333, leaves.length, leaves[33_333]!, proof, root)));

await run({ colors: false });
