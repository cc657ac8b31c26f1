/** `comity rules check`: files of test vectors for decision rules and power, run against this program. */
import { readFileSync } from "node:fs";
import { checkRulesFile, type CheckReport } from "@comity/rules/check";
import { answer, EXIT, filesUnder, type Host } from "../../host.ts";

type Checked = { readonly file: string } & (
  | { readonly report: CheckReport }
  | { readonly problem: { readonly code: string; readonly detail: string } }
);

export function check(this: Host, flags: { readonly json: boolean }, ...paths: readonly string[]): void {
  const files: Checked[] = paths.flatMap((path) =>
    path === "-"
      ? [checkText(path, readFileSync(0, "utf8"))]
      : filesUnder([path]).map((file) => checkText(file.path, new TextDecoder().decode(file.bytes))),
  );
  const failed = files.reduce(
    (sum, file) => sum + ("problem" in file ? 1 : file.report.checks.filter((each) => !each.passed).length),
    0,
  );
  const passed = files.reduce(
    (sum, file) => sum + ("problem" in file ? 0 : file.report.checks.filter((each) => each.passed).length),
    0,
  );
  answer(this, flags.json, { schema: "comity/rules-check/v1", passed, failed, files }, () => {
    const lines = files.flatMap(said);
    return `${[...lines, `${passed} passed, ${failed} failed`].join("\n")}\n`;
  });
  if (failed > 0 || passed === 0) this.exit(EXIT.failed);
}

function checkText(file: string, text: string): Checked {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    return { file, problem: { code: "json-file", detail: `not JSON: ${(cause as Error).message}` } };
  }
  const report = checkRulesFile(document);
  return report.ok ? { file, report: report.value } : { file, problem: report.error };
}

function said(file: Checked): readonly string[] {
  if ("problem" in file) return [`${file.file}: FAILED: ${file.problem.detail} [${file.problem.code}]`];
  const { format, checks, skipped } = file.report;
  const failed = checks.filter((each) => !each.passed);
  return [
    `${file.file} (${format}): ${checks.length - failed.length} passed, ${failed.length} failed`,
    ...checks.flatMap(({ name, passed, detail }) =>
      detail === undefined ? [] : [`  ${passed ? "note" : "FAILED"}: ${name}: ${detail}`],
    ),
    ...skipped.map((each) => `  skipped: ${each}`),
  ];
}
