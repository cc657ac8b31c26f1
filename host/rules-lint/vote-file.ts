/**
 * A vote from a file, for `comity rules evaluate`: who sits where, who voted how, what is on the record. YAML or JSON;
 * unknown members, ballots outside time or electorate and weights that overflow are refused with their line.
 */
import { freezeElectorate, type Constitution, type Rule } from "@comity/rules";
import type { Place } from "./locate.ts";
import { located } from "./read-constitution.ts";
import { readText } from "./read-text.ts";
import { ballotsOf, mandatesOf } from "./vote-ballots.ts";
import { idsOf, membersOf } from "./vote-members.ts";
import { isMap, oddKey, textsOf, type ReadVote, type Say } from "./vote-parts.ts";
import { recordOf } from "./vote-record.ts";
import { momentOf } from "./vote-time.ts";

const FIELDS = [
  "members",
  "affected",
  "time",
  "ballots",
  "mandates",
  "consents",
  "dueProcess",
  "judgements",
  "requests",
];

export function readVote(text: string, constitution: Constitution, rule: Rule): ReadVote {
  const read = readText(text);
  if (!("value" in read)) return { ok: false, error: read[0]! };
  return voteOf(read.value, read.place, constitution, rule);
}

/** From a value; `place` says where its parts stand. */
export function voteOf(
  value: unknown,
  place: (pointer: string) => Place,
  constitution: Constitution,
  rule: Rule,
): ReadVote {
  const say: Say = (code, field, detail) => ({
    ok: false,
    error: located({ code, field, detail }, value, place, isMap(value) ? idsOf(value["members"]) : []),
  });
  if (!isMap(value)) return say("shape", "", "expected members and ballots");
  const odd = oddKey(value, "", FIELDS, say);
  if (odd !== null) return odd;
  const members = membersOf(value["members"], constitution, say);
  if ("ok" in members) return members;
  const affected = textsOf(value["affected"] ?? []);
  const away = affected?.findIndex((id) => !Object.hasOwn(rule.electorates, id)) ?? -1;
  if (affected === null) return say("shape", "/affected", "expected a list of chambers");
  if (away >= 0) return say("unknown-name", `/affected/${away}`, "the rule counts no such chamber");
  const electorate = freezeElectorate(constitution, rule, members, affected);
  if (!electorate.ok) {
    const { code, field, detail } = electorate.error;
    const at = members.findIndex((each) => field === `/members/${each.id}`);
    return say(code, at < 0 ? "/members" : `/members/${at}`, detail);
  }
  const moment = value["time"] === undefined ? null : momentOf(value["time"], rule, say);
  if (moment !== null && "ok" in moment) return moment;
  const voters = {
    ids: new Set(members.map((each) => each.id)),
    electorate: electorate.value,
    rule,
    moment,
  };
  const ballots = ballotsOf(value["ballots"] ?? [], voters, say);
  if ("ok" in ballots) return ballots;
  const record = recordOf(value, rule, voters.ids, say);
  if ("ok" in record) return record;
  const mandates = value["mandates"] === undefined ? undefined : mandatesOf(value["mandates"], voters, say);
  if (mandates !== undefined && "ok" in mandates) return mandates;
  const consents = mandates === undefined ? record : { ...record, mandates };
  return { ok: true, value: { electorate: electorate.value, ballots, consents, moment } };
}
