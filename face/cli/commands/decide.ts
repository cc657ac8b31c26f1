/** `comity vote` and `comity propose`: the two acts of deciding, in short. */
import type { Json } from "@comity/canon";
import type { ActFlags } from "../flags.ts";
import type { Host } from "../host.ts";
import { jsonFile } from "../json-file.ts";
import { writeAct } from "./act-new.ts";

export async function vote(this: Host, flags: ActFlags, decision: string, choice: string): Promise<void> {
  await writeAct(this, flags, "vote", { choice, decision }, (field) => field);
}

type ProposeFlags = ActFlags & {
  readonly measures: string;
  readonly text?: string;
  readonly grounds?: string;
};

export async function propose(this: Host, flags: ProposeFlags, title: string): Promise<void> {
  const given = jsonFile(flags.measures);
  const measures: Json = Array.isArray(given) ? given : [given];
  const text = flags.text === undefined ? {} : { text: `@${flags.text}` };
  const grounds = flags.grounds === undefined ? {} : { grounds: `@${flags.grounds}` };
  await writeAct(this, flags, "propose", { title, measures, ...text, ...grounds }, (field) =>
    field === "title" ? field : `--${field}`,
  );
}
