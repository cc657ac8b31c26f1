/** `comity dns check | diff | zonemd`: zone files without a server. */
import { writeFileSync } from "node:fs";
import { diffZones, nameText, recordText, typeText, verifyZonemd, withZonemd, zoneText } from "@comity/zones";
import { answer, EXIT, fail, type Host } from "../../host.ts";
import { zoneFile } from "./files.ts";

type Flags = { readonly json: boolean; readonly origin?: string };

export function dnsCheck(this: Host, flags: Flags, path: string): void {
  const zone = zoneFile(path, flags.origin);
  if (!zone.ok) return fail(this, zone.error);
  const { origin, serial, records } = zone.value;
  const counts: { [type: string]: number } = {};
  for (const { type } of records) counts[typeText(type)] = (counts[typeText(type)] ?? 0) + 1;
  const digest = verifyZonemd(zone.value);
  const zonemd = digest.ok ? digest.value : digest.error.code;
  const document = {
    schema: "comity/zone/v1",
    origin: nameText(origin),
    serial,
    records: records.length,
    types: counts,
    zonemd,
  };
  answer(this, flags.json, document, () => {
    const types = Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([type, count]) => `${type} ${count}`);
    return `zone ${document.origin} serial ${serial}: ${records.length} records (${types.join(", ")})\nZONEMD: ${digest.ok ? `verified, ${digest.value}` : `${digest.error.detail} [${digest.error.code}]`}\n`;
  });
  if (!digest.ok && digest.error.code !== "zonemd-missing") this.exit(EXIT.failed);
}

export function dnsDiff(this: Host, flags: Flags, ...paths: readonly [string, string]): void {
  const old = zoneFile(paths[0], flags.origin);
  if (!old.ok) return fail(this, old.error);
  const now = zoneFile(paths[1], flags.origin);
  if (!now.ok) return fail(this, now.error);
  const { removed, added } = diffZones(old.value, now.value);
  const lines = { removed: removed.map(recordText), added: added.map(recordText) };
  const document = { schema: "comity/zone-diff/v1", from: old.value.serial, to: now.value.serial, ...lines };
  answer(this, flags.json, document, () =>
    [
      `serial ${old.value.serial} -> ${now.value.serial}: ${removed.length} removed, ${added.length} added\n`,
      ...lines.removed.map((line) => `- ${line}`),
      ...lines.added.map((line) => `+ ${line}`),
    ].join(""),
  );
}

export function dnsZonemd(this: Host, flags: Flags & { readonly out?: string }, path: string): void {
  const zone = zoneFile(path, flags.origin);
  if (!zone.ok) return fail(this, zone.error);
  const made = withZonemd(zone.value);
  if (!made.ok) return fail(this, made.error);
  const text = [...zoneText(made.value)].join("");
  if (flags.out === undefined) this.process.stdout.write(text);
  else writeFileSync(flags.out, text);
}
