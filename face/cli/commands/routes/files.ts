/** Files that the route commands read: refusals end the command, what was left out is said on stderr. */
import type { Refusal, Result } from "@comity/canon";
import { applySlurm, mergeSlurm, parseSlurm, type Payload, type Slurm } from "@comity/routes";
import { readVrps, type Finding, type VrpFile } from "@comity/route-files";
import { readBytes } from "../../files.ts";
import { EXIT, say, Stop, type Host } from "../../host.ts";

/** The value, or the end of the command with exit 1. */
export function orStop<T>(result: Result<T>, path: string): T {
  if (result.ok) return result.value;
  const { code, detail, field }: Refusal = result.error;
  throw new Stop(
    EXIT.failed,
    code,
    `${path}: ${detail}${field === "" || path.endsWith(field) ? "" : ` (${field})`}`,
  );
}

/** One line for each code that was found, with the first example. */
export function sayFindings(
  host: Host,
  path: string,
  findings: readonly Finding[],
  totals: { readonly [code: string]: number },
): void {
  for (const [code, n] of Object.entries(totals)) {
    const first = findings.find((f) => f.code === code);
    const where =
      first === undefined || first.record === 0 ? "" : ` (first: record ${first.record}: ${first.raw})`;
    say(host, `${path}: ${n} × ${first?.detail ?? ""}${where} [${code}]`);
  }
}

export type LoadedVrps = { readonly file: VrpFile; readonly payload: Payload };

/** A VRP file with SLURM files applied. An old dump is used, and said to be one. */
export async function loadVrps(
  host: Host,
  path: string,
  slurm: readonly string[],
  { aspa = false, dropExpired = false }: { readonly aspa?: boolean; readonly dropExpired?: boolean } = {},
): Promise<LoadedVrps> {
  const now = Math.floor(Date.now() / 1000);
  const file = orStop(await readVrps(path, { now, dropExpired }), path);
  sayFindings(host, path, file.findings, file.totals);
  if (file.expired > 0 && !dropExpired) {
    say(
      host,
      `${path}: ${file.expired} of ${file.records} VRPs have expired and are used all the same [vrps-old]`,
    );
  }
  if (slurm.length === 0) return { file, payload: file.payload };
  const files = slurm.map((name): Slurm => orStop(parseSlurm(readBytes(name), { aspa }), name));
  const merged = orStop(mergeSlurm(files), slurm.join(", "));
  return { file, payload: applySlurm(file.payload, merged).payload };
}
