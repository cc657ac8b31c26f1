/** The type of every route's answer, by the route's name. */
import type * as P from "./published-shapes.ts";
import type * as S from "./shapes.ts";

export type Answers = {
  readonly status: S.Status;
  readonly search: S.Search;
  readonly resource: S.Resource;
  readonly children: S.Children;
  readonly route: P.RouteAnswer;
  readonly protections: P.Protections;
  readonly attested: P.Attested;
  readonly offers: P.Offers;
  readonly networks: P.Networks;
  readonly network: P.Network;
  readonly why: S.Why;
  readonly parties: S.Parties;
  readonly party: S.Party;
  readonly decisions: S.Decisions;
  readonly decision: S.Decision;
  readonly log: S.LogPage;
  readonly entry: S.Entry;
  readonly act: S.ActStatus;
  readonly proofFact: string;
  readonly proofAct: string;
  readonly lane: S.LaneHead;
  readonly constitution: S.ConstitutionView;
  readonly catalogue: S.Catalogue;
  readonly key: string;
  readonly keyChain: string;
  readonly submit: S.Receipt;
  readonly putDataset: S.BlobReceipt;
  readonly putDocument: S.BlobReceipt;
  readonly document: string;
  readonly dataset: Uint8Array;
  readonly map: S.MapCells;
  readonly export: string;
  readonly drafts: S.Drafts;
  readonly putDraft: S.Draft;
  readonly events: never;
  readonly openapi: object;
};

export type RouteName = keyof Answers;
