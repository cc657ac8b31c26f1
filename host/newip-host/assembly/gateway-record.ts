/**
 * The mapping of a gateway from its signed record (`mapping/NETWORK/GATEWAY`): who runs the network says what its
 * addresses stand for, and nobody else. A record that is withdrawn, or too old to count, maps nothing.
 */
import { addressMap, type AddressMap, type MapEntry } from "../gateway/address-map.ts";
import type { Listen, Mapping } from "../gateway/mapping.ts";
import { isObject } from "../json.ts";
import { ok, refuse, type Refusal, type Result } from "../refusal.ts";
import type { RecordedGateway } from "./form.ts";
import { keep, type Proven } from "./keep.ts";
import { RecordSource, type Fact, type Prover } from "./source.ts";

const NEWIP = /^newip:([0-9a-f]+\/[0-9]+)$/;

function entriesOf({ record }: Fact): readonly MapEntry[] | undefined {
  if (record === undefined) return [];
  const { maps, t } = record;
  if (t !== "mapping" || !Array.isArray(maps)) return undefined;
  const entries: MapEntry[] = [];
  for (const entry of maps as unknown[]) {
    const newip = isObject(entry) ? NEWIP.exec(String(entry["newip"]))?.[1] : undefined;
    const ip = isObject(entry) ? entry["ip"] : undefined;
    if (newip === undefined || typeof ip !== "string") return undefined;
    entries.push({ newip, ip });
  }
  return entries;
}

/** Codes of `RecordSource.fact`, `addressMap`, `assembly-answer`. */
async function readMapping(source: RecordSource, key: string): Promise<Result<Proven<AddressMap>>> {
  const fact = await source.fact(key);
  if (!fact.ok) return fact;
  const entries = entriesOf(fact.value);
  if (entries === undefined) return refuse("assembly-answer", `${key} is no mapping`, "assembly");
  const map = addressMap(entries);
  return map.ok ? ok({ value: map.value, size: fact.value.size, time: fact.value.time }) : map;
}

export type RecordedMapping = {
  readonly mapping: Mapping;
  /** Size of the log that is in use; 0 when nothing is. */
  readonly size: () => number;
  readonly close: () => void;
};

/** A mapping that follows its record. Codes of `readMapping`, `assembly-old`. */
export async function keepMapping(
  { gateway, network, ...place }: Omit<RecordedGateway, "keyFile">,
  prover: Prover,
  listen: readonly Listen[],
  told?: (refusal: Refusal) => void,
): Promise<Result<RecordedMapping>> {
  const source = new RecordSource(place.url, prover);
  const heard: (() => void)[] = [];
  const kept = await keep({
    read: () => readMapping(source, `mapping/${network}/${gateway}`),
    changed: () => {
      for (const changed of heard) changed();
    },
    ...place,
    ...(told === undefined ? {} : { told }),
  });
  if (!kept.ok) return kept;
  const { close, current, size } = kept.value;
  const toIp: AddressMap = (bytes, at, length) => current()?.(bytes, at, length);
  return ok({ mapping: { toIp, listen, onChange: (changed) => void heard.push(changed) }, size, close });
}
