/**
 * `found`: the first act of a log. Every founding party signs it, so everybody in it joined by an act of its own
 * (SEMANTICS A2). It puts the constitution in force, seats the founders, and may bind the registries among them to the
 * blocks IANA's registries give under their labels.
 */
import { checkMinimums, parseConstitution } from "@comity/rules";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { FOLD } from "../fold/version.ts";
import { witnessesOf } from "../fold/witnessing.ts";
import { assignRoots, rootsReadable } from "../numbers/roots.ts";
import { parsePolicy } from "@comity/log";
import { utf8, type Refusal } from "@comity/canon";
import { unsupportedIn } from "../decisions/supported.ts";
import { bindLabel, makeParty, nameAllowed, policySound } from "./make-party.ts";
import { PARTY_FIELDS } from "./party-fields.ts";

export const MAX_FOUNDERS = 256;

const FIELDS = {
  constitution: { type: "constitution", doc: "the rules (docs/ACTS.md, constitution)" },
  parties: {
    type: "list",
    min: 1,
    max: MAX_FOUNDERS,
    doc: "founding parties, in order of identifier; each signs",
    of: {
      type: "object",
      fields: {
        id: { type: "party", doc: "identifier" },
        ...PARTY_FIELDS,
        seats: {
          type: "map",
          of: { type: "integer", min: 1, max: 1_000_000_000 },
          max: 16,
          doc: "chamber and declared weight",
        },
      },
    },
  },
  policy: {
    type: "text",
    max: 16_000,
    lines: true,
    doc: "the assembly's public key file (C2SP tlog-policy)",
  },
  roots: { type: "hash", optional: true, doc: "dataset of IANA's blocks (kind roots)" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const unsupportedBy = (c: C): readonly Refusal[] => {
  const parsed = parseConstitution(c.body.constitution);
  return parsed.ok ? unsupportedIn(parsed.value) : [];
};

export const found = defineKind({
  kind: "found",
  room: "parties",
  summary: "Found the assembly: its constitution, its parties, its log keys",
  fields: FIELDS,
  authority: "founding",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "A1",
      code: "already-founded",
      detail: "an assembly is founded once",
      holds: (c: C) => c.state.text("decisions", "assembly", "assembly") === undefined,
    },
    {
      rule: "A4",
      code: "constitution-invalid",
      field: "constitution",
      detail: "check it with `comity rules lint`: it has to parse and keep the fixed minimums",
      holds: (c) => {
        const parsed = parseConstitution(c.body.constitution);
        return parsed.ok && checkMinimums(parsed.value).length === 0;
      },
    },
    {
      rule: "A4",
      code: "constitution-unsupported",
      field: "constitution",
      detail: "it says what this fold does not carry out: see the place named",
      holds: (c) => unsupportedBy(c).length === 0,
      because: (c) => unsupportedBy(c)[0],
    },
    {
      rule: "B1",
      code: "founders-order",
      field: "parties",
      detail: "list each founding party once, in order of identifier",
      holds: (c) => c.body.parties.every((p, i) => i === 0 || c.body.parties[i - 1]!.id < p.id),
    },
    {
      rule: "B2",
      code: "policy-unsound",
      field: "parties",
      detail:
        "name keys after their party, keep thresholds reachable, keep one key outside a browser, no names of persons",
      holds: (c) => c.body.parties.every((p) => nameAllowed(p) && policySound(p)),
    },
    {
      rule: "A2",
      code: "founder-not-signed",
      field: "parties",
      detail: "every founding party signs the founding act",
      holds: (c) => c.body.parties.every((p) => c.consents.has(p.id)),
    },
    {
      rule: "G1",
      code: "chamber-unknown",
      field: "parties",
      detail: "seats name chambers of the constitution",
      holds: (c) => {
        const parsed = parseConstitution(c.body.constitution);
        return (
          parsed.ok &&
          c.body.parties.every((p) =>
            Object.keys(p.seats).every((s) => Object.hasOwn(parsed.value.chambers, s)),
          )
        );
      },
    },
    {
      rule: "F1",
      code: "label-twice",
      field: "parties",
      detail: "a registry label belongs to one party",
      holds: (c) => {
        const labels = c.body.parties.flatMap((p) => p.label ?? []);
        return new Set(labels).size === labels.length;
      },
    },
    {
      rule: "D2",
      code: "key-file-invalid",
      field: "policy",
      detail: "the public key file is a tlog-policy whose log is this assembly",
      holds: (c) => {
        const policy = parsePolicy(utf8(c.body.policy));
        return policy.ok && policy.value.logs.some(({ key }) => key.name === c.act.assembly);
      },
    },
    {
      rule: "F1",
      code: "roots-unreadable",
      field: "roots",
      detail: "the dataset of blocks is missing or not of kind roots",
      holds: (c) => c.body.roots === undefined || rootsReadable(c, c.body.roots),
    },
  ],
  effect: (c) => {
    const { constitution, parties, policy, roots } = c.body;
    c.state.setText("decisions", "constitution/1", {
      t: "constitution",
      version: 1,
      text: constitution,
      since: c.index,
    });
    c.state.setText("decisions", "assembly", {
      t: "assembly",
      origin: c.act.assembly,
      fold: FOLD,
      constitution: 1,
      policy,
      since: c.index,
    });
    // Until witnesses have spoken the founders' clock is the newest time there is (SEMANTICS C5).
    if (witnessesOf(policy) !== undefined) {
      c.state.setText("decisions", "witnessed", { t: "witnessed", size: 0, time: c.time, since: c.index });
    }
    for (const party of parties) {
      makeParty(c, party, party.seats);
      bindLabel(c, party.label, party.id);
    }
    if (roots !== undefined) assignRoots(c, roots);
  },
});
