/**
 * `set-key-file` (measure): other witnesses, or another quorum of them (SEMANTICS D2). The log keeps its keys: with other
 * keys it would be another log. A new file that asks for witnesses is in force from the first block that carries a
 * checkpoint which enough of them have signed, so that time cannot stop because they do not answer (C5).
 */
import { utf8 } from "@comity/canon";
import { parsePolicy } from "@comity/log";
import { amendedBy } from "@comity/rules";
import { formatVkey } from "@comity/signing";
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { witnessesOf } from "../../fold/witnessing.ts";
import { constitutionOf } from "../rules-of.ts";

const FIELDS = {
  policy: { type: "text", max: 16_000, lines: true, doc: "the whole new key file (C2SP tlog-policy)" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const current = (c: C) => c.state.text("decisions", "assembly", "assembly")!;

/** The keys of the log in a key file, in order; of a text that is none, nothing. */
function logKeys(text: string): string {
  const parsed = parsePolicy(utf8(text));
  const logs = parsed.ok ? parsed.value.logs : [];
  return logs
    .map(({ key }) => formatVkey(key))
    .toSorted()
    .join("\n");
}

export const setKeyFile = defineKind({
  kind: "set-key-file",
  room: "decisions",
  summary: "Give the log other witnesses, or another quorum of them",
  fields: FIELDS,
  authority: "decision",
  // As well guarded as the way to amend the constitution: whoever chooses the witnesses chooses who sees a fork.
  classesOf: (c: C) => {
    const constitution = constitutionOf(c.state, current(c).constitution);
    return constitution === undefined ? [] : [amendedBy(constitution, "/amendment")];
  },
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "D2",
      code: "key-file-invalid",
      field: "policy",
      detail:
        "the key file is a tlog-policy that repeats the log lines in force: other keys would be another log",
      holds: (c: C) => logKeys(c.body.policy) === logKeys(current(c).policy),
    },
    {
      rule: "D2",
      code: "key-file-same",
      field: "policy",
      detail: "it is the key file in force, or decided already",
      holds: (c) => c.body.policy !== (current(c).nextPolicy ?? current(c).policy),
    },
  ],
  effect: (c) => {
    const { nextPolicy: _, ...record } = current(c);
    const { policy } = c.body;
    // One that waited is taken back.
    if (policy === record.policy) {
      c.state.setText("decisions", "assembly", { ...record, since: c.index });
      return;
    }
    if (witnessesOf(policy) !== undefined) {
      c.state.setText("decisions", "assembly", { ...record, nextPolicy: policy, since: c.index });
      return;
    }
    c.state.setText("decisions", "assembly", { ...record, policy, since: c.index });
    // Nobody vouches for time any more: block time is the operator's again, and says so (C4).
    c.state.setText("decisions", "witnessed", undefined);
  },
});
