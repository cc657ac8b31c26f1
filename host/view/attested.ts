/** Attested datasets for readers: which there are, and what sets that were seen outside say about a resource. */
import type { Attested, AttestedView, SeenView } from "@comity/api";
import {
  pick,
  prefixOf,
  textPrefix,
  vrpKey,
  vrpPrefixOf,
  zoneKey,
  type DatasetRecord,
  type StateReader,
} from "@comity/assembly";
import { textOf } from "@comity/resources";
import { factProof } from "./fact-proof.ts";
import { partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";
import type { Asked } from "./resource.ts";

type Dataset = { readonly source: string; readonly kind: string; readonly record: DatasetRecord };

/** Records under `dataset/` (newest ones) or `series/SOURCE/KIND/`. */
function* datasets(reader: StateReader, prefix: string): Generator<Dataset, void, void> {
  for (const { key, records } of reader.within("decisions", textPrefix(prefix))) {
    const [, source = "", kind = ""] = Buffer.from(key.bytes.subarray(0, -1)).toString("latin1").split("/");
    const record = pick(records, "dataset");
    if (record !== undefined) yield { source, kind, record };
  }
}

const proofOf = (key: string): { register: string; key: string; href: string } => ({
  register: "decisions",
  key,
  href: factProof("decisions", key),
});

function viewOf(reader: StateReader, { kind, record, source }: Dataset): AttestedView {
  const { base, by, counts, date, hash, serial, since } = record;
  return {
    source,
    kind,
    by: partyRef(reader, by),
    date,
    serial,
    counts,
    hash,
    ...(base === undefined ? {} : { base }),
    since,
    href: `/api/v1/datasets/${Buffer.from(hash, "base64").toString("hex")}`,
    proof: proofOf(`series/${source}/${kind}/${since}`),
  };
}

/** The newest dataset of each source; with both names the whole series of one, oldest first. */
export function attestedList(
  state: ReadState,
  source: string | undefined,
  kind: string | undefined,
): Attested {
  const series = source !== undefined && kind !== undefined;
  const found = [...datasets(state.reader, series ? `series/${source}/${kind}/` : "dataset/")].filter(
    (one) => (source === undefined || one.source === source) && (kind === undefined || one.kind === kind),
  );
  if (series) found.sort((a, b) => a.record.since - b.record.since);
  return { asOf: asOf(state), items: found.map((one) => viewOf(state.reader, one)) };
}

/** What attested sets say about a prefix (VRPs that cover it, nothing left out) or a name (records of zones at it). */
export function seenAt(reader: StateReader, { key, space, text }: Asked): readonly SeenView[] {
  const out: SeenView[] = [];
  if (space !== "ipv4" && space !== "ipv6" && space !== "names") return out;
  for (const { kind, record, source } of datasets(reader, "dataset/")) {
    const by = partyRef(reader, record.by);
    if (kind === "vrps" && space !== "names") {
      const vrps = reader.covering("decisions", vrpKey(source, key)).flatMap(({ key: at, records }) => {
        const prefix = vrpPrefixOf(at);
        return records.flatMap((vrp) => {
          if (vrp.t !== "vrp" || prefix === undefined) return [];
          const { asn, maxLength, since } = vrp;
          return [{ prefix: textOf(space, prefixOf(prefix.bytes, prefix.bits)), asn, maxLength, since }];
        });
      });
      if (vrps.length > 0)
        out.push({ source, kind, by, vrps, proof: proofOf(`vrp/${source}/${textOf(space, key)}`) });
    }
    if (kind === "zone" && space === "names") {
      const owner = text === "." ? "." : `${text}.`;
      const records = reader.at("decisions", zoneKey(source, owner)).flatMap((rrset) => {
        if (rrset.t !== "rrset") return [];
        const { data, since, ttl, type } = rrset;
        return [{ type, ttl, data, since }];
      });
      if (records.length > 0)
        out.push({ source, kind, by, records, proof: proofOf(`zone/${source}/${owner}`) });
    }
  }
  return out;
}
