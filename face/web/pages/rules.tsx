/** The rulebook to play with: who decides what and who has power, without any assembly. */
import type { Constitution } from "@comity/rules";
import { ok } from "@comity/canon";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { examples } from "virtual:constitutions";
import { fromFragment, toFragment } from "../fragment.ts";
import { sayRules as m } from "../messages/rules.ts";
import type { Page, ViewProps } from "../page.ts";
import { Differences } from "../rules/differences.tsx";
import type { Side } from "../rules/model.ts";
import { Panel } from "../rules/panel.tsx";
import { sideOf } from "../rules/start.ts";
import { readState, written } from "../rules/state.ts";
import "../rules/rules.css";

type Data = { readonly source: string; readonly rule?: string; readonly text: Constitution };

const FIRST = "registries-and-operators";

function View({ data }: ViewProps<Data>): VNode {
  const sides = useSignal<readonly Side[]>([sideOf(data.source, data.text, data.rule)]);
  const note = useSignal("");
  const copied = useSignal("");
  const touched = useSignal(false);

  useEffect(() => {
    const read = async (): Promise<void> => {
      const state = await fromFragment(location.hash);
      if (state === undefined) return;
      const found = await readState(state);
      if (found === null) note.value = m.badLink;
      else sides.value = found;
    };
    void read();
    // Only a fragment typed by hand comes here: the page replaces its own without an event.
    const changed = (): void => void read();
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [note, sides]);

  useEffect(() => {
    if (!touched.value) return undefined;
    const later = setTimeout(() => {
      void toFragment(written(sides.value)).then((hash) => history.replaceState(null, "", hash));
    }, 250);
    return () => clearTimeout(later);
  }, [sides.value, touched]);

  const set = (next: readonly Side[]): void => {
    touched.value = true;
    note.value = "";
    copied.value = "";
    sides.value = next;
  };
  const change =
    (i: number) =>
    (side: Side): void =>
      set(sides.value.map((each, n) => (n === i ? side : each)));
  const copy = async (): Promise<void> => {
    history.replaceState(null, "", await toFragment(written(sides.value)));
    // Over plain HTTP there is no clipboard; the address line has it all the same.
    copied.value =
      (await navigator.clipboard?.writeText(location.href).then(
        () => m.linked,
        () => m.linkFailed,
      )) ?? m.linkFailed;
  };
  const [first, second] = sides.value;
  return (
    <div class="rules">
      <h1>{m.title}</h1>
      <p class="lead">{m.lead}</p>
      <p class="only-no-script dim">{m.script}</p>
      {note.value === "" ? null : (
        <p class="notice" role="alert">
          {note.value}
        </p>
      )}
      <p class="row needs-script">
        {second === undefined ? (
          <button type="button" onClick={() => set([first!, { ...first! }])}>
            {m.compare}
          </button>
        ) : (
          <button type="button" onClick={() => set([first!])}>
            {m.alone}
          </button>
        )}
        <button type="button" onClick={() => void copy()}>
          {m.link}
        </button>
        <span role="status" class="dim">
          {copied.value}
        </span>
      </p>
      <Bring use={(text) => set([sideOf("", text), ...sides.value.slice(1)])} />
      <div class={second === undefined ? "panels" : "panels two"}>
        {sides.value.map((side, i) => (
          <Panel
            // oxlint-disable-next-line react/no-array-index-key -- first and second have no other identity
            key={i}
            id={`side${i}`}
            title={second === undefined ? undefined : i === 0 ? m.first : m.second}
            side={side}
            change={change(i)}
          />
        ))}
      </div>
      {second === undefined ? null : <Differences first={first!} second={second} />}
    </div>
  );
}

function Bring({ use }: { readonly use: (text: Constitution) => void }): VNode {
  const text = useSignal("");
  const refused = useSignal("");
  const take = async (): Promise<void> => {
    // Only who brings a text needs the reader of YAML.
    const { readConstitution } = await import("@comity/rules-lint/read");
    const read = readConstitution(text.value);
    refused.value = read.ok ? "" : m.refusedText(read.error[0]!);
    if (read.ok) use(read.value);
  };
  const open = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    text.value = await file.text();
    await take();
  };
  return (
    <details class="bring needs-script">
      <summary>{m.bring}</summary>
      <div class="paste">
        <p class="dim">{m.pasteHint}</p>
        <label for="constitution">{m.paste}</label>
        <textarea
          id="constitution"
          rows={8}
          spellcheck={false}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <label for="constitution-file">{m.open}</label>
        <input
          id="constitution-file"
          type="file"
          accept=".yaml,.yml,.json,application/yaml,application/json"
          onChange={(event) => void open(event.currentTarget)}
        />
        <p class="row">
          <button type="button" class="primary" onClick={() => void take()}>
            {m.use}
          </button>
        </p>
        {refused.value === "" ? null : (
          <p class="bad" role="alert">
            {refused.value}
          </p>
        )}
      </div>
    </details>
  );
}

export const page: Page<Data> = {
  async load(_, context) {
    const asked = context.query.get("example") ?? FIRST;
    const source = Object.hasOwn(examples, asked) ? asked : FIRST;
    const rule = context.query.get("rule");
    const { default: text } = await examples[source]!.load();
    return ok({ source, text, ...(rule === null ? {} : { rule }) });
  },
  title: () => m.title,
  View,
};
