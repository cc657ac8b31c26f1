/** `comity rules roll-calls` on three recorded votes of five plainly invented members. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-roll-calls-"));
const MEMBERS = ["Alder", "Birch", "Cedar", "Dogwood", "Elm"];
const comity = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "rules", "roll-calls", ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};

const votes = ["yyyyn", "yynna", "ynnna"].flatMap((line, i) =>
  line.split("").map((vote, m) => {
    const word = { y: "yes", n: "no", a: "abstain" }[vote]!;
    return `${i + 1},1,1990-01-0${i + 1},"R/1/${i + 1}","X${m}","${MEMBERS[m]}",${word}`;
  }),
);
const calls = [1, 2, 3].map(
  (i) => `${i},1,0,1990-01-0${i},"R/1/${i}",${i === 3 ? 1 : 0},0,"QUESTION ${i}",""`,
);
writeFileSync(
  join(work, "votes.csv.gz"),
  gzipSync(`rcid,session,date,resolution,iso2,country,vote\n${votes.join("\n")}\n`),
);
writeFileSync(
  join(work, "calls.csv"),
  `rcid,session,importantvote,date,unres,amend,para,short,descr\n${calls.join("\n")}\n`,
);

it("a table of the years, every difference with its reason, a plot", () => {
  const { code, out } = comity("votes.csv.gz", "calls.csv", "--svg", "years.svg");
  expect(code).toBe(0);
  expect(out).toContain("3 roll calls by the rule for ordinary questions: 1 passes, 1 second-vote, 1 fails");
  expect(out).toMatch(/1990 +3 +1 +1 +5 +100\.0/);
  expect(out).toContain("an amendment was rejected");
  expect(out).toMatch(/2 +R\/1\/2 +1990-01-02 +2-2-1/);
  expect(readFileSync(join(work, "years.svg"), "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
});

it("the same as one JSON document", () => {
  const { code, out } = comity("votes.csv.gz", "calls.csv", "--json");
  const document = JSON.parse(out) as {
    readonly schema: string;
    readonly differences: unknown[];
    readonly years: unknown[];
  };
  expect([code, document.schema, document.differences.length, document.years.length]).toEqual([
    0,
    "comity/roll-calls/v1",
    2,
    1,
  ]);
});

it("says which file is missing, or is no file of this kind", () => {
  const missing = comity("calls.csv", "calls.csv");
  expect(missing).toMatchObject({ code: 2, out: "" });
  expect(missing.err).toContain("give one file of votes");
  writeFileSync(join(work, "other.txt"), "hello");
  expect(comity("votes.csv.gz", "other.txt").err).toContain("[file-kind]");
  writeFileSync(
    join(work, "broken.csv"),
    "rcid,session,importantvote,date,unres,amend,para,short,descr\n1,2\n",
  );
  expect(comity("votes.csv.gz", "broken.csv")).toMatchObject({ code: 1 });
});
