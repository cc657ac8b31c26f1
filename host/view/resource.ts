/** The answer about one resource: who holds it, on what terms, since which act, and who says so. */
import type { ChainLink, Conflict, Finality, ReportView, Resource } from "@comity/api";
import { asciiLabel, type Answer, type Found, type ReportRecord, type StateReader } from "@comity/assembly";
import {
  commonBits,
  interpret,
  parseKey,
  parent as parentKey,
  textOf,
  withTail,
  type Key,
  type Space,
} from "@comity/resources";
import { ok, refuse, type Result } from "@comity/canon";
import { childrenCount } from "./children.ts";
import { factProof } from "./fact-proof.ts";
import { answerOf, gradeOf } from "./grade.ts";
import { namesAt } from "./names.ts";
import { seenAt } from "./attested.ts";
import { routesAt } from "./routes.ts";
import { href, partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";

export type Asked = {
  readonly space: Space;
  readonly key: Key;
  readonly text: string;
  readonly says: string;
};

/** A name as people write it, in the letters of the register (RFC 5891: lower case, NFC, A-labels). */
function asciiName(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(text) || !/^[^\s/]+\.[^\s/]+$/.test(text.trim())) return text;
  const labels = text.trim().normalize("NFC").toLowerCase().split(".");
  return labels.map(asciiLabel).join(".");
}

/** The block a text means, a single label being a name at the top. Code `resource-text`. */
export function askedResource(text: string): Result<Asked> {
  const meant = meantResource(text);
  if (meant.ok || /\s/.test(text)) return meant;
  const key = parseKey("names", asciiLabel(text.normalize("NFC").toLowerCase()));
  if (!key.ok) return meant;
  const name = textOf("names", key.value);
  return ok({ space: "names", key: key.value, text: name, says: `the name ${name}` });
}

/** The block that a searched text means; of a range the smallest block around it. Code `resource-text`. */
export function meantResource(text: string): Result<Asked> {
  if (text.startsWith("newip:")) {
    const key = parseKey("networks", text, "text");
    if (!key.ok) return key;
    const plain = textOf("networks", key.value);
    return ok({ space: "networks", key: key.value, text: plain, says: `the New IP block ${plain}` });
  }
  const meant = interpret(asciiName(text));
  switch (meant.kind) {
    case "address":
    case "prefix":
    case "asn":
    case "name":
      return ok({ space: meant.space, key: meant.key, text: meant.text, says: meant.says });
    case "number": {
      if (meant.value > 0xffff_ffff) break;
      return meantResource(`AS${meant.value}`);
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
  const answer = answerOf(reader, space, key);
  const { holding } = answer;
  const report = answer.grade.startsWith("attested") ? answer.reports.at(-1) : undefined;
  const from = report ?? holding ?? answer.rivals[0] ?? answer.root ?? answer.chain.at(-1);
  const above = parentText(space, key);
  const seen = seenAt(reader, asked);
  return {
    asOf: asOf(state),
    finality,
    resource: asked.text,
    space,
    says: asked.says,
    grade: gradeOf(answer),
    gradeSays: sentence(reader, answer),
    ...(from && { matched: textOf(space, from.block.key), since: from.record.since }),
    ...(report && opaque(report.record)),
    ...(holding && heldFields(reader, holding.record)),
    ...routesAt(reader, asked),
    ...namesAt(reader, asked),
    ...(seen.length === 0 ? {} : { seen }),
    chain: chainOf(reader, space, covering),
    ...viewsOf(reader, space, covering),
    conflicts: conflictsOf(reader, answer),
    ...(above !== undefined && { parent: { resource: above, href: href("resources", above) } }),
    children: childrenCount(reader, space, key),
    proofs: [{ register: space, key: textOf(space, key), href: factProof(space, textOf(space, key)) }],
  };
}

type Holding = NonNullable<Answer["holding"]>["record"];

function heldFields(reader: StateReader, record: Holding): Partial<Resource> {
  const { holder, terms, note, custody, protection } = record;
  return {
    holder: partyRef(reader, holder),
    terms,
    ...(note === undefined ? {} : { note }),
    ...(custody === undefined ? {} : { custody: partyRef(reader, custody) }),
    ...(record.case === undefined ? {} : { case: record.case }),
    ...(record.furtherCases === undefined ? {} : { furtherCases: record.furtherCases }),
    protection,
  };
}

const opaque = ({ source, holder }: ReportRecord): Partial<Resource> => ({
  opaqueHolder: { registry: source, id: holder ?? "" },
});

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

function conflictsOf(reader: StateReader, { rivals }: Answer): readonly Conflict[] {
  return rivals.map(({ by, block, record }) => {
    const resource = textOf(block.space, block.key);
    const { since } = record;
    if (by === "register")
      return { by: partyRef(reader, record.holder), resource, says: "holds it in this register", since };
    const to = record.holder === undefined ? "" : ` to ${record.holder}`;
    const says = `its file says ${record.status}${to}`;
    return { by: partyRef(reader, record.by), resource, says, source: record.source, since };
  });
}

function sentence(reader: StateReader, { grade, holding, reports, root, rivals }: Answer): string {
  const name = (id: string): string => {
    const called = partyRef(reader, id).name;
    return called === undefined ? id : `${called} (${id})`;
  };
  const report = reports.at(-1)?.record;
  const differs = rivals.length === 0 ? "" : " A registry's file says something else.";
  switch (grade) {
    case "claimed":
      return holding!.record.label === undefined
        ? `${name(holding!.record.holder)} holds it; nobody moves it without its consent or due process.${differs}`
        : `${name(holding!.record.holder)} holds this block from IANA; nothing more specific is recorded.`;
    case "attested":
      return `${name(report!.by)} reports it as ${report!.status}; its holder has not claimed it.`;
    case "attested-root-unconfirmed":
      return `${name(report!.by)} reports it as ${report!.status}, outside the blocks it holds from IANA: probably a transfer or legacy space.`;
    case "disputed":
      return `Disputed: ${rivals.map((rival) => name(rival.by === "file" ? rival.record.by : rival.record.holder)).join(" and ")} say different things about it; all claims are shown.`;
    case "unclaimed-block":
      return `IANA lists it under ${root!.record.label} (${root!.record.status}), which is no party here: nobody holds it in this register.`;
    case "nobody":
      return "Nothing is recorded about it.";
  }
}
