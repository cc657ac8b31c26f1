/** `comity newip sim`: runs a scenario file in virtual time; tables to the terminal, plots to SVG files. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { plotSvg, runScenario, tableText } from "@comity/newip-host";
import { answer, EXIT, fail, harmless, say, type Host } from "../../host.ts";

export type SimFlags = { readonly json: boolean; readonly seed?: number; readonly svg?: string };

export async function sim(this: Host, flags: SimFlags, ...paths: readonly string[]): Promise<void> {
  const documents: unknown[] = [];
  const texts: string[] = [];
  let failed = false;
  for (const path of paths) {
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      return fail(this, { code: "file-unreadable", field: path, detail: (error as Error).message });
    }
    const run = runScenario(json, flags.seed);
    if (!run.ok) return fail(this, { ...run.error, field: `${path} ${run.error.field}` });
    const { title, seed, tables, plots, checks } = run.value;
    failed ||= checks.some((c) => !c.holds);
    documents.push({ file: path, ...run.value });
    const verdicts = checks.map((c) => `${c.holds ? "holds " : "FAILS "} ${c.what}`);
    texts.push(
      [`${title}\nseed ${seed}`, ...tables.map(tableText), verdicts.join("\n")]
        .filter((t) => t !== "")
        .join("\n\n"),
    );
    if (flags.svg === undefined) continue;
    mkdirSync(flags.svg, { recursive: true });
    for (const [i, plot] of plots.entries()) {
      const file = join(flags.svg, `${basename(path, ".json")}-${i + 1}.svg`);
      writeFileSync(file, plotSvg(plot));
      say(this, `wrote ${file}`);
    }
  }
  answer(this, flags.json, { schema: "comity/newip-sim/v1", results: documents }, () =>
    harmless(`${texts.join("\n\n\n")}\n`),
  );
  if (failed) this.exit(EXIT.failed);
}
