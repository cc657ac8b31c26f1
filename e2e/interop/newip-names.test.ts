/**
 * Names of New IP hosts in real DNS servers (Knot, NSD): asked through the system's network, and over New IP through a
 * gateway that maps an address to the server; a name without a record is reached by its IPv4 address behind the gateway.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-names-"));
const children: ChildProcess[] = [];
const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
const echo = createSocket("udp4");
const ZONE = `$ORIGIN names.example.
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
_newip.host TXT "v=spf1 -all"
_newip.host TXT "v=newip1 network=other address=01"
_newip.host TXT "v=newip1 network=ridge" " address=de09"
old A 127.0.0.1
`;
let port = 0;

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port: free } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return free;
}
const json = (name: string, value: object): void => writeFileSync(join(work, name), JSON.stringify(value));
function program(name: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(name, args, { cwd: work, stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  return child;
}
async function newip(...args: readonly string[]): Promise<void> {
  const child = program(process.execPath, MAIN, "newip", ...args);
  let told = "";
  for await (const data of child.stderr!) {
    told += String(data);
    if (told.includes("running")) break;
  }
  assert.match(told, /running/);
}
const ask = (config: string, name: string): Promise<{ readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    const args = [MAIN, "newip", "node", config, "--udp", `${name}:${port}`, "--send", "hello"];
    const child = spawn(process.execPath, args, { cwd: work });
    let [out, err] = ["", ""];
    child.stdout.on("data", (d: Buffer) => (out += d.toString()));
    child.stderr.on("data", (d: Buffer) => (err += d.toString()));
    child.on("close", () => resolve({ out, err }));
  });

const SERVERS = {
  knotd: (dns: number) => [
    "knot.conf",
    `server:\n  rundir: "${work}/run"\n  listen: 127.0.0.1@${dns}\n  user: root\ndatabase:\n  storage: "${work}/run"\nzone:\n  - domain: names.example\n    file: "${work}/zone"\n`,
    ["-c", "knot.conf"],
  ],
  nsd: (dns: number) => [
    "nsd.conf",
    `server:\n  ip-address: 127.0.0.1@${dns}\n  username: ""\n  chroot: ""\n  database: ""\n  pidfile: "${work}/nsd.pid"\n  xfrdfile: "${work}/xfrd"\n  zonelistfile: "${work}/list"\nremote-control:\n  control-enable: no\nzone:\n  name: names.example\n  zonefile: "${work}/zone"\n`,
    ["-d", "-c", "nsd.conf"],
  ],
} as const satisfies {
  readonly [server: string]: (dns: number) => readonly [string, string, readonly string[]];
};

for (const [server, configOf] of Object.entries(SERVERS)) {
  const skip = !has(server)
    ? `not installed: ${server}`
    : process.getuid?.() === 0
      ? false
      : "port 53 needs root";
  describe(`New IP names in ${server}`, { skip, timeout: 120_000 }, () => {
    let relay: Socket | undefined;
    before(async () => {
      const [dns, left, right] = [await freePort(), await freePort(), await freePort()];
      mkdirSync(join(work, "run"), { recursive: true });
      writeFileSync(join(work, "zone"), ZONE);
      const [file, text, args] = configOf(dns);
      writeFileSync(join(work, file), text);
      program(server, ...args);
      if (port === 0) {
        echo.on("message", (d, from) => echo.send(d, from.port, from.address));
        echo.bind(0, "127.0.0.1");
        await once(echo, "listening");
        ({ port } = echo.address());
      }
      const node = (local: number, remote: number, address: string, more: object): object => ({
        format: "comity-newip-node/v1",
        security: "off",
        interfaces: [{ local: `127.0.0.1:${local}`, remote: `127.0.0.1:${remote}`, addresses: [address] }],
        ...more,
      });
      const routes = [{ prefix: "default", via: "02" }];
      const names = { network: "ridge", embed: "fe640000" };
      json("edge.json", node(left, right, "02", { routes: [{ prefix: "01" }] }));
      json(
        "direct.json",
        node(right, left, "01", { routes, names: { ...names, server: `127.0.0.1:${dns}` } }),
      );
      json("inside.json", node(right, left, "01", { routes, names: { ...names, server: "newip:de35" } }));
      // The server speaks on a port of its own here: New IP hosts ask port 53 of the address that stands for it.
      relay = createSocket("udp4");
      relay.bind(53, "127.0.0.53");
      await once(relay, "listening");
      const waiting = new Map<number, { readonly port: number; readonly address: string }>();
      const forward = relay;
      forward.on("message", (d, from) => {
        if (from.port === dns) {
          const to = waiting.get(d.readUInt16BE(0));
          if (to !== undefined) forward.send(d, to.port, to.address);
        } else {
          waiting.set(d.readUInt16BE(0), from);
          forward.send(d, dns, "127.0.0.1");
        }
      });
      const records = [
        { newip: "de35", ip: "127.0.0.53" },
        { newip: "de09", ip: "127.0.0.1" },
      ];
      json("mapping.json", { format: "comity-newip-gateway/v1", records, embed: ["fe640000"] });
      await newip("gateway", "edge.json", "mapping.json", "--allow", "127.0.0.1", "--allow", "127.0.0.53");
      for (let i = 0; i < 50; i++, await sleep(100)) {
        const { err } = await ask("direct.json", "none.names.example");
        if (err.includes("[name-not-found]")) return;
      }
      assert.fail(`${server} does not answer`);
    });
    after(() => {
      relay?.close();
      for (const child of children.splice(0)) child.kill("SIGKILL");
    });

    for (const config of ["direct.json", "inside.json"]) {
      test(`${config}: a record of the own network, and an IPv4 address behind the gateway`, async () => {
        assert.equal((await ask(config, "host.names.example")).out, "hello\n");
        assert.equal((await ask(config, "old.names.example")).out, "hello\n");
        assert.match((await ask(config, "none.names.example")).err, /\[name-not-found\]/);
      });
    }
  });
}
after(() => {
  echo.close();
  rmSync(work, { recursive: true, force: true });
});
