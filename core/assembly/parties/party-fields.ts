/** What a party says of itself when it founds or joins. */
import type { Fields } from "../acts/fields.ts";
import { POLICY_FIELDS } from "../acts/policy.ts";

/** `person` is for delegates and sole traders: a random identifier, no name in the record (SEMANTICS B1). */
export const PARTY_KINDS = ["state", "registry", "operator", "civil-society", "person", "other"] as const;

export const PARTY_FIELDS = {
  kind: { type: "choice", of: PARTY_KINDS, doc: "what the party is" },
  name: { type: "text", max: 100, optional: true, doc: "name of the organisation; persons leave it out" },
  label: {
    type: "text",
    max: 32,
    optional: true,
    doc: "label under which IANA's registries and published files name this registry, such as ripencc",
  },
  policy: { type: "object", fields: POLICY_FIELDS, doc: "keys, mandates and thresholds" },
} as const satisfies Fields;
