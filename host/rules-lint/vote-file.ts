/**
 * A vote from a file, for `comity rules evaluate`: who sits where, who voted how, what is on the record. YAML or JSON;
 * unknown members, ballots outside the electorate and weights that overflow are refused with their line.
 */
import { freezeElectorate, type Ballot, type Constitution, type Member, type Rule } from "@comity/rules";
import type { Place } from "./locate.ts";
import { located } from "./read-constitution.ts";
import { readText } from "./read-text.ts";
import { ballotsOf, idsOf, membersOf } from "./vote-members.ts";
import { isMap, textsOf, type ReadVote, type Say } from "./vote-parts.ts";
import { recordOf } from "./vote-record.ts";

const FIELDS = ["members", "affected", "ballots", "consents", "dueProcess", "judgements", "requests"];

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
  const odd = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (odd !== undefined)
    return say("unknown-key", `/${odd}`, `remove this key, or use one of: ${FIELDS.join(", ")}`);
  const members = membersOf(value["members"], constitution, say);
  if (!Array.isArray(members)) return members as ReadVote;
  const affected = textsOf(value["affected"] ?? []);
  const away = affected?.findIndex((id) => !Object.hasOwn(rule.electorates, id)) ?? -1;
  if (affected === null) return say("shape", "/affected", "expected a list of chambers");
  if (away >= 0) return say("unknown-name", `/affected/${away}`, "the rule counts no such chamber");
  const electorate = freezeElectorate(constitution, rule, members as readonly Member[], affected);
  if (!electorate.ok) {
    const { code, field, detail } = electorate.error;
    const at = (members as readonly Member[]).findIndex((each) => field === `/members/${each.id}`);
    return say(code, at < 0 ? "/members" : `/members/${at}`, detail);
  }
  const ballots = ballotsOf(
    value["ballots"] ?? [],
    members as readonly Member[],
    electorate.value,
    rule,
    say,
  );
  if (!Array.isArray(ballots)) return ballots as ReadVote;
  const consents = recordOf(value, say);
  if ("ok" in consents) return consents;
  return {
    ok: true,
    value: { electorate: electorate.value, ballots: ballots as readonly Ballot[], consents },
  };
}
