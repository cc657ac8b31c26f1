/** Why: the chain from a fact to the act, decision, ballots, rule and constitution it stands on. */
import type { Why } from "@comity/api";
import type { VNode } from "preact";
import { toEntry, toPage } from "../links.ts";
import { say } from "../messages.ts";
import { Section } from "./facts.tsx";

type Chain = Why["chains"][number];

/** The most specific fact is open; those around it open on demand. */
export const WhySection = ({ why }: { readonly why: Why | undefined }): VNode => (
  <Section title={say.resource.why} lead={say.resource.whyLead} id="why">
    {why === undefined || why.chains.length === 0 ? (
      <p class="dim">{say.resource.whyNone}</p>
    ) : (
      why.chains.map((chain, i) => (
        <details key={chain[0]?.title} open={i === 0}>
          <summary>{chain[0]?.title}</summary>
          <Steps chain={chain} />
        </details>
      ))
    )}
  </Section>
);

const Steps = ({ chain }: { readonly chain: Chain }): VNode => (
  <ol class="why">
    {chain.map((step) => {
      const href =
        step.href !== undefined
          ? toPage(step.href)
          : step.index === undefined
            ? undefined
            : toEntry(step.index);
      return (
        <li key={step.kind + step.title}>
          <span class="what">{say.why[step.kind]}</span>
          {href === undefined ? (
            <strong>{step.title}</strong>
          ) : (
            <a href={step.kind === "dataset" ? (step.href ?? href) : href}>{step.title}</a>
          )}
          {step.index === undefined ? null : (
            <span class="dim">, {say.entry.title(step.index).toLowerCase()}</span>
          )}
          <p>
            {step.text}{" "}
            {step.proof === undefined ? null : (
              <a class="small" href={step.proof} download="step.proof">
                {say.verify.download}
              </a>
            )}
          </p>
        </li>
      );
    })}
  </ol>
);
