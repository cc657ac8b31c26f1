/** `comity verify`: a proof or evidence file against the assembly's public key file, offline (promise P3). */
import { isEvidence, verifyEvidence, verifyProofFile, type Verdict } from "@comity/assembly";
import { readBytes, readText } from "../files.ts";
import { EXIT, fail, Stop, type Host } from "../host.ts";
import { evidencePage, verdictPage } from "../pages/verdict.ts";
import { show } from "../print/page.ts";

type Flags = {
  readonly json: boolean;
  readonly key: string;
  readonly past: boolean;
  readonly maxAge?: number;
};

export function verify(this: Host, flags: Flags, path: string): void {
  if (path === "-" && flags.key === "-")
    throw new Stop(EXIT.usage, "usage", "only one of the two files can come from standard input");
  const bytes = readBytes(path);
  const keyFile = readText(flags.key);
  if (isEvidence(bytes)) return evidence(this, flags.json, bytes, keyFile);
  const now = Math.floor(Date.now() / 1000);
  const age = flags.maxAge === undefined ? {} : { maxAge: flags.maxAge, now };
  const verdict = verifyProofFile(bytes, keyFile, { allowPast: flags.past, ...age });
  // What is no proof file, or no key file, says nothing about a proof.
  const unread = verdict.steps.find(({ name, ok }) => !ok && (name === "file" || name === "key-file"));
  if (unread !== undefined && !flags.json) {
    const key = unread.name === "key-file";
    const given = key ? flags.key : path === "-" ? "standard input" : path;
    const is = key
      ? "is not an assembly's key file"
      : bytes.length === 0
        ? "is empty"
        : "is not a proof file";
    return fail(
      this,
      {
        code: unread.code ?? unread.name,
        detail: `${given} ${is}: ${unread.detail}`,
        next: key
          ? "a node gives its own under /api/v1/key; take it from somebody you trust, and keep it"
          : "`comity prove … --out FILE` writes one; send it as an attachment, so that no line is changed",
      },
      key ? EXIT.failed : EXIT.refused,
    );
  }
  show(this, flags.json, { schema: "comity/verify/v1", ...verdict, answer: plain(verdict) }, (page) =>
    verdictPage(page, verdict, now),
  );
  if (!verdict.ok) this.exit(EXIT.refused);
}

/** An evidence file (FORMATS 12): what it shows, and what the reader still has to do. */
function evidence(host: Host, json: boolean, bytes: Uint8Array, keyFile: string): void {
  const verdict = verifyEvidence(bytes, keyFile);
  if (!verdict.ok) return fail(host, verdict.error, EXIT.refused);
  const { says, remains } = verdict.value;
  show(host, json, { schema: "comity/evidence-verdict/v1", ok: true, ...verdict.value }, (page) =>
    evidencePage(page, says, remains),
  );
}

const plain = ({ answer: a }: Verdict): unknown =>
  a?.kind === "fact" ? { ...a, found: a.found.map(({ key, records }) => ({ bits: key.bits, records })) } : a;
