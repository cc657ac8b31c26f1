/** The command line as people use it: a real demonstration, read, proven, verified offline, audited, stopped. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const COMITY = fileURLToPath(new URL("../face/cli/bin/comity.mjs", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-cli-"));
const folder = join(work, "demo");
let url = "";
let node: ReturnType<typeof spawn>;

type Answer = { readonly code: number | null; readonly out: string; readonly err: string };

function comityAt(columns: number | undefined, ...args: readonly string[]): Answer {
  const env: NodeJS.ProcessEnv = { ...process.env, COMITY_NODE: url === "" ? "http://127.0.0.1:1" : url };
  // Whoever starts the tests: suggestions are the same.
  delete env["npm_command"];
  if (columns !== undefined) env["COLUMNS"] = String(columns);
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMITY, ...args], {
    cwd: work,
    encoding: "utf8",
    env,
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}
const comity = (...args: readonly string[]): Answer => comityAt(undefined, ...args);

const document = ({ out }: Answer): { readonly [field: string]: unknown } =>
  JSON.parse(out) as { readonly [field: string]: unknown };

before(async () => {
  const args = [COMITY, "start", "--demo", "--port", "0", "--folder", folder];
  node = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  node.stderr!.on("data", (part: Buffer) => (err += part.toString()));
  url = await new Promise<string>((found, failed) => {
    let out = "";
    node.stdout!.on("data", (part: Buffer) => {
      out += part.toString();
      const m = /^explorer\s+(http:\/\/[^/\s]+)\//m.exec(out);
      if (m !== null) found(m[1]!);
    });
    node.once("exit", (code) => failed(new Error(`start ended with ${code}: ${err}`)));
  });
});

after(async () => {
  if (node.exitCode === null) {
    const ended = new Promise((done) => node.once("exit", done));
    node.kill("SIGTERM");
    await ended;
  }
  rmSync(work, { recursive: true, force: true });
});

test("reading answers one JSON document with a schema, and nothing on stderr", () => {
  for (const args of [
    ["status"],
    ["search", "AS64496"],
    ["show", "192.0.2.0/24"],
    ["show", "party/QM"],
    ["why", "203.0.113.128/25"],
  ]) {
    const answer = comity(...args, "--json");
    assert.equal(answer.code, 0, answer.err);
    assert.match(String(document(answer)["schema"]), /^comity\/[a-z-]+\/v1$/);
    assert.equal(answer.err, "");
  }
});

/** What a person has to find on each page of the demonstration, in this order. */
const PAGES: readonly (readonly [args: readonly string[], ...lines: readonly RegExp[]])[] = [
  [
    ["status"],
    /^demonstration\.example\/assembly$/,
    /A demonstration/,
    /^ {2}log +[0-9,]+ entries/,
    /^ {2}settled .*one disk/,
    /^Next$/,
  ],
  [
    ["show", "192.0.2.0/24"],
    /^192\.0\.2\.0\/24 {2}claimed$/,
    /Rowan \(QR\) holds it/,
    /^ {2}managed by +QN/,
    /^ {2}routes +AS327680/,
    /^Chain of delegation/,
    /^ {2}192\.0\.0\.0\/8 +QN/,
    /^ {2}└ 192\.0\.2\.0\/24 +QR.*delegated/,
    /^History$/,
    /^ {2}2026-01-05 +0 {2}QM: Found/,
    /^As of/,
    /comity why 192\.0\.2\.0\/24/,
  ],
  [
    ["show", "decision/66"],
    /^decision 66 {2}annulled$/,
    /^Reclaim 198\.51\.100\.0\/24 from QS$/,
    /annulled on appeal: nothing changed/,
    /^ {2}affects +QS .*has not consented/,
    /^Timeline$/,
    /^ {2}2026-01-25 +66 {2}QP/,
    /197 {2}QS: Appeal/,
    /^Vote {2}2026-03-26 to 2026-04-16$/,
    /^ {2}chamber +yes +no +absent +recused +all$/,
    /^ {2}registries +4 +0 +0 +1 +4$/,
    /^ {2}8 of 9 members voted/,
    /Conditions: passes/,
    /✓ One of the following 2 must hold/,
    /^Appeal {2}2026-04-19 to 2026-05-16$/,
    /^ {2}no +XF$/,
    /The appeal: succeeds/,
    /^Case/,
    /comity show document\//,
  ],
  [
    ["show", "decision/254"],
    /^decision 254 {2}voting$/,
    /being voted on until 2026-08-15.*in [0-9]+ days/,
    /^Missing$/,
    /Now: 1 of 5/,
    /as things stand it fails/,
    /1 more yes would do/,
    /comity vote 254 yes/,
  ],
  [
    ["show", "party/QM"],
    /^party QM {2}active$/,
    /^ {2}label +apnic/,
    /^Keys/,
    /QM\/office/,
    /^Holdings/,
    /1\.0\.0\.0\/8/,
  ],
  [["show", "decisions"], /^Decisions/, /decision +opened +state/, /254 .*voting/, /66 .*annulled/],
  [["show", "parties"], /^Parties/, /QM +Demonstration Registry Marigold/],
  [["show", "offers"], /^Offers/, /None waits/],
  [["show", "log"], /^Log/, /entry +when +what/],
  [["show", "entry/66"], /^entry 66 {2}took effect$/, /^ {2}signed with +QP\/office/, /^What it says$/],
  [["show", "192.0.2.0/24", "AS327680"], /from AS327680 {2}valid$/, /all of them/],
  [["show", "constitution"], /^constitution, version 1/, /reclaim /],
  [["show", "203.0.113.0/24", "--inside"], /^inside 203/, /203\.0\.113\.128\/25 +claimed +QS/],
  [["why", "203.0.113.128/25"], /^why 203/, /^Route of/, /Constitution, version 1/, /^Holding of 203/],
  [["search", "registry"], /^registry/, /party +Demonstration Registry Marigold/, /comity show party\/QM/],
];

