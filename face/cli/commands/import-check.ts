/** `comity import --check`: what registry files hold and whether they would be taken; touches no state. */
import { existsSync, readFileSync } from "node:fs";
import { check, type CheckReport, type ImportInput } from "@comity/import";
import { answer, EXIT, fail, filesUnder, type Host } from "../host.ts";

/** Files with their `.md5` companions, which are no inputs of their own. */
export function importInputs(paths: readonly string[]): ImportInput[] {
  return filesUnder(paths)
    .filter(({ path }) => !path.endsWith(".md5") && !path.endsWith(".asc"))
    .map(({ path, bytes }) => {
      const companion = [`${path}.md5`, `${path.replace(/\.gz$/, "")}.md5`].find((p) => existsSync(p));
      return { path, bytes, ...(companion === undefined ? {} : { md5: readFileSync(companion, "utf8") }) };
    });
}

/** Exit 0 when every file is taken or needs a look (quarantine); 3 when one is refused; 1 when one cannot be read. */
export function importCheck(host: Host, json: boolean, paths: readonly string[]): void {
  let inputs: ImportInput[];
  try {
    inputs = importInputs(paths);
  } catch (error) {
    return fail(host, { code: "file-unreadable", detail: (error as Error).message });
  }
  if (inputs.length === 0)
    return fail(host, { code: "file-unreadable", detail: "name at least one file" }, EXIT.usage);
  const report = check(inputs);
  answer(host, json, report, () => text(report));
  if (report.verdict === "reject") host.exit(EXIT.refused);
}

function text(report: CheckReport): string {
  const lines: string[] = [];
  for (const file of report.files) {
    lines.push(
      `${file.name}: ${file.verdict}, ${file.kind}${file.source === "" ? "" : ` of ${file.source}`}`,
    );
    for (const finding of [...file.rejects, ...file.quarantines, ...file.warnings].slice(0, 5)) {
      lines.push(
        `  ${finding.code}${finding.line === 0 ? "" : ` (line ${finding.line})`}: ${finding.detail}`,
      );
    }
  }
  for (const c of report.conflicts) {
    lines.push(
      `conflict ${c.space} ${c.first} to ${c.last}: ${c.claims.map((x) => `${x.source} (${x.record})`).join(" against ")}`,
    );
  }
  lines.push(
    `${report.files.length} file(s), ${report.conflicts.length} conflict(s), ${report.outOfBlock.total} out-of-block record(s): ${report.verdict}`,
  );
  return `${lines.join("\n")}\n`;
}
