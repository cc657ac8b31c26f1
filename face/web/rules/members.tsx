/** Who votes: lines of equal members, how many, how heavy, and how they vote. */
import type { VNode } from "preact";
import { sayRules as m } from "../messages/rules.ts";
import { MOST_GROUPS, MOST_MEMBERS, MOST_WEIGHT, type Group, type Side } from "./model.ts";
import { line, rootsOf, seatedIn } from "./start.ts";
import { whole } from "./words.tsx";

type Props = {
  readonly side: Side;
  readonly change: (groups: readonly Group[]) => void;
};

export function Members({ side, change }: Props): VNode {
  const { groups, text, rule } = side;
  const set = (g: number, more: Partial<Group>): void =>
    change(groups.map((each, i) => (i === g ? fit({ ...each, ...more }) : each)));
  const roots = rootsOf(text, Object.keys(text.rules[rule]?.electorates ?? {}));
  return (
    <>
      {groups.map((group, g) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines are known by their place, names may change
        <fieldset class="line" key={g}>
          <legend class="hidden">{group.name}</legend>
          <div class="row">
            <input
              class="line-name"
              aria-label={`${m.name}: ${group.name}`}
              value={group.name}
              maxLength={60}
              onInput={(event) => set(g, { name: event.currentTarget.value })}
            />
            <label>
              {m.count}{" "}
              <input
                type="number"
                min={0}
                max={MOST_MEMBERS}
                value={group.members}
                onInput={(event) => whole(event.currentTarget, (n) => set(g, resized(group, n)))}
              />
            </label>
            {weightName(side, group) === undefined ? null : (
              <label>
                {weightName(side, group)}{" "}
                <input
                  type="number"
                  min={0}
                  max={MOST_WEIGHT}
                  value={group.weight}
                  onInput={(event) => whole(event.currentTarget, (n) => set(g, { weight: n }))}
                />
              </label>
            )}
            <button
              type="button"
              class="quiet"
              aria-label={`${m.remove}: ${group.name}`}
              title={m.remove}
              onClick={() => change(groups.filter((_, i) => i !== g))}
            >
              ×
            </button>
          </div>
          <div class="votes">
            {(["yes", "no", "abstain"] as const).map((choice) => (
              <label key={choice} class={`choice-${choice}`}>
                <span>{m[choice]}</span>
                <input
                  type="range"
                  min={0}
                  max={group.members}
                  value={group[choice]}
                  onInput={(event) => set(g, moved(group, choice, Number(event.currentTarget.value)))}
                />
                <output>{group[choice]}</output>
              </label>
            ))}
          </div>
          <p class="dim small">
            {[
              ...group.roles.map((role) => m.role(role)),
              ...group.chambers.map((chamber) => m.sits(text.chambers[chamber]?.name ?? chamber)),
              m.rest(group.members - group.yes - group.no - group.abstain),
            ].join("; ")}
          </p>
        </fieldset>
      ))}
      {groups.length >= MOST_GROUPS ? null : (
        <p class="row">
          {roots.map((root) => (
            <button
              key={root}
              type="button"
              onClick={() => change([...groups, line(newName(groups), 1, 1, { ...seatedIn(text, root) })])}
            >
              + {m.add}
              {roots.length === 1 ? "" : `: ${text.chambers[root]?.name ?? root}`}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

const newName = (groups: readonly Group[]): string => {
  const taken = groups.filter(({ name }) => name.startsWith(m.newGroup)).length;
  return taken === 0 ? m.newGroup : `${m.newGroup} ${taken + 1}`;
};

/** Undefined where all weigh the same whatever it says. */
function weightName({ text, rule }: Side, group: Group): string | undefined {
  for (const id of Object.keys(text.rules[rule]?.electorates ?? {})) {
    const chamber = text.chambers[id];
    if (chamber === undefined || !sitsIn(group, id, text)) continue;
    if (chamber.weights.kind === "measured") return m.weightOf(chamber.weights.figure.replaceAll("-", " "));
    if (chamber.weights.kind === "declared") return m.weight;
  }
  return undefined;
}

const sitsIn = (group: Group, id: string, text: Side["text"]): boolean =>
  rootsOf(text, [id]).some((root) => {
    const seat = seatedIn(text, root);
    return (
      seat.chambers.some((c) => group.chambers.includes(c)) || seat.roles.some((r) => group.roles.includes(r))
    );
  });

/** Newcomers vote as most of their line does. */
function resized(group: Group, members: number): Partial<Group> {
  const more = members - group.members;
  if (more > 0) {
    const most = (["yes", "no", "abstain"] as const).toSorted((a, b) => group[b] - group[a])[0]!;
    return { members, [most]: group[most] + more };
  }
  return { members };
}

/** What one slider takes, the others give: first those who do not vote, then abstentions, no, yes. */
function moved(group: Group, choice: "yes" | "no" | "abstain", value: number): Partial<Group> {
  let over = value + group.yes + group.no + group.abstain - group[choice] - group.members;
  const next = { yes: group.yes, no: group.no, abstain: group.abstain, [choice]: value };
  for (const other of ["abstain", "no", "yes"] as const) {
    if (other === choice || over <= 0) continue;
    const taken = Math.min(over, next[other]);
    next[other] -= taken;
    over -= taken;
  }
  return next;
}

function fit(group: Group): Group {
  const yes = Math.min(group.yes, group.members);
  const no = Math.min(group.no, group.members - yes);
  return { ...group, yes, no, abstain: Math.min(group.abstain, group.members - yes - no) };
}
