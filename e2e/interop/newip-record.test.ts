/**
 * A gateway that works by an assembly's record: a real node orders the signed acts, the gateway reads its mapping through
 * the public API and verifies every proof with the key file alone. What is signed is mapped (datagram, file, echo), what
 * is withdrawn is not, and whoever serves a proof that does not hold changes nothing.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { actEntry, type SignedAct } from "@comity/assembly";
import { must, sha256, utf8 } from "@comity/canon";
import { startNode, type RunningNode } from "@comity/node";
import { formatKeyFile } from "@comity/signing";
import { gateway as gatewayKey, network } from "../../core/assembly/test/networks/networks-attacks.ts";
import { ORIGIN, START, World } from "../../core/assembly/test/world.ts";

const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-record-"));
const content = randomBytes(300_000);
const children: ChildProcess[] = [];
const echo = createSocket("udp4");
const clock = { now: START };
const world = new World({ founders: [{ id: "QM" }, { id: "QN" }, { id: "XA" }, { id: "XB" }] });
let node: RunningNode | undefined;
let web: Server | undefined;
/** Stands between gateway and node: what a mirror of somebody else could do. */
let between: Server | undefined;
let tamper: "" | "flip" | "stale" = "";
let stale = "";

async function submit(act: SignedAct): Promise<void> {
  const receipt = await node!.client.post(
    "submit",
    Buffer.from(actEntry(act.text, act.signatures)).toString(),
  );
  assert.ok(receipt.ok, JSON.stringify(receipt));
  assert.equal((receipt.value as { readonly outcome: string }).outcome, "effective");
}
async function act(...args: Parameters<World["act"]>): Promise<void> {
  world.time = ++clock.now;
  await submit(world.act(...args));
}
const map = (ip: string | undefined): Promise<void> =>
  act("XA", "map-addresses", {
    network: "alpha",
    gateway: "gw",
    ...(ip === undefined ? {} : { maps: [{ newip: "newip:05/8", ip }] }),
  });

const write = (name: string, json: object): string => {
  writeFileSync(join(work, name), JSON.stringify(json));
  return join(work, name);
};
type Ran = { readonly code: number | null; readonly out: string; readonly err: string };
const comity = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, "newip", ...args], { cwd: work });
    let [out, err] = ["", ""];
    child.stdout.on("data", (d: Buffer) => (out += d.toString()));
    child.stderr.on("data", (d: Buffer) => (err += d.toString()));
    child.on("close", (code) => resolve({ code, out, err }));
  });
const use = (...args: readonly string[]): Promise<Ran> => comity("node", "host.json", ...args);
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) if (await holds()) return;
  assert.fail(what);
}
const told: string[] = [];
let port = 0;
const answered = async (): Promise<boolean> =>
  (await use("--udp", `05:${port}`, "--send", "hello")).out === "hello\n";

