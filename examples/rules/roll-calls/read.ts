/**
 * Recorded roll calls of the General Assembly (Voeten; unvotes package, CC0): one file of votes, one of roll calls,
 * told apart by their headers. Absent members are not rows; members are known by the name that the data give them.
 */
import { records } from "./csv.ts";

/** Position in `RollCall.votes`. */
export const ABSENT = 0;
export const YES = 1;
export const NO = 2;
export const ABSTAIN = 3;

export type RollCall = {
  readonly id: number;
  readonly session: number;
  /** As recorded; in older sessions not always the day of the vote. */
  readonly date: string;
  /** Symbols do not identify a roll call: some are empty, some are used several times. */
  readonly symbol: string;
  readonly amendment: boolean;
  readonly paragraph: boolean;
  readonly title: string;
  /** By index of `RollCalls.members`. */
  readonly votes: Uint8Array;
};

export type RollCalls = {
  readonly members: readonly string[];
  readonly calls: readonly RollCall[];
  /** Members that voted at least once in the session: membership itself is not recorded. */
  readonly sessions: ReadonlyMap<number, readonly number[]>;
};

const VOTES = ["rcid", "session", "date", "resolution", "iso2", "country", "vote"];
const CALLS = ["rcid", "session", "importantvote", "date", "unres", "amend", "para", "short", "descr"];
const CODES: ReadonlyMap<string, number> = new Map([
  ["yes", YES],
  ["no", NO],
  ["abstain", ABSTAIN],
]);

/** What a file is by its first line, or null. */
export function kindOf(text: string): "votes" | "calls" | null {
  const header = records(text.slice(0, 1000)).next().value ?? [];
  if (header.join() === VOTES.join()) return "votes";
  return header.join() === CALLS.join() ? "calls" : null;
}

/** Throws `SyntaxError` with the record's number when a record is not of its kind. */
export function readRollCalls(callsText: string, votesText: string): RollCalls {
  const indexes = new Map<string, number>();
  const cast = new Map<number, number[]>();
  let line = 0;
  for (const row of records(votesText)) {
    if (line++ === 0) continue;
    const [rcid, , , , , country, vote] = row;
    const code = CODES.get(vote ?? "");
    if (row.length !== VOTES.length || code === undefined || country === "") {
      throw new SyntaxError(`votes, record ${line}: expected ${VOTES.join()}`);
    }
    let member = indexes.get(country!);
    if (member === undefined) indexes.set(country!, (member = indexes.size));
    const id = whole(rcid!, line);
    const list = cast.get(id);
    if (list === undefined) cast.set(id, [member, code]);
    else list.push(member, code);
  }
  const calls: RollCall[] = [];
  const seen = new Map<number, Set<number>>();
  line = 0;
  for (const row of records(callsText)) {
    if (line++ === 0) continue;
    if (row.length !== CALLS.length)
      throw new SyntaxError(`roll calls, record ${line}: expected ${CALLS.join()}`);
    const [rcid, session, , date, symbol, amend, para, short, descr] = row as [string, ...string[]];
    const votes = new Uint8Array(indexes.size);
    const id = whole(rcid, line);
    const number = whole(session!, line);
    const here = seen.get(number) ?? new Set<number>();
    seen.set(number, here);
    const list = cast.get(id) ?? [];
    for (let i = 0; i < list.length; i += 2) {
      votes[list[i]!] = list[i + 1]!;
      here.add(list[i]!);
    }
    calls.push({
      id,
      session: number,
      date: date!,
      symbol: symbol!,
      amendment: amend === "1",
      paragraph: para === "1",
      title: short === "" ? descr!.slice(0, 120) : short!,
      votes,
    });
  }
  const sessions = new Map(
    [...seen].map(([session, members]) => [session, [...members].sort((a, b) => a - b)]),
  );
  return { members: [...indexes.keys()], calls, sessions };
}

function whole(text: string, line: number): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new SyntaxError(`record ${line}: "${text}" is not a number`);
  return Number(text);
}
