/** "Verify this": fetches proof and key file and recomputes the fact in the browser, step by step. */
import type { Client } from "@comity/api";
import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { withQuery } from "../links.ts";
import { say } from "../messages.ts";
import type { Checked, Expected } from "../verify/run.ts";

export type Proof = { readonly label: string; readonly href: string; readonly expected: Expected };

/** `proofs`: paths of proof files on this server. Only their bytes are used. */
export function VerifyThis({
  proofs,
  api,
  at,
}: {
  readonly proofs: readonly Proof[];
  readonly api: Client;
  /** Log size of the earlier state that the page shows: its proofs prove the past. */
  readonly at?: number | undefined;
}): VNode | null {
  const chosen = useSignal(0);
  const working = useSignal(false);
  const checked = useSignal<Checked | undefined>(undefined);
  const failed = useSignal("");
  const Steps = useSignal<ComponentType<{ checked: Checked }> | undefined>(undefined);
  const given = proofs[chosen.value] ?? proofs[0];
  if (given === undefined) return null;
  const proof = at === undefined ? given : { ...given, href: withQuery(given.href, "at", at) };
  const run = async (): Promise<void> => {
    working.value = true;
    failed.value = "";
    checked.value = undefined;
    try {
      const [bytes, keyFile, { checkProof }, shown] = await Promise.all([
        fetchBytes(proof.href),
        fetchBytes(api.url("key")),
        import("../verify/run.ts"),
        import("./steps.tsx"),
      ]);
      Steps.value = shown.Steps;
      checked.value = checkProof(bytes, new TextDecoder().decode(keyFile), proof.expected, at !== undefined);
    } catch (cause) {
      failed.value = `${say.verify.unreachable} ${String(cause)}`;
    }
    working.value = false;
  };
  return (
    <section class="verify" id="verify">
      <h2>{say.verify.here}</h2>
      <p class="dim">
        {say.verify.hereLead} {at === undefined ? null : say.verify.past}
      </p>
      {proofs.length < 2 ? null : (
        <p class="needs-script">
          <label>
            {say.verify.facts}{" "}
            <select
              value={chosen.value}
              onChange={(event) => {
                chosen.value = Number(event.currentTarget.value);
                checked.value = undefined;
              }}
            >
              {proofs.map(({ label }, i) => (
                <option key={label} value={i}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      <p class="row">
        <button
          type="button"
          class="primary needs-script"
          disabled={working.value}
          onClick={() => void run()}
        >
          {working.value
            ? say.verify.working
            : checked.value === undefined
              ? say.verify.start
              : say.verify.again}
        </button>
        <a href={proof.href} download={`${proof.label.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}.proof`}>
          {say.verify.download}
        </a>
        <a href={api.url("key")} download="comity.key">
          {say.verify.key}
        </a>
      </p>
      <p class="dim only-no-script">{say.verify.script}</p>
      <div aria-live="polite">
        {failed.value === "" ? null : <p class="bad">{failed.value}</p>}
        {checked.value === undefined || Steps.value === undefined ? null : (
          <Steps.value checked={checked.value} />
        )}
      </div>
    </section>
  );
}

async function fetchBytes(href: string): Promise<Uint8Array> {
  const answer = await fetch(href);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`${answer.status} ${new TextDecoder().decode(bytes).slice(0, 300)}`);
  return bytes;
}