describe("a gateway by the record", { timeout: 180_000 }, () => {
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
    await submit(world.blocks[0]!.acts[0]!);
    await act(
      "XA",
      "register-network",
      network("alpha", {
        gateways: [gatewayKey("alpha")],
        plan: [{ range: "newip:00/4", use: "hosts", local: true }],
      }),
    );
    await map("127.0.0.1/32");
    writeFileSync(join(work, "assembly.key"), await (await fetch(`${node.url}/api/v1/key`)).text());
    echo.on("message", (d, from) => echo.send(d, from.port, from.address));
    echo.bind(0, "127.0.0.1");
    await once(echo, "listening");
    ({ port } = echo.address());
    web = createServer((_, response) => response.end(content)).listen(0, "127.0.0.1");
    await once(web, "listening");
    between = createServer((request, response) => {
      void (async () => {
        const answer = await fetch(`${node!.url}${request.url!}`);
        let text = await answer.text();
        if (tamper === "flip")
          text = text.replace("127.0.0.1", "127.0.0.9").replace(/"tree":"(.)/, '"tree":"_');
        if (tamper === "stale") text = stale;
        response.writeHead(answer.status).end(text);
      })();
    }).listen(0, "127.0.0.1");
    await once(between, "listening");
    const via = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
    const link = (local: number, remote: number, address: string) => ({
      local: `127.0.0.1:${local}`,
      remote: `127.0.0.1:${remote}`,
      addresses: [address],
    });
    write("host.json", {
      format: "comity-newip-node/v1",
      extension: "all",
      security: "off",
      interfaces: [link(43_101, 43_102, "01")],
      routes: [{ prefix: "default", interface: 0, via: "02" }],
    });
    write("edge.json", {
      format: "comity-newip-node/v1",
      extension: "all",
      security: "off",
      interfaces: [link(43_102, 43_101, "02")],
      routes: [{ prefix: "01", interface: 0 }],
    });
    write("mapping.json", {
      format: "comity-newip-gateway/v1",
      assembly: {
        url: via,
        keyFile: "assembly.key",
        network: "alpha",
        gateway: "gw",
        refresh: 1,
        maxAge: 315_576_000,
      },
    });
    const child = spawn(
      process.execPath,
      [MAIN, "newip", "gateway", "edge.json", "mapping.json", "--allow", "127.0.0.1"],
      {
        cwd: work,
      },
    );
    children.push(child);
    child.stderr.on("data", (d: Buffer) => told.push(d.toString()));
    await until("the gateway does not start", () =>
      Promise.resolve(told.join("").includes("gateway running")),
    );
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    echo.close();
    for (const server of [web, between]) {
      server?.close();
      server?.closeAllConnections();
    }
    await node?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  test("what its holder signed is mapped: a datagram, a file, an echo", async () => {
    assert.match(told.join(""), /mapping of alpha\/gw proven at log size \d+/);
    assert.ok(await answered());
    const got = await use(
      "--get",
      `05:${(web!.address() as AddressInfo).port}`,
      "--send",
      "GET / HTTP/1.0\\r\\n\\r\\n",
      "--out",
      "got",
    );
    assert.equal(got.code, 0, got.err);
    assert.ok(readFileSync(join(work, "got")).subarray(-content.length).equals(content));
    // Raw sockets need a privilege; without it an echo through the gateway is not answered.
    if (process.getuid?.() === 0) assert.equal((await use("--ping", "05", "--count", "1")).code, 0);
  });

  test("a proof that does not hold, or an older one, changes nothing", async () => {
    stale = await (
      await fetch(`${node!.url}/api/v1/proof/fact?register=networks&key=mapping%2Falpha%2Fgw`)
    ).text();
    tamper = "flip";
    await until("the forgery is not told", () => Promise.resolve(told.join("").includes("does not hold")));
    assert.ok(await answered());
    tamper = "";
    await map(undefined);
    await until("still mapped", async () => (await use("--udp", `05:${port}`, "--send", "x")).code === 1);
    tamper = "stale";
    await until("the older state is not told", () =>
      Promise.resolve(told.join("").includes("[assembly-behind]")),
    );
    assert.equal((await use("--udp", `05:${port}`, "--send", "x")).code, 1);
    tamper = "";
  });

  test("withdrawn is not mapped, signed again it is", async () => {
    await map("127.0.0.1/32");
    await until("not mapped again", answered);
  });

  test("without the assembly's key, or with another one, it does not start", async () => {
    const json = JSON.parse(readFileSync(join(work, "mapping.json"), "utf8")) as { assembly: object };
    const other = (assembly: object): string => write("other.json", { ...json, assembly });
    assert.match(
      (await comity("gateway", "edge.json", other({ ...json.assembly, keyFile: "none" }))).err,
      /\[key-file\]/,
    );
    const key = readFileSync(join(work, "assembly.key"), "utf8");
    writeFileSync(join(work, "wrong.key"), key.replaceAll(ORIGIN, "example.net/other"));
    const wrong = await comity("gateway", "edge.json", other({ ...json.assembly, keyFile: "wrong.key" }));
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /does not hold/);
  });
});
