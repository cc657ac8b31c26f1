/** `DEVIATIONS.md` is the table of the code, and the refusal table has no two rows that mean the same number. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { DEVIATIONS, REFUSALS } from "@comity/newip";

const PAGE = new URL("../DEVIATIONS.md", import.meta.url);

function page(): string {
  const rows = DEVIATIONS.map(
    (d) => `| \`${d.rule}\` | ${d.where} | ${d.reference} | ${d.ours} | ${d.because} |`,
  );
  return [
    "# Where the strict default differs from the reference implementations",
    "",
    "Written from `check/deviations.ts` by its test (`COMITY_WRITE=1` writes it again). `comity newip check --deviations` names the",
    "vectors of each rule. Everything else matches the reference's current generation byte for byte; the reference's own",
    "behaviour is in `reference/`.",
    "",
    "| rule | where | the reference | here | because |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

it("DEVIATIONS.md is the table", () => {
  if (process.env["COMITY_WRITE"] !== undefined) writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, "utf8")).toBe(page());
});

it("codes are kebab-case, sentences are lower-case clauses, reference names belong to reference numbers", () => {
  const rows = Object.values(REFUSALS);
  expect(rows.length).toBeGreaterThan(60);
  for (const row of rows) {
    expect(row.code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(row.detail).toMatch(/^[a-z0-9].*[^.]$/);
    expect(row.name === undefined).toBe(row.reference === undefined);
  }
  const named = rows.map((r) => r.name).filter((n) => n !== undefined);
  expect(new Set(named).size).toBe(named.length);
  expect(named.length).toBe(13 + 6);
});
