/**
 * Attested sets (SEMANTICS F1): what somebody saw outside, VRPs or a zone, record by record under keys of its source.
 * A dataset of changes is taken only when each record that goes is there and each that comes is not, so that the sets
 * follow from each other. An unchanged record keeps its bytes, and with them the act that brought it.
 */
import { compareKeys, readVrpSet, readZoneSet, type Key, type SetHeader, type Sign } from "@comity/resources";
import type { Context } from "../acts/kind.ts";
import type { DatasetRecord } from "../state/records.ts";
import { MAX_AT_KEY, rrsets, vrpsAt, type Item, type Shape } from "./set-records.ts";
import { setKeys, vrpKey, zoneKey } from "./set-keys.ts";

export { MAX_AT_KEY };

export type AttestedSet = {
  readonly header: SetHeader;
  readonly writes: readonly { readonly key: Key; readonly values: readonly Uint8Array[] }[];
  /** The changes fit what is there, and the counts what comes out. */
  readonly sound: boolean;
};

type C = Pick<Context, "state" | "by" | "index">;
type Group = { readonly key: Key; readonly items: readonly { readonly item: Item; readonly sign: Sign }[] };

/** `undefined` for bytes that are no dataset. `last`: what the source attested last. */
export function readSet(
  c: C,
  bytes: Uint8Array,
  header: SetHeader,
  last: DatasetRecord | undefined,
): AttestedSet | undefined {
  const shape: Shape = header.kind === "vrps" ? vrpsAt(c.by.id, c.index) : rrsets(c.by.id, c.index);
  const groups: { key: Key; items: { item: Item; sign: Sign }[] }[] = [];
  const counts: { [unit: string]: number } = {};
  const add = (key: Key, unit: string, item: Item, sign: Sign): void => {
    counts[unit] = (counts[unit] ?? 0) + (sign === -1 ? -1 : 1);
    const group = groups.at(-1);
    if (group !== undefined && compareKeys(group.key, key) === 0) group.items.push({ item, sign });
    else groups.push({ key, items: [{ item, sign }] });
  };
  const read =
    header.kind === "vrps"
      ? readVrpSet(bytes, (line, sign) => {
          const item = { first: line.asn, second: line.maxLength, text: "" };
          add(vrpKey(header.source, line), line.space, item, sign);
        })
      : readZoneSet(bytes, ({ data, owner, ttl, type }, sign) => {
          add(zoneKey(header.source, owner), "records", { first: type, second: ttl, text: data }, sign);
        });
  if (!read.ok) return undefined;
  if (header.base === undefined) {
    const present = last === undefined ? [] : presentOf(c, header);
    return { header, ...replaced(groups, present, shape) };
  }
  const { sound, writes } = changed(c, groups, shape);
  const fits = Object.entries(header.counts).every(
    ([unit, count]) => count === (last?.counts[unit] ?? 0) + (counts[unit] ?? 0),
  );
  return { header, writes, sound: sound && fits };
}

type Present = { readonly key: Key; readonly values: readonly Uint8Array[] };

function presentOf({ state }: C, header: SetHeader): readonly Present[] {
  const out: Present[] = [];
  for (const within of setKeys(header))
    for (const { key, values } of state.tree("decisions").within(within))
      out.push({ key: { bytes: key.bytes.slice(), bits: key.bits }, values });
  return out;
}

/** The set in the place of the one before. */
function replaced(
  groups: readonly Group[],
  present: readonly Present[],
  { encode }: Shape,
): Omit<AttestedSet, "header"> {
  const writes: { key: Key; values: readonly Uint8Array[] }[] = [];
  let sound = true;
  let [i, j] = [0, 0];
  while (i < groups.length || j < present.length) {
    const want = groups[i];
    const here = present[j];
    const order = want === undefined ? 1 : here === undefined ? -1 : compareKeys(want.key, here.key);
    if (order > 0) writes.push({ key: here!.key, values: [] });
    else {
      const old = order === 0 ? here!.values : [];
      const values = encode(
        want!.items.map(({ item }) => item),
        old,
      );
      sound &&= values.length <= MAX_AT_KEY;
      if (values.length !== old.length || values.some((value) => !old.includes(value)))
        writes.push({ key: want!.key, values });
    }
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return { writes, sound };
}

/** The changes carried out on what is there. */
function changed({ state }: C, groups: readonly Group[], shape: Shape): Omit<AttestedSet, "header"> {
  const writes: { key: Key; values: readonly Uint8Array[] }[] = [];
  let sound = true;
  for (const { items, key } of groups) {
    const old = state.tree("decisions").get(key);
    const there = new Map(shape.items(old).map((item) => [idOf(item), item]));
    for (const { item, sign } of items) {
      if (there.has(idOf(item)) !== (sign === -1)) sound = false;
      if (sign === -1) there.delete(idOf(item));
      else there.set(idOf(item), item);
    }
    const values = shape.encode([...there.values()], old);
    sound &&= values.length <= MAX_AT_KEY;
    writes.push({ key, values });
  }
  return { writes, sound };
}

const idOf = ({ first, second, text }: Item): string => `${first} ${second} ${text}`;
