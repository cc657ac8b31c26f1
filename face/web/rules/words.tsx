/** A rule sentence by sentence, with controls below those that rest on a number. */
import type { Rule, Sentence } from "@comity/rules";
import type { VNode } from "preact";
import { sayRules as m } from "../messages/rules.ts";
import { MOST_WEIGHT, type Edits } from "./model.ts";
import { movables, pointed, type Movable } from "./numbers.ts";

type Props = {
  readonly id: string;
  readonly sentences: readonly Sentence[];
  readonly rule: Rule;
  readonly edits: Edits;
  readonly change: (edits: Edits) => void;
};

export function Words({ id, sentences, rule, edits, change }: Props): VNode {
  const all = movables(rule);
  return (
    <ul class="rule-words">
      {sentences.map(({ path, text }, i) => {
        const own = all.filter((each) => each.sentence === path);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- several sentences may stand at one place
          <li key={`${path}:${i}`} class={own.length === 0 ? undefined : "movable"}>
            {text}
            {own.map((each) => (
              <Control
                key={each.path}
                id={`${id}${each.path}`}
                about={text}
                movable={each}
                rule={rule}
                edits={edits}
                change={change}
              />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

type ControlProps = Omit<Props, "sentences"> & { readonly movable: Movable; readonly about: string };

function Control({ movable, about, rule, edits, change }: ControlProps): VNode {
  const { path, kind, comparator } = movable;
  const set = (more: Edits): void => change({ ...edits, ...more });
  const touched = Object.keys(edits).filter(
    (key) => key === path || key.startsWith(`${path}/`) || key === comparator?.path,
  );
  const reset = (): void =>
    change(Object.fromEntries(Object.entries(edits).filter(([key]) => !touched.includes(key))));
  return (
    <span class="control needs-script">
      {comparator === undefined ? null : (
        <select
          aria-label={`${m.comparator}: ${about}`}
          value={String(pointed(rule, comparator.path))}
          onChange={(event) => set({ [comparator.path]: event.currentTarget.value })}
        >
          {comparator.of.map((sign) => (
            <option key={sign} value={sign}>
              {sign.replace(">=", "≥").replace("<=", "≤")}
            </option>
          ))}
        </select>
      )}
      {kind === "number" ? (
        <input
          type="number"
          min={0}
          max={MOST_WEIGHT}
          aria-label={`${m.number}: ${about}`}
          value={Number(pointed(rule, path))}
          onInput={(event) => whole(event.currentTarget, (n) => set({ [path]: n }))}
        />
      ) : (
        <Share about={about} path={path} rule={rule} set={set} />
      )}
      {touched.length === 0 ? null : (
        <button type="button" class="quiet" onClick={reset}>
          {m.reset}
        </button>
      )}
    </span>
  );
}

type ShareProps = Pick<ControlProps, "about" | "rule"> & {
  readonly path: string;
  readonly set: (more: Edits) => void;
};

function Share({ about, path, rule, set }: ShareProps): VNode {
  const num = Number(pointed(rule, `${path}/num`));
  const den = Number(pointed(rule, `${path}/den`));
  return (
    <>
      <input
        type="number"
        min={1}
        max={den}
        aria-label={`${m.numerator}: ${about}`}
        value={num}
        onInput={(event) => whole(event.currentTarget, (n) => set({ [`${path}/num`]: n }))}
      />
      <span aria-hidden="true">/</span>
      <input
        type="number"
        min={1}
        max={1_000_000}
        aria-label={`${m.denominator}: ${about}`}
        value={den}
        onInput={(event) => whole(event.currentTarget, (n) => set({ [`${path}/den`]: n }))}
      />
      <input
        type="range"
        min={1}
        max={100}
        aria-label={`${m.percent}: ${about}`}
        value={Math.round((num * 100) / den)}
        onInput={(event) => set({ [`${path}/num`]: Number(event.currentTarget.value), [`${path}/den`]: 100 })}
      />
      <output class="dim">{Math.round((num * 1000) / den) / 10} %</output>
    </>
  );
}

/** Calls back with a whole number within the input's bounds; anything half-typed is left alone. */
export function whole(input: HTMLInputElement, set: (value: number) => void): void {
  const value = Number(input.value);
  if (input.value !== "" && input.validity.valid && Number.isSafeInteger(value)) set(value);
}
