/** `comity newip check`: judges files of New IP vectors (the lists of `core/newip/check/vectors.ts`). */
import { checkVectors, DEVIATIONS } from "@comity/newip";
import { readText } from "../../files.ts";
import { answer, EXIT, fail, type Host } from "../../host.ts";

export type CheckFlags = { readonly json: boolean; readonly deviations: boolean };

export async function check(this: Host, flags: CheckFlags, ...paths: readonly string[]): Promise<void> {
  const files: { readonly path: string; readonly verdicts: ReturnType<typeof checkVectors> }[] = [];
  for (const path of paths) {
    let text: string;
    try {
      text = readText(path);
    } catch (error) {
      return fail(this, { code: "file-unreadable", field: path, detail: (error as Error).message });
    }
    files.push({ path, verdicts: checkVectors(text) });
  }
  const all = files.flatMap(({ path, verdicts }) => verdicts.map((v) => ({ path, ...v })));
  const failures = all
    .filter((v) => !v.passed)
    .map(({ path, id, list, reasons }) => ({ path, list, id, reasons }));
  const counts = { passed: all.length - failures.length, failed: failures.length };
  const differing = DEVIATIONS.map((d) => ({
    ...d,
    vectors: all.filter((v) => v.deviations.includes(d.rule)).map((v) => v.id),
  }));
  const deviations = differing.filter((d) => d.vectors.length > 0);
  answer(this, flags.json, { schema: "comity/newip-check/v1", ...counts, failures, deviations }, () => {
    const rows = flags.deviations
      ? deviations.map(
          (d) =>
            `${d.rule}: ${d.vectors.join(" ")}\n  reference ${d.reference}\n  here      ${d.ours}: ${d.because}\n`,
        )
      : [];
    const bad = failures.map((f) => `failed: ${f.path} ${f.list} ${f.id}: ${f.reasons.join("; ")}\n`);
    return `${rows.join("")}${bad.join("")}${counts.passed} passed, ${counts.failed} failed\n`;
  });
  if (failures.length > 0) this.exit(EXIT.failed);
}
