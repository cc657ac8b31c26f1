/** `comity protect`: a protective SLURM file for holders that asked (SEMANTICS H5), with its reasons. */
import { writeFileSync } from "node:fs";
import { fromTimestamp, toTimestamp } from "@comity/canon";
import { protect, slurmText, type Protection } from "@comity/routes";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { loadVrps } from "../routes/files.ts";
import { optIns, ownAuthorisations } from "./own.ts";

export type ProtectFlags = {
  readonly json: boolean;
  readonly node: string;
  readonly before: string;
  readonly after: string;
  readonly seen?: string;
  readonly out?: string;
};

export async function protectCommand(this: Host, flags: ProtectFlags): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const seen = flags.seen === undefined ? now : timeOf(flags.seen);
  const asked = await optIns(flags.node);
  const own = await ownAuthorisations(this, { node: flags.node });
  const before = await loadVrps(this, flags.before, []);
  const after = await loadVrps(this, flags.after, []);
  const protection = protect(before.payload.vrps, after.payload.vrps, own, asked, { seen, now });
  const text = slurmText(protection.slurm);
  if (flags.out !== undefined) writeFileSync(flags.out, text);
  if (flags.json) {
    const { changes, left, until } = protection;
    answer(
      this,
      true,
      { schema: "comity/protect/v1", optIns: asked.length, changes, left, until, slurm: JSON.parse(text) },
      () => "",
    );
    return;
  }
  if (flags.out === undefined) this.process.stdout.write(text);
  for (const line of lines(protection, asked.length)) say(this, line);
}

function timeOf(text: string): number {
  const time = fromTimestamp(text);
  if (!time.ok) throw new Stop(EXIT.usage, "time", "write --seen as 2026-11-25 or 2026-11-25T12:00:00Z");
  return time.value;
}

function lines({ changes, left, until }: Protection, asked: number): string[] {
  return [
    `${asked} protected prefix(es); ${changes.length} change(s) answered, ${left.length} left alone`,
    ...changes.map(
      ({ action, observation: { vrp }, optIn, reason, until: end }) =>
        `${action} ${vrp.prefix}-${vrp.maxLength} AS${vrp.asn} for ${optIn.by}: ${reason}; until ${toTimestamp(end)}`,
    ),
    ...left.map(
      ({ observation: { vrp }, reason }) => `left ${vrp.prefix}-${vrp.maxLength} AS${vrp.asn}: ${reason}`,
    ),
    ...(until === undefined
      ? []
      : [`this file has to be made again or removed before ${toTimestamp(until)}`]),
  ];
}
