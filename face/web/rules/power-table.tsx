/** Power indices line by line, with the smallest coalitions that win or block. */
import type { VNode } from "preact";
import { sayRules as m } from "../messages/rules.ts";
import { Facts, Table } from "../parts/facts.tsx";
import { LIMIT, type Asked } from "./ask-power.ts";
import type { Group } from "./model.ts";
import type { Coalitions, PowerView } from "./power-view.ts";

type Props = { readonly groups: readonly Group[]; readonly asked: Asked | undefined };

export function PowerTable({ groups, asked }: Props): VNode {
  if (asked === undefined) return <p class="dim">{m.working}</p>;
  if (asked === "too-long") return <p class="empty">{m.tooLong(LIMIT)}</p>;
  if (!asked.ok) return <p class="empty">{m.powerFailed(asked.detail)}</p>;
  const { value } = asked;
  return (
    <>
      <Table
        caption={m.power}
        head={[m.group, m.shapley, m.normalised, m.banzhaf, m.prevent, m.initiate, m.bar]}
        numbers={[1, 2, 3, 4, 5]}
        rows={groups.flatMap(({ name, members }, g) => {
          const row = value.rows[g];
          if (row === null || row === undefined) return [];
          return [
            [
              <>
                {name} {members > 1 ? <span class="dim">{`${members} ×`}</span> : null}
              </>,
              row.shapley,
              row.normalised,
              row.banzhaf,
              row.prevent,
              row.initiate,
              <Bar share={row.whole} />,
            ],
          ];
        })}
      />
      <details>
        <summary>{m.helpTitle}</summary>
        <Facts facts={m.help} />
      </details>
      <Facts
        facts={[
          [m.collectivity, value.collectivity],
          [m.fewestWin, value.fewestWin ?? m.nobody],
          [m.fewestBlock, value.fewestBlock ?? m.nobody],
          [m.proper, value.proper === null ? m.properOpen : value.proper ? m.properYes : m.properNo],
          [m.method, value.methods],
          [m.assumptions, assumed(value)],
        ]}
      />
      <div class="pair">
        <Kinds title={m.minimalWinning} groups={groups} coalitions={value.winning} />
        <Kinds title={m.minimalBlocking} groups={groups} coalitions={value.blocking} />
      </div>
    </>
  );
}

function assumed({ assumptions, fullTurnout }: PowerView): VNode | undefined {
  const all = [...(fullTurnout ? [m.fullTurnout] : []), ...assumptions];
  return all.length === 0 ? undefined : <>{all.join("; ")}</>;
}

/** Decoration: the numbers stand beside it. */
const Bar = ({ share }: { readonly share: number }): VNode => (
  <svg class="tally power" width="90" height="10" viewBox="0 0 90 10" aria-hidden="true">
    <rect class="share" width={Math.min(90, Math.max(0, share * 90))} height="10" />
  </svg>
);

const spaced = (digits: string): string => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, "\u202f");
const SHOWN = 8;
type KindsProps = {
  readonly title: string;
  readonly groups: readonly Group[];
  readonly coalitions: Coalitions;
};

const Kinds = ({ title, groups, coalitions: { count, kinds } }: KindsProps): VNode => (
  <div>
    <h3>{title}</h3>
    <p class="dim">
      {count === "" ? m.unknown : m.coalitions(spaced(count))}
      {kinds === null ? `; ${m.tooMany}` : ""}
    </p>
    {kinds === null || kinds.length === 0 ? null : (
      <ul>
        {kinds.slice(0, SHOWN).map(({ counts, ways }) => (
          <li key={counts.join()}>
            {counts
              .map((k, g) => (k === 0 ? "" : `${k} ${groups[g]?.name ?? ""}`))
              .filter((text) => text !== "")
              .join(" + ")}
            <span class="dim">, {m.ways(spaced(ways))}</span>
          </li>
        ))}
        {kinds.length > SHOWN ? <li class="dim">{m.moreKinds(kinds.length - SHOWN)}</li> : null}
      </ul>
    )}
  </div>
);
