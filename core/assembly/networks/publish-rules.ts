/** `publish-rules`: a network's own rules, visible and versioned; earlier versions stay (DESIGN P2). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { NETWORK, ownNetwork } from "./network-fields.ts";
import { networkOf } from "./operators.ts";

const FIELDS = {
  network: NETWORK,
  version: { type: "integer", min: 1, max: 1_000_000, doc: "number of this version: one more than the last" },
  title: { type: "text", max: 200, doc: "title of the rules" },
  text: { type: "document", doc: "the rules" },
  from: { type: "time", optional: true, doc: "when they take effect; at once when left out" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const publishRules = defineKind({
  kind: "publish-rules",
  room: "networks",
  summary: "Publish a version of an own network's rules",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    ownNetwork,
    {
      rule: "P2",
      code: "version-order",
      field: "version",
      detail: "versions are numbered one after the other, and none is replaced",
      holds: (c: C) => {
        const last = networkOf(c.state, c.body.network)?.rules;
        return last === undefined || c.body.version === last + 1;
      },
    },
    {
      rule: "P2",
      code: "rules-in-the-past",
      field: "from",
      detail: "rules take effect when they are published or later, never before",
      holds: (c) => c.body.from === undefined || c.body.from >= c.time,
    },
  ],
  effect: (c) => {
    const { from = c.time, network, text, title, version } = c.body;
    const rules = { t: "rules", version, title, text, from, since: c.index } as const;
    c.state.setText("networks", `rules/${network}/${version}`, rules);
    const record = networkOf(c.state, network)!;
    c.state.setText("networks", `network/${network}`, { ...record, rules: version, since: c.index });
  },
});
