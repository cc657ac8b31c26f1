/** `comity rpki check` and `import`: what is there already. */
import { checkFolder, importRoas, publicationAlarm } from "@comity/rpki";
import { aspas, vrpCount, vrps } from "@comity/routes";
import { readText } from "../../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { authorisations, need, unixNow } from "./said.ts";

export type CheckFlags = {
  readonly json: boolean;
  readonly tal?: string;
  readonly vrps?: string;
  readonly at?: string;
  readonly csv: boolean;
};

const day = (unix: number): string => new Date(unix * 1000).toISOString().slice(0, 16).replace("T", " ");

export async function check(this: Host, flags: CheckFlags, folder: string): Promise<void> {
  const at = flags.at === undefined ? unixNow() : Math.trunc(Date.parse(flags.at) / 1000);
  if (Number.isNaN(at))
    throw new Stop(EXIT.usage, "time", `"${flags.at}" is no time like 2027-01-31T00:00:00Z`);
  const checked = need(checkFolder(folder, at, flags.tal));
  const register = flags.vrps === undefined ? checked : await authorisations(this, flags.vrps);
  const alarm = publicationAlarm(register, checked, at);
  if (alarm.raised) this.exit(EXIT.failed);
  if (flags.csv) {
    const rows = [...vrps(checked.vrps)].map((v) => `AS${v.asn},${v.prefix},${v.maxLength}\n`);
    return void this.process.stdout.write(`ASN,IP Prefix,Max Length\n${rows.join("")}`);
  }
  const { cas, problems } = checked;
  const lists = { vrps: [...vrps(checked.vrps)], aspas: [...aspas(checked.aspas)] };
  const document = { at, cas, ...alarm, problems, ...lists };
  answer(this, flags.json, document, () => {
    const lines = cas.map(
      (ca) =>
        `CA  ${ca.subject}  ${ca.objects} objects, list until ${day(ca.nextUpdate)}, certificate until ${day(ca.until)}\n    ${short(ca.resources)}`,
    );
    lines.push(
      `${vrpCount(checked.vrps)} route authorisations, ${checked.aspas.count} provider authorisations, ${cas.length} CAs`,
    );
    for (const p of problems) lines.push(`wrong    ${p.field}: ${p.detail} [${p.code}]`);
    for (const v of alarm.missing) lines.push(`missing  AS${v.asn} ${v.prefix}-${v.maxLength}`);
    for (const v of alarm.surplus) lines.push(`surplus  AS${v.asn} ${v.prefix}-${v.maxLength}`);
    for (const a of alarm.missingAspas) lines.push(`missing  ASPA of AS${a.customer}`);
    for (const a of alarm.surplusAspas) lines.push(`surplus  ASPA of AS${a.customer}`);
    if (!alarm.raised)
      lines.push(
        flags.vrps === undefined ? "nothing wrong" : "nothing wrong, and exactly what the file says",
      );
    return `${lines.join("\n")}\n`;
  });
}

const short = (resources: readonly string[]): string =>
  resources.length <= 6
    ? resources.join(", ")
    : `${resources.slice(0, 5).join(", ")} and ${resources.length - 5} more`;

export type ImportFlags = { readonly json: boolean };

export function importFile(this: Host, flags: ImportFlags, path: string): void {
  const imported = need(importRoas(readText(path)));
  const { authorisations: list, duplicates, ignored, refused } = imported;
  for (const { code, detail, field } of refused.slice(0, 20)) say(this, `row ${field}: ${detail} [${code}]`);
  const extra = [
    `${list.length} authorisations`,
    ...(duplicates > 0 ? [`${duplicates} duplicates`] : []),
    ...(refused.length > 0 ? [`${refused.length} rows refused`] : []),
    ...(ignored.length > 0 ? [`not used: ${ignored.join(", ")}`] : []),
  ];
  say(this, extra.join("; "));
  if (refused.length > 0) this.exit(EXIT.failed);
  answer(this, flags.json, imported, () =>
    ["ASN,IP Prefix,Max Length", ...list.map((v) => `AS${v.asn},${v.prefix},${v.maxLength}`), ""].join("\n"),
  );
}
