/**
 * The examples of the help, run as they stand: on a folder with the files they name where they need no node, against the
 * demonstration where they do. Every command has --json and two examples, and none of these is a mistake of usage.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { applicationOf } from "../face/cli/app.ts";

const MAIN = fileURLToPath(new URL("../face/cli/main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-help-"));
const home = join(work, "home");
const demo = join(home, ".local", "share", "comity", "demo");
const env = { ...process.env, HOME: home, COMITY: MAIN, NODE: process.execPath };
let url = "";
let node: ReturnType<typeof spawn>;

type Command = {
  readonly words: string;
  readonly flags: readonly string[];
  readonly examples: readonly string[];
};

/** Every command of the parser's own table. */
function* commands(target: unknown, words: readonly string[] = []): Generator<Command> {
  const { getAllEntries, parameters, fullDescription } = target as {
    getAllEntries?: () => readonly { name: { original: string }; target: unknown }[];
    parameters?: { flags?: object };
    fullDescription?: string;
  };
  if (getAllEntries !== undefined) {
    for (const { name, target: inner } of getAllEntries.call(target)) {
      const kebab = name.original.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
      yield* commands(inner, [...words, kebab]);
    }
    return;
  }
  const text = (fullDescription ?? "").split("Examples:\n")[1] ?? "";
  const examples = text.split("\n").filter((line) => /^ {2}(?:\S.*)?\bcomity [a-z]/.test(line));
  yield {
    words: words.join(" "),
    flags: Object.keys(parameters?.flags ?? {}),
    examples: examples.map((e) => e.trim()),
  };
}
const all = [...commands((applicationOf() as unknown as { readonly root: unknown }).root)];

const run = (line: string): { readonly code: number | null; readonly err: string } => {
  const shell = `comity() { "$NODE" "$COMITY" "$@"; }\n${line}`;
  const { status, stderr } = spawnSync("bash", ["-c", shell], {
    cwd: work,
    encoding: "utf8",
    env: { ...env, COMITY_NODE: url },
    maxBuffer: 1 << 28,
    timeout: 120_000,
    input: "",
  });
  return { code: status, err: stderr };
};

before(async () => {
  const args = [MAIN, "start", "--demo", "--json", "--port", "0", "--rtr", "0", "--whois", "0"];
  node = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  node.stderr!.on("data", (part: Buffer) => (err += part.toString()));
  url = await new Promise<string>((found, failed) => {
    node.stdout!.on("data", (part: Buffer) => {
      out += part.toString();
      if (out.endsWith("}\n")) found((JSON.parse(out) as { api: string }).api.replace(/\/api\/v1$/, ""));
    });
    node.once("exit", (code) => failed(new Error(`start ended with ${code}: ${err}`)));
  });
  const write = (name: string, text: string): void => writeFileSync(join(work, name), text);
  const key = await (await fetch(`${url}/api/v1/key`)).text();
  write("assembly.key", key);
  write("admit.json", '{"kind":"admit","body":{"chamber":"operators","party":"XG","weight":1}}');
  write("case.json", '{"kind":"reclaim","body":{"holder":"QR","resources":["192.0.2.0/24"]}}');
  write("grounds.txt", "# Grounds\n\nAn example.\n");
  write("answer.md", "# Answer\n\nAn example.\n");
  for (const line of [
    "comity keys new QM/office --out office.key",
    "comity keys new QN/a --out a.key",
    "comity keys new QN/b --out b.key",
    "comity keys founder a.key --id QN --kind registry --seat registries --out a.json",
    "comity keys founder office.key --id QM --kind operator --seat operators --out b.json",
    "comity act new vote --by QM --decision 254 --choice yes --out d.act",
    "comity act sign d.act --key office.key --out a.act",
    "cp a.act b.act && cp a.act answer.act",
    "comity prove 192.0.2.0/24 --out fact.proof",
    "comity prove party/QM --out party.proof",
  ]) {
    const { code, err: said } = run(line);
    assert.equal(code, 0, `${line}: ${said}`);
  }
  // The example that writes this name is the subject.
  rmSync(join(work, "fact.proof"));
  run("comity prove 192.0.2.0/24 --out fact.proof");
});

after(async () => {
  if (node.exitCode === null) {
    const ended = new Promise((done) => node.once("exit", done));
    node.kill("SIGTERM");
    await ended;
  }
  rmSync(work, { recursive: true, force: true });
});

test("every command has two examples", () => {
  assert.ok(all.length > 40);
  for (const { words, examples } of all)
    assert.ok(examples.length >= 2, `${words}: ${examples.length} examples`);
});

/** Their answer is a file of another format, or they serve: what they say is no document. */
test("every command has --json", () => {
  for (const { words, flags } of all) assert.ok(flags.includes("json"), `${words} has no --json`);
});

/** They serve until they are stopped, ask machines of the Internet, or want the files of a large collection. */
const NOT_HERE =
  /\b(?:start|serve|witness serve|newip (?:node|gateway)|rtr dump|import --fetch|rpki publish --log|krillc|roll-calls)\b|log mirror (?!.*--once)/;
/** With the files made above, or against the demonstration, these do what they say. */
const DONE =
  /^comity (?:status|search|show|why|prove|verify|act (?:sign|join a|show|kinds)|keys (?:show|founder)|init|config|completion|export|propose .*--dry-run|log fsck ~|log mirror|audit ~)\b/;

test("the examples run", () => {
  // What one example writes another may refuse to write over.
  run("rm -f qm.json both.act");
  const broken: string[] = [];
  for (const { examples } of all) {
    for (const example of examples) {
      if (NOT_HERE.test(example)) continue;
      const line = example
        .replaceAll(/https?:\/\/(?:localhost:[0-9]+|example\.org|registry\.example)/g, url)
        .replace(/^(comity act new vote .*) decision=42/, "$1 decision=254");
      const { code, err } = run(line);
      const wrong = code === null || code === 2 || err.includes("a defect, please report it");
      if (wrong || (DONE.test(example) && code !== 0)) broken.push(`${example}: ${code}: ${err}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.match(readFileSync(join(work, "fact.proof"), "utf8"), /^comity\/proof\/v1\n/);
  assert.ok(demo.startsWith(work));
});
