/** A witness from its options: which logs it watches under which keys, and which of them it replays. */
import { ok, refuse, type Result } from "@comity/canon";
import { cosignerOf, NO_QUORUM, policyKeys, type PolicyKeys } from "@comity/log";
import { Witness, type WitnessOptions } from "./witness.ts";

/** Codes of the key's type, of key files, `log-twice`, `replay-missing`, `replay-unknown`. */
export function openWitness(options: WitnessOptions): Result<Witness> {
  const cosigner = cosignerOf(options.key);
  if (!cosigner.ok) return cosigner;
  const logs = new Map<string, PolicyKeys>();
  for (const policy of options.logs) {
    for (const log of policy.logs) {
      const origin = log.key.name;
      if (logs.has(origin) && policy.logs.find(({ key }) => key.name === origin) === log)
        return refuse("log-twice", `two key files name the log ${origin}`, "log");
      // A log may have several keys; each line of one of them has to verify.
      const same = policy.logs.filter(({ key }) => key.name === origin);
      const keys = policyKeys({ logs: same, witnesses: [], groups: [], quorum: NO_QUORUM });
      if (!keys.ok) return keys;
      logs.set(origin, keys.value);
    }
  }
  for (const origin of options.replay?.keys() ?? [])
    if (!logs.has(origin)) return refuse("replay-unknown", `no key file names the log ${origin}`, "replay");
  // One key has one meaning: it signs states that were verified, or it does not.
  const left = [...logs.keys()].find((origin) => options.replay?.has(origin) === false);
  if (left !== undefined)
    return refuse("replay-missing", `say where ${left} is read: this witness verifies states`, "replay");
  return ok(new Witness(options, cosigner.value, logs));
}
