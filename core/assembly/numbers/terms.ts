/** Terms of a delegation (SEMANTICS E2) as fields, and the field every number act shares. */
import type { Field, Fields } from "../acts/fields.ts";

export const TERMS = {
  type: "cases",
  tag: "kind",
  doc: "permanent, a lease until a date, or revocable by decision only",
  cases: {
    permanent: {},
    lease: { until: { type: "time", doc: "end of the lease" } },
    decision: {},
  },
} as const satisfies Field;

/** Most resources in one act. */
export const MAX_RESOURCES = 1_000;

export const RESOURCES = {
  type: "list",
  of: { type: "resource" },
  min: 1,
  max: MAX_RESOURCES,
  doc: "prefixes, AS numbers or names",
} as const satisfies Field;

export const AGGREGATE = {
  type: "list",
  of: { type: "asn" },
  min: 1,
  max: 16,
  optional: true,
  doc: "AS numbers the parent may authorise for an aggregate over this space",
} as const satisfies Field;

export const NOTE = {
  type: "text",
  max: 200,
  optional: true,
  doc: "public remark; no personal data",
} as const satisfies Fields[string];

export const ACKNOWLEDGES = {
  type: "list",
  of: { type: "decision" },
  min: 1,
  max: 16,
  optional: true,
  doc: "cases about these holdings that the recipient knows of",
} as const satisfies Field;
