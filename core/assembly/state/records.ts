/**
 * The records that registers hold. Each is stored as the JCS bytes of the object; `t` names the type, `since` is the
 * log index of the entry that last changed it. Times are seconds; hashes base64.
 */
import type { AssemblyRegisterRecord } from "./records-assembly.ts";
import type { ProposalRegisterRecord } from "./records-decisions.ts";
import type { NetworkRegisterRecord } from "./records-networks.ts";
import type { NumberRecord } from "./records-numbers.ts";
import type { PartyRegisterRecord } from "./records-parties.ts";
import type { RouteRegisterRecord, ServersRecord } from "./records-routes.ts";

export type * from "./records-assembly.ts";
export type * from "./records-decisions.ts";
export type * from "./records-networks.ts";
export type * from "./records-numbers.ts";
export type * from "./records-parties.ts";
export type * from "./records-routes.ts";

export type DecisionRegisterRecord = AssemblyRegisterRecord | ProposalRegisterRecord;
export type StateRecord =
  | NumberRecord
  | ServersRecord
  | RouteRegisterRecord
  | NetworkRegisterRecord
  | PartyRegisterRecord
  | DecisionRegisterRecord;
export type RecordType = StateRecord["t"];
export type RecordOf<T extends RecordType> = Extract<StateRecord, { readonly t: T }>;
