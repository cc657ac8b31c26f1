/** Every act kind, one line each. A new kind touches its own file, its test and this list. */
import type { AnyKind } from "./kind.ts";
import { answer } from "../decisions/answer.ts";
import { appeal } from "../decisions/appeal.ts";
import { consent } from "../decisions/consent.ts";
import { hear } from "../decisions/hear.ts";
import { giveMandate, revokeMandate } from "../decisions/mandate.ts";
import { confirmEmergency } from "../decisions/measures/confirm-emergency.ts";
import { restoreKeys } from "../decisions/measures/restore-keys.ts";
import { requestVote } from "../decisions/request-vote.ts";
import { adopt } from "../decisions/measures/adopt.ts";
import { setKeyFile } from "../decisions/measures/set-key-file.ts";
import { admit } from "../decisions/measures/admit.ts";
import { amend } from "../decisions/measures/amend.ts";
import { emergency } from "../decisions/measures/emergency.ts";
import { recover } from "../decisions/measures/recover.ts";
import { suspend } from "../decisions/measures/suspend.ts";
import { unseat } from "../decisions/measures/unseat.ts";
import { propose } from "../decisions/propose.ts";
import { vote } from "../decisions/vote.ts";
import { withdraw } from "../decisions/withdraw.ts";
import { contestRecovery } from "../parties/contest-recovery.ts";
import { leave } from "../parties/leave.ts";
import { allocate } from "../numbers/allocate.ts";
import { delegate } from "../numbers/delegate.ts";
import { giveBack } from "../numbers/return.ts";
import { transfer } from "../numbers/transfer.ts";
import { acceptRules } from "../numbers/accept-rules.ts";
import { attest } from "../numbers/attest.ts";
import { claim } from "../numbers/claim.ts";
import { publishAnchor } from "../numbers/publish-anchor.ts";
import { correct } from "../numbers/correct.ts";
import { endCustody } from "../numbers/end-custody.ts";
import { object } from "../numbers/object.ts";
import { recognise } from "../numbers/recognise.ts";
import { release } from "../numbers/release.ts";
import { renew } from "../numbers/renew.ts";
import { reserve } from "../numbers/reserve.ts";
import { setCustody } from "../numbers/set-custody.ts";
import { withdrawClaim } from "../numbers/withdraw-claim.ts";
import { withdrawObjection } from "../numbers/withdraw-objection.ts";
import { assign } from "../numbers/assign.ts";
import { assignRootsKind } from "../numbers/assign-roots.ts";
import { reassign } from "../numbers/reassign.ts";
import { reclaim } from "../numbers/reclaim.ts";
import { resolveConflict } from "../numbers/resolve-conflict.ts";
import { authoriseRoutes } from "../routes/authorise-routes.ts";
import { protectRoutes, unprotectRoutes } from "../routes/protect-routes.ts";
import { setProviders, withdrawProviders } from "../routes/set-providers.ts";
import { setMembers, withdrawSet } from "../routes/set-members.ts";
import { withdrawRoutes } from "../routes/withdraw-routes.ts";
import { setNameServers, withdrawNameServers } from "../names/set-name-servers.ts";
import { endInterconnection, interconnect } from "../networks/interconnect.ts";
import { mapAddresses } from "../networks/map-addresses.ts";
import { publishRules } from "../networks/publish-rules.ts";
import { changeNetwork, closeNetwork, registerNetwork } from "../networks/register-network.ts";
import { accept } from "../offers/accept.ts";
import { decline } from "../offers/decline.ts";
import { withdrawOffer } from "../offers/withdraw-offer.ts";
import { found } from "../parties/found.ts";
import { join } from "../parties/join.ts";
import { setKeys } from "../parties/set-keys.ts";

export const CATALOGUE: readonly AnyKind[] = [
  // parties
  found,
  join,
  setKeys,
  leave,
  contestRecovery,
  // numbers
  accept,
  allocate,
  decline,
  delegate,
  giveBack,
  transfer,
  withdrawOffer,
  acceptRules,
  attest,
  claim,
  publishAnchor,
  correct,
  endCustody,
  object,
  recognise,
  release,
  renew,
  reserve,
  setCustody,
  withdrawClaim,
  withdrawObjection,
  resolveConflict,
  reclaim,
  reassign,
  assign,
  assignRootsKind,
  // routes
  authoriseRoutes,
  withdrawRoutes,
  protectRoutes,
  unprotectRoutes,
  setProviders,
  withdrawProviders,
  setMembers,
  withdrawSet,
  // names
  setNameServers,
  withdrawNameServers,
  // networks
  registerNetwork,
  changeNetwork,
  closeNetwork,
  interconnect,
  endInterconnection,
  mapAddresses,
  publishRules,
  // decisions
  propose,
  vote,
  giveMandate,
  revokeMandate,
  requestVote,
  consent,
  answer,
  hear,
  appeal,
  withdraw,
  // measures
  adopt,
  setKeyFile,
  admit,
  unseat,
  suspend,
  recover,
  restoreKeys,
  amend,
  emergency,
  confirmEmergency,
];

const byName = new Map(CATALOGUE.map((kind) => [kind.kind, kind]));

export const kindOf = (kind: string): AnyKind | undefined => byName.get(kind);
