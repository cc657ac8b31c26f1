/** The conditions of rules as they stand: a tree with its numbers, and the tally of each stage. */
import type { Decision } from "@comity/api";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { sayDecision } from "../messages/decision.ts";
import { Table } from "./facts.tsx";

const m = sayDecision;
type Evaluation = Decision["evaluations"][number];
type Stage = Evaluation["stages"][number];
type Node = NonNullable<Stage["condition"]>;
type Rules = Decision["rules"];

export const Conditions = ({
  evaluations,
  rules,
}: {
  readonly evaluations: readonly Evaluation[];
  readonly rules: Rules;
}): VNode => (
  <>
    {evaluations.map((evaluation, i) => {
      const rule = rules[i];
      const words = new Map(
        rule?.explained.map((line) => [
          line.slice(0, line.indexOf(": ")),
          line.slice(line.indexOf(": ") + 2),
        ]),
      );
      return (
        <div key={rule?.class ?? i}>
          {rule === undefined || evaluations.length === 1 ? null : (
            <h3>{m.rule(rule.class, rule.version)}</h3>
          )}
          {evaluation.stages.map((stage) => (
            <StageView key={stage.name} stage={stage} words={words} many={evaluation.stages.length > 1} />
          ))}
        </div>
      );
    })}
  </>
);

type Words = ReadonlyMap<string, string>;

const StageView = ({
  stage,
  words,
  many,
}: {
  readonly stage: Stage;
  readonly words: Words;
  readonly many: boolean;
}): VNode => (
  <>
    {many ? (
      <h4>
        {m.stage} {stage.name}
      </h4>
    ) : null}
    {stage.condition === null || stage.condition === undefined ? null : (
      <ul class="conditions">
        <Branch node={stage.condition} words={words} />
      </ul>
    )}
    {Object.keys(stage.tallies).length === 0 ? null : (
      <Table
        caption={m.tally}
        head={[m.chamber, m.yes, m.no, m.abstain, m.absent, m.tally]}
        numbers={[1, 2, 3, 4]}
        rows={Object.entries(stage.tallies).map(([chamber, { weight }]) => [
          chamber,
          say.number(weight.yes),
          say.number(weight.no),
          say.number(weight.abstain),
          say.number(weight.absent),
          <Bar {...weight} />,
        ])}
      />
    )}
  </>
);

const Branch = ({ node, words }: { readonly node: Node; readonly words: Words }): VNode => (
  <li class={node.holds ? "holds" : "fails"}>
    <span class="sign" aria-hidden="true">
      {node.holds ? "✓" : "✗"}
    </span>
    <span>{words.get(node.path) ?? `${node.kind} ${node.chamber ?? ""}`}</span>{" "}
    <strong>{node.holds ? m.holds : m.fails}</strong>
    <span class="dim">
      {node.counted === undefined ? null : `; ${m.counted(String(node.counted), String(node.base ?? ""))}`}
      {node.left === undefined ? null : `; ${node.left} ${sign(node.comparator)} ${node.right ?? ""}`}
      {!node.holds && node.mayHold ? `; ${m.mayHold}` : ""}
      {node.holds && node.mayFail ? `; ${m.mayFail}` : ""}
      {node.because === undefined ? "" : `; ${m.because} ${node.because}`}
      {node.who === undefined || node.who.length === 0 ? "" : `; ${m.who} ${node.who.join(", ")}`}
    </span>
    {node.of === undefined || node.of.length === 0 ? null : (
      <ul>
        {node.of.map((child) => (
          <Branch key={child.path} node={child} words={words} />
        ))}
      </ul>
    )}
  </li>
);

/** As people write it. */
const sign = (comparator: string = ""): string => comparator.replace(">=", "≥").replace("<=", "≤");

type Share = { readonly yes: number; readonly no: number; readonly abstain: number; readonly all: number };
/** Decoration: the same numbers stand beside it. */
function Bar({ yes, no, abstain, all }: Share): VNode {
  const part = (value: number): number => (all === 0 ? 0 : (value / all) * 120);
  return (
    <svg class="tally" width="120" height="10" viewBox="0 0 120 10" aria-hidden="true">
      <rect class="yes" width={part(yes)} height="10" />
      <rect class="abstain" x={part(yes)} width={part(abstain)} height="10" />
      <rect class="no" x={part(yes) + part(abstain)} width={part(no)} height="10" />
    </svg>
  );
}