test("pages for people say what matters, and fit 80 and 140 columns", () => {
  for (const [args, ...lines] of PAGES) {
    for (const columns of [80, 140]) {
      const { code, out, err } = comityAt(columns, ...args);
      assert.equal(code, 0, err);
      const shown = out.split("\n");
      let from = 0;
      for (const line of lines) {
        const at = shown.findIndex((text, i) => i >= from && line.test(text));
        // A line may be broken at 80 columns: there its beginning counts.
        if (at < 0 && columns === 80) continue;
        assert.ok(at >= 0, `${args.join(" ")} at ${columns}: no ${line} after line ${from}\n${out}`);
        from = at;
      }
      const commands = /^ {2}comity /;
      for (const text of shown) assert.ok(commands.test(text) || Array.from(text).length <= columns, text);
      assert.doesNotMatch(out, /undefined|\[object|NaN/);
    }
  }
});

test("nothing is coloured and nothing is rewritten when piped", () => {
  const { out, err } = comity("show", "192.0.2.0/24");
  for (const code of ["\u001B", "\r"]) assert.ok(!(out + err).includes(code));
});

test("a proof verifies with the key file alone; a changed one gives 3", async () => {
  const key = join(work, "assembly.key");
  const file = join(work, "fact.proof");
  writeFileSync(key, await (await fetch(`${url}/api/v1/key`)).text());
  const proof = comity("prove", "192.0.2.1");
  assert.equal(proof.code, 0, proof.err);
  writeFileSync(file, proof.out);
  assert.equal(comity("verify", file, "--key", key).code, 0);
  const lines = readFileSync(file, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes("stateRoot") || /^[0-9]+$/.test(line));
  lines[at] = `${lines[at]}1`;
  writeFileSync(file, lines.join("\n"));
  assert.equal(comity("verify", file, "--key", key).code, 3);
});

test("exit codes tell 'no' from 'broken': 2 usage, 4 not found, 5 unreachable", () => {
  for (const args of [["shwo", "x"], ["show"], ["status", "--jsn"], ["show", "192.0.2.1", "--at", "abc"]]) {
    const answer = comity(...args);
    assert.equal(answer.code, 2, args.join(" "));
    assert.equal(answer.out, "");
    assert.notEqual(answer.err, "");
  }
  assert.equal(comity("show", "decision/999999").code, 4);
  assert.equal(comity("status", "--node", "http://127.0.0.1:1").code, 5);
});

test("what may mean several things is asked, not proven", () => {
  for (const [word, ways] of [
    ["nonsense", /prove names nonsense/],
    ["66", /prove entry\/66.*prove decision\/66.*prove AS66/],
    ["QM", /prove party\/QM/],
  ] as const) {
    const { code, out, err } = comity("prove", word);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, ways);
  }
  assert.equal(document(comity("prove", "decision/66", "--json"))["key"], "proposal/66");
});

