/**
 * `zone`: one line a record of a DNS zone, `owner|TTL|type|data`. The owner is absolute and in lower case, with escapes as
 * in RFC 1035; the data is the presentation form of its type, and to this reader any text.
 */
import type { Result } from "@comity/canon";
import type { SetHeader } from "./set-header.ts";
import { readLines, type Sign } from "./set-lines.ts";

export type ZoneLine = {
  readonly owner: string;
  readonly ttl: number;
  readonly type: string;
  readonly data: string;
};

export const zoneLine = ({ data, owner, ttl, type }: ZoneLine): string => `${owner}|${ttl}|${type}|${data}`;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const compareZoneLines = (a: ZoneLine, b: ZoneLine): number =>
  order(a.owner, b.owner) || order(a.type, b.type) || a.ttl - b.ttl || order(a.data, b.data);

const LABEL = String.raw`(?:[^\\.A-Z| ]|\\(?:[0-9]{3}|[^0-9A-Z| ])){1,252}`;
const OWNER = new RegExp(String.raw`^(?:\.|(?:${LABEL}\.)+)$`);
const MAX_OWNER = 1_016;
const MAX_DATA = 140_000;

function parse(line: string): ZoneLine | string {
  const first = line.indexOf("|");
  const second = line.indexOf("|", first + 1);
  const third = line.indexOf("|", second + 1);
  if (first < 0 || second < 0 || third < 0) return "expected owner|TTL|type|data";
  const owner = line.slice(0, first);
  const seconds = line.slice(first + 1, second);
  const type = line.slice(second + 1, third);
  const data = line.slice(third + 1);
  if (owner.length > MAX_OWNER || !OWNER.test(owner)) return "the owner is absolute and in lower case";
  const ttl = /^(?:0|[1-9][0-9]{0,9})$/.test(seconds) ? Number(seconds) : 2 ** 31;
  if (ttl >= 2 ** 31) return "the TTL is a number of seconds";
  if (!/^[A-Z][A-Z0-9-]{0,15}$/.test(type)) return "the type is a mnemonic or TYPE and a number";
  if (data === "" || data.length > MAX_DATA || data.trim() !== data)
    return `the data has 1 to ${MAX_DATA} characters and no blanks around it`;
  return { owner, ttl, type, data };
}

/** Whether a name lies at or below another (both absolute texts): the dot before it is no escaped one. */
function isBelow(owner: string, apex: string): boolean {
  if (apex === "." || owner === apex) return true;
  if (!owner.endsWith(`.${apex}`)) return false;
  let at = owner.length - apex.length - 2;
  let backslashes = 0;
  while (owner[at--] === "\\") backslashes++;
  return backslashes % 2 === 0;
}

/** Codes as `readLines`; a zone has one SOA record, with the header's serial, and nothing outside of it. */
export function readZoneSet(
  bytes: Uint8Array,
  visit: (record: ZoneLine, sign: Sign) => void = () => undefined,
): Result<SetHeader> {
  const soas: ZoneLine[] = [];
  const gone: ZoneLine[] = [];
  const owners = new Set<string>();
  const done = ({ base, serial }: SetHeader): string | undefined => {
    const [soa] = soas;
    if (soa === undefined || soas.length > 1) return "a zone has one SOA record";
    if (soa.data.split(" ")[2] !== serial) return "the header's serial is that of the SOA record";
    if (base !== undefined && (gone.length !== 1 || gone[0]!.owner !== soa.owner))
      return "changes of a zone replace its SOA record";
    for (const owner of owners) if (!isBelow(owner, soa.owner)) return `${owner} lies outside of the zone`;
    return undefined;
  };
  const unit = (): string => "records";
  return readLines(bytes, { kind: "zone", parse, compare: compareZoneLines, unit, done }, (record, sign) => {
    owners.add(record.owner);
    if (record.type === "SOA") (sign < 0 ? gone : soas).push(record);
    visit(record, sign);
  });
}
