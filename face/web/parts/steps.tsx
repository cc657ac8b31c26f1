/** The steps of a verification, each with its outcome in words, sign and colour, and its bytes on demand. */
import type { VNode } from "preact";
import { saySteps } from "../messages/steps.ts";
import type { Checked } from "../verify/run.ts";

const SIGN = { ok: "✓", no: "✗", skipped: "–" };

export const Steps = ({ checked }: { readonly checked: Checked }): VNode => (
  <div class="checked">
    <p class={checked.ok ? "verdict good" : "verdict bad"} data-verdict={checked.ok ? "good" : "bad"}>
      <span aria-hidden="true">{checked.ok ? SIGN.ok : SIGN.no}</span>{" "}
      {checked.ok ? saySteps.good : saySteps.bad}
    </p>
    <ol class="steps">
      {checked.steps.map(({ name, outcome, detail, bytes }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- steps have an order and no other identity
        <li key={i} class={outcome}>
          <span class="sign" aria-hidden="true">
            {SIGN[outcome]}
          </span>
          <div>
            <strong>{name}</strong> <span class="outcome">{saySteps[outcome]}</span>
            {detail === "" ? null : <p>{detail}</p>}
            {bytes.length === 0 ? null : (
              <details>
                <summary>{saySteps.bytes}</summary>
                {bytes.map(([label, text]) => (
                  <div key={label}>
                    <span class="dim">{label}</span>
                    <pre>{text}</pre>
                  </div>
                ))}
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
    {checked.ok && checked.answer !== undefined ? (
      <>
        <h3>{saySteps.from}</h3>
        {checked.answer.length === 0 ? (
          <p>{saySteps.silence}</p>
        ) : (
          checked.answer.map(({ key, value }) => (
            <div key={key + value}>
              <p class="mono">{key}</p>
              <pre>{value}</pre>
            </div>
          ))
        )}
      </>
    ) : null}
  </div>
);
