/** A small world for tests: parties with keys from seeds, acts in their lanes, blocks, and time that the test moves. */
import { createHash, createPrivateKey, sign, type KeyObject } from "node:crypto";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import {
  Assembly,
  NO_PREV,
  actEntry,
  actText,
  formatBlockRecord,
  readAct,
  signed,
  verifyAct,
  type Block,
  type BlockWitness,
  type Outcome,
  type SignedAct,
  type StateRecord,
  type RegisterName,
  blocksOf,
} from "@comity/assembly";
import { simpleMajority, type Constitution } from "@comity/rules";
import { formatVkey, signerOf, type NoteSignature } from "@comity/signing";

import { cosigned, witnessedKeyFile } from "./witnesses.ts";

export const ORIGIN = "example.org/assembly";
export const DAY = 86_400;
/** Block time of the founding act: 2026-11-14T00:00:00Z. */
export const START = 1_794_614_400;

export type Body = { readonly [field: string]: Json };
export type Seats = { readonly [chamber: string]: number };
export type Founder = {
  readonly id: string;
  readonly kind?: string;
  readonly label?: string;
  readonly seats?: Seats;
};
export type WorldOptions = {
  readonly founders: readonly Founder[];
  readonly constitution?: Constitution;
  /** Dataset of kind roots. */
  readonly roots?: Uint8Array;
  readonly start?: number;
  /** External witnesses, which see every block at its time: two of three. */
  readonly witnessed?: true;
  /** Another key file; nobody signs for its witnesses here. */
  readonly policy?: string;
};
export type ActOptions = {
  /** Other parties that sign the same act. */
  readonly cosign?: readonly string[];
  readonly until?: number;
  readonly lane?: string;
};

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The one key `<party>/office` of a party, from its name. */
class Keys {
  readonly vkey: string;
  readonly #name: string;
  readonly #id: number;
  readonly #private: KeyObject;

  constructor(party: string) {
    const secret = createHash("sha256").update(`seed of ${party}`).digest();
    this.#name = `${party}/office`;
    const { key } = signerOf({ name: this.#name, type: "ed25519", secret });
    this.#id = key.id;
    this.vkey = formatVkey(key);
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: "der", type: "pkcs8" });
  }

  sign(text: Uint8Array): NoteSignature {
    return { name: this.#name, keyId: this.#id, signature: new Uint8Array(sign(null, text, this.#private)) };
  }
}

const keys = new Map<string, Keys>();
export function keysOf(party: string): Keys {
  let found = keys.get(party);
  if (found === undefined) keys.set(party, (found = new Keys(party)));
  return found;
}

export const policyOf = (party: string): Json => ({
  keys: [{ key: keysOf(party).vkey }],
  thresholds: [{ kinds: ["*"], k: 1 }],
});

/** An assembly's public key file with one log key and no witnesses. */
export function keyFile(seed = "log"): string {
  const key = signerOf({ name: ORIGIN, type: "ed25519", secret: sha256(utf8(seed)) }).key;
  return `log ${formatVkey(key)}\nquorum none\n`;
}

export const hashOf = (bytes: Uint8Array): string =>
  toBase64(new Uint8Array(createHash("sha256").update(bytes).digest()));

export class World {
  readonly assembly: Assembly = new Assembly();
  readonly datasets: Map<string, Uint8Array> = new Map();
  /** Every block: its time, its acts, its record. Enough to replay the world. */
  readonly blocks: {
    readonly time: number;
    readonly acts: readonly SignedAct[];
    readonly block: Block;
    readonly witness?: BlockWitness | undefined;
  }[] = [];
  time: number;
  readonly #heads = new Map<string, { seq: number; prev: string }>();

