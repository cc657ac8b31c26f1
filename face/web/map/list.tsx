/** The facts of the map as a list: runs of equal blocks. */
import type { MapCells, MapLegend } from "@comity/api";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayMap } from "../messages/map.ts";
import { Table } from "../parts/facts.tsx";
import { ResourceLink } from "../parts/refs.tsx";
import { runsOf } from "./blocks.ts";

const m = sayMap;
const STEP = 50;

/** What a cell means, in words: `published record, apnic, AU, allocated`. */
export const legendText = ({ kind, holder, code, status }: MapLegend): string =>
  [m.kinds[kind], holder, code, status].filter((part) => part !== undefined && part !== "").join(", ");

export function MapList({ cells }: { readonly cells: MapCells }): VNode {
  const shown = useSignal(STEP);
  const runs = runsOf(cells);
  const rows = runs.slice(0, shown.value);
  return (
    <details class="map-list">
      <summary>
        {m.list}: {cells.prefix}, {say.number(runs.length)}
      </summary>
      <Table
        caption={`${m.list}, ${cells.prefix}`}
        head={[m.first, m.last, m.blocks, m.what]}
        numbers={[2]}
        rows={rows.map((run) => [
          <ResourceLink text={run.first} />,
          <span class="mono">{run.last}</span>,
          say.number(run.blocks),
          legendText(cells.legend[run.code]!),
        ])}
      />
      {rows.length < runs.length ? (
        <p>
          <button
            type="button"
            class="needs-script"
            onClick={() => {
              shown.value += STEP * 4;
            }}
          >
            {m.showMore}
          </button>
        </p>
      ) : null}
    </details>
  );
}
