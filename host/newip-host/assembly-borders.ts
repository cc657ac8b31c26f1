/**
 * Borders from an assembly's record: networks, their ranges and who agreed to interconnect, read through the public API
 * of any node or replica and read again, so that an agreement that ends closes the border. While nobody answers, what
 * was read last stays; what was never read lets nothing pass.
 */
import { ok, refuse, type Result } from "./refusal.ts";
import { Borders, type NetworkRecord } from "./stack/borders.ts";

export type RecordedNetworks = {
  readonly networks: readonly NetworkRecord[];
  readonly agreements: readonly (readonly [string, string])[];
  /** Tree size of the state that was read. */
  readonly size: number;
};

const MAX_NETWORKS = 10_000;
const TIMEOUT_MS = 10_000;
const RANGE = /^newip:([0-9a-f]+\/[0-9]+)$/;

type Json = { readonly [name: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function get(base: string, path: string): Promise<Result<Json>> {
  try {
    const response = await fetch(`${base}/api/v1/${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = await response.json();
    if (response.ok && isObject(body)) return ok(body);
    return refuse("assembly-answer", `${base} answers ${response.status} to ${path}`, "assembly");
  } catch (cause) {
    return refuse("assembly-unreachable", `no answer from ${base}: ${(cause as Error).message}`, "assembly");
  }
}

/** Codes `assembly-unreachable`, `assembly-answer`. */
export async function readNetworks(base: string): Promise<Result<RecordedNetworks>> {
  const networks: NetworkRecord[] = [];
  const agreements: (readonly [string, string])[] = [];
  const wrong = (what: string): Result<never> =>
    refuse("assembly-answer", `${base}: ${what} is not as the API says`, "assembly");
  let size = 0;
  for (let after = ""; ;) {
    const page = await get(base, `networks${after}`);
    if (!page.ok) return page;
    const { items, next, asOf } = page.value;
    if (!Array.isArray(items) || !isObject(asOf)) return wrong("the list of networks");
    size = Number(asOf["size"]);
    for (const item of items as unknown[]) {
      const id = isObject(item) ? item["id"] : undefined;
      if (typeof id !== "string" || networks.length >= MAX_NETWORKS) return wrong("a network");
      const network = await get(base, `networks/${encodeURIComponent(id)}`);
      if (!network.ok) return network;
      const read = networkOf(id, network.value);
      if (read === undefined) return wrong(`network ${id}`);
      networks.push(read.record);
      for (const other of read.agreed) if (id < other) agreements.push([id, other]);
    }
    if (typeof next !== "string") return ok({ networks, agreements, size });
    after = `?after=${encodeURIComponent(next)}`;
  }
}

function networkOf(
  name: string,
  { ranges, interconnections }: Json,
): { readonly record: NetworkRecord; readonly agreed: readonly string[] } | undefined {
  if (!Array.isArray(ranges) || !Array.isArray(interconnections)) return undefined;
  const prefixes = ranges.map((range) => RANGE.exec(String(range))?.[1]);
  const agreed = interconnections.map((one: unknown) => (isObject(one) ? one["with"] : undefined));
  if (prefixes.includes(undefined) || !agreed.every((other) => typeof other === "string")) return undefined;
  return { record: { name, prefixes: prefixes as string[] }, agreed };
}

export type Face = { readonly port: number; readonly network: string };

export type KeptBorders = {
  /** For `Stack.admit`. */
  readonly admit: Borders["admit"];
  /** Tree size of the state in use; 0 before the first answer. */
  readonly size: () => number;
  readonly close: () => void;
};

/** Reads now and every `seconds`. Codes of `readNetworks`, `prefix`. `told` hears what fails later. */
export async function keepBorders(
  base: string,
  faces: readonly Face[],
  seconds: number,
  told: (refusal: { readonly code: string; readonly detail: string }) => void = () => {},
): Promise<Result<KeptBorders>> {
  let current: Borders | undefined;
  let size = 0;
  const look = async (): Promise<Result<void>> => {
    const read = await readNetworks(base);
    if (!read.ok) return read;
    const borders = Borders.from(read.value.networks, read.value.agreements);
    if (!borders.ok) return borders;
    for (const { port, network } of faces) borders.value.face(port, network);
    current = borders.value;
    ({ size } = read.value);
    return ok(undefined);
  };
  const first = await look();
  if (!first.ok) return first;
  const timer = setInterval(() => {
    void look().then((result) => {
      if (!result.ok) told(result.error);
    });
  }, seconds * 1000).unref();
  return ok({
    admit: (h, from) => (current === undefined ? "border-agreement" : current.admit(h, from)),
    size: () => size,
    close: () => clearInterval(timer),
  });
}
