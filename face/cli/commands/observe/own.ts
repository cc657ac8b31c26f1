/** What holders have on record: from a node, from a VRP file, or nothing. */
import { createClient } from "@comity/api";
import { parseVrps } from "@comity/route-files";
import { emptyVrps, type OptIn, type VrpSet } from "@comity/routes";
import { utf8 } from "@comity/canon";
import { EXIT, Stop, type Host } from "../../host.ts";
import { loadVrps } from "../routes/files.ts";

export type OwnFlags = { readonly node?: string; readonly own?: string };

export async function ownAuthorisations(host: Host, flags: OwnFlags): Promise<VrpSet> {
  if (flags.own !== undefined) return (await loadVrps(host, flags.own, [])).payload.vrps;
  if (flags.node === undefined) return emptyVrps();
  const text = await createClient(flags.node).get("export", { format: "vrps" });
  if (!text.ok) throw stopped(text.error);
  const read = parseVrps(utf8(text.value));
  if (!read.ok) {
    // A register without authorisations is no VRP file for a strict reader.
    if (/"roas":\[\s*\],"aspas":\[\s*\]/.test(text.value)) return emptyVrps();
    throw new Stop(EXIT.failed, read.error.code, read.error.detail);
  }
  return read.value.payload.vrps;
}

export async function optIns(node: string): Promise<readonly OptIn[]> {
  const answer = await createClient(node).get("protections");
  if (!answer.ok) throw stopped(answer.error);
  return answer.value.items.map(({ prefix, by, days }) => ({ prefix, by: by.id, days }));
}

const stopped = ({ code, detail }: { readonly code: string; readonly detail: string }): Stop =>
  new Stop(code === "unreachable" ? EXIT.unreachable : EXIT.failed, code, detail);
