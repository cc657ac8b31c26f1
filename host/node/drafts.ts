/** The inbox of acts that wait for signatures (SEMANTICS B5): files `drafts/HASH.act` in the node's folder, not in the log. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { actEntry, readAct, type Act } from "@comity/assembly";
import type { Draft } from "@comity/api";
import type { Admission } from "./admission.ts";
import { DRAFT_SECONDS, MAX_DRAFTS, MAX_DRAFTS_OF_PARTY, MAX_DRAFTS_OF_STRANGERS } from "./limits.ts";

type Kept = { readonly act: Act; readonly entry: Uint8Array; readonly since: number };

export class Drafts {
  readonly #folder: string;
  readonly #origin: string;
  readonly #admission: Admission;
  readonly #joined: (party: string) => boolean;
  readonly #kept = new Map<string, Kept>();

  constructor(
    folder: string,
    origin: string,
    admission: Admission,
    /** Whether the newest state knows the party. */
    joined: (party: string) => boolean,
  ) {
    this.#folder = join(folder, "drafts");
    this.#origin = origin;
    this.#admission = admission;
    this.#joined = joined;
    mkdirSync(this.#folder, { recursive: true });
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      const entry = readFileSync(path);
      const act = readAct(entry, origin);
      // The time of the file is the time of the draft: a restart makes nothing younger and nothing everlasting.
      const since = Math.floor(statSync(path).mtimeMs / 1000);
      if (act.ok) this.#kept.set(act.value.hash, { act: act.value, entry, since });
    }
  }

  /** A new draft, or further signatures for one. Codes of admission and `drafts-full`. */
  async put(note: Uint8Array, now: number): Promise<Result<Draft>> {
    const act = readAct(note, this.#origin);
    if (!act.ok) return act;
    const verified = await this.#admission.verify(act.value);
    if (!verified.ok) return verified;
    this.#expire(now);
    const { hash, text } = act.value;
    const known = this.#kept.get(hash);
    if (known === undefined && this.#kept.size >= MAX_DRAFTS) {
      return refuse("drafts-full", "the inbox is full: pass the draft on as a file");
    }
    if (known === undefined && !this.#hasShare(act.value)) {
      return refuse(
        "drafts-full",
        "too many drafts of this party wait, or of parties that have not joined: pass the draft on as a file",
      );
    }
    const lines = new Map((known?.act.signatures ?? []).map((line) => [`${line.name}+${line.keyId}`, line]));
    for (const line of act.value.signatures) lines.set(`${line.name}+${line.keyId}`, line);
    const entry = actEntry(text, [...lines.values()]);
    const joined = readAct(entry, this.#origin);
    if (!joined.ok) return joined;
    const kept: Kept = { act: joined.value, entry, since: known?.since ?? now };
    writeFileSync(this.#path(hash), entry);
    utimesSync(this.#path(hash), kept.since, kept.since);
    this.#kept.set(hash, kept);
    return ok(draftView(kept));
  }

  list(): readonly Draft[] {
    return [...this.#kept.values()].map(draftView);
  }

  /** An act that was ordered needs no inbox. */
  remove(hash: string): void {
    if (this.#kept.delete(hash)) rmSync(this.#path(hash), { force: true });
  }

  #expire(now: number): void {
    for (const [hash, { since, act }] of this.#kept) {
      const late = act.until !== undefined && act.until < now;
      if (late || since + DRAFT_SECONDS < now) this.remove(hash);
    }
  }

  /** The party whose share a draft takes: the first signer that has joined; none for what only strangers signed. */
  #payer(act: Act): string | undefined {
    return act.signatures.map(({ name }) => name.split("/", 1)[0]!).find(this.#joined);
  }

  #hasShare(act: Act): boolean {
    const payer = this.#payer(act);
    let taken = 0;
    for (const kept of this.#kept.values()) if (this.#payer(kept.act) === payer) taken++;
    return taken < (payer === undefined ? MAX_DRAFTS_OF_STRANGERS : MAX_DRAFTS_OF_PARTY);
  }

  #path(hash: string): string {
    return join(this.#folder, `${Buffer.from(hash, "base64").toString("hex")}.act`);
  }
}

function draftView({ act, entry }: Kept): Draft {
  const signers = act.signatures.map(({ name }) => name);
  const needed = [act.by, ...(act.kind === "found" ? foundersOf(act) : [])];
  const missing = [...new Set(needed)].filter(
    (party) => !signers.some((name) => name.startsWith(`${party}/`)),
  );
  return {
    hash: act.hash,
    kind: act.kind,
    by: act.by,
    signers,
    missing,
    text: Buffer.from(entry).toString("utf8"),
  };
}

const foundersOf = ({ body }: Act): string[] =>
  Array.isArray(body["parties"]) ? body["parties"].map((party) => (party as { id: string }).id) : [];
