/**
 * Real routers and tools against `comity rtr serve`: each loads the whole RPKI of 2025-07-20 (723,521 VRPs) with equal
 * content, and follows the next dump by Serial Notify with exactly 9 announcements and 6 withdrawals.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  bird,
  frr,
  gobgp,
  installed,
  openbgpd,
  rtrclient,
  rtrclientExport,
  rtrdump,
  stopAll,
  type Peer,
  type Rows,
} from "./rtr-peers.ts";

const registry = new URL("../../../shared/data/registry/rpki/", import.meta.url);
const main = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const noData = existsSync(registry) ? undefined : "shared data not present";
const folder = mkdtempSync(join(tmpdir(), "comity-rtr-interop-"));
// FRR reads its part as another user.
chmodSync(folder, 0o711);

const dump = (time: string): string => fileURLToPath(new URL(`vrps-20250720T${time}Z.csv.gz`, registry));
const vrps = join(folder, "vrps.csv.gz");
const put = (time: string): void => {
  copyFileSync(dump(time), `${vrps}.new`);
  renameSync(`${vrps}.new`, vrps);
};

/** Rows of the file itself, read without any code of ours; its prefixes are canonical. */
function rowsOf(time: string): Set<string> {
  const lines = gunzipSync(readFileSync(dump(time)))
    .toString()
    .trimEnd()
    .split("\n")
    .slice(1);
  return new Set(
    lines.map((line) => {
      const [asn, prefix, max] = line.split(",");
      return `${prefix}-${max} ${asn}`;
    }),
  );
}

function same(actual: Rows, expected: ReadonlySet<string>): void {
  const rows = [...actual];
  const strange = rows.filter((row) => !expected.has(row));
  assert.deepEqual(strange.slice(0, 5), [], "rows that the file does not have");
  assert.equal(new Set(rows).size, expected.size, "rows that are missing");
  assert.equal(rows.length, expected.size, "rows that come twice");
}

const sizesOf = (rows: ReadonlySet<string>, distinct: boolean): [number, number] => {
  const keys = distinct ? new Set([...rows].map((row) => row.slice(0, row.lastIndexOf("-")))) : rows;
  let v4 = 0;
  for (const row of keys) if (row.includes(".")) v4++;
  return [v4, keys.size - v4];
};

async function eventually(peer: Peer, expected: readonly [number, number], seconds: number): Promise<void> {
  let seen: readonly [number, number] | undefined;
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(200)) {
    seen = await peer.sizes();
    if (seen !== undefined && seen[0] === expected[0] && seen[1] === expected[1]) return;
  }
  assert.deepEqual(seen, expected, `${peer.name} does not hold the set after ${seconds} s`);
}

type Serve = { readonly port: number; readonly serial: number; readonly stop: () => Promise<number | null> };

async function serve(file: string, ...flags: readonly string[]): Promise<Serve> {
  const args = [
    main,
    "rtr",
    "serve",
    "--vrps",
    file,
    "--port",
    "0",
    "--json",
    "--state",
    join(folder, "state.json"),
  ];
  const child = spawn(process.execPath, [...args, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (c: Buffer) => (out += String(c)).includes("\n") && resolve(out));
    child.once("exit", (code) => reject(new Error(`comity rtr serve ended with ${code}`)));
  });
  const stop = (): Promise<number | null> => {
    const ended = new Promise<number | null>((resolve) => void child.once("exit", resolve));
    child.kill("SIGTERM");
    return ended;
  };
  return { ...(JSON.parse(line) as { port: number; serial: number }), stop };
}

