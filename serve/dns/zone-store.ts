/** The zones a primary serves: the newest version of each, and the steps that led to it. */
import { ok, refuse, type Result } from "@comity/canon";
import {
  diffZones,
  nameId,
  nameText,
  serialAfter,
  type WireName,
  type Zone,
  type ZoneDiff,
  type ZoneRecord,
} from "@comity/zones";

/** Steps kept for IXFR, and records in all of them together. */
export const MAX_STEPS = 100;
export const MAX_STEP_RECORDS = 200_000;

export type ServedZone = {
  readonly zone: Zone;
  /** Oldest first; each begins where the one before it ends. */
  readonly steps: readonly ZoneDiff[];
  /** Records by name, for answers. */
  readonly names: ReadonlyMap<string, readonly ZoneRecord[]>;
  /** Names without records that others lie below (empty non-terminals): they exist. */
  readonly emptyNames: ReadonlySet<string>;
};

export class ZoneStore {
  readonly #zones = new Map<string, ServedZone>();
  readonly #listeners: ((zone: Zone) => void)[] = [];

  /** A new zone, or the next version of one. Code `zone-serial`: the serial has to grow (RFC 1982). */
  put(zone: Zone): Result<"new" | "next" | "same"> {
    const id = nameId(zone.origin);
    const before = this.#zones.get(id);
    if (before !== undefined) {
      const step = diffZones(before.zone, zone);
      const isSame = step.removed.length + step.added.length === 0;
      if (before.zone.serial === zone.serial) {
        if (isSame) return ok("same");
        return refuse(
          "zone-serial",
          `${nameText(zone.origin)} changed but its serial ${zone.serial} did not: secondaries would not notice`,
        );
      }
      if (serialAfter(zone.serial, before.zone.serial) !== true)
        return refuse(
          "zone-serial",
          `${nameText(zone.origin)}: serial ${zone.serial} does not come after ${before.zone.serial}`,
        );
      this.#zones.set(id, { zone, steps: kept([...before.steps, step]), ...byName(zone) });
    } else this.#zones.set(id, { zone, steps: [], ...byName(zone) });
    for (const listener of this.#listeners) listener(zone);
    return ok(before === undefined ? "new" : "next");
  }

  get(origin: WireName): ServedZone | undefined {
    return this.#zones.get(nameId(origin));
  }

  /** The zone with the longest origin that a name lies in. */
  around(name: WireName): ServedZone | undefined {
    for (let at = 0; ; at += name[at]! + 1) {
      const found = this.#zones.get(nameId(name.subarray(at)));
      if (found !== undefined || name[at] === 0) return found;
    }
  }

  all(): Iterable<ServedZone> {
    return this.#zones.values();
  }

  onChange(listener: (zone: Zone) => void): void {
    this.#listeners.push(listener);
  }
}

function kept(steps: readonly ZoneDiff[]): readonly ZoneDiff[] {
  let records = 0;
  const out: ZoneDiff[] = [];
  for (const step of steps.toReversed()) {
    records += step.removed.length + step.added.length;
    if (out.length === MAX_STEPS || records > MAX_STEP_RECORDS) break;
    out.unshift(step);
  }
  return out;
}

function byName(zone: Zone): Pick<ServedZone, "names" | "emptyNames"> {
  const names = new Map<string, ZoneRecord[]>();
  for (const record of zone.records) {
    const id = nameId(record.owner);
    const list = names.get(id);
    if (list === undefined) names.set(id, [record]);
    else list.push(record);
  }
  const emptyNames = new Set<string>();
  for (const [{ owner }] of names.values() as Iterable<[ZoneRecord]>)
    for (let at = owner[0]! + 1; owner.length - at > zone.origin.length; at += owner[at]! + 1) {
      const id = nameId(owner.subarray(at));
      if (names.has(id) || emptyNames.has(id)) break;
      emptyNames.add(id);
    }
  return { names, emptyNames };
}
