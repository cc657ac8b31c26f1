/** `comity import` of what is no registry's own file: a zone, or the VRPs of a relying party, whole or as changes. */
import { parseName, readZone, nameText, zoneLinesOf } from "@comity/zones";
import {
  foreignFile,
  readSeries,
  writeSet,
  type NamedSet,
  type SetDataset,
  type SetOrigin,
} from "@comity/import";
import { parseVrps, vrpLinesOf } from "@comity/route-files";
import { err, ok, refuse, toDate, toTimestamp, type Result } from "@comity/canon";
import { readBytes } from "../files.ts";

export type SetFlags = {
  readonly source?: string;
  readonly date?: string;
  readonly serial?: string;
  readonly origin?: string;
  readonly base?: readonly string[];
};

export type SetFile = { readonly path: string; readonly bytes: Uint8Array };

/** What a file is, by its first lines: a zone has a record's class, VRPs are JSON or a CSV whose header says so. */
export function setKindOf(bytes: Uint8Array): "vrps" | "zone" | undefined {
  const text = Buffer.from(bytes.subarray(0, 64 * 1024))
    .toString("latin1")
    .replace(/^\u00EF\u00BB\u00BF/, "");
  const line = text.split("\n").find((l) => l.trim() !== "" && !/^\s*[;#]/.test(l)) ?? "";
  if (/^\s*\{/.test(line) || /^asn\s*,\s*(?:ip )?prefix\s*,/i.test(line)) return "vrps";
  if (
    /^\$(?:ORIGIN|TTL)\s/i.test(line) ||
    /\sIN\s+[A-Z]/i.test(line) ||
    /^\S+\s+(?:\d+\s+)?SOA\s/i.test(line)
  )
    return "zone";
  return undefined;
}

type Read = { readonly set: NamedSet; readonly origin: SetOrigin };

/** Codes of the readers; `source` names the data, the zone or the relying party. */
function readSet({ bytes, path }: SetFile, kind: "vrps" | "zone", flags: SetFlags): Result<Read> {
  const file = foreignFile(path, bytes);
  if (!file.ok) return file;
  const original = file.value;
  const { date = "", origin, serial, source } = flags;
  if (kind === "zone") {
    const zone = readZone(original.bytes, origin);
    if (!zone.ok) return zone;
    if (serial !== undefined && serial !== String(zone.value.serial))
      return refuse("zone-serial", `the zone's serial is ${zone.value.serial}: leave --serial out`);
    const name = nameText(zone.value.origin).replace(/\.$/, "");
    return ok({
      set: { kind, lines: zoneLinesOf(zone.value) },
      origin: {
        source: source ?? (name === "" ? "root" : name),
        date,
        serial: String(zone.value.serial),
        original,
      },
    });
  }
  const read = parseVrps(original.bytes);
  if (!read.ok) return read;
  const { generated, payload, rejected } = read.value;
  if (rejected > 0)
    return refuse(
      "vrps-rejected",
      `${rejected} records are wrong: look at it with \`comity routes validate\``,
    );
  const made = generated === undefined ? undefined : toTimestamp(generated);
  return ok({
    set: { kind, lines: vrpLinesOf(payload.vrps) },
    origin: {
      source: source ?? "rpki",
      date: date === "" && generated !== undefined ? toDate(generated) : date,
      serial: serial ?? made?.replace(/[^0-9]/g, "") ?? "",
      original,
    },
  });
}

/** The dataset of a file; with `base` of what changed since the set that those datasets make, the whole one first. */
export function importSet(file: SetFile, kind: "vrps" | "zone", flags: SetFlags): Result<SetDataset> {
  if (
    flags.origin !== undefined &&
    !parseName(`${flags.origin.replace(/\.$/, "")}.`).ok &&
    flags.origin !== "."
  )
    return refuse("zone-name", `${flags.origin} is not a name`);
  const read = readSet(file, kind, flags);
  if (!read.ok) return read;
  if (flags.base === undefined || flags.base.length === 0) return writeSet(read.value.origin, read.value.set);
  const base = readSeries(flags.base.map((path) => readBytes(path)));
  if (!base.ok) return err({ ...base.error, detail: `--base: ${base.error.detail}` });
  const source = flags.source ?? base.value.header.source;
  return writeSet({ ...read.value.origin, source }, read.value.set, base.value);
}
