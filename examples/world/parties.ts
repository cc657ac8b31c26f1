/**
 * The invented parties of the demonstration. Codes are ISO 3166 user-assigned, names are plainly made up; a
 * demonstration registry republishes the published file of the label it carries and is not the registry of that name.
 */
import { createHash } from "node:crypto";
import { formatVkey, signerOf, type KeyFile, type Signer } from "@comity/signing";
import { toBase64 } from "@comity/canon";

export type DemoParty = {
  readonly id: string;
  readonly kind: "registry" | "operator" | "civil-society" | "other";
  readonly name: string;
  readonly label?: string;
  readonly seats: { readonly [chamber: string]: number };
  /** Labels of its keys; with more than one, two have to sign. */
  readonly keys: readonly string[];
};

const registry = (id: string, place: string, label: string): DemoParty => ({
  id,
  kind: "registry",
  name: `Demonstration Registry ${place}`,
  label,
  seats: { registries: 1 },
  keys: ["office"],
});

export const FOUNDERS: readonly DemoParty[] = [
  registry("QM", "Marigold", "apnic"),
  registry("QN", "Nettle", "arin"),
  registry("QO", "Oleander", "ripencc"),
  registry("QP", "Poppy", "lacnic"),
  registry("QQ", "Quince", "afrinic"),
  {
    id: "QR",
    kind: "operator",
    name: "Demonstration Network Rowan",
    seats: { operators: 1 },
    keys: ["office"],
  },
  {
    id: "QS",
    kind: "operator",
    name: "Demonstration Network Sorrel",
    seats: { operators: 1 },
    keys: ["office", "second", "third"],
  },
  {
    id: "QT",
    kind: "operator",
    name: "Demonstration Network Tansy",
    seats: { operators: 1 },
    keys: ["office"],
  },
  // Two more registries without blocks from IANA and without seats: their files contradict each other.
  { ...registry("QU", "Ursinia", "campus-demo"), seats: {} },
  { ...registry("QV", "Verbena", "exchange-demo"), seats: {} },
  {
    id: "XA",
    kind: "civil-society",
    name: "Demonstration Users' League",
    seats: { society: 1 },
    keys: ["office"],
  },
  {
    id: "XB",
    kind: "civil-society",
    name: "Demonstration Library Circle",
    seats: { society: 1 },
    keys: ["office"],
  },
  {
    id: "XC",
    kind: "civil-society",
    name: "Demonstration School Network",
    seats: { society: 1 },
    keys: ["office"],
  },
  { id: "XD", kind: "other", name: "Demonstration Appeal Seat One", seats: { panel: 1 }, keys: ["office"] },
  { id: "XE", kind: "other", name: "Demonstration Appeal Seat Two", seats: { panel: 1 }, keys: ["office"] },
  { id: "XF", kind: "other", name: "Demonstration Appeal Seat Three", seats: { panel: 1 }, keys: ["office"] },
];

/** Joins later, by an act of its own. */
export const NEWCOMER: DemoParty = {
  id: "XG",
  kind: "operator",
  name: "Demonstration Network Yarrow",
  seats: {},
  keys: ["office"],
};

/** A demonstration key: made from its name, known to everybody, good for this demonstration only. */
export function demoKey(party: string, label = "office"): KeyFile {
  const secret = createHash("sha256").update(`comity demonstration key ${party}/${label}`).digest();
  return { name: `${party}/${label}`, type: "ed25519", secret: new Uint8Array(secret) };
}

/** The verifier key of a demonstration key. */
export const demoVkey = (party: string, label?: string): string =>
  formatVkey(signerOf(demoKey(party, label)).key);

export const signersOf = (party: DemoParty): Signer[] =>
  party.keys.slice(0, 2).map((label) => signerOf(demoKey(party.id, label)));

export const policyOf = (party: DemoParty) => ({
  keys: party.keys.map((label) => ({ key: formatVkey(signerOf(demoKey(party.id, label)).key) })),
  thresholds: [{ kinds: ["*"], k: Math.min(2, party.keys.length) }],
});

/** What `--as QM` puts into the address: the key never leaves the browser it is opened in. */
export const keyFragment = (party: string): string =>
  `#key=${encodeURIComponent(`${party}/office:${toBase64(demoKey(party).secret)}`)}`;
