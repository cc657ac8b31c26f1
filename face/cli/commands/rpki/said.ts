/** What the RPKI commands share: results that end a command, files of authorisations. */
import { existsSync } from "node:fs";
import { readVrps } from "@comity/route-files";
import type { Result } from "@comity/canon";
import type { Payload } from "@comity/routes";
import { EXIT, say, Stop, type Host } from "../../host.ts";

/** The value, or the end of the command with the reason. */
export function need<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { code, detail, field } = result.error;
  throw new Stop(EXIT.failed, code, field === undefined || field === "" ? detail : `${detail} (${field})`);
}

export const unixNow = (): number => Math.trunc(Date.now() / 1000);

/** A VRP file; refused records are said, and not taken. */
export async function authorisations(host: Host, path: string): Promise<Payload> {
  if (!existsSync(path)) throw new Stop(EXIT.failed, "file-unreadable", `${path}: no such file or folder`);
  const file = need(await readVrps(path));
  for (const { code, detail } of file.findings.slice(0, 10)) say(host, `${path}: ${detail} [${code}]`);
  if (file.rejected > 0) say(host, `${path}: ${file.rejected} of ${file.records} records refused`);
  return file.payload;
}
