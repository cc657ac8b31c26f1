/** A small history whose bytes are the same on every machine; the vectors of `vectors/` are made from it. */
import { fromUtf8, must } from "@comity/canon";
import { actEntry, type SignedAct } from "@comity/assembly";
import { Proven } from "../proofs/proven.ts";
import { datasetOf, policyOf, World } from "../world.ts";

/** One case: what is given, and whether it is accepted; `code` is this implementation's refusal. */
export type Case = { readonly id: string; readonly valid: boolean; readonly code?: string } & {
  readonly [field: string]: unknown;
};
export type VectorFile = { readonly description: string; readonly [field: string]: unknown };

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const text = (bytes: Uint8Array): string => must(fromUtf8(bytes));
export const noteOf = (act: Pick<SignedAct, "text" | "signatures">): string =>
  text(actEntry(act.text, act.signatures));

export const ROOTS: Uint8Array = datasetOf("roots", "iana", [
  "asn|64496|64511|allocated|||RIR-M",
  "ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M",
  "ipv4|198.51.100.0|198.51.100.255|allocated|||RIR-N",
  "ipv6|2001:db8::|32|allocated|||RIR-M",
]);

export function history(): {
  readonly world: World;
  readonly proven: Proven;
  readonly acts: readonly SignedAct[];
} {
  const world = new World({
    founders: [{ id: "QM", label: "RIR-M" }, { id: "QN", label: "RIR-N" }, { id: "XA" }],
    roots: ROOTS,
  });
  world.join("XB");
  const terms = { kind: "permanent" };
  const acts = [
    world.act(
      "QM",
      "delegate",
      { to: "XB", resources: ["192.0.2.128/25", "AS64500"], terms },
      { cosign: ["XB"] },
    ),
    // Void: the space is no longer the delegator's to hand down.
    world.act("QM", "delegate", { to: "XA", resources: ["192.0.2.192/26"], terms }, { cosign: ["XA"] }),
  ];
  world.block(acts, 60);
  world.must(
    world.act("XC", "join", { kind: "civil-society", name: "Örtliche Gruppe", policy: policyOf("XC") }),
  );
  return { world, proven: new Proven(world), acts };
}
