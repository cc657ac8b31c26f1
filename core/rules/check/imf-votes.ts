/** `{members: [{member, quota_mSDR, votes, …}], total_votes_estimate, derived_tests}`: the largest members of the IMF. */
import { decimal, fromNumber, multiply, ratio, toNumber } from "../power/ratio.ts";
import { leastReaching } from "../power/weighted.ts";
import {
  Checks,
  isList,
  isObject,
  isWhole,
  isWholes,
  unknownKeys,
  type CheckReport,
  type Fields,
} from "./report.ts";

type Row = { readonly member: string; readonly votes: number };
const KNOWN = ["note", "members", "implied_basic_votes", "total_votes_estimate", "source", "derived_tests"];
const ROW = ["member", "quota_mSDR", "quota_pct", "votes", "votes_pct"];

export function checkImfVotes(document: Fields): CheckReport {
  const checks = new Checks();
  for (const key of unknownKeys(document, KNOWN)) checks.failed(key, "unknown field of the file");
  const total = document["total_votes_estimate"];
  const rows: Row[] = [];
  const basic: number[] = [];
  if (!isWhole(total) || total === 0)
    checks.failed("total_votes_estimate", "expected a positive whole number");
  else {
    for (const each of document["members"] as readonly unknown[]) {
      const row = checkRow(each, total, basic, checks);
      if (row !== null) rows.push(row);
    }
    const sum = rows.reduce((a, { votes }) => a + votes, 0);
    checks.is("sum of votes", sum <= total, () => `the members have ${sum} votes, more than all: ${total}`);
    const derived = document["derived_tests"] ?? [];
    if (!isList(derived)) checks.failed("derived_tests", "expected a list");
    else for (const test of derived) checkClaim(test, rows, total, checks);
  }
  checkBasic(rows, basic, checks);
  const stated = document["implied_basic_votes"];
  if (stated !== undefined) {
    const same =
      isWholes(stated) && stated.length === basic.length && stated.every((each, i) => each === basic[i]);
    checks.is("implied basic votes", same, () => `computed: ${basic.join(", ")}`);
  }
  return checks.report("imf-votes");
}

/** The basic votes are the same for all: what most members have is right. */
function checkBasic(rows: readonly Row[], basic: readonly number[], checks: Checks): void {
  const times = new Map<number, number>();
  for (const each of basic) times.set(each, (times.get(each) ?? 0) + 1);
  const [most] = [...times].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (basic.length < rows.length) return checks.failed("basic votes", "every member has a quota_mSDR");
  for (const [i, { member }] of rows.entries()) {
    checks.is(`${member}: basic votes`, basic[i] === most, () => `${basic[i]}, most members have ${most}`);
  }
}

/** One vote per 100,000 SDR of quota, plus the basic votes, which are the same for every member. */
function checkRow(each: unknown, total: number, basic: number[], checks: Checks): Row | null {
  if (!isObject(each) || typeof each["member"] !== "string" || !isWhole(each["votes"])) {
    checks.failed("members", "a row has a member and its votes, a whole number");
    return null;
  }
  const { member, votes } = each as unknown as Row;
  for (const key of unknownKeys(each, ROW)) checks.failed(`${member}: ${key}`, "unknown field of a member");
  const quota = each["quota_mSDR"];
  if (typeof quota === "number") {
    // Quotas have one decimal: ten times a quota is a whole number of votes.
    const own = votes - Math.round(quota * 10);
    basic.push(own);
  }
  const percent = each["votes_pct"];
  if (percent !== undefined) {
    const exact = ratio(BigInt(votes) * 100n, BigInt(total));
    // The total is an estimate: the last printed digit may be off by one.
    const near = typeof percent === "number" && Math.abs(percent - toNumber(exact)) <= 0.0101;
    checks.is(
      `${member}: share of votes`,
      near,
      () => `${JSON.stringify(percent)} %, exact ${decimal(exact, 4)} %`,
    );
  }
  return { member, votes };
}

function checkClaim(test: unknown, rows: readonly Row[], total: number, checks: Checks): void {
  const claim = isObject(test) ? test["claim"] : undefined;
  if (!isObject(test) || typeof claim !== "string") return checks.failed("derived_tests", "expected a claim");
  const name = `claim: ${claim}`;
  const blocking = /^single-member blocking of an? ([0-9.]+) ?% decision$/.exec(claim);
  if (blocking !== null) {
    const share = fromNumber(Number(blocking[1]));
    const percent = multiply(share, ratio(1n, 100n));
    const fraction = { num: Number(percent.num), den: Number(percent.den) };
    const quota = leastReaching({ share: fraction, comparator: ">=" }, total);
    const blockers = rows.filter(({ votes }) => total - votes < quota).map(({ member }) => member);
    const same = JSON.stringify(test["expect"]) === JSON.stringify(blockers);
    return checks.is(name, same, () => `computed: ${blockers.join(", ")}`);
  }
  const top = /^top-([0-9]+) share of total votes$/.exec(claim);
  if (top !== null) {
    const sorted = rows.map(({ votes }) => votes).sort((a, b) => b - a);
    const number = Number(top[1]);
    if (number > sorted.length) return checks.failed(name, `the file lists ${sorted.length} members only`);
    const votes = sorted.slice(0, number).reduce((a, b) => a + b, 0);
    const exact = ratio(BigInt(votes), BigInt(total));
    const value = test["value"];
    return checks.is(name, typeof value === "number" && Math.abs(value - toNumber(exact)) <= 0.5e-4, () =>
      decimal(exact, 6),
    );
  }
  const nakamoto = /^members needed to block an? ([0-9.]+) ?% decision$/.exec(claim);
  if (nakamoto === null) return checks.failed(name, "unknown claim: the words are part of the format");
  const percent = multiply(fromNumber(Number(nakamoto[1])), ratio(1n, 100n));
  const quota = leastReaching(
    { share: { num: Number(percent.num), den: Number(percent.den) }, comparator: ">=" },
    total,
  );
  let left = total;
  let needed = 0;
  for (const { votes } of rows.toSorted((a, b) => b.votes - a.votes)) {
    if (left < quota) break;
    left -= votes;
    needed++;
  }
  checks.is(name, test["value"] === needed, () => `computed: ${needed}`);
}
