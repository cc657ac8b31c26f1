/**
 * `comity init`: prepares an assembly of one's own: the log's key, the constitution that was chosen, and the founding
 * act, which travels to every founder for its signature. Nothing is published until `comity start`.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { actEntry, actText, kindOf, NO_PREV, parseFields } from "@comity/assembly";
import { fromUtf8, must, toBase64, utf8, type Json } from "@comity/canon";
import { emptyRoot, parsePolicy } from "@comity/log";
import { formatKeyFile, formatVkey, isKeyName, signerOf, signText, type KeyFile } from "@comity/signing";
import { makeFolder, readText, writeFile } from "../../files.ts";
import { answer, EXIT, fail, say, Stop, type Host } from "../../host.ts";
import { called } from "../../pages/look.ts";
import { constitutionOf, offered } from "./constitutions.ts";
import { ROOTS_FILE } from "../start/found-once.ts";
import { founderOf } from "./founder.ts";
import { founderIn, rootsOf } from "./given-files.ts";

export type InitFlags = {
  readonly json: boolean;
  readonly origin: string;
  readonly constitution?: string;
  readonly founder?: readonly string[];
  readonly solo?: string;
  readonly witnesses?: string;
  readonly roots?: string;
};

const newKey = (name: string): KeyFile => ({
  name,
  type: "ed25519",
  secret: new Uint8Array(randomBytes(32)),
});

export async function init(this: Host, flags: InitFlags, folder: string): Promise<void> {
  const { origin, solo } = flags;
  if (!isKeyName(origin) || !/^[a-z0-9.-]+(\/[a-z0-9._-]+)*$/.test(origin))
    throw new Stop(EXIT.usage, "origin-form", "an origin is like example.org/assembly, without https://");
  if (existsSync(join(folder, "log.key")))
    throw new Stop(EXIT.failed, "folder-used", `${folder} holds an assembly already: nothing was changed`);
  if ((flags.founder === undefined) === (solo === undefined))
    throw new Stop(
      EXIT.usage,
      "founders",
      "name the founders with --founder FILE (see `comity keys founder`), or yourself with --solo ID",
    );
  const constitution = constitutionOf(this, flags.constitution ?? (await asked(this)));
  if (constitution === undefined) return;
  const chambers = Object.keys(constitution.chambers);
  const roots = rootsOf(flags.roots);
  const log = newKey(origin);
  const own = solo === undefined ? undefined : newKey(`${solo}/office`);
  const lines = flags.witnesses === undefined ? "quorum none\n" : readText(flags.witnesses);
  const keyFile = `log ${formatVkey(signerOf(log).key)}\n${lines}`;
  const policy = parsePolicy(utf8(keyFile));
  if (!policy.ok) {
    const { detail, field } = policy.error;
    return fail(this, {
      ...policy.error,
      detail: `${flags.witnesses}, after the log's line, ${field}: ${detail}`,
    });
  }
  const founders =
    own === undefined
      ? flags.founder!.map((path) => founderIn(path, chambers))
      : [founderOf({ id: solo!, kind: "other", seat: chambers, need: 1 }, [formatVkey(signerOf(own).key)])];
  const body = {
    constitution: constitution as unknown as Json,
    parties: founders.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    policy: keyFile,
    ...(roots === undefined ? {} : { roots: roots.hash }),
  };
  const twice = body.parties.find(({ id }, i) => body.parties[i + 1]?.id === id);
  if (twice !== undefined)
    throw new Stop(
      EXIT.usage,
      "founder-twice",
      `two founders are called ${twice.id}: each needs an identifier of its own`,
    );
  const checked = parseFields(kindOf("found")!.fields, body, "/body");
  if (!checked.ok) return fail(this, checked.error);
  const text = actText({
    assembly: origin,
    by: body.parties[0]!.id,
    kind: "found",
    lane: "main",
    prev: NO_PREV,
    seen: { root: toBase64(emptyRoot()), size: 0 },
    seq: 1,
    body,
  });
  const signatures = own === undefined ? [] : [signText(text, signerOf(own))];
  makeFolder(folder);
  const write = (name: string, content: string, mode = 0o644): void =>
    writeFile(join(folder, name), content, { mode, flag: "wx" });
  write("log.key", formatKeyFile(log), 0o600);
  write("constitution.json", `${JSON.stringify(constitution, undefined, 2)}\n`);
  write("found.act", must(fromUtf8(actEntry(text, signatures))));
  if (own !== undefined) write("office.key", formatKeyFile(own), 0o600);
  if (roots?.bytes !== undefined) writeFile(join(folder, ROOTS_FILE), roots.bytes);
  const files = ["log.key", "constitution.json", "found.act", ...(own === undefined ? [] : ["office.key"])];
  answer(
    this,
    flags.json,
    { schema: "comity/init/v1", origin, folder, files, signed: own !== undefined },
    () => `${next(called(this.env), folder, own !== undefined).join("\n")}\n`,
  );
}

const next = (comity: string, folder: string, signed: boolean): string[] => [
  `made     ${folder}: log.key (keep it secret), constitution.json (read it), found.act${signed ? ", office.key (yours)" : ""}`,
  ...(signed
    ? []
    : [
        `sign     every founder: ${comity} act sign ${folder}/found.act --key THEIR.key`,
        `join     copies that were signed apart: ${comity} act join a.act b.act --out ${folder}/found.act`,
      ]),
  `start    ${comity} start --folder ${folder}`,
];

async function asked(host: Host): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Stop(
      EXIT.usage,
      "constitution-choice",
      "choose a constitution with --constitution NAME or FILE",
      { next: `there are:\n${offered().trimEnd()}` },
    );
  say(host, `Constitutions to start from (read them with \`comity rules explain\`):\n${offered()}`);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await ask.question("constitution, or a file: ")).trim();
  } catch {
    throw new Stop(EXIT.interrupted, "interrupted", "nothing was made");
  } finally {
    ask.close();
  }
}