  constructor(options: WorldOptions) {
    this.time = options.start ?? START;
    const { founders, constitution = simpleMajority, roots, witnessed } = options;
    const parties = founders
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, kind = "registry", label, seats = { members: 1 } }) => ({
        id,
        kind,
        ...(label === undefined ? {} : { label }),
        policy: policyOf(id),
        seats,
      }));
    const body: Body = {
      constitution: JSON.parse(JSON.stringify(constitution)) as Json,
      parties,
      policy: options.policy ?? (witnessed === true ? witnessedKeyFile(ORIGIN) : keyFile()),
      ...(roots === undefined ? {} : { roots: this.addDataset(roots) }),
    };
    const ids = parties.map(({ id }) => id);
    this.must(this.act(ids[0]!, "found", body, { cosign: ids.slice(1) }));
  }

  /** Makes a dataset available; its hash is how acts name it. */
  addDataset(bytes: Uint8Array): string {
    const hash = hashOf(bytes);
    this.datasets.set(hash, bytes);
    return hash;
  }

  /** A signed act that continues its lane. It is not ordered yet: give it to `block`. */
  act(by: string, kind: string, body: Body = {}, options: ActOptions = {}): SignedAct {
    const { cosign = [], lane = "main", until = this.time + 10 * DAY } = options;
    const place = `${by}/${lane}`;
    const head = this.#heads.get(place) ?? { seq: 0, prev: NO_PREV };
    const text = actText({
      assembly: ORIGIN,
      body,
      by,
      kind,
      lane,
      prev: head.prev,
      seen: { root: toBase64(sha256(new Uint8Array(0))), size: 0 },
      seq: head.seq + 1,
      until,
    });
    const entry = actEntry(
      text,
      [...new Set([by, ...cosign])].map((party) => keysOf(party).sign(text)),
    );
    const act = readAct(entry, ORIGIN);
    if (!act.ok) throw new Error(`${kind}: ${act.error.code} ${act.error.field} ${act.error.detail}`);
    this.#heads.set(place, { seq: head.seq + 1, prev: act.value.hash });
    return signed(act.value);
  }

  /** Applies one block, `later` seconds after the last one. */
  block(acts: readonly SignedAct[] = [], later = 0): Block {
    this.time += later;
    const { assembly, datasets, time } = this;
    const witness =
      assembly.witnessed === undefined || assembly.witnessed.time === time
        ? undefined
        : cosigned(ORIGIN, assembly.size, { w1: time, w2: time });
    const block = must(assembly.applyBlock(time, acts, (hash) => datasets.get(hash), witness));
    this.blocks.push({ time, acts, block, witness });
    return block;
  }

  /** Acts and applies: the outcome of one act in a block of its own. */
  do(by: string, kind: string, body: Body = {}, options: ActOptions = {}): Outcome {
    return this.block([this.act(by, kind, body, options)]).outcomes[0]!;
  }

  /** `do` that must take effect; returns the log index, which names offers and proposals. */
  must(act: SignedAct): string {
    const outcome = this.block([act]).outcomes[0]!;
    if (outcome.code !== undefined) throw new Error(`${act.kind}: ${outcome.code}: ${outcome.detail}`);
    return String(outcome.index);
  }

  /** New parties, each by an act of its own. */
  join(...parties: readonly string[]): void {
    for (const id of parties) this.must(this.act(id, "join", { kind: "operator", policy: policyOf(id) }));
  }

  /** Lets time pass without a pause of ordering: blocks are never further apart than the gap. */
  wait(seconds: number): void {
    const step = Math.max(1, this.assembly.parameters.gap - 1);
    for (let left = seconds; left > 0; left -= step) this.block([], Math.min(step, left));
  }

  /** The record of a type at exactly this resource (of one block). */
  at<T extends StateRecord["t"]>(resource: string, t: T): Extract<StateRecord, { t: T }> | undefined {
    const { space, key } = blocksOf(resource)[0]!;
    return this.assembly.state.at(space, key).find((r) => r.t === t) as
      | Extract<StateRecord, { t: T }>
      | undefined;
  }

  /** Every record of a register, as JSON text with its key in hexadecimal: for comparing states. */
  dump(register: RegisterName): string[] {
    const all = { bytes: new Uint8Array(register === "ipv6" ? 16 : 4), bits: 0 };
    const out: string[] = [];
    for (const { key, records } of this.assembly.state.within(register, all)) {
      out.push(`${Buffer.from(key.bytes).toString("hex")}/${key.bits} ${JSON.stringify(records)}`);
    }
    return out;
  }

  /** Whether every signature of every act verifies, in the state as it is now. */
  verified(): boolean {
    return this.blocks.every(({ acts }) => acts.every((act) => verifyAct(this.assembly.state, act).ok));
  }

  /** The same blocks applied to a fresh assembly: must give the same records. */
  replay(): Assembly {
    const fresh = new Assembly();
    for (const { time, acts, block, witness } of this.blocks) {
      const again = must(fresh.applyBlock(time, acts, (hash) => this.datasets.get(hash), witness));
      const same = Buffer.from(formatBlockRecord(again.record)).equals(formatBlockRecord(block.record));
      if (!same) throw new Error(`replay differs at height ${again.record.height}`);
    }
    return fresh;
  }
}

/** A `comity/dataset/v1` text; `lines` are records in order. */
export function datasetOf(
  kind: "delegations" | "roots" | "countries",
  source: string,
  lines: readonly string[],
  { date = "2026-11-14", serial = "20261114" }: { readonly date?: string; readonly serial?: string } = {},
): Uint8Array {
  const counts = { asn: 0, ipv4: 0, ipv6: 0 };
  for (const line of lines) counts[line.slice(0, line.indexOf("|")) as keyof typeof counts]++;
  const original = { name: "file", sha256: "0".repeat(64), size: 0 };
  const header = JSON.stringify({ counts, date, kind, original, serial, source });
  return utf8(["comity/dataset/v1", header, ...lines, ""].join("\n"));
}

/** A set (VRPs, zone) as a dataset; `lines` in order, signed when there is a base. */
export function setOf(
  kind: "vrps" | "zone",
  source: string,
  lines: readonly string[],
  more: {
    readonly serial?: string;
    readonly base?: string;
    readonly counts?: { readonly [unit: string]: number };
  } = {},
): Uint8Array {
  const units = lines.map((line) => (kind === "zone" ? "records" : line.includes(":") ? "ipv6" : "ipv4"));
  const counted: { [unit: string]: number } = kind === "zone" ? { records: 0 } : { ipv4: 0, ipv6: 0 };
  for (const unit of units) counted[unit]!++;
  const { base, counts = counted, serial = "1" } = more;
  const original = { name: "file", sha256: "0".repeat(64), size: 0 };
  const header = {
    ...(base === undefined ? {} : { base }),
    counts,
    date: "",
    kind,
    original,
    serial,
    source,
  };
  return utf8(["comity/dataset/v1", JSON.stringify(header), ...lines, ""].join("\n"));
}
