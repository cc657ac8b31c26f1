/** Error Report codes (RFC 6810 section 10, RFC 8210 section 12, 8210bis section 12): meaning, first version, severity. */
import type { Version } from "./pdu.ts";

export const ERROR = {
  corruptData: 0,
  internalError: 1,
  noData: 2,
  invalidRequest: 3,
  unsupportedVersion: 4,
  unsupportedType: 5,
  withdrawalOfUnknown: 6,
  duplicateAnnouncement: 7,
  unexpectedVersion: 8,
  providerList: 9,
  transport: 10,
  ordering: 11,
  restart: 12,
  shutdown: 13,
} as const;

type Meaning = { readonly name: string; readonly since: Version; readonly fatal: boolean };

const MEANINGS: readonly Meaning[] = [
  { name: "Corrupt Data", since: 0, fatal: true },
  { name: "Internal Error", since: 0, fatal: true },
  { name: "No Data Available", since: 0, fatal: false },
  { name: "Invalid Request", since: 0, fatal: true },
  { name: "Unsupported Protocol Version", since: 0, fatal: false },
  { name: "Unsupported PDU Type", since: 0, fatal: true },
  { name: "Withdrawal of Unknown Record", since: 0, fatal: true },
  { name: "Duplicate Announcement Received", since: 0, fatal: true },
  { name: "Unexpected Protocol Version", since: 1, fatal: true },
  { name: "ASPA Provider List Error", since: 2, fatal: true },
  { name: "Transport Error", since: 2, fatal: true },
  { name: "Ordering Error", since: 2, fatal: true },
  { name: "Cache Restart", since: 2, fatal: false },
  { name: "Cache Shutdown", since: 2, fatal: true },
];

export const errorName = (code: number): string => MEANINGS[code]?.name ?? `code ${code}`;

/** An unknown code counts as fatal: its sender gave up on the session. */
export const isFatal = (code: number): boolean => MEANINGS[code]?.fatal ?? true;

/** Whether a session of this version may carry the code. */
export const isCodeOf = (version: Version, code: number): boolean =>
  (MEANINGS[code]?.since ?? Number.POSITIVE_INFINITY) <= version;
