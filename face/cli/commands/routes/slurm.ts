/** `comity slurm check|apply|write`. */
import { parseAsn } from "@comity/resources";
import {
  applySlurm,
  emptySlurm,
  mergeSlurm,
  parseBlock,
  parseSlurm,
  slurmText,
  vrpCount,
  vrps,
  type PrefixFilter,
  type Slurm,
  type VrpSet,
} from "@comity/routes";
import { readBytes, writeFile } from "../../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { authorisation } from "./authorisation.ts";
import { loadVrps, orStop } from "./files.ts";

export type CheckFlags = { readonly json: boolean; readonly aspa: boolean; readonly lenient: boolean };
export type ApplyFlags = {
  readonly json: boolean;
  readonly aspa: boolean;
  readonly vrps: string;
  readonly out?: string;
};
export type WriteFlags = {
  readonly json: boolean;
  readonly filter?: readonly string[];
  readonly assert?: readonly string[];
  readonly from?: string;
  readonly comment?: string;
  readonly out?: string;
};

const LISTS = [
  "prefixFilters",
  "bgpsecFilters",
  "aspaFilters",
  "prefixAssertions",
  "bgpsecAssertions",
  "aspaAssertions",
] as const;

export function slurmCheck(this: Host, flags: CheckFlags, ...paths: string[]): void {
  const good: Slurm[] = [];
  const files = paths.map((path) => {
    const ignored: string[] = [];
    const slurm = parseSlurm(readBytes(path), { aspa: flags.aspa, ...(flags.lenient ? { ignored } : {}) });
    if (!slurm.ok) return { path, ok: false, ...slurm.error };
    good.push(slurm.value);
    const counts = Object.fromEntries(LISTS.map((list) => [list, slurm.value[list].length]));
    return { path, ok: true, version: slurm.value.version, ...counts, ignored };
  });
  const merged = good.length > 1 ? mergeSlurm(good) : undefined;
  const overlap = merged === undefined || merged.ok ? undefined : merged.error;
  const ok = good.length === paths.length && overlap === undefined;
  answer(this, flags.json, { ok, files, ...(overlap === undefined ? {} : { overlap }) }, () => {
    const lines = files.map((f) => {
      if (!f.ok)
        return `${f.path}: ${"detail" in f ? f.detail : ""}${"field" in f && f.field !== "" ? ` (${f.field})` : ""} [${"code" in f ? f.code : ""}]`;
      const entries = LISTS.map((list) => [list, (f as { [key: string]: unknown })[list]] as const);
      const ignored = "ignored" in f && f.ignored.length > 0 ? `; passed over: ${f.ignored.join(", ")}` : "";
      return `${f.path}: good, ${
        entries
          .filter(([, n]) => n !== 0)
          .map(([list, n]) => `${String(n)} ${list}`)
          .join(", ") || "no entries"
      }${ignored}`;
    });
    if (overlap !== undefined) lines.push(`${overlap.detail} [${overlap.code}]`);
    return `${lines.join("\n")}\n`;
  });
  if (!ok) this.exit(EXIT.failed);
}

