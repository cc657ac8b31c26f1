/** Records of the state in one sentence each, as a proof shows them. */
import type { Verdict } from "@comity/assembly";
import { date, list, plural, terms } from "../print/words.ts";
import { inLine } from "./body.ts";

type AnyRecord = Extract<
  NonNullable<Verdict["answer"]>,
  { readonly kind: "fact" }
>["found"][number]["records"][number];
type Of<T extends AnyRecord["t"]> = Extract<AnyRecord, { readonly t: T }>;
type Say = { readonly [t in AnyRecord["t"]]?: (record: Of<t>) => string };

const until = (time: number | undefined): string => (time === undefined ? "" : `, until ${date(time)}`);

const SAYS: Say = {
  holding: (r) =>
    `${r.holder} holds it: ${terms(r.terms)}${r.label === undefined ? "" : `, listed as ${r.label}`}${r.custody === undefined ? "" : `, managed by ${r.custody}`}${r.case === undefined ? "" : `, bound by case ${r.case}`}`,
  root: (r) => `IANA lists it under ${r.label} (${r.status})`,
  report: (r) =>
    `${r.by} reports from the file of ${r.source}: ${r.status}${r.code === undefined ? "" : `, ${r.code}`}${r.holder === undefined ? "" : `, holder there ${r.holder}`}${until(r.ends)}`,
  claim: (r) => `${r.by} recognises ${r.to} as holder (${terms(r.terms)}); objections${until(r.until)}`,
  settled: (r) => `a conflict about it was settled by decision ${r.decision}`,
  reserved: (r) => `${r.by} reserved it: ${r.reason}${until(r.until)}`,
  quarantine: (r) => `at rest after ${r.from}: ${r.cause}${until(r.until)}`,
  route: (r) => `${r.by} authorises ${r.asn} up to /${r.maxLength}${until(r.ends)}`,
  protect: (r) => `${r.by} asks for protective filters, ${plural(r.days, "day")} at most`,
  providers: (r) => `${r.by} names its providers: ${list(r.providers)}${until(r.ends)}`,
  servers: (r) => `${r.by} names its servers: ${list(r.servers.map(({ name }) => name))}${until(r.ends)}`,
  party: (r) =>
    `party ${r.id}${r.name === undefined ? "" : `, ${r.name}`}: ${r.kind}, ${r.status}; seats ${list(Object.keys(r.seats)) || "none"}; ${plural(r.policy.keys.length, "key")}`,
  label: (r) => `the label stands for party ${r.party}`,
  lane: (r) => `the lane is at number ${r.seq}`,
  proposal: (r) =>
    `decision ${r.id}, “${r.title}”, by ${r.by}: ${r.phase.replaceAll("-", " ")}${r.decidedAt === undefined ? "" : `, decided ${date(r.decidedAt)}`}`,
  ballot: (r) => `a ballot: ${r.choice}, cast ${date(r.at)}`,
  consent: (r) => (r.given ? "it consents" : "it refuses its consent"),
  offer: (r) =>
    `offer ${r.id} by ${r.by}: ${r.kind}; needs ${list(r.needs)}${r.accepted.length === 0 ? "" : `, accepted by ${list(r.accepted)}`}${until(r.until)}`,
  network: (r) => `network ${r.id}, “${r.title}”, run by ${r.by}: ${list(r.ranges)}`,
  constitution: (r) => `the constitution, version ${r.version}`,
  electorate: (r) =>
    `who votes, frozen at opening: ${Object.entries(r.chambers)
      .map(([name, seats]) => `${name} ${seats.length}`)
      .join(", ")}`,
};

/** A sentence; what has none is shown field by field. */
export function recordText(record: AnyRecord): string {
  const say = SAYS[record.t] as ((r: AnyRecord) => string) | undefined;
  const { t, ...rest } = record;
  const text = say === undefined ? `${t}: ${inLine("", rest)}` : say(record);
  return "since" in record ? `${text} (entry ${record.since})` : text;
}
