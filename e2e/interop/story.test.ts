/**
 * One story from end to end, on a real node with the real command and real routers: a holder authorises a route, BIRD and
 * GoBGP take it; its registry cannot take it away alone; the assembly can, with due process, on the day set; and
 * `comity why` tells how it came about.
 */
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { must, sha256, utf8 } from "@comity/canon";
import { formatKeyFile } from "@comity/signing";
import { publish, type Published } from "@comity/cli/publish";
import { startNode, type RunningNode } from "@comity/node";
import { DAY, datasetOf, keysOf, ORIGIN, START, World } from "../../core/assembly/test/world.ts";
import { actEntry, type SignedAct } from "@comity/assembly";

const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-story-"));
const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
const run = promisify(execFile);
const children: ChildProcess[] = [];
const DOCUMENT = "What both sides said.\n";
const HASH = Buffer.from(sha256(utf8(DOCUMENT))).toString("base64");

const clock = { now: START };
let node: RunningNode;
let published: Published;
let rtr = 0;

/** Signs what the story needs; what happens is the node's answer. */
const world = new World({
  founders: [
    { id: "QM", label: "RIR-M" },
    { id: "QN" },
    { id: "XA", seats: { panel: 1 } },
    { id: "XB", kind: "civil-society" },
  ],
  roots: datasetOf("roots", "iana", [
    "asn|64496|64511|allocated|||RIR-M",
    "ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M",
  ]),
});

type Receipt = { readonly index: number; readonly outcome: string; readonly code?: string };
async function submit(act: SignedAct): Promise<Receipt> {
  const note = Buffer.from(actEntry(act.text, act.signatures)).toString("utf8");
  const receipt = await node.client.post("submit", note);
  assert.ok(receipt.ok, JSON.stringify(receipt));
  return receipt.value as Receipt;
}
const act = (...args: Parameters<World["act"]>): Promise<Receipt> => {
  world.time = clock.now;
  return submit(world.act(...args));
};

/** The command as a holder runs it. */
async function comity(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [MAIN, ...args], {
      cwd: work,
      env: { ...process.env, COMITY_NODE: node.url },
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** Time passes in steps shorter than the gap, as on a node that runs. */
async function wait(days: number): Promise<void> {
  for (const end = clock.now + days * DAY; clock.now < end;) {
    clock.now = Math.min(end, clock.now + 5 * 3600);
    await node.tick();
  }
}

const routes = async (): Promise<string> => (await comity("rtr", "dump", `127.0.0.1:${rtr}`, "--json")).out;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  // A cache notifies its routers once a minute at most (RFC 8210 section 5.2).
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(200)) if (await holds()) return;
  assert.fail(what);
}

const bird = async (): Promise<string> =>
  (
    await run("birdc", ["-s", join(work, "bird.ctl"), "eval", "roa_check(r4, 192.0.2.128/25, 64500)"]).catch(
      () => ({ stdout: "" }),
    )
  ).stdout;
const gobgp = async (): Promise<string> =>
  (
    await run("gobgp", ["-u", "127.0.0.1", "-p", "50999", "rpki", "table", "-a", "ipv4"]).catch(() => ({
      stdout: "",
    }))
  ).stdout;

