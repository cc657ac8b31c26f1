/** Every act kind, one line each. A new kind touches its own file, its test and this list. */
import type { AnyKind } from "./kind.ts";
import { allocate } from "../numbers/allocate.ts";
import { delegate } from "../numbers/delegate.ts";
import { giveBack } from "../numbers/return.ts";
import { transfer } from "../numbers/transfer.ts";
import { acceptRules } from "../numbers/accept-rules.ts";
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
  // numbers
  accept,
  allocate,
  decline,
  delegate,
  giveBack,
  transfer,
  withdrawOffer,
  acceptRules,
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
  // decisions
];

const byName = new Map(CATALOGUE.map((kind) => [kind.kind, kind]));

export const kindOf = (kind: string): AnyKind | undefined => byName.get(kind);
