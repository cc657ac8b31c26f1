/**
 * Krill as a child CA and publisher of ours: RFC 8183, 6492 and 8181 against a program we did not write, judged by
 * rpki-client and FORT. Skipped by name where a program is missing; `COMITY_KRILL` names a krill that is not in PATH, with
 * krillc beside it (`cargo install krill --locked`).
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { must } from "../../core/canon/index.ts";
import { aspaSetOf, vrpSetOf } from "../../core/routes/index.ts";
import { introduce, parseResources, publish, serveRepository, type Serving } from "../../serve/rpki/index.ts";
import {
  cargoProgram,
  children,
  cleanUp,
  fort,
  freePort,
  repository,
  root,
  rpkiClient,
  unix,
  without,
  work,
} from "./rpki-peers.ts";

const krill = cargoProgram("krill");
const skip =
  (krill === undefined
    ? "Krill not installed (cargo install krill): own CAs are only judged by our own client"
    : false) ||
  without("rpki-client", "fort") ||
  (root ? false : "rpki-client needs root to give its tree to its user");

const holding = (party: string, resources: string[]) => ({
  party,
  resources: must(parseResources(resources)),
  custody: { kind: "hosted" } as const,
});
const NEIGHBOUR = holding("QN", ["198.51.100.0/24"]);
const THEIRS = "AS64500,198.51.100.0/24,24";
const OURS = "AS64496,192.0.2.0/24,24";

describe("Krill below our parent and in our repository", { skip }, () => {
  let folder: string;
  let serving: Serving;
  let server: string;
  let log = "";

  /** What krillc says; the server runs in this process, so that nothing may block it. */
  const krillc = (...args: string[]): Promise<{ text: string; code: number | null }> =>
    new Promise((done) => {
      const child = spawn(`${krill!}c`, ["-s", server, "-t", "secret", ...args], { stdio: "pipe" });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (text += String(chunk)));
      child.on("error", (error) => done({ text: error.message, code: 1 }));
      child.on("close", (code) => done({ text, code }));
    });
  const said = async (...args: string[]): Promise<string> => {
    const { code, text } = await krillc(...args, "--ca", "child");
    assert.equal(code, 0, `${args.join(" ")}: ${text}\n${log}`);
    return text;
  };
  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let i = 0; i < 120; i++) {
      if (await holds()) return;
      await new Promise((done) => setTimeout(done, 250));
    }
    assert.fail(`never came: ${what}\n${log}`);
  }
  const register = async (...own: string[]): Promise<void> => {
    const holdings = own.length > 0 ? [holding("QM", own), NEIGHBOUR] : [NEIGHBOUR];
    const vrps = must(vrpSetOf([{ prefix: "198.51.100.0/24", maxLength: 24, asn: 64500 }]));
    must(await publish(folder, holdings, { vrps, aspas: must(aspaSetOf([])) }, unix()));
  };
  /** What both relying parties print; rpki-client 8.2 dies of a manifest that is not there yet (signal 11). */
  const printed = (): string[] => {
    const [tree, tal] = [join(folder, "current/"), join(folder, "test.tal")];
    const { output, rows } = rpkiClient(tree, tal);
    const other = fort(tree, tal).rows;
    if (!/terminated signal 11/.test(output)) assert.deepEqual(rows, other, output);
    return other;
  };
  const keys = (): number =>
    JSON.parse(readFileSync(join(folder, "own", "QM.json"), "utf8")).keys?.length ?? -1;

  before(async () => {
    const port = await freePort();
    const notification = `https://localhost:${port}/rrdp/notification.xml`;
    folder = await repository("parent", "rsync://rpki.example.net/repo/", { notification });
    await register("192.0.2.0/24", "AS64496");
    serving = must(await serveRepository(folder, { host: "127.0.0.1", port, now: unix }));
    const own = await freePort();
    server = `http://127.0.0.1:${own}/`;
    mkdirSync(join(work, "krill"));
    writeFileSync(
      join(work, "krill.conf"),
      [
        'admin_token = "secret"',
        `storage_uri = "${join(work, "krill")}"`,
        'ip = "127.0.0.1"',
        `port = ${own}`,
        'https_mode = "disable"',
        "unix_socket_enabled = false",
        "bgp_riswhois_enabled = false",
        'log_type = "stderr"',
        'log_level = "info"',
        "",
      ].join("\n"),
    );
    const child = spawn(krill!, ["-c", join(work, "krill.conf")], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (chunk: Buffer) => (log += String(chunk)));
    child.on("error", (error) => (log += error.message));
    children.push(child);
    await until("krill answers", async () => (await krillc("health")).code === 0);
    await said("add");
    for (const [ask, take, file] of [
      [["repo", "request"], ["repo", "configure"], "repository.xml"],
      [["parents", "request"], ["parents", "add", "--parent", "comity"], "parent.xml"],
    ] as const) {
      const request = await said(...ask);
      const response = must(await introduce(folder, "QM", request, `http://127.0.0.1:${port}/`, unix()));
      writeFileSync(join(work, file), response);
      await said(...take, "--response", join(work, file));
    }
  });
  after(async () => {
    await serving?.stop();
    cleanUp();
  });

  it("gets a certificate for exactly what it holds", async () => {
    await until("a certificate", async () => /State: +active/.test(await said("show")));
    assert.match(await said("show"), /ASNs: AS64496\n +IPv4: 192\.0\.2\.0\/24\n/);
  });
  it("publishes its authorisation here, and both relying parties print it", async () => {
    await said("roas", "update", "--add", "192.0.2.0/24-24 => 64496");
    await until("the ROA", () => printed().includes(OURS));
    assert.deepEqual(printed(), [OURS, THEIRS]);
  });
  it("cannot speak for its neighbour", async () => {
    const { code, text } = await krillc(
      "roas",
      "update",
      "--ca",
      "child",
      "--add",
      "198.51.100.0/24-24 => 1",
    );
    assert.equal(code, 1, text);
    assert.match(text, /not on any of your certificates/);
    assert.deepEqual(printed(), [OURS, THEIRS]);
  });
  it("changes its key, and has what it had under the new one", async () => {
    await said("keyroll", "init");
    await until("two keys", () => keys() === 2);
    assert.deepEqual(printed(), [OURS, THEIRS]);
    await until("the new key is ready", async () => /new and active key/.test(await said("show")));
    await said("keyroll", "activate");
    // Krill 0.16.1 may have the old key revoked before it publishes under the new one: that moment is its own.
    await until("one key", () => {
      const rows = printed();
      assert.ok(rows.includes(THEIRS), rows.join());
      return keys() === 1 && rows.includes(OURS);
    });
    assert.deepEqual(printed(), [OURS, THEIRS]);
  });
  it("loses with the holding what it authorised, at once, and learns of it", async () => {
    await register("192.0.2.0/25", "AS64496");
    assert.deepEqual(printed(), [THEIRS]);
    await said("parents", "refresh");
    await until("the smaller certificate", async () => /IPv4: 192\.0\.2\.0\/25\n/.test(await said("show")));
    await said("roas", "update", "--add", "192.0.2.0/25-25 => 64496");
    await until("the smaller ROA", () => printed().includes("AS64496,192.0.2.0/25,25"));
  });
  it("has its certificate revoked when it leaves, and nothing of it stays when it holds nothing", async () => {
    await said("delete");
    await until("the revocation", () => keys() === 0);
    assert.deepEqual(printed(), [THEIRS]);
    await register();
    assert.deepEqual(printed(), [THEIRS]);
  });
});
