/**
 * Opening a note with a list of known keys (c2sp.org/signed-note, section Verification): lines of unknown keys are
 * ignored, one bad line of a known key refuses the whole note, and at least one known key must have signed.
 */
import { ok, refuse, type Result } from "@comity/canon";
import { verifyEd25519 } from "./ed25519.ts";
import { hex8, type VerifierKey } from "./key.ts";
import { verifyMldsa } from "./mldsa.ts";
import { NOTE_LIMITS, parseNote, type Note, type NoteLimits, type NoteSignature } from "./note.ts";
import { parseWebauthnKey } from "./webauthn-key.ts";
import { verifyAssertion } from "./webauthn.ts";

/** Judges signature bytes (without the key id) over the text of a note. */
export type Verifier = {
  readonly key: VerifierKey;
  readonly verify: (text: Uint8Array, signature: Uint8Array) => boolean;
};

/** Verifiers by (name, key id). */
export type KeyRing = ReadonlyMap<string, Verifier>;

/** `lines` holds one line per key that signed, in the order of the note. */
export type OpenedNote = {
  readonly note: Note;
  readonly lines: readonly { readonly verifier: Verifier; readonly line: NoteSignature }[];
};

/**
 * The verifier of a key that signs the plain text. Cosignature keys sign something else (see `@comity/log`). Code
 * `key-type`.
 */
export function verifierOf(key: VerifierKey, field = ""): Result<Verifier> {
  const { material } = key;
  switch (key.type) {
    case "ed25519":
      return ok({ key, verify: (text, signature) => verifyEd25519(material, text, signature) });
    case "comity-mldsa44":
      return ok({ key, verify: (text, signature) => verifyMldsa("mldsa44", material, text, signature) });
    case "comity-mldsa65":
      return ok({ key, verify: (text, signature) => verifyMldsa("mldsa65", material, text, signature) });
    case "comity-webauthn": {
      const parsed = parseWebauthnKey(material, field);
      if (!parsed.ok) return parsed;
      return ok({ key, verify: (text, signature) => verifyAssertion(parsed.value, text, signature) });
    }
    case "ed25519-cosignature":
    case "mldsa44-cosignature":
      return refuse("key-type", "a cosignature key does not sign plain notes", field);
  }
}

/** Two keys with one name and one id cannot be told apart: code `key-collision`. */
export function keyRing(verifiers: Iterable<Verifier>, field = ""): Result<KeyRing> {
  const ring = new Map<string, Verifier>();
  for (const verifier of verifiers) {
    const name = ringName(verifier.key.name, verifier.key.id);
    if (ring.has(name)) {
      const detail = `two keys are named ${verifier.key.name} with id ${hex8(verifier.key.id)}; remove one`;
      return refuse("key-collision", detail, field);
    }
    ring.set(name, verifier);
  }
  return ok(ring);
}

/** `parseNote`, then `verifySignatures`. */
export function openNote(
  bytes: Uint8Array,
  ring: KeyRing,
  limits: NoteLimits = NOTE_LIMITS,
): Result<OpenedNote> {
  const note = parseNote(bytes, limits);
  return note.ok ? verifySignatures(note.value, ring) : note;
}

/** Codes `signature-invalid` (a known key, a bad signature), `signature-unknown` (no known key signed). */
export function verifySignatures(note: Note, ring: KeyRing): Result<OpenedNote> {
  const lines = new Map<Verifier, NoteSignature>();
  for (const line of note.signatures) {
    const verifier = ring.get(ringName(line.name, line.keyId));
    if (!verifier) continue;
    if (!verifier.verify(note.text, line.signature)) {
      return refuse("signature-invalid", `the signature of ${line.name} ${hex8(line.keyId)} does not verify`);
    }
    if (!lines.has(verifier)) lines.set(verifier, line);
  }
  if (lines.size === 0) return refuse("signature-unknown", "no signature is by a key known here");
  return ok({ note, lines: [...lines].map(([verifier, line]) => ({ verifier, line })) });
}

/** A name holds no `+`, so this is one name per pair. */
const ringName = (name: string, id: number): string => `${name}+${id}`;
