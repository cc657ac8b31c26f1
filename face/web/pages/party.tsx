/** A party: seats, what it holds, its keys and mandates, its lanes. */
import type { Party } from "@comity/api";
import type { VNode } from "preact";
import { withQuery } from "../links.ts";
import { say } from "../messages.ts";
import { sayParty } from "../messages/party.ts";
import { afterOf, atOf, type Page, type ViewProps } from "../page.ts";
import { Facts, Section, Table } from "../parts/facts.tsx";
import { History } from "../parts/history.tsx";
import { Pager } from "../parts/pager.tsx";
import { EntryLink, Hash, ResourceLink, TermsText } from "../parts/refs.tsx";
import { recordProof } from "../parts/record-proof.ts";
import { Time } from "../parts/time.tsx";
import { VerifyThis } from "../parts/verify-this.tsx";
import { seatsText } from "./parties.tsx";

const m = sayParty;

const View = ({ data, context, api }: ViewProps<Party>): VNode => (
  <div class="sheet">
    <div>
      <h1>
        <span class="mono">{data.id}</span>{" "}
        {data.name === undefined ? null : <span class="sub">{data.name}</span>}
      </h1>
      <Facts
        facts={[
          [m.kind, data.kind],
          [m.status, m[data.status]],
          [m.seats, seatsText(data.seats)],
          [m.label, data.label],
          [
            m.joined,
            <>
              <Time at={data.joinedAt} />, {say.entry.title(data.joined).toLowerCase()}
            </>,
          ],
          [m.locked, data.lockedUntil === undefined ? undefined : <Time at={data.lockedUntil} />],
          [
            m.suspendedUntil,
            data.suspendedUntil === undefined ? undefined : <Time at={data.suspendedUntil} />,
          ],
          [m.recovery, data.recovery ? m.recoveryOpen : undefined],
          [say.resource.since, <EntryLink index={data.since} />],
        ]}
      />
      <Section title={m.holdings} id="holdings">
        {data.holdings.items.length === 0 ? (
          <p class="empty">{m.holdingsNone}</p>
        ) : (
          <Table
            caption={m.holdings}
            head={[say.resource.resource, say.resource.terms, m.from, say.resource.entry]}
            numbers={[3]}
            rows={data.holdings.items.map((h) => [
              <ResourceLink text={h.resource} at={context.at} />,
              <TermsText terms={h.terms} />,
              say.resource.from[h.from] ?? h.from,
              <EntryLink index={h.since} />,
            ])}
          />
        )}
        <Pager path={withQuery(context.path, "after", undefined)} next={data.holdings.next} />
      </Section>
      <Section title={m.keys} lead={m.keysLead}>
        <Table
          caption={m.keys}
          head={[m.key, m.kinds, m.lanes, m.valid]}
          rows={data.policy.keys.map((k) => [
            <span class="mono key">{k.key}</span>,
            k.kinds?.join(", ") ?? m.any,
            k.lanes?.join(", ") ?? m.any,
            k.from === undefined && k.until === undefined ? (
              m.always
            ) : (
              <>
                {k.from === undefined ? "" : <Time at={k.from} />} –{" "}
                {k.until === undefined ? "" : <Time at={k.until} />}
              </>
            ),
          ])}
        />
        {data.policy.thresholds.length === 0 ? null : (
          <ul>
            {data.policy.thresholds.map((t) => (
              <li key={t.kinds.join()}>{m.threshold(t.k, t.kinds.join(", "))}</li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={m.chain} lead={m.chainLead}>
        <Table
          caption={m.chain}
          head={[m.lane, m.seq, m.hash]}
          numbers={[1]}
          rows={data.lanes.map((l) => [l.lane, say.number(l.seq), <Hash hash={l.prev} />])}
        />
      </Section>
      <History
        path={context.path}
        events={[
          { index: data.joined, what: m.joined },
          ...(data.since === data.joined ? [] : [{ index: data.since, what: m.changed }]),
          ...data.holdings.items.map((h) => ({
            index: h.since,
            what: `${h.resource} ${say.resource.from[h.from] ?? h.from}`,
          })),
          ...data.equivocations.map((e) => ({ index: e.index, what: m.double })),
        ]}
      />
      {data.equivocations.length === 0 ? null : (
        <Section title={m.double} lead={m.doubleLead}>
          <Table
            caption={m.double}
            head={[m.lane, m.seq, say.resource.entry]}
            rows={data.equivocations.map((e) => [e.lane, say.number(e.seq), <EntryLink index={e.index} />])}
          />
        </Section>
      )}
    </div>
    <aside>
      <VerifyThis api={api} at={context.at} proofs={[recordProof(api, "parties", `party/${data.id}`)]} />
      <p class="links">
        <a href={api.url("party", { id: data.id, ...atOf(context) })}>{say.foot.json}</a>
      </p>
    </aside>
  </div>
);

export const page: Page<Party> = {
  load: (api, context) => api.get("party", { id: context.name, ...afterOf(context), ...atOf(context) }),
  title: (data) => data.name ?? data.id,
  View,
};
