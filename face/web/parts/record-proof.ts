/** The proof of one record of a register with text keys. */
import type { Client } from "@comity/api";
import type { Proof } from "./verify-this.tsx";

export const recordProof = (api: Client, register: string, key: string): Proof => ({
  label: `${register} ${key}`,
  href: api.url("proofFact", { register, key }),
  expected: { register, key },
});