export async function slurmApply(this: Host, flags: ApplyFlags, ...paths: string[]): Promise<void> {
  const files = paths.map((path) => orStop(parseSlurm(readBytes(path), { aspa: flags.aspa }), path));
  const slurm = orStop(mergeSlurm(files), paths.join(", "));
  const { payload } = await loadVrps(this, flags.vrps, []);
  const outcome = applySlurm(payload, slurm);
  if (flags.out !== undefined)
    writeFile(
      flags.out,
      flags.out.endsWith(".json") ? jsonOf(outcome.payload.vrps) : csvOf(outcome.payload.vrps),
    );
  const document = {
    before: vrpCount(payload.vrps),
    filtered: vrpCount(outcome.filtered),
    added: vrpCount(outcome.added),
    after: vrpCount(outcome.payload.vrps),
    aspas: { before: payload.aspas.count, after: outcome.payload.aspas.count },
    routerKeys: { before: payload.routerKeys.length, after: outcome.payload.routerKeys.length },
    filteredVrps: [...vrps(outcome.filtered)],
    addedVrps: [...vrps(outcome.added)],
  };
  answer(this, flags.json, document, () => {
    const lines = [
      `${document.before} VRPs, ${document.filtered} filtered, ${document.added} added: ${document.after}`,
    ];
    const list = (sign: string, set: VrpSet): void => {
      let n = 0;
      for (const v of vrps(set)) if (n++ < 20) lines.push(`${sign} ${v.prefix}-${v.maxLength} AS${v.asn}`);
      if (n > 20) lines.push(`  … and ${n - 20} more: --json shows all`);
    };
    list("-", outcome.filtered);
    list("+", outcome.added);
    return `${lines.join("\n")}\n`;
  });
}

const csvOf = (set: VrpSet): string => {
  const rows = ["ASN,IP Prefix,Max Length,Trust Anchor"];
  for (const { asn, prefix, maxLength } of vrps(set)) rows.push(`AS${asn},${prefix},${maxLength},`);
  return `${rows.join("\n")}\n`;
};

const jsonOf = (set: VrpSet): string => {
  const rows: string[] = [];
  for (const { asn, prefix, maxLength } of vrps(set)) rows.push(JSON.stringify({ asn, prefix, maxLength }));
  return `{"roas":[\n${rows.join(",\n")}\n]}\n`;
};

function filter(text: string, comment: { readonly comment?: string }): PrefixFilter {
  const parts = text.split(",");
  const prefix = parts.find((p) => p.includes("/"));
  const number = parts.find((p) => !p.includes("/"));
  const block = prefix === undefined ? undefined : parseBlock(prefix);
  const asn = number === undefined ? undefined : parseAsn(number);
  const bad = block?.ok === false ? block.error : asn?.ok === false ? asn.error : undefined;
  if (
    bad !== undefined ||
    parts.length > 2 ||
    (parts.length === 2 && (prefix === undefined || number === undefined))
  )
    throw new Stop(
      EXIT.usage,
      bad?.code ?? "filter",
      `"${text}": ${bad?.detail ?? "expected PREFIX, ASN or PREFIX,ASN"}`,
    );
  return {
    ...(block?.ok === true ? { prefix: block.value } : {}),
    ...(asn?.ok === true ? { asn: asn.value } : {}),
    ...comment,
  };
}

export function slurmWrite(this: Host, flags: WriteFlags): void {
  const ignored: string[] = [];
  const start =
    flags.from === undefined
      ? emptySlurm()
      : orStop(parseSlurm(readBytes(flags.from), { aspa: true, ignored }), flags.from);
  if (ignored.length > 0) say(this, `${flags.from}: passed over ${ignored.join(", ")} [slurm-member]`);
  const comment = flags.comment === undefined ? {} : { comment: flags.comment };
  const slurm: Slurm = {
    ...start,
    prefixFilters: [...start.prefixFilters, ...(flags.filter ?? []).map((f) => filter(f, comment))],
    prefixAssertions: [
      ...start.prefixAssertions,
      ...(flags.assert ?? []).map((text) => {
        const { words, length, maxLength, asn } = authorisation(text);
        return {
          prefix: { words, length },
          asn,
          ...(maxLength === length ? {} : { maxPrefixLength: maxLength }),
          ...comment,
        };
      }),
    ],
  };
  const text = slurmText(slurm);
  if (flags.out !== undefined) writeFile(flags.out, text);
  const where = flags.out === undefined ? { slurm: JSON.parse(text) as unknown } : { path: flags.out };
  if (flags.json) answer(this, true, { schema: "comity/slurm-file/v1", ...where }, String);
  else if (flags.out === undefined) this.process.stdout.write(text);
}
