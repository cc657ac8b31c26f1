/** Problems (RFC 9457) from refusals: which HTTP status a code has. */
import type { Refusal } from "@comity/canon";
import type { Problem } from "./shapes.ts";

export const PROBLEM_MEDIA = "application/problem+json";

/** Codes that are not a plain 400. */
const STATUS: { readonly [code: string]: number } = {
  "not-found": 404,
  "register-unknown": 404,
  "party-unknown": 404,
  "network-unknown": 404,
  "entry-unknown": 404,
  "decision-unknown": 404,
  "dataset-unknown": 404,
  "document-unknown": 404,
  "version-unknown": 404,
  "method-not-allowed": 405,
  "lane-gap": 409,
  "lane-fork": 409,
  "lane-taken": 409,
  "already-founded": 409,
  "not-founded": 409,
  "act-too-large": 413,
  "dataset-too-large": 413,
  "body-too-large": 413,
  "batch-too-large": 413,
  "media-type": 415,
  "signature-unknown": 422,
  "signature-invalid": 422,
  "signature-missing": 422,
  "dataset-missing": 422,
  "document-missing": 422,
  "rules-time": 422,
  "power-too-large": 422,
  "non-monotone": 422,
  "too-many-requests": 429,
  defect: 500,
  "rules-defect": 500,
  "rules-busy": 503,
  "queue-full": 503,
  "state-replaying": 503,
  "not-cosigned": 503,
  "drafts-full": 503,
  "streams-full": 503,
  stopping: 503,
  "store-failed": 503,
};

export const statusOf = (code: string): number => STATUS[code] ?? 400;

export function problemOf({ code, field, detail }: Refusal, status: number = statusOf(code)): Problem {
  return { type: `/docs/errors#${code}`, title: code.replaceAll("-", " "), status, code, field, detail };
}
