/** Short forms of what answers refer to: parties, resources, entries, terms, grades, hashes. */
import type { PartyRef, ResourceGrade } from "@comity/api";
import type { VNode } from "preact";
import { toEntry, toParty, toResource } from "../links.ts";
import { say } from "../messages.ts";
import { Time } from "./time.tsx";

/** A registry that is known by its label only is not a party, so it has no page. */
export function PartyLink({ party }: { readonly party: PartyRef }): VNode {
  const name = party.name ?? party.label;
  const id = party.id === "" ? (party.label ?? "") : party.id;
  const shown =
    name === undefined || name === id ? null : (
      <>
        {" "}
        <span class="dim">{name}</span>
      </>
    );
  return party.href === "" ? (
    <span>
      {id}
      {shown}
    </span>
  ) : (
    <span>
      <a href={toParty(party.id)}>{id}</a>
      {shown}
    </span>
  );
}

export const ResourceLink = ({
  text,
  at,
}: {
  readonly text: string;
  readonly at?: number | undefined;
}): VNode => (
  <a class="mono" href={toResource(text) + (at === undefined ? "" : `?at=${at}`)}>
    {text}
  </a>
);

export const EntryLink = ({ index }: { readonly index: number }): VNode => (
  <a class="tab" href={toEntry(index)}>
    {say.number(index)}
  </a>
);

type Terms =
  | { readonly kind: "permanent" }
  | { readonly kind: "lease"; readonly until: number }
  | { readonly kind: "decision" };
export const TermsText = ({ terms }: { readonly terms: Terms }): VNode =>
  terms.kind === "lease" ? (
    <>
      {say.resource.lease}
      <Time at={terms.until} />
    </>
  ) : (
    <>{say.resource[terms.kind]}</>
  );

const MARK = {
  claimed: "●",
  attested: "◐",
  "attested-root-unconfirmed": "◔",
  disputed: "≠",
  unclaimed: "○",
  nobody: "∅",
};
export const Grade = ({ grade }: { readonly grade: ResourceGrade }): VNode => (
  <span class={`grade ${grade}`}>
    <span aria-hidden="true">{MARK[grade]}</span> {say.grade[grade]}
  </span>
);

export const Hash = ({ hash }: { readonly hash: string }): VNode => <code class="hash">{hash}</code>;
