/** The log, newest first, growing while one looks; or a stretch of it from an index on. */
import type { BlockEvent, EntryView, LogPage } from "@comity/api";
import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { toParty } from "../links.ts";
import { say } from "../messages.ts";
import { sayHome } from "../messages/home.ts";
import { sayLog } from "../messages/log.ts";
import { type Page, type ViewProps } from "../page.ts";
import { Table } from "../parts/facts.tsx";
import { Outcome } from "../parts/outcome.tsx";
import { EntryLink, Hash } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";
import { onBlock } from "../live.ts";

const m = sayLog;
const KEPT = 200;
type Points = readonly { readonly time: number; readonly size: number }[];

function View({ data, context, api }: ViewProps<LogPage>): VNode {
  const from = context.query.get("from");
  const fresh = useSignal<readonly EntryView[]>([]);
  const grown = useSignal(0);
  const Growth = useSignal<ComponentType<{ points: Points }> | undefined>(undefined);
  useEffect(() => {
    void import("../parts/growth.tsx").then((module) => {
      Growth.value = module.Growth;
    });
    if (from !== null) return undefined;
    return onBlock(api, data.size, (event: BlockEvent) => {
      grown.value += event.entries.length;
      fresh.value = [...[...event.entries].reverse(), ...fresh.value].slice(0, KEPT);
    });
  }, [from]);
  const items = [...fresh.value, ...data.items];
  const step = 100;
  const lowest = items.at(-1)?.index ?? 0;
  return (
    <>
      <h1>{m.title}</h1>
      <p class="lead">{m.lead}</p>
      <p class="dim">
        {sayHome.root} <Hash hash={data.root} />
      </p>
      {from === null ? (
        <p role="status" class="dim">
          {grown.value === 0 ? m.live : m.grown(grown.value)}
        </p>
      ) : null}
      {Growth.value === undefined ? null : (
        <Growth.value points={items.map((e) => ({ time: e.time, size: e.index + 1 }))} />
      )}
      {items.length === 0 ? (
        <p class="empty">{m.none}</p>
      ) : (
        <Table
          caption={m.title}
          head={[m.index, m.time, m.kind, m.party, m.outcome, m.says]}
          numbers={[0]}
          rows={items.map((e) => [
            <EntryLink index={e.index} />,
            <Time at={e.time} />,
            e.act?.kind ?? "",
            e.act === undefined ? "" : <a href={toParty(e.act.by)}>{e.act.by}</a>,
            <Outcome entry={e} />,
            e.says,
          ])}
        />
      )}
      <p class="pager">
        {from === null ? null : <a href="/entries">{m.newer}</a>}{" "}
        {from === null && lowest > 0 ? (
          <a href={`/entries?from=${Math.max(0, lowest - step)}`}>{m.older} →</a>
        ) : null}{" "}
        {data.next !== undefined && from !== null ? (
          <a rel="next" href={`/entries?from=${data.next}`}>
            {say.more} →
          </a>
        ) : null}{" "}
        {lowest > 0 ? <a href="/entries?from=0">{m.first}</a> : null}
      </p>
    </>
  );
}

export const page: Page<LogPage> = {
  load(api, context) {
    const from = context.query.get("from");
    return api.get("log", { limit: 100, ...(from === null ? {} : { from }) });
  },
  title: () => m.title,
  View,
};
