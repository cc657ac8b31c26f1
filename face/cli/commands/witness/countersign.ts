/**
 * `comity witness countersign`: asks the witnesses of a key file to say when they saw an act's hash (SEMANTICS C4). With a
 * quorum of them before a deadline it counts if it is ordered within GRACE: whoever orders acts cannot let it come too late.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { actEntry, parseAct } from "@comity/assembly";
import { concat, refuse, sha256, toHex, toTimestamp, utf8, type Result } from "@comity/canon";
import {
  cosignatureTime,
  earliestQuorumTime,
  parsePolicy,
  verifyCountersignature,
  type PolicyWitness,
} from "@comity/log";
import { parseNote, type NoteSignature } from "@comity/signing";
import { answer, fail, say, type Host } from "../../host.ts";

export type CountersignFlags = { readonly key: string; readonly out?: string; readonly json: boolean };

const ANSWER_MS = 10_000;

async function ask(witness: PolicyWitness, hash: Uint8Array): Promise<Result<NoteSignature>> {
  const { key, name, url } = witness;
  if (url === undefined) return refuse("witness-address", `the key file does not say where ${name} is asked`);
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/countersign`, {
      method: "POST",
      body: `${toHex(hash)}\n`,
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = (await response.text()).slice(0, 10_000);
    if (!response.ok) return refuse("witness-refused", `${name} answers ${response.status} ${text.trim()}`);
    const note = parseNote(concat(utf8("-\n\n"), utf8(text)));
    const line = note.ok
      ? note.value.signatures.find((s) => s.name === key.name && s.keyId === key.id)
      : undefined;
    return line !== undefined && verifyCountersignature(key, hash, line.signature)
      ? { ok: true, value: line }
      : refuse("witness-answer", `${name} answers without its countersignature`);
  } catch (error) {
    return refuse(
      "witness-unreachable",
      `${name} does not answer: ${String((error as Error).cause ?? error)}`,
    );
  }
}

export async function countersign(this: Host, flags: CountersignFlags, path: string): Promise<void> {
  const act = parseAct(new Uint8Array(readFileSync(path)));
  if (!act.ok) return fail(this, { ...act.error, detail: `${path}: ${act.error.detail} (sign it first)` });
  const policy = parsePolicy(new Uint8Array(readFileSync(flags.key)));
  if (!policy.ok) return fail(this, policy.error);
  const { witnesses } = policy.value;
  const answers = await Promise.all(witnesses.map((witness) => ask(witness, sha256(act.value.text))));
  const lines: NoteSignature[] = [];
  const times: { name: string; time: number }[] = [];
  for (const [i, line] of answers.entries()) {
    if (!line.ok) {
      say(this, line.error.detail);
      continue;
    }
    lines.push(line.value);
    times.push({ name: witnesses[i]!.name, time: cosignatureTime(line.value.signature)! });
  }
  const isNew = ({ keyId, name }: NoteSignature): boolean =>
    !lines.some((line) => line.name === name && line.keyId === keyId);
  const entry = actEntry(act.value.text, [...act.value.signatures.filter(isNew), ...lines]);
  if (lines.length > 0) writeFileSync(flags.out ?? path, entry);
  const at = earliestQuorumTime(policy.value, times);
  if (at === undefined) {
    return fail(this, {
      code: "countersign-quorum",
      detail: `${lines.length} of ${witnesses.length} witnesses countersigned: not enough under this key file`,
    });
  }
  answer(
    this,
    flags.json,
    { schema: "comity/countersign/v1", hash: act.value.hash, at, witnesses: times },
    () =>
      `countersigned by ${times.map(({ name }) => name).join(", ")}: it was there at ${toTimestamp(at)}\n`,
  );
}
