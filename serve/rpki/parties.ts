/**
 * Who is certified for what (SEMANTICS H4). Each claimed holder gets a CA of its own for its claimed holdings, all
 * directly below the assembly's CA: no holder's certificate hangs on its parent's key. An authorisation is signed by the
 * key of the holder that most closely holds its prefix.
 */
import { must, type Refusal } from "@comity/canon";
import { aspas, vrps, type Aspa, type Payload, type Vrp } from "@comity/routes";
import type { CaPlace } from "./certificate.ts";
import {
  contains,
  parseResource,
  subtract,
  isEmpty,
  type Family,
  type ResourceSet,
  type Span,
} from "./resources.ts";

/** Hosted: we keep the key for the party, and say so. Own: the party keeps it and publishes there. */
export type OwnKey = { readonly spki: Uint8Array; readonly place: CaPlace };
export type Custody =
  | { readonly kind: "hosted" }
  /** Several keys while one replaces the other (RFC 6489); none when all were given back. */
  | { readonly kind: "own"; readonly keys: readonly OwnKey[] };
/** `resources`: claimed holdings only, parts delegated to others included. */
export type Holding = { readonly party: string; readonly resources: ResourceSet; readonly custody: Custody };
export type CertifiedParty = Holding & { readonly vrps: readonly Vrp[]; readonly aspas: readonly Aspa[] };
/** Router keys are not published here. */
export type RegisterPayload = Pick<Payload, "vrps" | "aspas">;
export type Assigned = {
  readonly parties: readonly CertifiedParty[];
  /** Authorisations that are not published, each with the reason. */
  readonly left: readonly Refusal[];
};

/** Codes in `left`: `not-claimed`, `as0-over-others`, `own-key`. */
export function assign(holdings: readonly Holding[], payload: RegisterPayload): Assigned {
  const left: Refusal[] = [];
  const own = holdings.map((holding) => ({ ...holding, vrps: [] as Vrp[], aspas: [] as Aspa[] }));
  const holderOf = (family: Family, span: Span) => closest(own, family, span);
  const refuse = (code: string, detail: string, field: string): void =>
    void left.push({ code, detail, field });

  for (const vrp of vrps(payload.vrps)) {
    const field = `${vrp.prefix}-${vrp.maxLength} AS${vrp.asn}`;
    const set = must(parseResource(vrp.prefix));
    const family = set.ipv4.length > 0 ? ("ipv4" as const) : ("ipv6" as const);
    const span = set[family][0]!;
    const holder = holderOf(family, span);
    if (holder === undefined) refuse("not-claimed", "no claimed holding contains the prefix", field);
    else if (
      vrp.asn === 0 &&
      own.some((other) => other !== holder && heldInside(other, holder, family, span))
    )
      refuse(
        "as0-over-others",
        "AS0 over space delegated to others is never published (SEMANTICS H2)",
        field,
      );
    else if (holder.custody.kind === "own")
      refuse("own-key", `${holder.party} keeps its own key and signs for itself`, field);
    else holder.vrps.push(vrp);
  }
  for (const aspa of aspas(payload.aspas)) {
    const n = BigInt(aspa.customer);
    const holder = holderOf("asn", { first: n, last: n });
    const field = `ASPA AS${aspa.customer}`;
    if (holder === undefined) refuse("not-claimed", "no claimed holding contains the AS number", field);
    else if (holder.custody.kind === "own")
      refuse("own-key", `${holder.party} keeps its own key and signs for itself`, field);
    else holder.aspas.push(aspa);
  }
  return { parties: own, left };
}

const sizeOf = (spans: readonly Span[]): bigint =>
  spans.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);

/** The span of a set that holds all of `span`. Spans are sorted: found by halving. */
function around(spans: readonly Span[], { first, last }: Span): Span | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.last < first) low = middle + 1;
    else high = middle;
  }
  const found = spans[low];
  return found !== undefined && found.first <= first && found.last >= last ? found : undefined;
}

function closest<H extends Holding>(holdings: readonly H[], family: Family, span: Span): H | undefined {
  let best: { holder: H; size: bigint } | undefined;
  for (const holder of holdings) {
    const found = around(holder.resources[family], span);
    if (found === undefined) continue;
    const size = sizeOf([found]);
    if (best === undefined || size < best.size) best = { holder, size };
  }
  return best?.holder;
}

/** Whether another holds, inside `span`, a part of what `holder` holds. */
const heldInside = (other: Holding, holder: Holding, family: Family, span: Span): boolean =>
  other.resources[family].some(
    (s) => s.first <= span.last && s.last >= span.first && around(holder.resources[family], s) !== undefined,
  );

/** What a holder with its own key is certified for: without the parts that others hold, so that its key cannot reach them. */
export function exclusive(holding: Holding, all: readonly Holding[]): ResourceSet {
  return all
    .filter((other) => other.party !== holding.party && reaches(holding.resources, other.resources))
    .reduce((set, other) => subtract(set, other.resources), holding.resources);
}

const reaches = (outer: ResourceSet, inner: ResourceSet): boolean =>
  !contains(inner, outer) && !isEmpty(subtract(outer, subtract(outer, inner)));
