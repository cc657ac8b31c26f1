/** Proposals and cases, newest first, all or only the running or finished ones. */
import type { Decisions, DecisionSummary } from "@comity/api";
import type { VNode } from "preact";
import { toDecision, withQuery } from "../links.ts";
import { sayDecision } from "../messages/decision.ts";
import { afterOf, type Page, type ViewProps } from "../page.ts";
import { Table } from "../parts/facts.tsx";
import { Pager } from "../parts/pager.tsx";
import { PartyLink } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";

const m = sayDecision;
const FILTERS = [
  ["", m.all],
  ["open", m.open],
  ["closed", m.closed],
] as const;

const View = ({ data, context }: ViewProps<Decisions>): VNode => {
  const chosen = context.query.get("phase") ?? "";
  return (
    <>
      <h1>{m.list}</h1>
      <p class="lead">{m.lead}</p>
      <p class="filter">
        {m.filter}:{" "}
        {FILTERS.map(([phase, text]) => (
          <a
            key={phase}
            href={phase === "" ? "/decisions" : `/decisions?phase=${phase}`}
            aria-current={phase === chosen ? "true" : undefined}
          >
            {text}
          </a>
        ))}
      </p>
      {data.items.length === 0 ? (
        <p class="empty">{m.none}</p>
      ) : (
        <Table
          caption={m.list}
          head={[m.title, m.by, m.phase, m.classes, m.opened, m.due]}
          rows={data.items.map((d) => [
            <>
              <a href={toDecision(d.id)}>{d.title}</a> <span class="dim mono">{d.id}</span>
              {d.isCase ? (
                <>
                  {" "}
                  <span class="tag">{m.case}</span>
                </>
              ) : null}
            </>,
            <PartyLink party={d.by} />,
            <Phase phase={d.phase} />,
            d.classes.join(", "),
            <Time at={d.opened} />,
            d.due === undefined ? "" : <Time at={d.due} />,
          ])}
        />
      )}
      <Pager path={withQuery(context.path, "after", undefined)} next={data.next} />
    </>
  );
};

export const Phase = ({ phase }: { readonly phase: DecisionSummary["phase"] }): VNode => (
  <span class={`phase is-${phase}`}>{m.phases[phase]}</span>
);

export const page: Page<Decisions> = {
  load(api, context) {
    const phase = context.query.get("phase");
    return api.get("decisions", { ...afterOf(context), ...(phase === null ? {} : { phase }) });
  },
  title: () => m.list,
  View,
};
