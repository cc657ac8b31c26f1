/** IPv4 as cells of equal size, for a map: one pass over the records, the most specific one wins a cell. */
import type { MapCells, MapLegend } from "@comity/api";
import type { Found, StateRecord } from "@comity/assembly";
import { refuse, ok, type Result } from "@comity/canon";
import { parsePrefix, uint32At } from "@comity/resources";
import { asOf, type ReadState } from "./read-state.ts";

/** `bits` at most `maxBits` more than the prefix. Codes of `parsePrefix`, `query-value`. */
export function mapCells(state: ReadState, prefix: string, bits: number, maxBits: number): Result<MapCells> {
  const key = parsePrefix("ipv4", prefix, "prefix");
  if (!key.ok) return key;
  const depth = bits - key.value.bits;
  if (depth < 0 || depth > maxBits) {
    return refuse("query-value", `cells are 0 to ${maxBits} bits longer than the prefix`, "bits");
  }
  const legend: MapLegend[] = [{ kind: "nobody" }];
  const numbers = new Map<string, number>([[JSON.stringify(legend[0]), 0]]);
  const codes = new Uint16Array(2 ** depth);
  const depths = new Uint8Array(codes.length);
  const base = uint32At(key.value.bytes);
  const shift = 32 - bits;
  const paint = ({ key: at, records }: Found): void => {
    const shown = legendOf(records);
    if (shown === undefined) return;
    const text = JSON.stringify(shown);
    let code = numbers.get(text);
    if (code === undefined && legend.length < 65_536) {
      numbers.set(text, (code = legend.length));
      legend.push(shown);
    }
    const first = at.bits <= key.value.bits ? 0 : Math.floor((uint32At(at.bytes) - base) / 2 ** shift);
    const count = at.bits <= key.value.bits ? codes.length : Math.max(1, 2 ** (bits - at.bits));
    // Inside one cell the widest record names it: a speck says nothing about its surroundings.
    if (at.bits > bits && depths[first]! > bits) return;
    if (at.bits > bits && codes[first] !== 0) return;
    codes.fill(code ?? 0, first, first + count);
    depths.fill(at.bits, first, first + count);
  };
  for (const found of state.reader.covering("ipv4", key.value)) paint(found);
  for (const found of state.reader.within("ipv4", key.value)) paint(found);
  return ok({ asOf: asOf(state), prefix, bits, codes: [...codes], legend });
}

function legendOf(records: readonly StateRecord[]): MapLegend | undefined {
  const claimants = new Set<string>();
  let best: MapLegend | undefined;
  let rank = 0;
  const offer = (value: number, legend: MapLegend): void => {
    if (value > rank) [rank, best] = [value, legend];
  };
  for (const record of records) {
    if (record.t === "root") offer(1, { kind: "root", holder: record.label, status: record.status });
    else if (record.t === "reserved" || record.t === "quarantine") offer(3, { kind: "reserved" });
    else if (record.t === "report") {
      if (record.kind === "delegations" && record.begins === undefined && isUse(record.status))
        claimants.add(record.source);
      const code = record.code === undefined ? {} : { code: record.code };
      offer(4, { kind: "report", holder: record.by, status: record.status, ...code });
    } else if (record.t === "holding") {
      const own = record.label !== undefined;
      offer(own ? 2 : 5, {
        kind: own ? "root" : "holding",
        holder: record.holder,
        ...(own ? { status: "allocated" } : {}),
      });
    }
  }
  return claimants.size > 1 ? { kind: "disputed" } : best;
}

const isUse = (status: string): boolean => status === "allocated" || status === "assigned";
