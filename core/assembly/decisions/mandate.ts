/**
 * `give-mandate`, `revoke-mandate`: where the rule allows it, a member lets another vote for it in one decision, until
 * it takes that back or casts a ballot of its own (rules: delegation). What was said is kept, so that the count of a
 * stage that has closed never changes.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import type { MandateRecord } from "../state/records.ts";
import { isBeforeMembers, pollRules, proposalIn, votes, type OnDecision } from "./asked.ts";
import { known } from "./proposals.ts";

/** Mandates of one member in one decision. */
const MAX_MANDATES = 16;

const DECISION = { type: "decision", doc: "number of the proposal" } as const;
const FIELDS = { decision: DECISION, to: { type: "party", doc: "member that votes for the party" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;
type Given = MandateRecord["given"];

const given = ({ body, by, state }: OnDecision): Given =>
  state.text("decisions", `mandate/${body.decision}/${by.id}`, "mandate")?.given ?? [];

function say(c: OnDecision, to: string | null): void {
  c.state.setText("decisions", `mandate/${c.body.decision}/${c.by.id}`, {
    t: "mandate",
    given: [...given(c), { to, at: c.time, index: c.index }],
    since: c.index,
  });
}

const open = {
  rule: "G3",
  code: "mandate-not-offered",
  field: "decision",
  detail: "members vote by mandate while a proposal is before them, if its rule allows delegation",
  holds: (c: OnDecision) =>
    isBeforeMembers(proposalIn(c), c.time) && pollRules(c).every((rule) => rule.delegation !== undefined),
} as const;

export const giveMandate = defineKind({
  kind: "give-mandate",
  room: "decisions",
  summary: "Let another member vote for the party in one decision",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    known,
    open,
    {
      rule: "G2",
      code: "not-in-electorate",
      detail: "the party has no vote here: the electorate was frozen when the proposal was opened",
      holds: (c: C) => votes(c, c.by.id),
    },
    {
      rule: "G2",
      code: "delegate-not-voting",
      field: "to",
      detail: "the delegate is another member that has a vote here",
      holds: (c) => c.body.to !== c.by.id && votes(c, c.body.to),
    },
    {
      rule: "G3",
      code: "mandate-late",
      detail: "a mandate is given before the scheduled close, as long before as the rule says",
      holds: (c) => {
        const poll = proposalIn(c).polls.at(-1)!;
        const lead = Math.max(...pollRules(c).map((rule) => rule.delegation?.lead ?? 0));
        return poll.extended !== true && c.time + lead <= poll.closes;
      },
    },
    {
      rule: "G3",
      code: "mandates-many",
      detail: `a member gives at most ${MAX_MANDATES} mandates in one decision`,
      holds: (c) => given(c).filter(({ to }) => to !== null).length < MAX_MANDATES,
    },
  ],
  effect: (c) => say(c, c.body.to),
});

export const revokeMandate = defineKind({
  kind: "revoke-mandate",
  room: "decisions",
  summary: "Take back a mandate to vote for the party",
  fields: { decision: DECISION },
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: false,
  conditions: [
    known,
    open,
    {
      rule: "G3",
      code: "no-mandate",
      detail: "the party has given no mandate here that it could take back",
      holds: (c: OnDecision) => (given(c).at(-1)?.to ?? null) !== null,
    },
  ],
  effect: (c) => say(c, null),
});
