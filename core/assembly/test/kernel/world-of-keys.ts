/** Acts made by hand for an assembly of two: any keys, any place in a lane, any text. */
import { createECDH } from "node:crypto";
import {
  Assembly,
  NO_PREV,
  actEntry,
  actText,
  readAct,
  signed,
  verifyAct,
  type Outcome,
  type SignedAct,
  type Statement,
} from "@comity/assembly";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { formatVkey, signerOf, verifierKey, webauthnKeyMaterial, type NoteSignature } from "@comity/signing";
import { asJson, constitution, type Draft } from "../decisions/house.ts";
import { DAY, ORIGIN, START, keyFile } from "../world.ts";

export { DAY, ORIGIN, START };
/** base64 of 32 equal bytes. */
export const NO_PREV_OF = (byte: number): string => toBase64(new Uint8Array(32).fill(byte));
export const SEEN = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };

/** An Ed25519 key of its own for each name. */
export const key = (name: string) =>
  signerOf({ name, type: "ed25519", secret: sha256(utf8(`secret of ${name}`)) });
export const vkey = (name: string): string => formatVkey(key(name).key);

/** A passkey: its signatures are not verified here. */
export function passkey(name: string): { readonly vkey: string; readonly line: NoteSignature } {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(sha256(utf8(name)));
  const raw = new Uint8Array(ecdh.getPublicKey());
  const material = webauthnKeyMaterial({ rpId: "example.org", origins: ["https://example.org"], point: raw });
  const made = must(verifierKey(name, "comity-webauthn", material));
  return { vkey: formatVkey(made), line: { name, keyId: made.id, signature: new Uint8Array(4).fill(1) } };
}

export type Policy = { readonly keys: readonly Json[]; readonly thresholds: readonly Json[] };
export const policy = (
  keys: readonly Json[],
  thresholds: readonly Json[] = [{ kinds: ["*"], k: 1 }],
): Json => ({ keys, thresholds });
export const one = (name: string): Json => policy([{ key: vkey(name) }]);

export type Made = Partial<Statement> & { readonly kind: string };

export function statement(made: Made): Statement {
  return {
    assembly: ORIGIN,
    body: {},
    by: "QM",
    lane: "main",
    prev: NO_PREV,
    seen: SEEN,
    seq: 1,
    until: START + 10_000 * DAY,
    ...made,
  };
}

/** The act of a statement, signed by these keys; lines of other keys are given as they are. */
export function act(made: Made, names: readonly string[], lines: readonly NoteSignature[] = []): SignedAct {
  const text = actText(statement(made));
  const signatures = names.map((name) => {
    const signer = key(name);
    return { name, keyId: signer.key.id, signature: signer.sign(text) };
  });
  return signed(must(readAct(actEntry(text, [...signatures, ...lines]))));
}

export class Kernel {
  readonly assembly: Assembly = new Assembly();
  time: number = START;
  readonly #heads = new Map<string, { seq: number; prev: string }>();

  /** QM (with this policy) and QN found it. */
  constructor(
    qm: Json = one("QM/office"),
    change: (draft: Draft) => void = () => {},
    signers = ["QM/office"],
  ) {
    const parties = [
      { id: "QM", kind: "registry", policy: qm, seats: { members: 1 } },
      { id: "QN", kind: "registry", policy: one("QN/office"), seats: { members: 1 } },
      { id: "QO", kind: "registry", policy: one("QO/office"), seats: { panel: 1 } },
    ];
    const body = { constitution: asJson(constitution(change)), parties, policy: keyFile() };
    const found = this.next({ kind: "found", body: body }, [...signers, "QN/office", "QO/office"]);
    const outcome = this.block([found])[0]!;
    if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.detail}`);
  }

  head(by = "QM", lane = "main"): { seq: number; prev: string } {
    return this.#heads.get(`${by}/${lane}`) ?? { seq: 0, prev: NO_PREV };
  }

  /** The next act of its lane. */
  next(made: Made, names: readonly string[], lines: readonly NoteSignature[] = []): SignedAct {
    const { by, lane } = statement(made);
    const { prev, seq } = this.head(by, lane);
    const made2 = act({ seq: seq + 1, prev, ...made }, names, lines);
    this.#heads.set(`${by}/${lane}`, { seq: made2.seq, prev: made2.hash });
    return made2;
  }

  /** The code a block is refused with, or the outcomes of its acts. */
  try(acts: readonly SignedAct[], later = 0): string | readonly Outcome[] {
    const block = this.assembly.applyBlock(this.time + later, acts, () => undefined);
    if (!block.ok) return block.error.code;
    this.time += later;
    return block.value.outcomes;
  }

  block(acts: readonly SignedAct[] = [], later = 0): readonly Outcome[] {
    const outcomes = this.try(acts, later);
    if (typeof outcomes === "string") throw new Error(outcomes);
    return outcomes;
  }

  /** The code of one act in a block of its own; `undefined` when it took effect. */
  do(made: Made, names: readonly string[], lines: readonly NoteSignature[] = []): string | undefined {
    return this.block([this.next(made, names, lines)])[0]!.code;
  }

  /** Whether admission knows and verifies every signature. */
  admits(given: SignedAct): string | undefined {
    const verified = verifyAct(this.assembly.state, given);
    return verified.ok ? undefined : verified.error.code;
  }
}
