/**
 * Acts of the demonstration's parties, signed with their demonstration keys. A text depends only on what came before it
 * in its lane, so making the script's acts again makes the same texts.
 */
import { actEntry, actHash, actText, NO_PREV } from "@comity/assembly";
import { toBase64, type Json } from "@comity/canon";
import { emptyRoot } from "@comity/log";
import { signText } from "@comity/signing";
import { FOUNDERS, NEWCOMER, signersOf, type DemoParty } from "./parties.ts";

const DAY = 86_400;
const PARTIES = new Map<string, DemoParty>([...FOUNDERS, NEWCOMER].map((p) => [p.id, p]));
const SEEN = { root: toBase64(emptyRoot()), size: 0 };

/** `seq` and `prev` of the act before, as the node tells them. */
export type Head = { readonly seq: number; readonly prev: string };
export type Statement = {
  readonly by: string;
  readonly kind: string;
  readonly body: Json;
  /** Seconds; the act is good until 30 days later. */
  readonly time: number;
  /** Other parties that sign the same text. */
  readonly cosign?: readonly string[];
};

export class Lanes {
  readonly #assembly: string;
  readonly #heads = new Map<string, Head>();

  constructor(assembly: string) {
    this.#assembly = assembly;
  }

  /** The next act of the party's main lane as a note, ready to submit: the bytes of its log entry. */
  next({ by, kind, body, time, cosign = [] }: Statement, head?: Head): Uint8Array {
    const { seq, prev } = head ?? this.#heads.get(by) ?? { seq: 0, prev: NO_PREV };
    const text = actText({
      assembly: this.#assembly,
      body: body as { readonly [field: string]: Json },
      by,
      kind,
      lane: "main",
      prev,
      seen: SEEN,
      seq: seq + 1,
      until: time + 30 * DAY,
    });
    this.#heads.set(by, { seq: seq + 1, prev: actHash(text) });
    const signers = [by, ...cosign].flatMap((id) => signersOf(PARTIES.get(id)!));
    return actEntry(
      text,
      signers.map((signer) => signText(text, signer)),
    );
  }
}
