/** What two rules say differently, sentence by sentence. */
import type { VNode } from "preact";
import { sayRules as m } from "../messages/rules.ts";
import { Section } from "../parts/facts.tsx";
import { compute, type Side } from "./model.ts";

const sentencesOf = (side: Side): readonly string[] => {
  const computed = compute(side);
  return computed.ok ? [...computed.value.sentences, ...computed.value.chambers].map(({ text }) => text) : [];
};

export function Differences({ first, second }: { readonly first: Side; readonly second: Side }): VNode {
  const [a, b] = [sentencesOf(first), sentencesOf(second)];
  const onlyA = a.filter((text) => !b.includes(text));
  const onlyB = b.filter((text) => !a.includes(text));
  return (
    <Section title={m.differences} lead={m.differencesLead}>
      {onlyA.length + onlyB.length === 0 ? <p>{m.noDifference}</p> : null}
      <div class="pair">
        <Only title={`${m.onlyHere}: ${first.text.name}, ${first.rule}`} list={onlyA} sign="−" />
        <Only title={`${m.onlyHere}: ${second.text.name}, ${second.rule}`} list={onlyB} sign="+" />
      </div>
      <p class="dim">{m.same(a.length - onlyA.length)}</p>
    </Section>
  );
}

type OnlyProps = { readonly title: string; readonly list: readonly string[]; readonly sign: string };
const Only = ({ title, list, sign }: OnlyProps): VNode => (
  <div>
    <h3>{title}</h3>
    <ul class="only">
      {list.map((text) => (
        <li key={text}>
          <span aria-hidden="true">{sign}</span> {text}
        </li>
      ))}
    </ul>
  </div>
);
