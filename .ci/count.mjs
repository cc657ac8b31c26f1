// Adds the counts of all test reports; a stage that failed counts as one failure; a skip needs a reason in .ci/skips.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, failedStages, names] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedStages);
let skipped = 0;
const skips = existsSync(".ci/skips")
  ? readFileSync(".ci/skips", "utf8")
      .split("\n")
      .filter((l) => l !== "" && !l.startsWith("#"))
      .map((l) => l.split("\t")[0])
  : [];
for (const file of readdirSync(folder).filter((f) => f.endsWith(".json"))) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) {
      if (test.status === "passed") passed++;
      else if (test.status === "failed") {
        failed++;
        console.log(`failed: ${test.fullName}`);
      } else {
        skipped++;
        if (!skips.some((s) => test.fullName.includes(s))) {
          failed++;
          console.log(`skipped without a reason in .ci/skips: ${test.fullName}`);
        }
      }
    }
  }
}
for (const file of readdirSync(folder).filter((f) => f.endsWith(".tap"))) {
  // Only leaves count: a suite is reported by its own line, with its tests indented below it.
  for (const m of readFileSync(join(folder, file), "utf8").matchAll(/^( *)(not ok|ok) [0-9]+ - (.*)$/gm)) {
    const [line, , verdict, name] = m;
    const after = readFileSync(join(folder, file), "utf8").slice(
      m.index + line.length,
      m.index + line.length + 200,
    );
    if (/type: 'suite'/.test(after.split("...")[0])) continue;
    if (/# SKIP/.test(name)) {
      skipped++;
      if (!skips.some((s) => name.includes(s))) {
        failed++;
        console.log(`skipped without a reason in .ci/skips: ${name}`);
      }
    } else if (verdict === "ok") passed++;
    else {
      failed++;
      console.log(`failed: ${name}`);
    }
  }
}
if (names !== "") console.log(`failed stages: ${names}`);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
