/** A box for any proof file: pasted, dropped or opened, and checked against a key file that can be replaced. */
import { ok } from "@comity/canon";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { say } from "../messages.ts";
import { type Page, type ViewProps } from "../page.ts";
import { Steps } from "../parts/steps.tsx";
import type { Checked } from "../verify/run.ts";

const m = say.verify;
type Data = { readonly key: string };

function View({ data, api }: ViewProps<Data>): VNode {
  const proof = useSignal("");
  const key = useSignal(data.key);
  const checked = useSignal<Checked | undefined>(undefined);
  const run = async (): Promise<void> => {
    const { checkProof } = await import("../verify/run.ts");
    checked.value = checkProof(new TextEncoder().encode(proof.value), key.value);
  };
  const open = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file !== undefined) proof.value = await file.text();
  };
  return (
    <>
      <h1>{m.title}</h1>
      <p class="lead">{m.lead}</p>
      <p class="only-no-script">
        {m.script} <a href={api.url("key")}>{m.key}</a>
      </p>
      <form
        class="paste needs-script"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label for="proof">{m.paste}</label>
        <textarea
          id="proof"
          rows={10}
          spellcheck={false}
          value={proof.value}
          onInput={(event) => {
            proof.value = event.currentTarget.value;
            checked.value = undefined;
          }}
        />
        <label for="file">{m.file}</label>
        <input id="file" type="file" onChange={(event) => void open(event.currentTarget)} />
        <label for="keyfile">{m.keyPaste}</label>
        <textarea
          id="keyfile"
          rows={4}
          spellcheck={false}
          value={key.value}
          onInput={(event) => {
            key.value = event.currentTarget.value;
            checked.value = undefined;
          }}
        />
        <p class="row">
          <button class="primary" type="submit">
            {m.run}
          </button>
        </p>
      </form>
      <div aria-live="polite">{checked.value === undefined ? null : <Steps checked={checked.value} />}</div>
    </>
  );
}

export const page: Page<Data> = {
  async load(api) {
    const key = await api.get("key");
    return key.ok ? ok({ key: key.value }) : key;
  },
  title: () => m.title,
  View,
};
