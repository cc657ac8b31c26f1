/**
 * `set-key-file` (measure): other witnesses, another quorum of them, other keys of the log (SEMANTICS D2). The new file is in
 * force from the first block that carries a checkpoint which the new keys have signed, so that neither the log nor its time
 * can stop because they do not answer (C5).
 */
import { keysOfPolicy } from "@comity/log";
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

/** The keys of the log `origin` in a key file; none in a text that is no key file. */
function logKeys(text: string, origin: string): readonly string[] {
  const keys = keysOfPolicy(text);
  const own = (keys.ok ? keys.value.policy.logs : []).filter(({ key }) => key.name === origin);
  return own.map(({ key }) => formatVkey(key)).toSorted();
}

/** Neither file asks for witnesses, and the log's keys stay: nobody has to speak first. */
function isPlain(c: C): boolean {
  const { origin, policy } = current(c);
  return (
    witnessesOf(policy) === undefined &&
    witnessesOf(c.body.policy) === undefined &&
    logKeys(policy, origin).join(" ") === logKeys(c.body.policy, origin).join(" ")
  );
}

export const setKeyFile = defineKind({
  kind: "set-key-file",
  room: "decisions",
  summary: "Give the log other keys, other witnesses, or another quorum of them",
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
      detail: "the key file is a tlog-policy with a log of this assembly's name",
      holds: (c: C) => logKeys(c.body.policy, current(c).origin).length > 0,
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
    const next = isPlain(c) ? { policy } : { nextPolicy: policy };
    c.state.setText("decisions", "assembly", { ...record, ...next, since: c.index });
  },
});
