/** `comity verify`: a proof or evidence file against the assembly's public key file, offline (promise P3). */
import { readFileSync } from "node:fs";
import { toTimestamp } from "@comity/canon";
import { isEvidence, verifyEvidence, verifyProofFile, type Verdict } from "@comity/assembly";
import { answer, EXIT, fail, type Host } from "../host.ts";

type Flags = {
  readonly json: boolean;
  readonly key: string;
  readonly past: boolean;
  readonly maxAge?: number;
};

export function verify(this: Host, flags: Flags, path: string): void {
  let bytes: Uint8Array;
  let keyFile: string;
  try {
    bytes = new Uint8Array(readFileSync(path === "-" ? 0 : path));
    keyFile = readFileSync(flags.key, "utf8");
  } catch (error) {
    return fail(this, { code: "file-unreadable", detail: (error as Error).message });
  }
  if (isEvidence(bytes)) return evidence(this, flags.json, bytes, keyFile);
  const age = flags.maxAge === undefined ? {} : { maxAge: flags.maxAge, now: Math.floor(Date.now() / 1000) };
  const verdict = verifyProofFile(bytes, keyFile, { allowPast: flags.past, ...age });
  // What is no proof file, or no key file, says nothing about a proof.
  const unread = verdict.steps.find(({ name, ok }) => !ok && (name === "file" || name === "key-file"));
  if (unread !== undefined && !flags.json)
    return unread.name === "key-file"
      ? fail(this, {
          code: unread.code ?? "key-file",
          detail: `${flags.key} is not an assembly's key file: ${unread.detail}`,
        })
      : fail(
          this,
          {
            code: unread.code ?? "proof-file",
            detail: `${path === "-" ? "standard input" : path} is ${bytes.length === 0 ? "empty" : "not a proof file"}: ${unread.detail}`,
          },
          EXIT.refused,
        );
  answer(this, flags.json, { schema: "comity/verify/v1", ...verdict, answer: plain(verdict) }, () =>
    text(verdict),
  );
  if (!verdict.ok) this.exit(EXIT.refused);
}

/** An evidence file (FORMATS 12): what it shows, and what the reader still has to do. */
function evidence(host: Host, json: boolean, bytes: Uint8Array, keyFile: string): void {
  const verdict = verifyEvidence(bytes, keyFile);
  if (!verdict.ok) return fail(host, verdict.error, EXIT.refused);
  const { says, remains } = verdict.value;
  answer(
    host,
    json,
    { schema: "comity/evidence-verdict/v1", ok: true, ...verdict.value },
    () => `shown  ${says}\n${remains === undefined ? "the evidence holds\n" : `to do  ${remains}\n`}`,
  );
}

const plain = ({ answer: a }: Verdict): unknown =>
  a?.kind === "fact" ? { ...a, found: a.found.map(({ key, records }) => ({ bits: key.bits, records })) } : a;

function text(verdict: Verdict): string {
  const lines = verdict.steps.map(
    (s) =>
      `${s.ok ? "ok    " : "FAILED"} ${s.name.padEnd(10)} ${s.detail}${s.code === undefined ? "" : ` [${s.code}]`}`,
  );
  if (verdict.time !== undefined) lines.push(`as of  ${toTimestamp(verdict.time)}, log size ${verdict.size}`);
  const a = verdict.answer;
  if (verdict.ok && a?.kind === "fact") {
    lines.push(`proven ${a.register} ${a.key}:`);
    if (a.found.length === 0 && a.route === undefined)
      lines.push("  nobody: no record at this key or around it");
    if (a.route !== undefined) {
      const { covering, origin, state } = a.route;
      lines.push(
        `  from ${origin}: ${state}; all ${covering.length} authorisation(s) that cover it, nothing left out`,
      );
    }
    for (const { key, records } of a.found)
      for (const r of records) lines.push(`  /${key.bits} ${JSON.stringify(r)}`);
  }
  if (verdict.ok && a?.kind === "act") {
    const outcome = !a.settled
      ? "outcome not part of this proof"
      : a.code === undefined
        ? "took effect"
        : `void: ${a.code}`;
    lines.push(`proven entry ${a.index}: ${a.act?.kind} by ${a.act?.by}, ${outcome}`);
  }
  lines.push(verdict.ok ? "the proof holds" : "the proof does NOT hold");
  return `${lines.join("\n")}\n`;
}
