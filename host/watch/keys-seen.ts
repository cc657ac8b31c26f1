/**
 * Keys that parties and witnesses had at any time. An act may be admitted under a key that is replaced before the act is
 * ordered: the fold then judges it (usually void), but its signature was a real one, and an audit has to say so.
 */
import { witnessesIn, type Act, type StateReader } from "@comity/assembly";
import { hex8, parseVkey, verifierOf, type NoteSignature, type Verifier } from "@comity/signing";

export class KeysSeen {
  readonly #verifiers = new Map<string, Verifier>();
  readonly #known = new WeakSet<object>();

  /** Remembers the keys of the parties that an act is about, as the state before it has them. */
  remember(state: StateReader, act: Act): void {
    this.#witnesses(state);
    this.#party(state, act.by);
    for (const { name } of act.signatures) {
      const party = name.slice(0, name.indexOf("/"));
      if (party !== act.by) this.#party(state, party);
    }
  }

  find({ name, keyId }: NoteSignature): Verifier | undefined {
    return this.#verifiers.get(`${name}+${hex8(keyId)}`);
  }

  #witnesses(state: StateReader): void {
    const record = state.text("decisions", "assembly", "assembly");
    if (record === undefined || this.#known.has(record)) return;
    this.#known.add(record);
    for (const [label, { verifier }] of witnessesIn(state)?.byLine ?? [])
      this.#verifiers.set(label, verifier);
  }

  #party(state: StateReader, id: string): void {
    const record = state.text("parties", `party/${id}`, "party");
    // The state gives the same object until the party changes.
    if (record === undefined || this.#known.has(record)) return;
    this.#known.add(record);
    for (const policy of [record.policy, record.recovery?.from]) {
      for (const { key: text } of policy?.keys ?? []) {
        const label = text.split("+", 2).join("+");
        if (this.#verifiers.has(label)) continue;
        const key = parseVkey(text);
        const verifier = key.ok ? verifierOf(key.value) : key;
        if (verifier.ok) this.#verifiers.set(label, verifier.value);
      }
    }
  }
}
