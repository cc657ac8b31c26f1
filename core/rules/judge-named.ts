/** Conditions about named members: vetoes and required supporters. */
import type { Explained } from "./evaluation.ts";
import type { Choice, Support, Veto, Who } from "./rule.ts";
import { INDEX, type ChamberCount } from "./tally.ts";

type Leaf = Omit<Explained, "path">;

export function judgeVeto(
  condition: Veto,
  chamber: ChamberCount,
  choices: readonly Choice[],
  over: Explained | undefined,
): Leaf {
  const vetoing: string[] = [];
  let final = false;
  let more = false;
  const offered = condition.counts.some((choice) => choices.includes(choice));
  for (let i = 0; i < chamber.seats.length; i++) {
    const seat = chamber.seats[i]!;
    if (!means(condition.who, seat.member, seat.roles)) continue;
    const vetoes = condition.counts.some((choice) => chamber.positions[i] === INDEX[choice]);
    if (vetoes) vetoing.push(seat.member);
    if (chamber.free[i] === 1) more ||= offered;
    else final ||= vetoes;
  }
  const overrides = over?.holds === true;
  return {
    kind: "veto",
    chamber: condition.chamber,
    holds: vetoing.length === 0 || overrides,
    mayHold: !final || over?.mayHold === true,
    mayFail: (final || more) && over?.mayFail !== false,
    left: vetoing.length,
    comparator: "<=",
    right: 0,
    ...(vetoing.length > 0 && overrides ? { because: "overridden" } : {}),
    ...(vetoing.length > 0 ? { who: vetoing } : {}),
    ...(over === undefined ? {} : { of: [over] }),
  };
}

export function judgeSupport(condition: Support, chamber: ChamberCount): Leaf {
  const missing: string[] = [];
  let meant = 0;
  let now = 0;
  let best = 0;
  let worst = 0;
  for (let i = 0; i < chamber.seats.length; i++) {
    const seat = chamber.seats[i]!;
    if (chamber.counted[i] !== 1 || !means(condition.who, seat.member, seat.roles)) continue;
    meant++;
    const yes = chamber.positions[i] === INDEX.yes;
    if (yes) now++;
    else missing.push(seat.member);
    if (chamber.free[i] === 1) best++;
    else if (yes) {
      best++;
      worst++;
    }
  }
  const { kind, chamber: id } = condition;
  if (meant === 0) {
    const holds = condition.onNone === "holds";
    return { kind, chamber: id, holds, mayHold: holds, mayFail: !holds, because: "nobody" };
  }
  const need = condition.number ?? meant;
  const holds = now >= need;
  return {
    kind,
    chamber: id,
    holds,
    mayHold: best >= need,
    mayFail: worst < need,
    left: now,
    comparator: ">=",
    right: need,
    ...(holds ? {} : { who: missing }),
  };
}

const means = (who: Who, member: string, roles: readonly string[] | undefined): boolean =>
  "role" in who ? roles?.includes(who.role) === true : who.members.includes(member);
