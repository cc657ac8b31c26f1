/** Records of the register `networks`: New IP networks, their rules, and where they meet. */

export type PlanEntry = { readonly range: string; readonly use: string; readonly local?: boolean };
export type Gateway = { readonly label: string; readonly key: string; readonly endpoint?: string };
/** `network/<id>`: a New IP network, run by the party `by`. */
export type NetworkRecord = {
  readonly t: "network";
  readonly id: string;
  readonly by: string;
  readonly title: string;
  readonly ranges: readonly string[];
  readonly plan: readonly PlanEntry[];
  readonly gateways: readonly Gateway[];
  /** Version of the rules published last; 0 before any. */
  readonly rules: number;
  readonly made: number;
  readonly since: number;
};
/** `closed/<id>`: when the network was closed last. The name stays `by`'s, and `rules` the last version under it. */
export type ClosedRecord = {
  readonly t: "closed";
  readonly id: string;
  readonly by: string;
  readonly rules: number;
  readonly since: number;
};
/** `operator/<party>`: every name of a network that is the party's, in order, closed ones included. */
export type OperatorRecord = {
  readonly t: "operator";
  readonly by: string;
  readonly networks: readonly string[];
  readonly since: number;
};
/** `interconnection/<id>/<id>`, identifiers in order: what both networks signed. */
export type InterconnectionRecord = {
  readonly t: "interconnection";
  /** Labels of the gateways that meet, by network. */
  readonly gateways: { readonly [network: string]: readonly string[] };
  /** base64 of SHA-256 of the agreement. */
  readonly terms: string;
  /** Days between notice by one side and the end. */
  readonly notice: number;
  readonly ends?: number;
  readonly since: number;
};
/**
 * `mapping/<id>/<gateway>`: what addresses of the network stand for in IPv4 and IPv6 at this gateway. Host bits on both
 * sides are equally many and carried over as they are.
 */
export type MappingRecord = {
  readonly t: "mapping";
  readonly by: string;
  readonly maps: readonly { readonly newip: string; readonly ip: string }[];
  readonly since: number;
};
/** `rules/<id>/<version>`: a version of a network's own rules; all versions stay visible. */
export type NetworkRulesRecord = {
  readonly t: "rules";
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly from: number;
  readonly since: number;
};

export type NetworkRegisterRecord =
  | NetworkRecord
  | ClosedRecord
  | OperatorRecord
  | InterconnectionRecord
  | MappingRecord
  | NetworkRulesRecord;
