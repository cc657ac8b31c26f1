/** One constitution on the page: choice of the decision, its words and numbers, the vote, and the power it gives. */
import { explainEvaluation } from "@comity/rules";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { examples } from "virtual:constitutions";
import { sayRules as m } from "../messages/rules.ts";
import { Conditions } from "../parts/conditions.tsx";
import { Section } from "../parts/facts.tsx";
import { powerAsker, type Asked } from "./ask-power.ts";
import { Members } from "./members.tsx";
import { compute, conditionsOf, type Computed, type Side } from "./model.ts";
import { PowerTable } from "./power-table.tsx";
import { sideOf } from "./start.ts";
import { Words } from "./words.tsx";

type Props = {
  readonly id: string;
  readonly title: string | undefined;
  readonly side: Side;
  readonly change: (side: Side) => void;
};

export function Panel({ id, title, side, change }: Props): VNode {
  const computed = useMemo(() => compute(side), [side]);
  // A slider on its way through values that are no rule keeps what stood before, and says why.
  const last = useRef<{ readonly side: Side; readonly computed: Computed } | undefined>(undefined);
  if (computed.ok) last.current = { side, computed: computed.value };
  const shown =
    last.current?.side.text === side.text && last.current.side.rule === side.rule ? last.current : undefined;
  return (
    <section class="panel" aria-label={title ?? side.text.name}>
      {title === undefined ? null : <h2>{title}</h2>}
      <Choice id={id} side={side} change={change} />
      {computed.ok ? null : (
        <p class="notice" role="alert">
          {m.refused(computed.error.detail, computed.error.field)}{" "}
          <button type="button" onClick={() => change({ ...side, edits: {} })}>
            {m.reset}
          </button>
        </p>
      )}
      {shown === undefined ? null : <Body id={id} side={side} change={change} computed={shown.computed} />}
    </section>
  );
}

/** A form of its own address, so that choosing works without JavaScript too. */
function Choice({ id, side, change }: Omit<Props, "title">): VNode {
  const load = async (name: string): Promise<void> => {
    const example = examples[name];
    if (example !== undefined) change(sideOf(name, (await example.load()).default, side.rule));
  };
  return (
    <form class="choose" action="/rules" method="get" onSubmit={(event) => event.preventDefault()}>
      <label for={`${id}-source`}>{m.constitution}</label>
      <select
        id={`${id}-source`}
        name="example"
        value={side.source}
        onChange={(event) => void load(event.currentTarget.value)}
      >
        {side.source === "" ? (
          <option value="" selected>
            {m.yours}: {side.text.name}
          </option>
        ) : null}
        {[true, false].map((own) => (
          <optgroup key={String(own)} label={own ? m.own : m.real}>
            {Object.entries(examples)
              .filter(([, example]) => example.own === own)
              .map(([name, example]) => (
                <option key={name} value={name} selected={name === side.source}>
                  {example.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <label for={`${id}-rule`}>{m.rule}</label>
      <select
        id={`${id}-rule`}
        name="rule"
        value={side.rule}
        onChange={(event) => change(sideOf(side.source, side.text, event.currentTarget.value))}
      >
        {Object.keys(side.text.rules).map((name) => (
          <option key={name} value={name} selected={name === side.rule}>
            {name.replaceAll("-", " ")}
          </option>
        ))}
      </select>
      <button type="submit" class="only-no-script">
        {m.show}
      </button>
    </form>
  );
}

type BodyProps = Omit<Props, "title"> & { readonly computed: Computed };

function Body({ id, side, change, computed }: BodyProps): VNode {
  const { rule, electorate, evaluation, sentences, chambers, ids } = computed;
  const asked = useSignal<Asked | undefined>(undefined);
  const asker = useMemo(() => powerAsker((answer) => (asked.value = answer)), [asked]);
  useEffect(() => () => asker.end(), [asker]);
  // Power depends on the rule, who sits where and how heavy: not on how they vote.
  const question = JSON.stringify([rule, electorate]);
  useEffect(() => {
    const later = setTimeout(() => asker.ask({ rule, electorate, ids }), 60);
    return () => clearTimeout(later);
    // oxlint-disable-next-line react/exhaustive-deps -- the question is the text of what it depends on
  }, [question, ids.length]);
  const about = explainEvaluation(rule, evaluation, side.text.chambers)[0]?.text ?? "";
  const passes = evaluation.outcome === "passes";
  return (
    <div class="panel-body">
      <div>
        <Section title={m.words} lead={m.wordsLead}>
          <Words
            id={id}
            sentences={sentences}
            rule={rule}
            edits={side.edits}
            change={(edits) => change({ ...side, edits })}
          />
          <details>
            <summary>{m.chamberWords}</summary>
            <ul class="words">
              {chambers.map(({ path, text }) => (
                <li key={path}>{text}</li>
              ))}
            </ul>
          </details>
        </Section>
      </div>
      <div>
        <Section title={m.outcome}>
          <p class={`verdict ${passes ? "good" : "bad"}`} role="status" data-outcome={evaluation.outcome}>
            <span aria-hidden="true">{passes ? "✓" : "✗"}</span>{" "}
            {passes ? m.passes : evaluation.again === undefined ? m.fails : m.again}{" "}
            {evaluation.problem === undefined && evaluation.again === undefined ? null : (
              <span class="why-not">{about}</span>
            )}
          </p>
          <Given side={side} computed={computed} change={change} />
        </Section>
        <div class="needs-script">
          <Section title={m.who} lead={m.whoLead}>
            <Members side={side} change={(groups) => change({ ...side, groups })} />
          </Section>
        </div>
        <Section title={m.tally}>
          <Conditions
            evaluations={[evaluation]}
            rules={[
              {
                class: side.rule,
                version: 1,
                explained: sentences.map(({ path, text }) => `${path}: ${text}`),
              },
            ]}
          />
        </Section>
        <Section title={m.power} lead={m.powerLead}>
          <p class="only-no-script dim">{m.script}</p>
          <div class="needs-script" aria-live="polite">
            <PowerTable groups={side.groups} asked={asked.value} />
          </div>
        </Section>
      </div>
    </div>
  );
}

function Given({ side, computed, change }: Omit<BodyProps, "id">): VNode | null {
  const kinds = new Set(conditionsOf(computed.rule).map(({ kind }) => kind));
  const boxes = (
    [
      ["consent", "consent", m.consent],
      ["due-process", "process", m.process],
      ["judged", "judged", m.judged],
    ] as const
  ).filter(([kind]) => kinds.has(kind));
  return boxes.length === 0 ? null : (
    <fieldset class="given needs-script">
      <legend class="dim">{m.given}</legend>
      {boxes.map(([kind, key, text]) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={side[key]}
            onChange={(event) => change({ ...side, [key]: event.currentTarget.checked })}
          />{" "}
          {text}
        </label>
      ))}
    </fieldset>
  );
}
