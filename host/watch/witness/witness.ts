/**
 * A witness (c2sp.org/tlog-witness): it signs a log's checkpoint only if that extends the one it signed before, and keeps it
 * before it answers. One that verifies states replays the log up to there first. It also countersigns hashes of acts
 * (SEMANTICS C4): when it saw them, and nothing else.
 */
import { join } from "node:path";
import { formatEvidence } from "@comity/assembly";
import { equalBytes, fromUtf8 } from "@comity/canon";
import {
  countersign,
  emptyRoot,
  parseAddCheckpoint,
  verifyConsistency,
  type AddCheckpoint,
  type Checkpoint,
  type Cosigner,
  type Policy,
  type PolicyKeys,
} from "@comity/log";
import { VerifyPool } from "@comity/native";
import {
  formatNote,
  parseNote,
  verifySignatures,
  type KeyFile,
  type Note,
  type NoteSignature,
} from "@comity/signing";
import type { LogSource } from "../source.ts";
import { StateFollower } from "./state-follower.ts";
import { lineOf, originHash, parseAnyRoot } from "./notes.ts";
import { WitnessStore, type Kept } from "./witness-store.ts";

export type WitnessOptions = {
  readonly folder: string;
  /** Its own key: Ed25519 (type 04), or ML-DSA-44 (type 06), which countersigns no acts. */
  readonly key: KeyFile;
  /** Key files of the logs it watches; their witnesses and quorums are not its business. */
  readonly logs: readonly Policy[];
  /** A state-verifying witness: where it reads each log it watches, by origin, to replay it before it signs. */
  readonly replay?: ReadonlyMap<string, LogSource>;
  /** Seconds. */
  readonly clock: () => number;
};

/** An HTTP answer; `body` is text. */
export type WitnessAnswer = { readonly status: number; readonly body: string; readonly type?: string };

/** A request whose log is known and whose signature of the log verifies. */
type Asked = Omit<AddCheckpoint, "checkpoint"> & { readonly note: Note; readonly checkpoint: Checkpoint };

const plain = (status: number, body: string): WitnessAnswer => ({ status, body: `${body}\n` });

export class Witness {
  readonly cosigner: Cosigner;
  readonly #key: KeyFile;
  readonly #store: WitnessStore;
  readonly #clock: () => number;
  readonly #logs: ReadonlyMap<string, PolicyKeys>;
  readonly #followers = new Map<string, StateFollower>();
  readonly #pool: VerifyPool | undefined;

  /** Use `openWitness` (open-witness.ts). */
  constructor(options: WitnessOptions, cosigner: Cosigner, logs: ReadonlyMap<string, PolicyKeys>) {
    this.cosigner = cosigner;
    this.#key = options.key;
    this.#clock = options.clock;
    this.#logs = logs;
    this.#store = new WitnessStore(options.folder);
    this.#pool = options.replay === undefined ? undefined : new VerifyPool();
    for (const [origin, source] of options.replay ?? []) {
      const folder = join(options.folder, originHash(origin));
      this.#followers.set(origin, new StateFollower({ folder, source, pool: this.#pool! }));
    }
  }

  get origins(): readonly string[] {
    return [...this.#logs.keys()];
  }

  /** `POST add-checkpoint`: the first check of the specification's order that fails decides. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
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
    const asked = { ...request.value, note: note.value, checkpoint: checkpoint.value };
    const untrue = await this.#untrue(asked);
    if (untrue !== undefined) return untrue;
    return this.#store.change(origin, (kept) => {
      const refused = this.#refused(asked, kept);
      return refused === undefined ? this.#sign(asked) : { answer: refused };
    });
  }

  /** Of a state-verifying witness: what keeps it from signing, if the rest is in order. */
  async #untrue(asked: Asked): Promise<WitnessAnswer | undefined> {
    const { checkpoint, note } = asked;
    const { origin, root, size } = checkpoint;
    const follower = this.#followers.get(origin);
    if (follower === undefined || size === 0) return undefined;
    const refused = this.#refused(asked, this.#store.get(origin));
    if (refused !== undefined) return refused;
    const reached = await follower.reach({ checkpoint, note: formatNote(note) });
    if (reached.status === "holds") return undefined;
    if (reached.status === "pending") return plain(503, reached.detail);
    if (reached.evidence !== undefined) this.#store.keepContradiction(origin, size, root, reached.evidence);
    return plain(422, reached.detail);
  }

  #refused(
    { oldSize, proof, note, checkpoint: { origin, root, size } }: Asked,
    kept: Kept | undefined,
  ): WitnessAnswer | undefined {
    if (oldSize > size) return plain(400, "the old size is larger than the checkpoint's");
    const signed = kept?.size ?? 0;
    if (oldSize !== signed) return { ...plain(409, String(signed)), type: "text/x.tlog.size" };
    if (size === 0 && !equalBytes(root, emptyRoot())) return plain(422, "an empty log has another root");
    if (kept !== undefined && size === kept.size && !equalBytes(root, kept.root)) {
      this.#contradiction(origin, size, root, kept.note, formatNote(note));
      return plain(422, "another root was signed for this size: the log has forked");
    }
    const extends_ =
      signed === 0 || kept === undefined || signed === size
        ? proof.length === 0
        : verifyConsistency(signed, size, proof, kept.root, root).ok;
    return extends_
      ? undefined
      : plain(422, "the proof does not lead from the checkpoint that was signed to this one");
  }

  #sign({ note, checkpoint: { origin, root, size } }: Asked): { keep?: Kept; answer: WitnessAnswer } {
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
    const evidence = formatEvidence({ a: first.value, b: second.value, kind: "checkpoints" });
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

  async close(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.close()));
    await this.#pool?.close();
    this.#store.close();
  }
}
