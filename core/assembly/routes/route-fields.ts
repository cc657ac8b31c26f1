/** The fields that acts about authorisations share. */
import type { Field } from "../acts/fields.ts";

/** Most authorisations in one act. */
export const MAX_ROUTES = 1_000;

const ROUTE = {
  type: "object",
  fields: {
    prefix: { type: "resource", doc: "IPv4 or IPv6 prefix" },
    asn: { type: "asn", doc: "AS number that may originate it; AS0: nobody may" },
    maxLength: {
      type: "integer",
      min: 0,
      max: 128,
      optional: true,
      doc: "longest prefix length; the prefix's own when left out",
    },
  },
} as const;

export const ROUTES = {
  type: "list",
  of: ROUTE,
  min: 1,
  max: MAX_ROUTES,
  doc: "authorisations",
} as const satisfies Field;

export const COVERING = {
  type: "list",
  of: ROUTE,
  min: 1,
  max: MAX_ROUTES,
  optional: true,
  doc: "route authorisations of others that overlap this space and that the recipient accepts",
} as const satisfies Field;

export const PREFIXES = {
  type: "list",
  of: { type: "resource" },
  min: 1,
  max: MAX_ROUTES,
  doc: "IPv4 or IPv6 prefixes",
} as const satisfies Field;
