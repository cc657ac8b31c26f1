/** The answer about one resource: who holds it, on what terms, since which act, and who says so. */
import type { ChainLink, Conflict, Finality, ReportView, Resource } from "@comity/api";
import { type Found, type StateReader } from "@comity/assembly";
import {
  commonBits,
  interpret,
  parent as parentKey,
  textOf,
  withTail,
  type Key,
  type Space,
} from "@comity/resources";
import { ok, refuse, type Result } from "@comity/canon";
import { childrenCount } from "./children.ts";
import { gradeOf, type Graded } from "./grade.ts";
import { href, partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";

export type Asked = {
  readonly space: Space;
  readonly key: Key;
  readonly text: string;
  readonly says: string;
};

/** The block a text means; of a range the smallest block around it. Code `resource-text`. */
export function askedResource(text: string): Result<Asked> {
  const meant = interpret(text);
  switch (meant.kind) {
    case "address":
    case "prefix":
    case "asn":
    case "name":
      return ok({ space: meant.space, key: meant.key, text: meant.text, says: meant.says });
    case "number": {
      if (meant.value > 0xffff_ffff) break;
      return askedResource(`AS${meant.value}`);
    }
    case "range":
    case "asn-range": {
      const [first, last] = [meant.keys[0]!, meant.keys.at(-1)!];
      const bits =
        meant.keys.length === 1
          ? first.bits
          : commonBits(first.bytes, last.bytes, Math.min(first.bits, last.bits));
      const key = { bytes: withTail(first.bytes, bits, 0), bits };
      return ok({ space: meant.space, key, text: meant.text, says: meant.says });
    }
    case "hash":
    case "words":
  }
  return refuse("resource-text", "give an address, a prefix, a range, an AS number or a domain name", "text");
}

export function resourceAnswer(state: ReadState, asked: Asked, finality: Finality): Resource {
  const { reader } = state;
  const { space, key } = asked;
  const covering = reader.covering(space, key);
  const graded = gradeOf(reader, covering);
  const views = viewsOf(reader, space, covering);
  const { holding, report } = graded;
  const matched = report?.key ?? holding?.key ?? graded.root?.key;
  const above = parentText(space, key);
  const attested =
    graded.grade.startsWith("attested") || (graded.grade === "disputed" && holding?.record.from === "roots");
  return {
    asOf: asOf(state),
    finality,
    resource: asked.text,
    space,
    says: asked.says,
    grade: graded.grade,
    gradeSays: sentence(reader, graded),
    ...(matched && { matched: textOf(space, matched) }),
    ...(holding &&
      !attested && { holder: partyRef(reader, holding.record.holder), terms: holding.record.terms }),
    ...(report && attested && opaque(reader, report.record)),
    ...(holding && {
      ...(holding.record.note === undefined ? {} : { note: holding.record.note }),
      ...(holding.record.custody === undefined ? {} : { custody: partyRef(reader, holding.record.custody) }),
      ...(holding.record.case === undefined ? {} : { case: holding.record.case }),
      protection: holding.record.protection,
    }),
    ...(matched && { since: (report?.record ?? holding?.record ?? graded.root!.record).since }),
    chain: chainOf(reader, space, covering),
    ...views,
    conflicts: conflictsOf(reader, space, graded),
    ...(above !== undefined && { parent: { resource: above, href: href("resources", above) } }),
    children: childrenCount(reader, space, key),
    proofs: [{ register: space, key: textOf(space, key), href: factProof(space, textOf(space, key)) }],
  };
}

export const factProof = (register: string, key: string): string =>
  `/api/v1/proof/fact?register=${register}&key=${encodeURIComponent(key)}`;

function opaque(reader: StateReader, { by, holder }: { by: string; holder?: string }): object {
  return { opaqueHolder: { registry: partyRef(reader, by).label ?? by, id: holder ?? "" } };
}

function parentText(space: Space, key: Key): string | undefined {
  const above = parentKey(space, key);
  return above === undefined ? undefined : textOf(space, above);
}

function chainOf(reader: StateReader, space: Space, covering: readonly Found[]): readonly ChainLink[] {
  const chain: ChainLink[] = [];
  for (const { key, records } of covering) {
    const resource = textOf(space, key);
    const at = { resource, href: href("resources", resource) };
    for (const record of records) {
      if (record.t === "root") chain.push({ ...at, kind: "root", label: record.label, since: record.since });
      if (record.t !== "holding") continue;
      const { holder, terms, from, since, label } = record;
      const names = { holder: partyRef(reader, holder), ...(label === undefined ? {} : { label }) };
      chain.push({ ...at, kind: "holding", ...names, terms, from, since });
    }
  }
  return chain;
}

function viewsOf(
  reader: StateReader,
  space: Space,
  covering: readonly Found[],
): Pick<Resource, "reports" | "claims" | "setAside"> {
  const reports: ReportView[] = [];
  const claims: Resource["claims"][number][] = [];
  const setAside: Resource["setAside"][number][] = [];
  for (const { key, records } of covering) {
    const resource = textOf(space, key);
    for (const record of records) {
      if (record.t === "report") {
        const { by, t: _t, ...rest } = record;
        reports.push({ resource, href: href("resources", resource), ...rest, by: partyRef(reader, by) });
      } else if (record.t === "claim") {
        const { to, by, terms, until, objections, since, note } = record;
        const parties = { to: partyRef(reader, to), by: partyRef(reader, by) };
        claims.push({
          resource,
          ...parties,
          terms,
          until,
          objections,
          since,
          ...(note === undefined ? {} : { note }),
        });
      } else if (record.t === "reserved") {
        const { by, reason, until, since } = record;
        const limit = until === undefined ? {} : { until };
        setAside.push({ resource, kind: "reserved", by: partyRef(reader, by), reason, since, ...limit });
      } else if (record.t === "quarantine") {
        const { from, cause, until, since } = record;
        setAside.push({
          resource,
          kind: "quarantine",
          by: partyRef(reader, from),
          reason: cause,
          until,
          since,
        });
      }
    }
  }
  return { reports, claims, setAside };
}

function conflictsOf(
  reader: StateReader,
  space: Space,
  { grade, holding, rivals }: Graded,
): readonly Conflict[] {
  if (grade !== "disputed") return [];
  const held: Conflict[] =
    holding === undefined || holding.record.from === "roots"
      ? []
      : [
          {
            by: partyRef(reader, holding.record.holder),
            resource: textOf(space, holding.key),
            says: "holds it here",
            since: holding.record.since,
          },
        ];
  return [
    ...held,
    ...rivals.map(({ key, record }) => ({
      by: partyRef(reader, record.by),
      resource: textOf(space, key),
      says: `its file says ${record.status}${record.holder === undefined ? "" : ` to ${record.holder}`}`,
      source: record.source,
      since: record.since,
    })),
  ];
}

function sentence(reader: StateReader, { grade, holding, report, root, rivals }: Graded): string {
  const name = (id: string): string => {
    const { name: called, id: same } = partyRef(reader, id);
    return called === undefined ? same : `${called} (${same})`;
  };
  switch (grade) {
    case "claimed":
      return holding!.record.from === "roots"
        ? `${name(holding!.record.holder)} holds this block from IANA; nothing more specific is recorded.`
        : `${name(holding!.record.holder)} holds it and manages it with its own keys.`;
    case "attested":
      return `${name(report!.record.by)} reports it as ${report!.record.status}; its holder has not claimed it.`;
    case "attested-root-unconfirmed":
      return `${name(report!.record.by)} reports it as ${report!.record.status}, outside the blocks it holds from IANA: probably a transfer or legacy space.`;
    case "disputed":
      return `Disputed: ${rivals.map(({ record }) => name(record.by)).join(" and ")} say different things about it; all claims are shown.`;
    case "unclaimed":
      return `IANA lists it under ${root!.record.label} (${root!.record.status}), which is no party here: nobody holds it in this register.`;
    case "nobody":
      return "Nothing is recorded about it.";
  }
}
