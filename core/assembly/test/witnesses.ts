/** Three invented witnesses, two of which are enough, and what they sign. */
import { createPublicKey, verify } from "node:crypto";
import { must, sha256, utf8 } from "@comity/canon";
import { cosignerOf, countersign, formatCheckpoint } from "@comity/log";
import { compareSignatures, formatNote, formatVkey, signNote, signerOf, useEd25519 } from "@comity/signing";
import type { KeyFile } from "@comity/signing";
import { actEntry, readAct, signed, type BlockWitness, type SignedAct } from "@comity/assembly";

export type WitnessName = "w1" | "w2" | "w3";
const NAMES: readonly WitnessName[] = ["w1", "w2", "w3"];
export const witnessKey = (name: WitnessName): KeyFile => ({
  name: `witness.example/${name}`,
  type: "ed25519",
  secret: sha256(utf8(`witness ${name}`)),
});
export const logKeyOf = (origin: string, seed = "log"): KeyFile => ({
  name: origin,
  type: "ed25519",
  secret: sha256(utf8(seed)),
});

/** A key file that asks for two of the three. */
export const witnessedKeyFile = (origin: string, seed = "log"): string =>
  [
    `log ${formatVkey(signerOf(logKeyOf(origin, seed)).key)}`,
    ...NAMES.map((name) => `witness ${name} ${formatVkey(must(cosignerOf(witnessKey(name))).key)}`),
    "group two 2 w1 w2 w3",
    "quorum two",
    "",
  ].join("\n");

/** When each of them signed. */
export type Times = { readonly [name in WitnessName]?: number };

/** A checkpoint of the log, cosigned at these times; `seeds`: of the log's keys that sign it. */
export function cosigned(
  origin: string,
  size: number,
  times: Times,
  root: Uint8Array = sha256(utf8(String(size))),
  seeds: readonly string[] = ["log"],
): BlockWitness {
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  const signatures = seeds.flatMap(
    (seed) => must(signNote(text, signerOf(logKeyOf(origin, seed)))).signatures,
  );
  const lines = NAMES.flatMap((name) => {
    const time = times[name];
    return time === undefined ? [] : [must(must(cosignerOf(witnessKey(name))).cosign(text, time))];
  });
  return { note: formatNote({ text, signatures: [...signatures, ...lines] }), root };
}

/** The act with countersignatures of these times. */
export function countersigned(act: SignedAct, times: Times): SignedAct {
  const lines = NAMES.flatMap((name) => {
    const time = times[name];
    return time === undefined ? [] : [must(countersign(witnessKey(name), sha256(act.text), time))];
  });
  const entry = actEntry(act.text, [...act.signatures, ...lines].sort(compareSignatures));
  return signed(must(readAct(entry)));
}

const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Many blocks carry cosignatures: the equation by OpenSSL until the returned function is called. */
export function withNodeCrypto(): () => void {
  useEd25519({
    verify: (key, message, signature) => {
      const parsed = createPublicKey({ key: Buffer.concat([SPKI, key]), format: "der", type: "spki" });
      return verify(null, message, parsed, signature);
    },
  });
  return () => useEd25519({});
}
