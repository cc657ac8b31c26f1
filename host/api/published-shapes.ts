/** The JSON of routes, name servers and networks. Times are seconds since 1970; an index is a log index. */
import type { DelegationSigner, Gateway, NameServer, PlanEntry, Validity } from "@comity/assembly";
import type { AsOf, Finality, Page, PartyRef } from "./shapes.ts";

type Proof = { readonly register: string; readonly key: string; readonly href: string };

/** A route origin authorisation. `ends`: left by a former holder, until then at most. */
export type RouteView = {
  readonly prefix: string;
  readonly asn: string;
  readonly maxLength: number;
  readonly by: PartyRef;
  readonly ends?: number;
  readonly since: number;
};
/** RFC 6811 about a prefix and, when asked, its origin: `covering` is complete, nothing is left out. */
export type RouteAnswer = {
  readonly asOf: AsOf;
  readonly finality: Finality;
  readonly prefix: string;
  readonly origin?: string;
  readonly state?: Validity;
  readonly says: string;
  readonly covering: readonly (RouteView & { readonly matches?: boolean })[];
  readonly proof: Proof;
};
/** Providers of an AS number (ASPA): the whole set; `AS0` alone: none. */
export type ProvidersView = {
  readonly customer: string;
  readonly providers: readonly string[];
  readonly by: PartyRef;
  readonly ends?: number;
  readonly since: number;
  readonly proof: Proof;
};
/** Name servers of a name, or of the reverse zones of a block. */
export type NameServersView = {
  readonly zones: readonly string[];
  readonly servers: readonly NameServer[];
  readonly ds: readonly DelegationSigner[];
  readonly by: PartyRef;
  readonly ends?: number;
  readonly since: number;
};
/** A dataset that a source attested (`attest`): the newest one, or one of its series. */
export type AttestedView = {
  readonly source: string;
  readonly kind: string;
  readonly by: PartyRef;
  /** `YYYY-MM-DD` or empty. */
  readonly date: string;
  readonly serial: string;
  /** Records of each unit, of the whole set also where the dataset holds changes. */
  readonly counts: { readonly [unit: string]: number };
  /** Base64 of the dataset's SHA-256. */
  readonly hash: string;
  /** It holds what changed since this dataset. */
  readonly base?: string;
  readonly since: number;
  readonly href: string;
  readonly proof: Proof;
};
/** Newest datasets of all sources, or the series of one, oldest first. */
export type Attested = { readonly asOf: AsOf; readonly items: readonly AttestedView[] };
/** What an attested set says here: VRPs that cover the prefix, all of them; the records of a zone at the name. */
export type SeenView = {
  readonly source: string;
  readonly kind: string;
  readonly by: PartyRef;
  readonly vrps?: readonly {
    readonly prefix: string;
    readonly asn: string;
    readonly maxLength: number;
    readonly since: number;
  }[];
  readonly records?: readonly {
    readonly type: string;
    readonly ttl: number;
    readonly data: readonly string[];
    readonly since: number;
  }[];
  readonly proof: Proof;
};
/** What else is recorded at a resource. */
export type Attached = {
  /** A name with internationalised labels, as people write it. */
  readonly unicode?: string;
  /** All authorisations that cover the prefix. */
  readonly routes?: readonly RouteView[];
  /** The holder asked for protective filters, for at most so many days each. */
  readonly protectedDays?: number;
  readonly providers?: ProvidersView;
  readonly nameServers?: NameServersView;
  /** Sets of AS numbers and routes (RFC 2622) that are kept under this AS number. */
  readonly sets?: readonly SetView[];
  /** What others saw outside and attested. Nothing is held or authorised by it. */
  readonly seen?: readonly SeenView[];
};
export type SetView = {
  readonly name: string;
  readonly members: readonly string[];
  readonly by: PartyRef;
  readonly ends?: number;
  readonly since: number;
  readonly proof: Proof;
};

export type NetworkSummary = {
  readonly id: string;
  readonly title: string;
  readonly by: PartyRef;
  readonly ranges: readonly string[];
  readonly since: number;
};
export type Networks = Page<NetworkSummary> & { readonly asOf: AsOf };
export type InterconnectionView = {
  readonly with: string;
  readonly gateways: readonly string[];
  readonly theirs: readonly string[];
  readonly terms: string;
  readonly notice: number;
  readonly ends?: number;
  readonly since: number;
  readonly proof: Proof;
};
/** What addresses of a network stand for at one of its gateways. */
export type MappingView = {
  readonly gateway: string;
  readonly maps: readonly { readonly newip: string; readonly ip: string }[];
  readonly since: number;
  readonly proof: Proof;
};
export type Network = NetworkSummary & {
  readonly asOf: AsOf;
  readonly plan: readonly PlanEntry[];
  readonly gateways: readonly Gateway[];
  readonly interconnections: readonly InterconnectionView[];
  readonly mappings: readonly MappingView[];
  readonly rules: readonly {
    readonly version: number;
    readonly title: string;
    readonly text: string;
    readonly from: number;
    readonly since: number;
  }[];
  readonly proof: Proof;
};

/** An act that waits for the other hand (`accept`); it has changed nothing yet. `id` is its log index. */
export type OfferView = {
  readonly id: string;
  readonly href: string;
  readonly kind: string;
  readonly by: PartyRef;
  readonly body: { readonly [field: string]: unknown };
  /** Parties that have to accept, and the identifiers of those that have. */
  readonly needs: readonly PartyRef[];
  readonly accepted: readonly string[];
  readonly resources: readonly string[];
  /** In one sentence. */
  readonly says: string;
  readonly until: number;
  readonly since: number;
};
export type Offers = Page<OfferView> & { readonly asOf: AsOf };

/** Requests for protective filters (SEMANTICS H5). */
export type Protections = {
  readonly asOf: AsOf;
  readonly items: readonly {
    readonly prefix: string;
    readonly by: PartyRef;
    /** Days a filter may stand at most. */
    readonly days: number;
    readonly since: number;
  }[];
};
