/**
 * A witness (c2sp.org/tlog-witness): it signs a log's checkpoint only if that extends the one it signed before, and keeps it
 * before it answers. It also countersigns hashes of acts (SEMANTICS C4): when it saw them, and nothing else.
 */
import { equalBytes, fromUtf8, jcs, ok, refuse, type Result } from "@comity/canon";
import {
  cosignerOf,
  countersign,
  emptyRoot,
  NO_QUORUM,
  parseAddCheckpoint,
  policyKeys,
  verifyConsistency,
  type AddCheckpoint,
  type Checkpoint,
  type Cosigner,
  type Policy,
  type PolicyKeys,
} from "@comity/log";
import {
  formatNote,
  parseNote,
  verifySignatures,
  type KeyFile,
  type Note,
  type NoteSignature,
} from "@comity/signing";
import { lineOf, originHash, parseAnyRoot } from "./notes.ts";
import { WitnessStore, type Kept } from "./witness-store.ts";

export type WitnessOptions = {
  readonly folder: string;
  /** Its own key: Ed25519 (type 04), or ML-DSA-44 (type 06), which countersigns no acts. */
  readonly key: KeyFile;
  /** Key files of the logs it watches; their witnesses and quorums are not its business. */
  readonly logs: readonly Policy[];
  /** Seconds. */
  readonly clock: () => number;
};

/** An HTTP answer; `body` is text. */
export type WitnessAnswer = { readonly status: number; readonly body: string; readonly type?: string };

const plain = (status: number, body: string): WitnessAnswer => ({ status, body: `${body}\n` });

export class Witness {
  readonly cosigner: Cosigner;
  readonly #key: KeyFile;
  readonly #store: WitnessStore;
  readonly #clock: () => number;
  readonly #logs: ReadonlyMap<string, PolicyKeys>;

  /** Use `openWitness`. */
  constructor(options: WitnessOptions, cosigner: Cosigner, logs: ReadonlyMap<string, PolicyKeys>) {
    this.cosigner = cosigner;
    this.#key = options.key;
    this.#clock = options.clock;
    this.#logs = logs;
    this.#store = new WitnessStore(options.folder);
  }

  get origins(): readonly string[] {
    return [...this.#logs.keys()];
  }

  /** `POST add-checkpoint`: the first check of the specification's order that fails decides. */
  addCheckpoint(body: Uint8Array): WitnessAnswer {
    const request = parseAddCheckpoint(body);
    if (!request.ok) return plain(400, request.error.detail);
    const note = parseNote(request.value.checkpoint);
    if (!note.ok) return plain(400, note.error.detail);
    const checkpoint = parseAnyRoot(note.value.text);
    if (!checkpoint.ok) return plain(400, checkpoint.error.detail);
    const { origin } = checkpoint.value;
    const keys = this.#logs.get(origin);
    if (keys === undefined) return plain(404, `this witness watches no log ${origin}`);
    if (!verifySignatures(note.value, keys.logs).ok)
      return plain(403, "no signature of the log's key verifies");
    return this.#store.change(origin, (kept) =>
      this.#judge(request.value, note.value, checkpoint.value, kept),
    );
  }

  #judge(
    { oldSize, proof }: AddCheckpoint,
    note: Note,
    checkpoint: Checkpoint,
    kept: Kept | undefined,
  ): { readonly keep?: Kept; readonly answer: WitnessAnswer } {
    const { origin, root, size } = checkpoint;
    if (oldSize > size) return { answer: plain(400, "the old size is larger than the checkpoint's") };
    const signed = kept?.size ?? 0;
    if (oldSize !== signed) return { answer: { ...plain(409, String(signed)), type: "text/x.tlog.size" } };
    if (size === 0 && !equalBytes(root, emptyRoot()))
      return { answer: plain(422, "an empty log has another root") };
    if (kept !== undefined && size === kept.size && !equalBytes(root, kept.root)) {
      this.#contradiction(origin, size, root, kept.note, formatNote(note));
      return { answer: plain(422, "another root was signed for this size: the log has forked") };
    }
    const extends_ =
      signed === 0 || kept === undefined || signed === size
        ? proof.length === 0
        : verifyConsistency(signed, size, proof, kept.root, root).ok;
    if (!extends_)
      return {
        answer: plain(422, "the proof does not lead from the checkpoint that was signed to this one"),
      };
    const line = this.cosigner.cosign(note.text, Math.max(1, this.#clock()));
    if (!line.ok) return { answer: plain(422, line.error.detail) };
    const lines = lineOf(line.value);
    const own = (s: NoteSignature): boolean => s.name === line.value.name && s.keyId === line.value.keyId;
    const logs = this.#logs.get(origin)!.policy.logs.map(({ key }) => `${key.name} ${key.id}`);
    const others = note.signatures.filter((s) => !own(s) && logs.includes(`${s.name} ${s.keyId}`));
    const whole = formatNote({ text: note.text, signatures: [...others, line.value] });
    return { keep: { size, root, note: whole }, answer: { status: 200, body: lines } };
  }

  #contradiction(origin: string, size: number, root: Uint8Array, a: Uint8Array, b: Uint8Array): void {
    const [first, second] = [fromUtf8(a), fromUtf8(b)];
    if (!first.ok || !second.ok) return;
    const evidence = `comity/evidence/v1\n${jcs({ a: first.value, b: second.value, kind: "checkpoints" })}\n`;
    this.#store.keepContradiction(origin, size, root, evidence);
  }

  /** `POST countersign`: the body is the act's hash, 32 bytes in hexadecimal and a line feed. */
  countersign(body: Uint8Array): WitnessAnswer {
    const text = fromUtf8(body);
    const hex = text.ok ? /^([0-9a-f]{64})\n?$/.exec(text.value)?.[1] : undefined;
    if (hex === undefined) return plain(400, "send the hash of an act: 64 hexadecimal digits");
    const line = countersign(this.#key, Uint8Array.from(Buffer.from(hex, "hex")), Math.max(1, this.#clock()));
    return line.ok ? { status: 200, body: lineOf(line.value) } : plain(501, line.error.detail);
  }

  /** `GET <sha256 of the origin>/checkpoint`: the newest checkpoint with the log's own and this witness's signature. */
  newest(originHash: string): WitnessAnswer {
    const origin = this.#originOf(originHash);
    const kept = origin === undefined ? undefined : this.#store.get(origin);
    return kept === undefined
      ? plain(404, "no checkpoint of such a log was signed here")
      : { status: 200, body: Buffer.from(kept.note).toString("utf8") };
  }

  /** `GET <sha256 of the origin>/evidence`: contradictions that were shown to this witness, one evidence file after another. */
  evidence(originHash: string): WitnessAnswer {
    const origin = this.#originOf(originHash);
    const found = origin === undefined ? [] : this.#store.contradictions(origin);
    return found.length === 0
      ? plain(404, "nothing contradicts what was signed here")
      : { status: 200, body: found.join("") };
  }

  #originOf(hash: string): string | undefined {
    return this.origins.find((origin) => originHash(origin) === hash);
  }

  close(): void {
    this.#store.close();
  }
}

/** Codes of the key's type, of key files, `log-twice`. */
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
  return ok(new Witness(options, cosigner.value, logs));
}
