/**
 * Borders from an assembly's record: networks, their ranges and who agreed to interconnect, each proven and read again,
 * so that an agreement that ends closes the border. Looked at are the networks that interfaces face (an operator's own
 * is best named for the inside) and those they have agreed with. What is not proven lets nothing pass.
 */
import { isObject } from "../json.ts";
import { ok, refuse, type Refusal, type Result } from "../refusal.ts";
import { Borders, type NetworkRecord } from "../stack/borders.ts";
import type { RecordPlace } from "./form.ts";
import { keep, type Kept, type Proven } from "./keep.ts";
import { RecordSource, type Fact, type Prover } from "./source.ts";

export type RecordedNetworks = {
  readonly networks: readonly NetworkRecord[];
  readonly agreements: readonly (readonly [string, string])[];
};

/** Most agreements of a network that are looked at. */
const MAX_MET = 256;
const RANGE = /^newip:([0-9a-f]+\/[0-9]+)$/;

/** Who a network says it has agreed with: a hint where to look, nothing more; each agreement is proven by itself. */
async function neighbours(source: RecordSource, id: string): Promise<Result<readonly string[]>> {
  const page = await source.get(`networks/${encodeURIComponent(id)}`);
  if (!page.ok) return page;
  try {
    const json: unknown = JSON.parse(Buffer.from(page.value).toString());
    const list = isObject(json) ? json["interconnections"] : undefined;
    const names = (list as readonly unknown[]).map((one) => (isObject(one) ? one["with"] : undefined));
    if (names.every((name) => typeof name === "string")) return ok(names);
  } catch {
    // Told below.
  }
  return refuse("assembly-answer", `network ${id} is not as the API says`, "assembly");
}

function networkOf(name: string, { record }: Fact): NetworkRecord | undefined {
  const ranges = record?.["ranges"];
  if (record?.["t"] !== "network" || !Array.isArray(ranges)) return undefined;
  const prefixes = ranges.map((range) => RANGE.exec(String(range))?.[1]);
  return prefixes.includes(undefined) ? undefined : { name, prefixes: prefixes as string[] };
}

const agreed = ({ record }: Fact, now: number): boolean => {
  const ends = record?.["ends"];
  return record?.["t"] === "interconnection" && (ends === undefined || Number(ends) > now);
};

/** Reads what is around `faces`. Codes of `RecordSource.fact`, `assembly-answer`. */
export async function readNetworks(
  source: RecordSource,
  faces: readonly string[],
  now: number = Date.now() / 1000,
): Promise<Result<Proven<RecordedNetworks>>> {
  const networks = new Map<string, NetworkRecord | undefined>();
  const agreements = new Map<string, readonly [string, string]>();
  let size = 0;
  let time = faces.length === 0 ? now : Number.POSITIVE_INFINITY;
  const proven = async (key: string): Promise<Result<Fact>> => {
    const fact = await source.fact(key);
    if (!fact.ok) return fact;
    size = Math.max(size, fact.value.size);
    time = Math.min(time, fact.value.time);
    return fact;
  };
  const look = async (id: string): Promise<Result<boolean>> => {
    if (networks.has(id)) return ok(networks.get(id) !== undefined);
    const fact = await proven(`network/${id}`);
    if (!fact.ok) return fact;
    const network = networkOf(id, fact.value);
    networks.set(id, network);
    return ok(network !== undefined);
  };
  for (const face of new Set(faces)) {
    const there = await look(face);
    if (!there.ok) return there;
    const others = there.value ? await neighbours(source, face) : ok([]);
    if (!others.ok) return others;
    for (const other of others.value.slice(0, MAX_MET)) {
      const pair = face < other ? ([face, other] as const) : ([other, face] as const);
      const agreement = await proven(`interconnection/${pair.join("/")}`);
      if (!agreement.ok) return agreement;
      if (!agreed(agreement.value, now)) continue;
      const known = await look(other);
      if (!known.ok) return known;
      agreements.set(pair.join("/"), pair);
    }
  }
  const known = [...networks.values()].filter((network) => network !== undefined);
  return ok({ value: { networks: known, agreements: [...agreements.values()] }, size, time });
}

export type Face = { readonly port: number; readonly network: string };

/** Borders that follow the record; `admit` is for `Stack.admit`. Codes of `readNetworks`, `prefix`, `assembly-old`. */
export async function keepBorders(
  place: Omit<RecordPlace, "keyFile">,
  prover: Prover,
  faces: readonly Face[],
  told?: (refusal: Refusal) => void,
): Promise<Result<Omit<Kept<Borders>, "current"> & { readonly admit: Borders["admit"] }>> {
  const source = new RecordSource(place.url, prover);
  const names = faces.map(({ network }) => network);
  const read = async (): Promise<Result<Proven<Borders>>> => {
    const got = await readNetworks(source, names);
    if (!got.ok) return got;
    const { agreements, networks } = got.value.value;
    const borders = Borders.from(networks, agreements);
    if (!borders.ok) return borders;
    for (const { port, network } of faces) borders.value.face(port, network);
    return ok({ ...got.value, value: borders.value });
  };
  const kept = await keep({ read, ...place, ...(told === undefined ? {} : { told }) });
  if (!kept.ok) return kept;
  const { close, current, size } = kept.value;
  return ok({ admit: (h, from) => (current() ?? CLOSED).admit(h, from), size, close });
}

/** What is too old to count lets nothing pass. */
const CLOSED = { admit: () => "border-agreement" };
