/**
 * Knot, NSD and BIND as secondaries of our primary, with TSIG and NOTIFY, over the real root zone and three serials;
 * the usual checkers on what we write. Skipped by name where a program is not installed.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { must, utf8 } from "@comity/canon";
import { readZone, recordText, zoneText } from "@comity/zones";

const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const DATA = new URL("../../../shared/data/registry/dns/", import.meta.url);
const PROGRAMS = [
  "knotd",
  "nsd",
  "named",
  "kdig",
  "kzonecheck",
  "nsd-checkzone",
  "named-checkzone",
  "ldns-verify-zone",
  "ldns-signzone",
  "ldns-keygen",
];
const missing = PROGRAMS.filter((program) => spawnSync("which", [program]).status !== 0);
const skip = !existsSync(DATA)
  ? "shared data not present"
  : missing.length > 0
    ? `not installed: ${missing.join(", ")}`
    : false;

const SECRET = Buffer.alloc(32, 9).toString("base64");
const work = mkdtempSync(join(tmpdir(), "comity-dns-"));
const children: ChildProcess[] = [];
const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { encoding: "utf8", timeout: 120_000, cwd: work, maxBuffer: 1 << 28 });
const zoneAt = (name: string): string =>
  gunzipSync(readFileSync(new URL(`${name}.zone.gz`, DATA))).toString("latin1");

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

function start(program: string, args: readonly string[], log: string): ChildProcess {
  const child = spawn(program, args, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
  const keep = (chunk: Buffer): void => writeFileSync(join(work, log), chunk, { flag: "a" });
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  children.push(child);
  return child;
}

async function until(what: string, holds: () => boolean, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) if (holds()) return;
  assert.fail(`${what} within ${seconds} s`);
}

const KNOT = (port: number, primary: number): string => `
server:
    listen: 127.0.0.1@${port}
    rundir: "${work}/knot"
    user: root
database:
    storage: "${work}/knot/db"
log:
  - target: stdout
    any: info
key:
  - id: transfer
    algorithm: hmac-sha256
    secret: ${SECRET}
remote:
  - id: primary
    address: 127.0.0.1@${primary}
    key: transfer
acl:
  - id: told
    address: 127.0.0.1
    key: transfer
    action: notify
  - id: out
    address: 127.0.0.1
    action: transfer
zone:
  - domain: .
    storage: "${work}/knot"
    file: root.zone
    master: primary
    acl: [told, out]
`;
const NSD = (port: number, primary: number): string => `
server:
    ip-address: 127.0.0.1@${port}
    username: ""
    chroot: ""
    database: ""
    zonesdir: "${work}/nsd"
    pidfile: "${work}/nsd/pid"
    xfrdfile: "${work}/nsd/xfrd.state"
    xfrdir: "${work}/nsd"
    zonelistfile: "${work}/nsd/zone.list"
    verbosity: 2
remote-control:
    control-enable: no
key:
    name: transfer
    algorithm: hmac-sha256
    secret: "${SECRET}"
zone:
    name: "."
    zonefile: "root.zone"
    request-xfr: 127.0.0.1@${primary} transfer
    allow-notify: 127.0.0.1 transfer
    provide-xfr: 127.0.0.1 NOKEY
`;
const BIND = (port: number, primary: number): string => `
options {
  directory "${work}/bind"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; pid-file "${work}/bind/pid"; session-keyfile "${work}/bind/session.key";
  allow-transfer { 127.0.0.1; };
};
controls { };
key transfer { algorithm hmac-sha256; secret "${SECRET}"; };
server 127.0.0.1 { keys { transfer; }; };
zone "." { type secondary; primaries { 127.0.0.1 port ${primary} key transfer; }; file "root.zone"; masterfile-format text; allow-notify { key transfer; }; };
`;

describe("zones out", { skip }, () => {
  const file = join(work, "served.zone");
  const ports: { [name: string]: number } = {};
  let primary = 0;
  const serialOf = (port: number): string =>
    run("kdig", "@127.0.0.1", "-p", String(port), ".", "SOA", "+short", "+time=2", "+retry=0").stdout.split(
      " ",
    )[2] ?? "";
  const first = zoneAtSafe("root-2026082001");
  const second = zoneAtSafe("root-2026082102");
  const third = second
    .replace(/(SOA\s.*?)2026082102/, "$12026082103")
    .concat('comity-test-name. 60 IN TXT "third"\n');

  before(async () => {
    for (const name of ["knot", "nsd", "bind"]) {
      mkdirSync(join(work, name, "db"), { recursive: true });
      ports[name] = await freePort();
    }
    primary = await freePort();
    writeFileSync(file, first);
    const notify = Object.values(ports).flatMap((port) => ["--notify", `127.0.0.1:${port}`]);
    start(
      process.execPath,
      [
        MAIN,
        "dns",
        "serve",
        file,
        "--origin",
        ".",
        "--port",
        String(primary),
        "--key",
        `hmac-sha256:transfer:${SECRET}`,
        ...notify,
      ],
      "primary.log",
    );
    await until("the primary serves", () => serialOf(primary) === "2026082001");
    writeFileSync(join(work, "knot.conf"), KNOT(ports["knot"]!, primary));
    writeFileSync(join(work, "nsd.conf"), NSD(ports["nsd"]!, primary));
    writeFileSync(join(work, "named.conf"), BIND(ports["bind"]!, primary));
    start("knotd", ["-c", "knot.conf"], "knot.log");
    start("nsd", ["-d", "-c", join(work, "nsd.conf")], "nsd.log");
    start("named", ["-g", "-c", join(work, "named.conf")], "bind.log");
  });
  after(() => {
    for (const child of children) child.kill("SIGKILL");
  });

  const allAt = (serial: string): Promise<void> =>
    until(
      `all three at ${serial}`,
      () => Object.values(ports).every((port) => serialOf(port) === serial),
      90,
    );

  it("all three secondaries load the root zone by signed AXFR, record for record", async () => {
    await allAt("2026082001");
    const wanted = must(readZone(utf8(first), ".")).records.map(recordText);
    for (const [name, port] of Object.entries(ports)) {
      const { stdout } = run(
        "kdig",
        "@127.0.0.1",
        "-p",
        String(port),
        ".",
        "AXFR",
        "+tcp",
        "+noall",
        "+answer",
        "+noidn",
      );
      assert.deepEqual(must(readZone(utf8(stdout), ".")).records.map(recordText), wanted, name);
    }
  });
  it("they are notified and follow two further serials by IXFR", async () => {
    writeFileSync(file, second);
    await allAt("2026082102");
    writeFileSync(file, third);
    await allAt("2026082103");
    assert.match(readFileSync(join(work, "knot.log"), "utf8"), /IXFR, incoming.*finished/);
    assert.match(readFileSync(join(work, "bind.log"), "utf8"), /serial 2026082103/);
    for (const port of Object.values(ports)) {
      const { stdout } = run("kdig", "@127.0.0.1", "-p", String(port), "comity-test-name.", "TXT", "+short");
      assert.match(stdout, /third/);
    }
  });
  it("kdig verifies our signatures, and a stranger gets nothing", () => {
    const ask = (...more: string[]) =>
      run("kdig", "@127.0.0.1", "-p", String(primary), ".", "IXFR=2026082102", "+tcp", ...more);
    const good = ask("-y", `hmac-sha256:transfer:${SECRET}`);
    assert.match(good.stdout, /comity-test-name/);
    assert.doesNotMatch(good.stdout + good.stderr, /WARNING|;; ERROR/);
    const stranger = ask();
    assert.match(stranger.stdout + stranger.stderr, /REFUSED/);
    assert.doesNotMatch(stranger.stdout, /SOA/);
    const forged = ask("-y", `hmac-sha256:transfer:${Buffer.alloc(32, 1).toString("base64")}`);
    assert.match(forged.stdout + forged.stderr, /BADSIG|NOTAUTH/);
  });
  it("the time of an AXFR with TSIG", (t) => {
    const args = [
      "@127.0.0.1",
      "-p",
      String(primary),
      ".",
      "AXFR",
      "+tcp",
      "+noall",
      "-y",
      `hmac-sha256:transfer:${SECRET}`,
    ];
    const timed = (port: number, signed: boolean): number => {
      const began = performance.now();
      const answer = run(
        "kdig",
        ...args.map((a) => (a === String(primary) ? String(port) : a)).slice(0, signed ? undefined : -2),
      );
      assert.equal(answer.status, 0);
      return performance.now() - began;
    };
    const median = (port: number, signed: boolean): number =>
      Array.from({ length: 5 }, () => timed(port, signed)).sort((a, b) => a - b)[2]!;
    t.diagnostic(
      `kdig AXFR of 22,095 records: ours with TSIG ${median(primary, true).toFixed(0)} ms, BIND without ${median(ports["bind"]!, false).toFixed(0)} ms, Knot without ${median(ports["knot"]!, false).toFixed(0)} ms`,
    );
  });
  it("the checkers accept what we write", () => {
    const signed = must(
      readZone(new Uint8Array(Buffer.from(zoneAt("root-2020101902-signed"), "latin1")), "."),
    );
    writeFileSync(join(work, "signed.zone"), [...zoneText(signed)].join(""));
    assert.equal(run("kzonecheck", "-o", ".", "-d", "on", "-t", "20201020120000", "signed.zone").status, 0);
    assert.equal(run("nsd-checkzone", ".", "signed.zone").status, 0);
    assert.equal(run("named-checkzone", "-i", "none", ".", "signed.zone").status, 0);
    assert.equal(run("ldns-verify-zone", "-t", "20201020120000", "signed.zone").status, 0);
  });
  it("our ZONEMD is the one of ldns-signzone, and each verifies the other's", () => {
    writeFileSync(
      join(work, "toy.zone"),
      '$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 3600 600 86400 300\n@ NS ns\nns A 192.0.2.1\nMiXed TXT "a b"\n',
    );
    const key = run("ldns-keygen", "-a", "ECDSAP256SHA256", "example.").stdout.trim();
    assert.equal(run("ldns-signzone", "-z", "1:1", "-f", "toy.signed", "toy.zone", key).status, 0);
    const check = run(process.execPath, MAIN, "dns", "check", "--json", join(work, "toy.signed"));
    assert.equal(JSON.parse(check.stdout).zonemd, "sha384", check.stderr);
    assert.equal(run("ldns-verify-zone", "-Z", "toy.signed").status, 0);
    writeFileSync(
      join(work, "toy.changed"),
      readFileSync(join(work, "toy.signed"), "utf8").replace("192.0.2.1", "192.0.2.2"),
    );
    assert.equal(run(process.execPath, MAIN, "dns", "check", join(work, "toy.changed")).status, 1);
    // Ours without signatures: the digest is judged by ldns through the record it computes itself.
    const ours = run(process.execPath, MAIN, "dns", "zonemd", join(work, "toy.zone"));
    assert.match(ours.stdout, /ZONEMD\t1 1 1 [0-9a-f]{96}/);
  });
});

function zoneAtSafe(name: string): string {
  return skip === false ? zoneAt(name) : "";
}
