/** A decision: what is missing, its dates, measures, conditions with their numbers, ballots, and the rules in words. */
import type { Client, Decision } from "@comity/api";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayDecision } from "../messages/decision.ts";
import { atOf, type Page, type ViewProps } from "../page.ts";
import { Conditions } from "../parts/conditions.tsx";
import { DocumentLink, DocumentsOf } from "../parts/document-link.tsx";
import { Facts, Section, Table } from "../parts/facts.tsx";
import { EntryLink, Hash, PartyLink } from "../parts/refs.tsx";
import { Time } from "../parts/time.tsx";
import { RuleWords } from "../parts/rule-words.tsx";
import { recordProof } from "../parts/record-proof.ts";
import { VerifyThis, type Proof } from "../parts/verify-this.tsx";
import { Phase } from "./decisions.tsx";

const m = sayDecision;

const View = ({ data, context, api }: ViewProps<Decision>): VNode => (
  <div class="sheet">
    <div>
      <h1>
        {data.title} <span class="sub mono">{data.id}</span>
      </h1>
      <Facts
        facts={[
          [
            m.phase,
            <>
              <Phase phase={data.phase} />
              {data.isCase ? (
                <>
                  {" "}
                  <span class="tag">{m.case}</span>
                </>
              ) : null}
            </>,
          ],
          [m.by, <PartyLink party={data.by} />],
          [m.classes, data.rules.map((r) => m.rule(r.class, r.version)).join("; ")],
          [m.opened, <Time at={data.opened} />],
          [m.outcome, data.outcome],
          [m.text, data.record.text === undefined ? undefined : <DocumentLink hash={data.record.text} />],
          [say.resource.since, <EntryLink index={data.record.since} />],
        ]}
      />
      {isOpen(data.phase) ? (
        <Section title={m.missing}>
          {data.missing.length === 0 ? (
            <p class="dim">{m.missingNone}</p>
          ) : (
            <ul class="missing">
              {data.missing.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
        </Section>
      ) : null}
      <Measures data={data} />
      <Section title={m.conditions}>
        {data.evaluations.length === 0 ? (
          <p class="dim">{m.conditionsNone}</p>
        ) : (
          <Conditions evaluations={data.evaluations} rules={data.rules} />
        )}
      </Section>
      <Polls data={data} />
      <Process data={data} />
      <Voters data={data} />
      <Section title={m.rules}>
        {data.rules.map((rule) => (
          <details key={rule.class}>
            <summary>{m.rule(rule.class, rule.version)}</summary>
            <RuleWords lines={rule.explained} />
          </details>
        ))}
      </Section>
    </div>
    <aside>
      <Section title={m.dates}>
        <ol class="timeline">
          {data.timeline.map((step) => (
            <li key={`${step.time}${step.what}`} class={step.past ? "past" : "next"}>
              <Time at={step.time} /> <span class="hidden">({step.past ? m.past : m.next})</span>
              <div>{step.what}</div>
            </li>
          ))}
        </ol>
      </Section>
      <VerifyThis api={api} proofs={proofsOf(data, api)} />
      <p class="links">
        <a href={api.url("decision", { id: data.id, ...atOf(context) })}>{say.foot.json}</a>
      </p>
    </aside>
  </div>
);

const isOpen = (phase: Decision["phase"]): boolean =>
  phase === "notice" || phase === "voting" || phase === "appeal" || phase === "waiting";

/** The proposal, and each ballot as a record of the state. */
const proofsOf = (data: Decision, api: Client): Proof[] => [
  recordProof(api, "decisions", `proposal/${data.id}`),
  ...data.polls.flatMap((poll) =>
    poll.ballots.map((ballot) =>
      recordProof(api, "decisions", `ballot/${data.id}/${poll.number}/${ballot.party.id}`),
    ),
  ),
];

const Measures = ({ data }: { readonly data: Decision }): VNode => (
  <Section title={m.measures} lead={m.measuresLead}>
    <ol>
      {data.measures.map((measure) => (
        <li key={JSON.stringify(measure)}>
          {measure.summary} <span class="tag">{measure.kind}</span>
          <DocumentsOf body={measure.body} />
          <details>
            <summary>{say.entry.body}</summary>
            <pre>{JSON.stringify(measure.body, null, 2)}</pre>
          </details>
        </li>
      ))}
    </ol>
    <p class="dim">
      {m.hash} <Hash hash={data.record.measuresHash} />
    </p>
    {data.affected.length === 0 ? null : (
      <Table
        caption={m.affected}
        head={[m.affected, m.answer]}
        rows={data.affected.map((a) => [<PartyLink party={a.party} />, m.answers[a.answer]])}
      />
    )}
  </Section>
);

const Polls = ({ data }: { readonly data: Decision }): VNode => (
  <Section title={m.ballots}>
    {data.polls.length === 0 ? (
      <p class="dim">{m.ballotsNone}</p>
    ) : (
      data.polls.map((poll) => (
        <div key={poll.number}>
          <h3>{m.poll(poll.kind, poll.stage, poll.round)}</h3>
          <p class="dim">
            {m.pollDates} <Time at={poll.opens} /> {m.pollTo} <Time at={poll.closes} />
          </p>
          {poll.ballots.length === 0 ? (
            <p class="dim">{m.ballotsNone}</p>
          ) : (
            <Table
              caption={m.poll(poll.kind, poll.stage, poll.round)}
              head={[m.member, m.choice, m.at, say.resource.entry, say.verify.download]}
              rows={poll.ballots.map((b) => [
                <PartyLink party={b.party} />,
                <span class={`choice ${b.choice}`}>{b.choice}</span>,
                <Time at={b.at} />,
                <EntryLink index={b.index} />,
                <a
                  href={b.proof}
                  download={`ballot-${b.party.id}.proof`}
                  aria-label={`${say.verify.download}, ${b.party.id}`}
                >
                  {say.verify.download}
                </a>,
              ])}
            />
          )}
        </div>
      ))
    )}
  </Section>
);

function Process({ data }: { readonly data: Decision }): VNode | null {
  const kase = data.record.case;
  if (kase === undefined) return null;
  return (
    <Section title={m.steps}>
      <Facts
        facts={[
          [m.grounds, <DocumentLink hash={kase.grounds} />],
          [m.answerCloses, <Time at={kase.answerCloses} />],
          ...kase.answers.map(
            (a) =>
              [
                `${m.answered} ${a.by}`,
                <>
                  <DocumentLink hash={a.text} /> (<EntryLink index={a.since} />)
                </>,
              ] as const,
          ),
          [m.hearing, kase.hearing === undefined ? undefined : <DocumentLink hash={kase.hearing} />],
          ...kase.appeals.map(
            (a) =>
              [
                `${m.appealBy} ${a.by}`,
                <>
                  <DocumentLink hash={a.grounds} /> (<EntryLink index={a.since} />)
                </>,
              ] as const,
          ),
        ]}
      />
    </Section>
  );
}

const Voters = ({ data }: { readonly data: Decision }): VNode => (
  <Section title={m.electorate} lead={m.electorateLead}>
    <details>
      <summary>
        {Object.entries(data.electorate)
          .map(([chamber, seats]) => `${chamber}: ${seats.length}`)
          .join(", ")}
      </summary>
      <Table
        caption={m.electorate}
        head={[m.chamber, m.member, m.weight, m.status]}
        numbers={[2]}
        rows={Object.entries(data.electorate).flatMap(([chamber, seats]) =>
          seats.map((s) => [chamber, s.member, say.number(s.weight), s.status]),
        )}
      />
    </details>
  </Section>
);

export const page: Page<Decision> = {
  load: (api, context) => api.get("decision", { id: context.name, ...atOf(context) }),
  title: (data) => data.title,
  View,
};
