/** Records of the register `decisions` about the assembly itself: its rules, offers, what it adopted, what it was told. */
import type { Json } from "@comity/canon";

/** `assembly` */
export type AssemblyRecord = {
  readonly t: "assembly";
  readonly origin: string;
  readonly fold: string;
  readonly constitution: number;
  /** The public key file in force. */
  readonly policy: string;
  /** One that was decided: in force when enough of its witnesses have signed a checkpoint of this log. */
  readonly nextPolicy?: string;
  readonly since: number;
};
/** `witnessed`: the newest time that enough witnesses vouch for, and the size of the log then (SEMANTICS C5). */
export type WitnessedRecord = {
  readonly t: "witnessed";
  readonly size: number;
  readonly time: number;
  readonly since: number;
};
/** `constitution/<version>` */
export type ConstitutionRecord = {
  readonly t: "constitution";
  readonly version: number;
  readonly text: { readonly [key: string]: Json };
  readonly since: number;
};
/** `offer/<id>`: something proposed to another party; carried out when all of `needs` have accepted. */
export type OfferRecord = {
  readonly t: "offer";
  readonly id: string;
  readonly kind: string;
  readonly by: string;
  readonly body: { readonly [key: string]: Json };
  readonly needs: readonly string[];
  readonly accepted: readonly string[];
  /** Blocks set aside for it. */
  readonly aside?: readonly string[];
  /** Cases that those who accepted named as known to them (SEMANTICS G5). */
  readonly acknowledged?: readonly string[];
  readonly until: number;
  readonly since: number;
};
/** `emergency/<id>`: powers that end by themselves (SEMANTICS G1, promise P7). */
export type EmergencyRecord = {
  readonly t: "emergency";
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly until: number;
  /** How many emergencies it follows without a pause between them. */
  readonly renewals?: number;
  /** The decision that confirmed it: it lasts once more as long, and is confirmed once. */
  readonly confirmed?: string;
  readonly ended?: true;
  readonly since: number;
};
/** `resolution/<id>`: a text the assembly adopted, without other effect. */
export type ResolutionRecord = {
  readonly t: "resolution";
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly since: number;
};

/** `dataset/<source>/<kind>`: the newest dataset of a source (SEMANTICS F1); `series/<source>/<kind>/<since>`: each of them. */
export type DatasetRecord = {
  readonly t: "dataset";
  readonly by: string;
  readonly hash: string;
  readonly date: string;
  readonly serial: string;
  /** Records of each unit: spaces of numbers, `records` of a zone. */
  readonly counts: { readonly [unit: string]: number };
  /** It holds the changes since this dataset. */
  readonly base?: string;
  /** Log index of the act that attested the one before. */
  readonly before?: number;
  readonly since: number;
};
/** A VRP of the source's newest set; the key is `vrp/<source>/` and its prefix. */
export type VrpRecord = {
  readonly t: "vrp";
  readonly by: string;
  readonly asn: string;
  readonly maxLength: number;
  readonly since: number;
};
/** `zone/<source>/<owner>`: records of one type and TTL at a name of the source's newest zone, data ascending. */
export type RrsetRecord = {
  readonly t: "rrset";
  readonly by: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: readonly string[];
  readonly since: number;
};

export type AssemblyRegisterRecord =
  | AssemblyRecord
  | WitnessedRecord
  | ConstitutionRecord
  | OfferRecord
  | EmergencyRecord
  | ResolutionRecord
  | DatasetRecord
  | VrpRecord
  | RrsetRecord;
