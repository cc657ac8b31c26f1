import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VECTORS, vectorText } from "./all.ts";

const folder = new URL("../../../../vectors/", import.meta.url);
type Judged = { readonly id: string; readonly valid: boolean };

/** Cases that are accepted, by file. Everything else in a file has to be refused. */
const ACCEPTED: { readonly [file: string]: readonly RegExp[] } = {
  "acts.json": [/^good(?:$|: )/],
  "block-records.json": [/^block \d$/, /^good: /],
  "checkpoints.json": [/^good: /],
  "countersignatures.json": [/^good: /],
  "datasets.json": [/^delegations$/, /^roots$/, /^good: /],
  "drafts.json": [/^good: /],
  "key-files.json": [/^good: /],
  "vkeys.json": [/^good/],
  "evidence.json": [
    /^two trees/,
    /^a fork$/,
    /power of two$/,
    /^two acts for one place$/,
    /^two acts, a bad/,
    /root$/,
    /past$/,
  ],
  "proofs.json": [
    ...[/^holder/, /^nobody/, /^an AS/, /^a party$/, /^an act$/, /^an act and its/, /^a void act/],
    ...[
      /^route: /,
      /^routes6: /,
      /^providers/,
      /^a name/,
      /^the root/,
      /^a New IP/,
      /^a network/,
      /^a range/,
    ],
    ...[
      /^the widest/,
      /IPv6 prefix$/,
      /^a constitution/,
      /^an empty/,
      /^a text/,
      /quorum: met$/,
      /^quorum: an act$/,
    ],
    ...[/^the past: the newest record$/, /^the past: its own/],
  ],
};

describe("vectors/", () => {
  it.each(Object.keys(VECTORS))("%s is what this implementation says", (name) => {
    // After a change of formats: node core/assembly/test/vectors/generate.ts
    expect(readFileSync(new URL(name, folder), "utf8")).toBe(vectorText(name));
  });

  it.each(Object.entries(ACCEPTED))("%s accepts the good cases and refuses all others", (name, good) => {
    const { cases } = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { cases: readonly Judged[] };
    expect(cases.length).toBeGreaterThan(good.length);
    for (const { id, valid } of cases)
      expect([id, valid]).toEqual([id, good.some((name_) => name_.test(id))]);
  });

  it("resources.json: the good spellings come first, all others are refused", () => {
    const { good, cases } = JSON.parse(readFileSync(new URL("resources.json", folder), "utf8")) as {
      good: number;
      cases: readonly Judged[];
    };
    for (const [i, { id, valid }] of cases.entries()) expect([id, valid]).toEqual([id, i < good]);
  });

  it("vkeys.json: signatures are good or not as they are named", () => {
    const { signatures } = JSON.parse(readFileSync(new URL("vkeys.json", folder), "utf8")) as {
      signatures: readonly Judged[];
    };
    for (const { id, valid } of signatures) expect([id, valid]).toEqual([id, id.includes(": good")]);
  });

  it("keys.json: key files are good or not as they are named", () => {
    const { files } = JSON.parse(readFileSync(new URL("keys.json", folder), "utf8")) as {
      files: readonly Judged[];
    };
    for (const { id, valid } of files) expect([id, valid]).toEqual([id, id.startsWith("good: ")]);
  });

  it("trees.json: every damaged proof is refused", () => {
    const { trees } = JSON.parse(readFileSync(new URL("trees.json", folder), "utf8"));
    for (const { below, proofs } of trees as { proofs: readonly Judged[]; below: readonly Judged[] }[])
      for (const { id, valid } of [...proofs, ...below]) expect([id, valid]).toEqual([id, !id.includes(",")]);
  });

  it("trees.json: every code of 8.1 and 8.2 has a crafted proof that only its rule refuses", () => {
    const { crafted } = JSON.parse(readFileSync(new URL("trees.json", folder), "utf8")) as {
      crafted: readonly (Judged & { form: string; code?: string })[];
    };
    const count: { [code: string]: number } = {};
    for (const { form, code = "valid" } of crafted)
      count[`${form} ${code}`] = (count[`${form} ${code}`] ?? 0) + 1;
    expect(count).toEqual({
      "8.1 valid": 13,
      "8.1 proof-form": 6,
      "8.1 proof-path": 6,
      "8.1 proof-values": 2,
      "8.1 proof-end": 8,
      "8.1 proof-shape": 5,
      "8.1 proof-root": 1,
      "8.2 valid": 7,
      "8.2 proof-form": 8,
      "8.2 proof-path": 4,
      "8.2 proof-below": 10,
      "8.2 proof-values": 2,
      "8.2 proof-shape": 7,
      "8.2 proof-root": 1,
    });
  });
});
