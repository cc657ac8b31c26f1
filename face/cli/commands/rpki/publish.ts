/** `comity rpki publish`: a repository brought to a file's authorisations or an assembly's, once or again and again. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseResources, publish, type Holding, type Publication } from "@comity/rpki";
import { aspas, vrps, type Payload } from "@comity/routes";
import { payloadOf } from "@comity/view";
import { answer, EXIT, progressOn, say, Stop, type Host } from "../../host.ts";
import { jsonFile } from "../../json-file.ts";
import { holdingsOfState, stateOfLog } from "./assembly.ts";
import { anchorOf, newLaboratory, renewLaboratory } from "./laboratory.ts";
import { authorisations, need, unixNow } from "./said.ts";

export type PublishFlags = {
  readonly json: boolean;
  readonly out: string;
  readonly vrps?: string;
  readonly holdings?: string;
  readonly log?: string;
  readonly uri: string;
  readonly rrdp?: string;
  readonly name: string;
  readonly bundle: "prefix" | "origin";
  readonly every?: number;
  readonly dryRun: boolean;
  readonly clockRight: boolean;
};

export async function publishCommand(this: Host, flags: PublishFlags): Promise<void> {
  if ((flags.vrps === undefined) === (flags.log === undefined))
    throw new Stop(EXIT.usage, "rpki-source", "give either --vrps FILE or --log FOLDER|URL");
  if (flags.every === undefined) return once(this, flags);
  for (;;) {
    try {
      await once(this, flags);
    } catch (error) {
      // A node that does not answer, a token that is gone: what is published stays, the next time may work.
      if (!(error instanceof Stop) || error.exit === EXIT.usage) throw error;
      say(this, `${error.message}: tried again in ${flags.every} s`);
    }
    await sleep(flags.every * 1000);
  }
}

async function once(host: Host, flags: PublishFlags): Promise<void> {
  const [holdings, payload] = await source(host, flags);
  if (existsSync(join(flags.out, "rpki.json"))) need(await renewLaboratory(flags.out));
  else await laboratory(host, flags);
  const { bundle: bundling, clockRight, dryRun } = flags;
  const done = await publish(flags.out, holdings, payload, unixNow(), { bundling, clockRight, dryRun });
  tell(host, flags, need(done));
}

/** A new folder gets an anchor of its own inside. */
async function laboratory(host: Host, { out, uri: base, rrdp, name }: PublishFlags): Promise<void> {
  need(await newLaboratory(out, { base, name, ...(rrdp === undefined ? {} : { notification: rrdp }) }));
  say(
    host,
    `new laboratory: the anchor's key lies in ${anchorOf(out)}. For real use keep the anchor offline (comity rpki ta).`,
  );
}

async function source(host: Host, flags: PublishFlags): Promise<[readonly Holding[], Payload]> {
  if (flags.log !== undefined) {
    const progress = progressOn(host);
    const reader = need(await stateOfLog(flags.log, (entries) => progress.at(`replayed ${entries} entries`)));
    progress.end();
    return [holdingsOfState(reader), payloadOf(reader)];
  }
  const payload = await authorisations(host, flags.vrps!);
  if (flags.holdings !== undefined) return [holdingsFile(flags.holdings), payload];
  // A laboratory without holders: one CA for exactly what the file needs.
  const texts = [...vrps(payload.vrps)].map(({ prefix }) => prefix);
  for (const { customer } of aspas(payload.aspas)) texts.push(`AS${customer}`);
  return [[{ party: "all", resources: need(parseResources(texts)), custody: { kind: "hosted" } }], payload];
}

function holdingsFile(path: string): Holding[] {
  const json = jsonFile(path);
  const wrong = (): Stop =>
    new Stop(EXIT.failed, "holdings-file", `${path}: expected {"PARTY": ["192.0.2.0/24", "AS64496"], …}`);
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong();
  return Object.entries(json).map(([party, list]) => {
    if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) throw wrong();
    return { party, resources: need(parseResources(list, party)), custody: { kind: "hosted" } };
  });
}

function tell(host: Host, flags: PublishFlags, done: Publication): void {
  const { announced, aspaChanges, changed, checked, custody, left, serial, withdrawn } = done;
  const ends = checked.cas.map((ca) => Math.min(ca.nextUpdate, ca.until));
  const until = Math.min(...ends);
  const document = {
    changed,
    serial,
    announced,
    withdrawn,
    aspaChanges,
    custody,
    left,
    until,
    dryRun: flags.dryRun,
  };
  answer(host, flags.json, document, () => {
    const would = flags.dryRun ? "would be " : "";
    const lines = [
      ...announced.slice(0, 20).map((v) => `+  AS${v.asn} ${v.prefix}-${v.maxLength}`),
      ...withdrawn.slice(0, 20).map((v) => `-  AS${v.asn} ${v.prefix}-${v.maxLength}`),
      ...custody.map(
        (c) =>
          `${c.party}  ${c.stage === undefined ? "" : `${c.stage} `}${c.custody === "hosted" ? "key hosted here" : "own key"} ${c.key}  ${c.roas} ROAs, ${c.aspas} ASPAs`,
      ),
      ...left.slice(0, 20).map((l) => `not published  ${l.field}: ${l.detail} [${l.code}]`),
      `${announced.length} ${would}announced, ${withdrawn.length} withdrawn, ${aspaChanges} ASPAs changed; ${left.length} not published`,
      `${flags.dryRun ? "nothing was written" : changed ? "published" : "nothing to do"}${serial === undefined ? "" : `, RRDP serial ${serial}`}; good until ${new Date(until * 1000).toISOString().slice(0, 16)}Z`,
    ];
    return `${lines.join("\n")}\n`;
  });
}
