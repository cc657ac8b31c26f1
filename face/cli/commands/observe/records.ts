/** Changes of zones and registry files, and whether the register says the same: by name, or by block. */
import { datasetLine, zoneLine, type DatasetRecord, type ZoneLine } from "@comity/resources";
import { diffRecords } from "@comity/import";
import type { Node } from "../../ask.ts";
import type { Outside } from "./outside.ts";

export type RecordChange = {
  readonly change: "added" | "removed";
  readonly record: string;
  /** The name or block it is about. */
  readonly about: string;
  /** As of VRPs: `unknown` when nothing is on record about it. */
  readonly standing: "explained" | "unexplained" | "unknown";
};

/** Names and blocks that a node is asked about in one step, at most; the rest stays unknown. */
const MAX_ASKED = 500;

type Found = Omit<RecordChange, "standing">;

/** The changes between two of one kind. Without a node nothing is on record. */
export async function recordChanges(
  before: Outside,
  after: Outside,
  node: Node | undefined,
): Promise<readonly RecordChange[]> {
  const found =
    before.kind === "zone" && after.kind === "zone"
      ? ofZones(before.lines, after.lines)
      : before.kind === "numbers" && after.kind === "numbers"
        ? ofNumbers(before.records, after.records)
        : [];
  const known = new Map<string, RecordChange["standing"]>();
  for (const { about } of found) {
    if (known.has(about) || known.size >= MAX_ASKED || node === undefined || about === "") continue;
    known.set(
      about,
      after.kind === "zone" ? await ofName(node, about, after.lines) : await ofBlock(node, about),
    );
  }
  return found.map((one) => ({
    ...one,
    // Only who answers for a name is said in the register: its other records are its own servers' business.
    standing: isDelegation(one, after.kind) ? (known.get(one.about) ?? "unknown") : "unknown",
  }));
}

const isDelegation = ({ record }: Found, kind: Outside["kind"]): boolean =>
  kind !== "zone" || /^[^|]*\|\d+\|(?:NS|DS)\|/.test(record);

function ofZones(before: readonly ZoneLine[], after: readonly ZoneLine[]): readonly Found[] {
  const [old, now] = [new Set(before.map(zoneLine)), new Set(after.map(zoneLine))];
  const about = (record: string): string => record.slice(0, record.indexOf("|")).replace(/\.$/, "");
  return [
    ...[...old]
      .filter((record) => !now.has(record))
      .map((record) => ({ change: "removed" as const, record, about: about(record) })),
    ...[...now]
      .filter((record) => !old.has(record))
      .map((record) => ({ change: "added" as const, record, about: about(record) })),
  ];
}

function ofNumbers(before: readonly DatasetRecord[], after: readonly DatasetRecord[]): readonly Found[] {
  const { added, changed, removed } = diffRecords(before, after);
  const one =
    (change: Found["change"]) =>
    (record: DatasetRecord): Found => {
      const [space, first, last] = datasetLine(record).split("|") as [string, string, string];
      const about =
        space === "ipv6" ? `${first}/${last}` : space === "asn" ? `AS${first}-AS${last}` : `${first}-${last}`;
      return { change, record: datasetLine(record), about };
    };
  return [
    ...removed.concat(changed.map(({ before: old }) => old)).map(one("removed")),
    ...added.concat(changed.map(({ after: now }) => now)).map(one("added")),
  ];
}

/** Explained when the zone's delegation is what the holder of the name has on record. */
async function ofName(
  node: Node,
  name: string,
  zone: readonly ZoneLine[],
): Promise<RecordChange["standing"]> {
  const answer = await node.get("resource", { text: name }).catch(() => undefined);
  const said = answer?.nameServers;
  if (said === undefined) return "unknown";
  const there = zone.filter(({ owner }) => owner === `${name}.`);
  const of = (type: string): readonly string[] =>
    there.flatMap((line) => (line.type === type ? [line.data.toLowerCase().replaceAll(/\.$/g, "")] : []));
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && [...a].sort().join() === [...b].sort().join();
  const ds = said.ds.map(
    ({ algorithm, digest, digestType, keyTag }) => `${keyTag} ${algorithm} ${digestType} ${digest}`,
  );
  return same(
    of("NS"),
    said.servers.map(({ name: server }) => server),
  ) && same(of("DS"), ds)
    ? "explained"
    : "unexplained";
}

/** Space that a holder claimed is moved by no file (SEMANTICS F5). */
async function ofBlock(node: Node, text: string): Promise<RecordChange["standing"]> {
  const answer = await node.get("resource", { text }).catch(() => undefined);
  if (answer === undefined || answer.grade === "nobody") return "unknown";
  if (answer.conflicts.length > 0) return "unexplained";
  return answer.grade === "claimed" ? "explained" : "unknown";
}