void test("RTR clients of Debian", { timeout: 300_000, skip: noData ?? false }, async (t: TestContext) => {
  const [first, second] = [rowsOf("093135"), rowsOf("100145")];
  put("093135");
  const server = await serve(vrps);
  t.after(async () => {
    stopAll();
    assert.equal(await server.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  await t.test("rtrdump loads the set", async (s) => {
    if (!installed("rtrdump")) return s.skip("stayrtr is not installed");
    same(await rtrdump(folder, server.port), first);
  });
  await t.test("rtrclient exports the set", async (s) => {
    if (!installed("rtrclient")) return s.skip("rtr-tools is not installed");
    same(await rtrclientExport(folder, server.port), first);
  });

  const routers = [
    bird(folder),
    gobgp(folder, 15_951),
    frr(folder, 12_965),
    openbgpd(folder, 11_979),
    rtrclient(folder),
  ];
  const running: Peer[] = [];
  for (const router of routers) {
    await t.test(`${router.name} loads the set`, async (s) => {
      if (!installed(router.program)) return s.skip(`${router.package} is not installed`);
      const needsRoot = router.name === "FRR" || router.name === "OpenBGPD";
      if (needsRoot && process.getuid?.() !== 0) return s.skip(`${router.name} starts as root only`);
      await router.start(server.port);
      await eventually(router, sizesOf(first, router.rows === undefined), 60);
      if (router.rows !== undefined) same(await router.rows(), first);
      running.push(router);
    });
  }

  put("100145");
  const changes: { readonly [name: string]: string } = {
    BIRD: "+9 -6",
    GoBGP: "1 notify, 15 PDUs",
    FRR: "15 PDUs",
    OpenBGPD: String(server.serial + 1),
    rtrclient: "+9 -6",
  };
  for (const router of running) {
    await t.test(`${router.name} follows by Serial Notify: +9/-6`, async () => {
      let seen: string | undefined;
      for (
        const end = Date.now() + 30_000;
        seen !== changes[router.name] && Date.now() < end;
        await sleep(200)
      ) {
        seen = await router.change?.();
      }
      assert.equal(seen, changes[router.name]);
      if (router.name === "rtrclient") return;
      await eventually(router, sizesOf(second, router.rows === undefined), 30);
      if (router.rows !== undefined) same(await router.rows(), second);
    });
  }
  await t.test("rtrdump loads the second set, which is the first +9/-6", async (s) => {
    if (!installed("rtrdump")) return s.skip("stayrtr is not installed");
    const rows = new Set(await rtrdump(folder, server.port));
    same(rows, second);
    assert.equal([...rows].filter((row) => !first.has(row)).length, 9);
    assert.equal([...first].filter((row) => !rows.has(row)).length, 6);
  });
});

/** Makes a program write line by line (coreutils). */
const LINES = "stdbuf";

/** rtrlib's master branch, whose client speaks version 2; `COMITY_RTRLIB_CLIENT` names a built one. */
function rtrlibMaster(): { readonly path: string } | { readonly why: string } {
  const given = process.env["COMITY_RTRLIB_CLIENT"];
  if (given !== undefined) return { path: given };
  const at = join(tmpdir(), "comity-rtrlib-master");
  const path = join(at, "tools", "rtrclient");
  if (existsSync(path)) return { path };
  if (!installed("git") || !installed("cmake"))
    return { why: "git and cmake are needed to build rtrlib master" };
  const steps = [
    ["git", "clone", "--quiet", "--depth", "1", "https://github.com/rtrlib/rtrlib", at],
    ["cmake", "-S", at, "-B", at, "-DRTRLIB_TRANSPORT_SSH=Off", "-DCMAKE_BUILD_TYPE=Release"],
    ["cmake", "--build", at, "--target", "rtrclient"],
  ];
  for (const [program, ...args] of steps) {
    const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
    const made = spawnSync(program!, args, { env, timeout: 300_000, encoding: "utf8" });
    if (made.status !== 0) return { why: `rtrlib master: ${made.stderr.trim().split("\n").at(-1)}` };
  }
  return { path };
}

void test("rtrlib master reads ASPAs over version 2", { timeout: 700_000 }, async (t: TestContext) => {
  const client = rtrlibMaster();
  if ("why" in client) return t.skip(client.why);
  const file = join(tmpdir(), `comity-rtr-aspas-${process.pid}.json`);
  const aspas = [
    { customer_asid: 64_494, providers: [3, 1, 2] },
    { customer_asid: 64_495, providers: [0] },
  ];
  writeFileSync(file, JSON.stringify({ roas: [{ asn: 1, prefix: "192.0.2.0/24", maxLength: 24 }], aspas }));
  const server = await serve(file);
  const child = spawn(LINES, ["-oL", client.path, "tcp", "-p", "-a", "127.0.0.1", String(server.port)]);
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (c: Buffer) => (out += String(c)));
  for (const end = Date.now() + 20_000; Date.now() < end && !out.includes("64495"); await sleep(100));
  child.kill();
  await server.stop();
  rmSync(file);
  assert.match(out, /\+ ASPA 64494 => \[ 1, 2, 3 \]/);
  assert.match(out, /\+ ASPA 64495 => \[ 0 \]/);
});
