/**
 * Our node under another implementation's witness: litewitness of filippo.io/torchwood cosigns what only grows, refuses a
 * fork, and its cosignatures verify here. Needs Go with a module proxy, and OpenSSH, whose agent holds the witness's key.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { must, sha256, toBase64, utf8 } from "@comity/canon";
import { emptyRoot } from "@comity/log";
import { actEntry, verifyProofFile, type SignedAct } from "@comity/assembly";
import { startNode, type RunningNode } from "@comity/node";
import { formatKeyFile, formatVkey, signerOf, verifierKey, type KeyFile } from "@comity/signing";
import { ORIGIN, World } from "../../core/assembly/test/world.ts";

const VERSION = "v0.9.0";
const NAME = "litewitness.example/w";
const AGENT = "ssh-agent";
const work = mkdtempSync(join(tmpdir(), "comity-witness-"));
const logKey: KeyFile = { name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) };
const logVkey = formatVkey(signerOf(logKey).key);

const tool = `filippo.io/torchwood/cmd/litewitness@${VERSION}`;
const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(command, args, { encoding: "utf8", cwd: work, env: { ...process.env, GOBIN: work, ...env } });
const hasSsh = [AGENT, "ssh-add", "ssh-keygen"].every((name) => run("which", [name]).status === 0);
const hasGo = run("go", ["version"]).status === 0;
const built = hasGo && hasSsh ? run("go", ["install", tool]) : undefined;
const skip = !hasGo
  ? "Go is not installed"
  : !hasSsh
    ? "OpenSSH is not installed"
    : built?.status !== 0
      ? `litewitness cannot be built: ${built?.stderr}`
      : false;

const children: ChildProcess[] = [];
const nodes: RunningNode[] = [];
const done = (what: ReturnType<typeof run>): string => {
  assert.equal(what.status, 0, what.stderr);
  return what.stdout;
};
async function until(ready: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await ready()) return;
    await sleep(100);
  }
  assert.fail("it does not start");
}
const isReached = [() => true, () => false] as const;

/** What its witnessctl does; that one cannot be built without sources that no module proxy has. */
function addLog(path: string): void {
  const database = new DatabaseSync(path);
  const empty = toBase64(emptyRoot());
  database.prepare("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)").run(ORIGIN, empty);
  database.prepare("INSERT INTO key (origin, key) VALUES (?, ?)").run(ORIGIN, logVkey);
  database.close();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

void describe("litewitness of torchwood", { skip }, () => {
  let url = "";
  let keyFile = "";
  const clock = { now: Math.floor(Date.now() / 1000) };

  before(async () => {
    const socket = join(work, "agent");
    children.push(spawn(AGENT, ["-D", "-a", socket], { stdio: "ignore" }));
    await until(() => existsSync(socket));
    done(run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(work, "key")]));
    done(run("ssh-add", ["-q", join(work, "key")], { SSH_AUTH_SOCK: socket }));
    const fingerprint = done(run("ssh-keygen", ["-l", "-f", join(work, "key.pub")])).split(" ")[1]!;
    const blob = Buffer.from(readFileSync(join(work, "key.pub"), "utf8").split(" ")[1]!, "base64");
    const witness = must(verifierKey(NAME, "ed25519-cosignature", new Uint8Array(blob.subarray(-32))));
    keyFile = `log ${logVkey}\nwitness lite ${formatVkey(witness)}\nquorum lite\n`;
    const port = await freePort();
    url = `http://localhost:${port}`;
    const options = [
      "-name",
      NAME,
      "-ssh-agent",
      socket,
      "-key",
      fingerprint,
      "-listen",
      `localhost:${port}`,
    ];
    children.push(spawn(join(work, "litewitness"), options, { cwd: work, stdio: "ignore" }));
    await until(() => fetch(url).then(...isReached));
    addLog(join(work, "litewitness.db"));
  });

  after(async () => {
    for (const node of nodes) await node.stop();
    for (const child of children.toReversed()) child.kill();
    rmSync(work, { recursive: true, force: true });
  });

  async function foundedBy(
    parties: readonly string[],
    folder: string,
  ): Promise<{ node: RunningNode; world: World }> {
    const node = must(
      await startNode({
        folder: join(work, folder),
        origin: ORIGIN,
        logKey: formatKeyFile(logKey),
        create: true,
        clock: () => clock.now,
        witnesses: { lite: url },
      }),
    );
    nodes.push(node);
    const world = new World({ founders: parties.map((id) => ({ id })), policy: keyFile, start: clock.now });
    await submit(node, world.blocks[0]!.acts[0]!);
    return { node, world };
  }
  async function submit(node: RunningNode, { signatures, text }: SignedAct): Promise<void> {
    const receipt = must(
      await node.client.post("submit", Buffer.from(actEntry(text, signatures)).toString("utf8")),
    );
    assert.equal(receipt.outcome, "effective");
  }

  void it("cosigns a log that grows, and again between blocks; the proof verifies with the key file", async () => {
    const { node, world } = await foundedBy(["QM", "QN", "QO"], "log");
    await node.tick();
    for (const by of ["QM", "QN"]) {
      await submit(node, world.act(by, "leave"));
      await node.tick();
    }
    assert.deepEqual([...node.context.witnesses.troubles.values()], []);
    const { size } = node.context.states.newest;
    assert.equal(node.context.witnesses.newest?.size, size);
    const proof = must(await node.client.get("proofFact", { register: "parties", key: "party/QM" }));
    const verdict = verifyProofFile(utf8(proof), keyFile);
    assert.equal(verdict.ok, true, JSON.stringify(verdict.steps));
    assert.deepEqual(verdict.witnesses, ["lite"]);
  });

  void it("signs no second history of the same log", async () => {
    const { node, world } = await foundedBy(["QP", "QQ"], "fork");
    for (const by of ["QP", "QQ"]) await submit(node, world.act(by, "leave"));
    await node.tick();
    assert.equal(node.context.witnesses.newest, undefined);
    assert.match(node.context.witnesses.troubles.get("lite")!.code, /^witness-(refused|ahead)$/);
  });
});
