import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VECTORS, vectorTexts } from "./all.ts";

const folder = new URL("../../../../vectors/", import.meta.url);
type Judged = { readonly id: string; readonly valid: boolean };

/** Cases that are accepted, by file. Everything else in a file has to be refused. */
const ACCEPTED: { readonly [file: string]: readonly RegExp[] } = {
  "acts.json": [/^good$/],
  "block-records.json": [/^block \d$/],
  "datasets.json": [/^delegations$/, /^roots$/],
  "evidence.json": [/^two trees/, /^a fork$/, /power of two$/, /^two acts for one place$/, /^a refuted/],
  "proofs.json": [/^holder/, /^nobody/, /^an AS/, /^a party$/, /^an act/, /^a void act/],
};

describe("vectors/", () => {
  it.each(Object.keys(VECTORS))("%s is what this implementation says", (name) => {
    // After a change of formats: node core/assembly/test/vectors/generate.ts
    expect(readFileSync(new URL(name, folder), "utf8")).toBe(vectorTexts()[name]);
  });

  it.each(Object.entries(ACCEPTED))("%s accepts the good cases and refuses all others", (name, good) => {
    const { cases } = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { cases: readonly Judged[] };
    expect(cases.length).toBeGreaterThan(good.length);
    for (const { id, valid } of cases)
      expect([id, valid]).toEqual([id, good.some((name_) => name_.test(id))]);
  });

  it("trees.json: every damaged proof is refused", () => {
    const { trees } = JSON.parse(readFileSync(new URL("trees.json", folder), "utf8"));
    for (const { proofs } of trees as { proofs: readonly Judged[] }[])
      for (const { id, valid } of proofs) expect([id, valid]).toEqual([id, !id.includes(",")]);
  });
});
