/** A publication of what was asked for last, after something of a party with its own key has changed. */
import { ok, type Result } from "@comity/canon";
import { readOwn, saveOwn, type OwnParty } from "./own-keys.ts";
import { publishHeld } from "./publish.ts";
import { readRegister } from "./register-file.ts";

/** Publishes again with the party's new keys or files; they are kept only when that worked. */
export async function publishAgain(folder: string, own: OwnParty, now: number): Promise<Result<void>> {
  const before = readOwn(folder, own.party);
  if (!before.ok) return before;
  const register = readRegister(folder);
  if (!register.ok) return register;
  saveOwn(folder, own);
  const done = await publishHeld(folder, register.value.holdings, register.value.payload, now);
  if (done.ok) return ok(undefined);
  saveOwn(folder, before.value);
  return done;
}