describe("a holder's route", () => {
  before(async () => {
    const logKey = formatKeyFile({ name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) });
    node = must(
      await startNode({
        folder: join(work, "node"),
        origin: ORIGIN,
        logKey,
        create: true,
        clock: () => clock.now,
      }),
    );
    for (const bytes of world.datasets.values()) await node.client.post("putDataset", new Uint8Array(bytes));
    await node.client.post("putDocument", DOCUMENT);
    await submit(world.blocks[0]!.acts[0]!);
    const host = { process, env: process.env, exit: () => {} } as never;
    published = await publish(host, node.context, "127.0.0.1", { rtr: 0 });
    rtr = Number(/port (\d+)/.exec(published.lines.join())![1]);
    const secret = new Uint8Array(
      await import("node:crypto").then(({ createHash }) =>
        createHash("sha256").update("seed of XB").digest(),
      ),
    );
    writeFileSync(join(work, "xb.key"), formatKeyFile({ name: "XB/office", type: "ed25519", secret }), {
      mode: 0o600,
    });
    assert.ok(keysOf("XB").vkey.startsWith("XB/office+"));
    if (has("bird")) {
      writeFileSync(
        join(work, "bird.conf"),
        `router id 192.0.2.1;\nroa4 table r4;\nroa6 table r6;\nprotocol device {}\nprotocol rpki { roa4 { table r4; }; roa6 { table r6; }; remote "127.0.0.1" port ${rtr}; retry keep 5; refresh keep 600; expire keep 7200; }\n`,
      );
      children.push(
        spawn(
          "bird",
          ["-f", "-c", join(work, "bird.conf"), "-s", join(work, "bird.ctl"), "-P", join(work, "bird.pid")],
          { stdio: "ignore" },
        ),
      );
    }
    if (has("gobgpd")) {
      writeFileSync(
        join(work, "gobgpd.toml"),
        `[global.config]\nas = 64496\nrouter-id = "192.0.2.1"\nport = -1\n[[rpki-servers]]\n[rpki-servers.config]\naddress = "127.0.0.1"\nport = ${rtr}\n`,
      );
      children.push(
        spawn(
          "gobgpd",
          ["-f", join(work, "gobgpd.toml"), "--api-hosts", "127.0.0.1:50999", "--pprof-disable"],
          { stdio: "ignore" },
        ),
      );
    }
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await published.stop();
    await node.stop();
  });

  it("is signed with the command, ordered, and proven offline", async () => {
    const delegated = await act(
      "QM",
      "delegate",
      { to: "XB", resources: ["192.0.2.128/25", "AS64500"], terms: { kind: "permanent" } },
      { cosign: ["XB"] },
    );
    assert.equal(delegated.outcome, "effective");
    const signed = await comity(
      "act",
      "new",
      "authorise-routes",
      "--by",
      "XB",
      "--routes",
      '[{"prefix":"192.0.2.128/25","asn":"AS64500"}]',
      "--sign",
      "xb.key",
      "--submit",
    );
    assert.equal(signed.code, 0, signed.err);
    const proof = await comity("prove", "192.0.2.128/25 AS64500");
    assert.equal(proof.code, 0, proof.err);
    writeFileSync(join(work, "route.proof"), proof.out);
    writeFileSync(join(work, "assembly.key"), must(await node.client.get("key")));
    const verified = await comity("verify", "route.proof", "--key", "assembly.key");
    assert.equal(verified.code, 0, verified.err);
    assert.match(verified.out, /valid/i);
  });

  it("reaches routers", async (t) => {
    await until("RTR tells it", async () => /64500/.test(await routes()));
    if (has("bird"))
      await until(
        "BIRD finds it valid",
        async () => /1\s*$|VALID/i.test((await bird()).trim()) && !/0\s*$/.test((await bird()).trim()),
      );
    else t.diagnostic("bird is not installed");
    if (has("gobgpd"))
      await until("GoBGP has it", async () => /192\.0\.2\.128\/25\s.*64500/.test(await gobgp()));
    else t.diagnostic("gobgpd is not installed");
  });

  it("cannot be taken away, nor strand, by its registry alone", async () => {
    for (const [kind, body, code] of [
      ["withdraw-routes", { routes: [{ prefix: "192.0.2.128/25", asn: "AS64500" }] }, undefined],
      ["authorise-routes", { routes: [{ prefix: "192.0.2.0/24", asn: "AS0" }] }, "as0-over-others"],
      ["delegate", { to: "QN", resources: ["192.0.2.128/25"], terms: { kind: "permanent" } }, undefined],
    ] as const) {
      const receipt = await act("QM", kind, body, kind === "delegate" ? { cosign: ["QN"] } : {});
      assert.equal(receipt.outcome, "void", kind);
      if (code !== undefined) assert.equal(receipt.code, code);
    }
    assert.match(await routes(), /64500/);
  });

  it("is withdrawn by due process, on the day set and not before, and why tells the story", async () => {
    const opened = await act("QN", "propose", {
      title: "Reclaim 192.0.2.128/25",
      measures: [{ kind: "reclaim", body: { holder: "XB", resources: ["192.0.2.128/25"] } }],
      grounds: HASH,
    });
    assert.equal(opened.outcome, "effective", JSON.stringify(opened));
    const decision = String(opened.index);
    const phase = async (): Promise<string> => {
      const answer = await node.client.get("decision", { id: decision });
      return answer.ok ? answer.value.phase : "";
    };
    await wait(32);
    const heard = await act("QN", "hear", { decision, record: HASH }, { cosign: ["XB"] });
    assert.equal(heard.outcome, "effective", JSON.stringify(heard));
    const voted = new Set<string>();
    let gone: number | undefined;
    for (let day = 0; day < 320 && gone === undefined; day++) {
      for (const by of ["QM", "QN"]) {
        if (voted.has(by)) continue;
        const receipt = await act(by, "vote", { decision, choice: "yes" });
        if (receipt.outcome === "effective") voted.add(by);
        else break;
      }
      const was = await phase();
      await wait(1);
      const state = node.context.states.newest;
      const left = [...state.reader.within("routes4", { bytes: new Uint8Array(4), bits: 0 })].length;
      if (left === 0) gone = day;
      else assert.notEqual(was, "closed-without-effect");
    }
    assert.notEqual(gone, undefined, `the case never had effect: ${await phase()}`);
    // Notice and answer, voting, waiting, the appeal's time and quarantine: nothing of it can be skipped.
    assert.ok(gone! > 100, `after ${gone} days`);
    await until("RTR withdraws it", async () => !/64500/.test(await routes()));
    if (has("bird")) await until("BIRD no longer knows it", async () => !/1\s*$/.test((await bird()).trim()));
    if (has("gobgpd"))
      await until("GoBGP dropped it", async () => !(await gobgp()).includes("192.0.2.128/25"));
    const why = await comity("why", "192.0.2.128/25");
    assert.equal(why.code, 0, why.err);
    assert.match(why.out, new RegExp(`decision ${decision}`));
    assert.match(why.out, /Constitution/);
  });
});
