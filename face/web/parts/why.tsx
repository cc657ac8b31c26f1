/** Why: the chain from a fact to the act, decision, ballots, rule and constitution it stands on. */
import type { Why } from "@comity/api";
import type { VNode } from "preact";
import { toEntry, toPage } from "../links.ts";
import { say } from "../messages.ts";
import { Section } from "./facts.tsx";

export const WhySection = ({ why }: { readonly why: Why | undefined }): VNode => (
  <Section title={say.resource.why} lead={say.resource.whyLead} id="why">
    {why === undefined || why.chains.length === 0 ? (
      <p class="dim">{say.resource.whyNone}</p>
    ) : (
      why.chains.map((chain) => (
        <ol class="why" key={chain[0]?.title}>
          {chain.map((step) => {
            const href =
              step.href !== undefined
                ? toPage(step.href)
                : step.index === undefined
                  ? undefined
                  : toEntry(step.index);
            return (
              <li key={step.kind + step.title}>
                <span class="what">{say.why[step.kind]}</span>{" "}
                {href === undefined ? <strong>{step.title}</strong> : <a href={href}>{step.title}</a>}
                <p>{step.text}</p>
                {step.proof === undefined ? null : (
                  <a class="small" href={step.proof} download="step.proof">
                    {say.verify.download}
                  </a>
                )}
              </li>
            );
          })}
        </ol>
      ))
    )}
  </Section>
);