test("failures are JSON too, in one line on stderr, with the same exit code", () => {
  const missing = comity("show", "decision/999999", "--json");
  assert.equal(missing.code, 4);
  assert.equal(missing.out, "");
  const { schema, error } = JSON.parse(missing.err) as {
    readonly schema: string;
    readonly error: { readonly code: string; readonly next: string };
  };
  assert.equal(schema, "comity/error/v1");
  assert.equal(error.code, "decision-unknown");
  assert.match(error.next, /show decisions/);
});

test("an act is written, signed offline, shown; the node refuses a stranger's key", () => {
  const key = join(work, "office.key");
  const draft = join(work, "vote.act");
  assert.equal(comity("keys", "new", "QM/office", "--out", key).code, 0);
  const written = comity("act", "new", "vote", "--by", "QM", "decision=61", "choice=yes", "--out", draft);
  assert.equal(written.code, 0, written.err);
  assert.equal(comity("act", "sign", draft, "--key", key).code, 0);
  assert.deepEqual(document(comity("act", "show", "--json", draft))["body"], {
    choice: "yes",
    decision: "61",
  });
  const refused = comity("act", "submit", draft);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /signature-unknown/);
});

test("fsck and audit hold for the folder, also while the node runs", () => {
  assert.equal(comity("log", "fsck", folder).code, 0);
  const audited = comity("audit", "--json", folder);
  assert.equal(audited.code, 0, audited.err);
  assert.equal(document(audited)["schema"], "comity/audit/v1");
});

test("a backup taken while the node runs goes on as a log of its own, and never behind what is known", () => {
  const copy = join(work, "restored");
  mkdirSync(join(copy, "log"), { recursive: true });
  for (const name of ["log/checkpoint", "log/tile", "datasets", "documents", "log.key"])
    cpSync(join(folder, name), join(copy, name), { recursive: true });
  const newest = join(work, "newest.checkpoint");
  cpSync(join(copy, "log", "checkpoint"), newest);
  assert.match(comity("start", "--demo", "--port", "0", "--folder", copy).err, /lock-missing.*log adopt/s);
  const adopted = comity("log", "adopt", copy, "--newest", newest);
  assert.equal(adopted.code, 0, adopted.err);
  assert.equal(comity("log", "fsck", copy).code, 0);
  assert.match(comity("log", "adopt", copy, "--newest", newest).err, /store-exists/);
  assert.match(comity("log", "adopt", copy, "--newest", join(copy, "log.key")).err, /\[[a-z-]+\]/);
});

test("a second node on the folder explains itself", () => {
  const second = comity("start", "--demo", "--port", "0", "--folder", folder);
  assert.equal(second.code, 1);
  assert.equal(second.out, "");
  assert.match(second.err, /folder-locked/);
});
