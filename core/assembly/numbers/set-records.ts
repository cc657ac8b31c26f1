/** Records of attested sets: one for each VRP, one for each set of resource records of a name (type and TTL). */
import { utf8 } from "@comity/canon";
import { decodeRecord } from "../state/reader.ts";
import { encodeRecord } from "../state/state.ts";
import type { RrsetRecord, VrpRecord } from "../state/records.ts";

/** Most records under one key: a name's types, a prefix's VRPs. A node of the tree holds a few more. */
export const MAX_AT_KEY = 60_000;

/** Of a VRP: AS number and greatest length; of a zone: type, TTL, data. */
export type Item = { readonly first: number | string; readonly second: number; readonly text: string };

/** Between what a set holds at one key and the values there. */
export type Shape = {
  readonly items: (values: readonly Uint8Array[]) => readonly Item[];
  /** The values that hold exactly these; one of `old` that says the same is kept. */
  readonly encode: (items: readonly Item[], old: readonly Uint8Array[]) => readonly Uint8Array[];
};

export function vrpsAt(by: string, since: number): Shape {
  // As `encodeRecord` writes it, which a test compares: a set has hundreds of thousands of them.
  const name = JSON.stringify(by);
  const vrpText = (asn: Item["first"], maxLength: number): string =>
    `{"asn":"AS${asn}","by":${name},"maxLength":${maxLength},"since":${since},"t":"vrp"}`;
  return {
    items: (values) =>
      values.map((value) => {
        const { asn, maxLength } = decodeRecord(value) as VrpRecord;
        return { first: Number(asn.slice(2)), second: maxLength, text: "" };
      }),
    encode: (items, old) => {
      const kept = new Map<string, Uint8Array>();
      for (const value of old) {
        const { asn, maxLength } = decodeRecord(value) as VrpRecord;
        kept.set(`${asn} ${maxLength}`, value);
      }
      return items.map(
        ({ first, second }) => kept.get(`AS${first} ${second}`) ?? utf8(vrpText(first, second)),
      );
    },
  };
}

export function rrsets(by: string, since: number): Shape {
  return {
    items: (values) =>
      values.flatMap((value) => {
        const { data, ttl, type } = decodeRecord(value) as RrsetRecord;
        return data.map((text) => ({ first: type, second: ttl, text }));
      }),
    encode: (items, old) => {
      const sets = new Map<
        string,
        { readonly type: string; readonly ttl: number; readonly data: string[] }
      >();
      for (const { first, second, text } of items) {
        const name = `${first} ${second}`;
        const set = sets.get(name);
        if (set === undefined) sets.set(name, { type: String(first), ttl: second, data: [text] });
        else set.data.push(text);
      }
      const kept = new Map<string, Uint8Array>();
      for (const value of old) {
        const { data, ttl, type } = decodeRecord(value) as RrsetRecord;
        kept.set(JSON.stringify([type, ttl, data]), value);
      }
      return [...sets.values()].map(({ data, ttl, type }) => {
        // One order, whatever the changes were: bytewise, data is ASCII.
        const sorted = data.toSorted((a, b) => (a < b ? -1 : 1));
        const same = kept.get(JSON.stringify([type, ttl, sorted]));
        return same ?? encodeRecord({ t: "rrset", type, ttl, data: sorted, by, since });
      });
    },
  };
}
