/** The command line as people use it: a real demonstration, read, proven, verified offline, audited, stopped. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

function comity(...args: readonly string[]): Answer {
  const env = { ...process.env, COMITY_NODE: url === "" ? "http://127.0.0.1:1" : url };
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMITY, ...args], {
    encoding: "utf8",
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

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

test("a second node on the folder explains itself", () => {
  const second = comity("start", "--demo", "--port", "0", "--folder", folder);
  assert.equal(second.code, 1);
  assert.equal(second.out, "");
  assert.match(second.err, /folder-locked/);
});
