/** From a fact to what it stands on: the act, the decision, the ballots, the rule, the constitution. */
import type { EntryView, SeenView, WhyStep } from "@comity/api";
import { routeRegister, textPrefix, type Found, type RegisterName, type StateReader } from "@comity/assembly";
import { textOf, type Space } from "@comity/resources";
import { href } from "./party-ref.ts";
import { seenAt } from "./attested.ts";
import type { ReadState } from "./read-state.ts";
import { factProof } from "./fact-proof.ts";
import type { Asked } from "./resource.ts";

/** An entry of the log, or undefined. */
export type EntryAt = (index: number) => EntryView | undefined;

/** One chain of steps per record that covers the resource, the most specific first. */
export function whyChains(
  { reader }: ReadState,
  asked: Asked,
  entryAt: EntryAt,
): readonly (readonly WhyStep[])[] {
  const { key, space } = asked;
  const chain = (register: RegisterName, found: Found): readonly (readonly WhyStep[])[] =>
    factsOf(space, register, found).map((fact) => [fact].concat(behind(reader, fact.index!, entryAt)));
  const register = routeRegister(space);
  const routes = register === undefined ? [] : reader.covering(register, key).toReversed();
  const holdings = reader.covering(space, key).toReversed();
  return [
    ...routes.flatMap((found) => chain(register!, found)),
    ...holdings.flatMap((found) => chain(space, found)),
    ...seenAt(reader, asked).flatMap((seen) => seenChains(reader, asked.text, seen, entryAt)),
  ];
}

/** What others saw outside: each record, and the act that attested it. */
function seenChains(
  reader: StateReader,
  resource: string,
  { by, kind, proof, records = [], source, vrps = [] }: SeenView,
  entryAt: EntryAt,
): readonly (readonly WhyStep[])[] {
  const says = [
    ...vrps.map(({ asn, maxLength, prefix, since }) => ({
      text: `${asn} ${prefix}, up to /${maxLength}`,
      since,
    })),
    ...records.map(({ data, since, type }) => ({ text: `${type} ${data.join(" · ").slice(0, 200)}`, since })),
  ];
  return says.map(({ since, text }) => {
    const title = `seen outside: ${source} (${kind}), attested by ${by.id}`;
    const fact: WhyStep = {
      kind: "fact",
      title,
      text,
      index: since,
      href: href("resources", resource),
      proof: proof.href,
    };
    return [fact, ...behind(reader, since, entryAt)];
  });
}

function factsOf(space: Space, register: RegisterName, { key, records }: Found): WhyStep[] {
  const resource = textOf(space, key);
  return records.flatMap((record) => {
    if (!("since" in record)) return [];
    const proof = factProof(register, resource);
    return [
      {
        kind: "fact",
        title: `${record.t} of ${resource}`,
        text: factText(record),
        index: record.since,
        href: href("resources", resource),
        proof,
      },
    ];
  });
}

function factText(record: Found["records"][number]): string {
  switch (record.t) {
    case "holding":
      return `${record.holder} holds it (${record.from}, ${record.terms.kind})`;
    case "report":
      return `${record.by} reports it as ${record.status}, from ${record.source}`;
    case "root":
      return `IANA lists it under ${record.label}`;
    case "route":
      return `${record.by} authorises ${record.asn} up to /${record.maxLength}`;
    case "protect":
      return `${record.by} asks for protective filters, ${record.days} days at most`;
    case "servers":
      return `${record.by} has it answered by ${record.servers.map(({ name }) => name).join(", ")}`;
    case "claim":
      return `recognised for ${record.to} by ${record.by}`;
    default:
      return record.t;
  }
}

function behind(reader: StateReader, index: number, entryAt: EntryAt): WhyStep[] {
  const entry = entryAt(index);
  if (entry === undefined) return [];
  const where = { index, href: href("entries", String(index)), proof: `/api/v1/proof/act/${index}` };
  if (entry.type === "block") {
    const decided = decisionsCarriedOutAt(reader, index);
    const clock: WhyStep = {
      kind: "clock",
      title: `Block ${entry.height}`,
      text: "it fell due and happened by the clock",
      ...where,
    };
    return [clock, ...decided.flatMap((id) => decisionSteps(reader, id))];
  }
  const act = entry.act!;
  const steps: WhyStep[] = [
    { kind: "act", title: entry.says, text: `${act.kind}, signed by ${act.signers.join(", ")}`, ...where },
  ];
  for (const name of ["dataset", "roots"]) {
    const hash = act.body[name];
    if (typeof hash !== "string") continue;
    const path = `/api/v1/datasets/${Buffer.from(hash, "base64").toString("hex")}`;
    steps.push({ kind: "dataset", title: "The dataset it names", text: hash, href: path });
  }
  const { decision } = act.body;
  if (typeof decision === "string") steps.push(...decisionSteps(reader, decision));
  return [...steps, ...constitutionStep(reader)];
}

function decisionsCarriedOutAt(reader: StateReader, index: number): string[] {
  const ids: string[] = [];
  for (const { records } of reader.within("decisions", textPrefix("proposal/"))) {
    for (const record of records)
      if (record.t === "proposal" && record.since === index && record.phase === "carried-out")
        ids.push(record.id);
  }
  return ids;
}

function decisionSteps(reader: StateReader, id: string): WhyStep[] {
  const record = reader.text("decisions", `proposal/${id}`, "proposal");
  if (record === undefined) return [];
  const proof = factProof("decisions", `proposal/${id}`);
  const steps: WhyStep[] = [
    {
      kind: "decision",
      title: record.title,
      text: `decision ${id}: ${record.phase}`,
      index: record.since,
      href: href("decisions", id),
      proof,
    },
  ];
  if (record.polls.length > 0) {
    steps.push({
      kind: "ballots",
      title: "The ballots",
      text: `${record.polls.length} votes`,
      href: href("decisions", id),
    });
  }
  const rule = record.classes.join(" + ");
  steps.push({
    kind: "rule",
    title: `The rule for ${rule}`,
    text: "frozen when it was opened",
    href: href("decisions", id),
  });
  for (const version of record.versions) steps.push(constitutionAt(reader, version));
  return steps;
}

function constitutionStep(reader: StateReader): WhyStep[] {
  const version = reader.text("decisions", "assembly", "assembly")?.constitution;
  return version === undefined ? [] : [constitutionAt(reader, version)];
}

function constitutionAt(reader: StateReader, version: number): WhyStep {
  const record = reader.text("decisions", `constitution/${version}`, "constitution");
  const index = record === undefined ? {} : { index: record.since };
  const proof = factProof("decisions", `constitution/${version}`);
  return {
    kind: "constitution",
    title: `Constitution, version ${version}`,
    text: "in force",
    ...index,
    href: `/constitution?version=${version}`,
    proof,
  };
}
