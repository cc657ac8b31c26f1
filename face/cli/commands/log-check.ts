/** `comity log check`: judges folders of log files and test vectors (formats of docs/FORMATS.md sections 2 to 6). */
import { checkVectors } from "@comity/log";
import { installNative } from "@comity/native";
import { answer, EXIT, fail, filesUnder, type Host } from "../host.ts";

export async function logCheck(
  this: Host,
  flags: { readonly json: boolean },
  ...paths: readonly string[]
): Promise<void> {
  await installNative();
  const files = filesUnder(paths);
  const checks = checkVectors(files);
  const failed = checks.filter((check) => !check.passed);
  const counts = { passed: checks.length - failed.length, failed: failed.length };
  answer(this, flags.json, { schema: "comity/log-check/v1", ...counts, failures: failed }, () => {
    const lines = failed.map(
      ({ name, reason }) => `failed: ${name}${reason === undefined ? "" : `: ${reason}`}\n`,
    );
    return `${lines.join("")}${counts.passed} passed, ${counts.failed} failed\n`;
  });
  if (checks.length === 0)
    return fail(this, { code: "nothing-to-check", detail: "no file of a known format was found" });
  if (failed.length > 0) this.exit(EXIT.refused);
}
