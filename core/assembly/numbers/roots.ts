/**
 * The blocks IANA's registries give out, as a dataset of kind `roots`: a block whose label belongs to a party becomes
 * that party's holding; any other is kept as a report about the world (SEMANTICS A2, F1).
 */
import { readDataset, readDatasetHeader, recordKeys } from "@comity/resources";
import type { Context } from "../acts/kind.ts";
import { partyOfLabel } from "../parties/make-party.ts";
import type { Block } from "../acts/resource.ts";
import { pick, type StateReader } from "../state/reader.ts";

type C = Pick<Context, "state" | "dataset" | "index" | "time">;

export function rootsReadable(c: Pick<C, "dataset">, hash: string): boolean {
  const bytes = c.dataset(hash);
  const header = bytes === undefined ? undefined : readDatasetHeader(bytes);
  return header !== undefined && header.ok && header.value.kind === "roots" && readDataset(bytes!).ok;
}

/** What somebody holds keeps its holder: blocks at or inside a holding, at rest or claimed are passed over. */
export function assignRoots(c: C, hash: string): void {
  const protection = c.state.text("decisions", "assembly", "assembly")!.constitution;
  readDataset(c.dataset(hash)!, (record) => {
    const holder = partyOfLabel(c, record.holder);
    for (const key of recordKeys(record)) {
      const here = c.state.at(record.space, key);
      if (isTaken(c.state, { space: record.space, key })) continue;
      const old = pick(here, "root");
      if (holder === undefined) {
        if (old?.label === record.holder && old.status === record.status) continue;
        const { status, holder: label } = record;
        c.state.replace(record.space, key, old, { t: "root", label, status, since: c.index });
        continue;
      }
      c.state.replace(record.space, key, old, {
        t: "holding",
        holder,
        terms: { kind: "permanent" },
        from: "roots",
        label: record.holder,
        protection,
        made: c.time,
        since: c.index,
      });
    }
  });
}

function isTaken(state: StateReader, { space, key }: Block): boolean {
  const taken: readonly string[] = ["holding", "quarantine", "claim"];
  return state.covering(space, key).some(({ records }) => records.some(({ t }) => taken.includes(t)));
}
