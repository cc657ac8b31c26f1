/**
 * Verifies what a node or gateway reads of an assembly's register of networks: proof files (`docs/FORMATS.md` section
 * 11) with the assembly's public key file and nothing else, so that whoever serves them need not be trusted.
 */
import { readFileSync } from "node:fs";
import { factKey, verifyProofFile } from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import type { Fact, Prover } from "@comity/newip-host";

/** Code `key-file`. */
export function proverOf(path: string): Result<Prover> {
  try {
    const keyFile = readFileSync(path, "utf8");
    return ok((proof, key) => prove(proof, key, keyFile));
  } catch (error) {
    return refuse("key-file", `cannot read the assembly's key file: ${(error as Error).message}`, "keyFile");
  }
}

/** Codes of `verifyProofFile`, `proof-other` for a proof about something else. */
function prove(proof: Uint8Array, key: string, keyFile: string): Result<Fact> {
  const { answer, ok: holds, size, steps, time } = verifyProofFile(proof, keyFile);
  if (!holds) {
    const failed = steps.find((step) => !step.ok);
    return refuse(failed?.code ?? "proof-file", `the proof of ${key} does not hold: ${failed?.detail ?? ""}`);
  }
  if (answer?.kind !== "fact" || answer.register !== "networks" || answer.key !== key)
    return refuse("proof-other", `asked about ${key}, answered with the proof of something else`);
  const asked = factKey("networks", key);
  if (!asked.ok) return asked;
  // Text keys are free of each other's prefixes: what is found is at the key itself.
  const record = answer.found.find((found) => found.key.bits === asked.value.bits)?.records[0];
  return ok({ record, size: size!, time: time! });
}
