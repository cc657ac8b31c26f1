/** bgpq4 and Debian's whois against our server; skipped by name where they are not installed. */
import assert from "node:assert/strict";
import { spawnSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { startWhois, whoisOfState, type RunningWhois } from "@comity/whois";
import { datasetOf, World } from "../../core/assembly/test/world.ts";
import { REGISTRY } from "../../serve/whois/test/support.ts";

const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
const run = (program: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 60_000 });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
};
const work = mkdtempSync(join(tmpdir(), "comity-whois-"));
const LARGE = 10_000;

describe("whois and IRR clients", () => {
  let server: ReturnType<typeof spawn>;
  let port = "";
  before(async () => {
    // AS numbers that bgpq4 accepts: it refuses those for documentation without -p.
    const objects = REGISTRY.replaceAll("AS645", "AS133");
    const many = Array.from(
      { length: LARGE },
      (_, i) =>
        `route: ${10 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.0/24\norigin: AS13399\nsource: EXAMPLE\n`,
    ).join("\n");
    writeFileSync(
      join(work, "db"),
      `${objects}\nas-set: AS-LARGE\nmembers: AS13399\nsource: EXAMPLE\n\n${many}`,
    );
    server = spawn(process.execPath, [MAIN, "whois", "serve", "--rpsl", join(work, "db"), "--port", "0"]);
    port = await new Promise((resolve, reject) => {
      let out = "";
      server.stdout!.on("data", (chunk) => {
        out += String(chunk);
        const found = /-p (\d+)/.exec(out)?.[1];
        if (found !== undefined) resolve(found);
      });
      server.once("exit", () => reject(new Error(out)));
    });
  });
  after(() => server.kill());

  const bgpq4 = (...args: string[]): string => run("bgpq4", "-h", `127.0.0.1:${port}`, ...args);
  const skip = has("bgpq4") ? false : "bgpq4 is not installed";

  it("bgpq4 expands a set with a loop, IPv4 as JSON", { skip }, () => {
    const answer = JSON.parse(bgpq4("-4", "-j", "-l", "x", "AS-TEST")) as { x: { prefix: string }[] };
    assert.deepEqual(answer.x.map(({ prefix }) => prefix).sort(), [
      "192.0.2.0/24",
      "192.0.2.128/25",
      "198.51.100.0/24",
    ]);
  });
  it("bgpq4 aggregates IPv6", { skip }, () => {
    assert.match(bgpq4("-6", "-A", "-l", "x", "AS-TEST"), /2001:db8::\/32/);
  });
  it("bgpq4 makes an AS path filter, and lists the ASNs of a set", { skip }, () => {
    assert.match(bgpq4("-f", "13300", "AS-TEST"), /13300/);
    assert.match(bgpq4("-t", "-j", "AS-TEST"), /13303/);
  });
  it("bgpq4 takes a list of sources of which one is here", { skip }, () => {
    assert.match(bgpq4("-S", "EXAMPLE,RADB", "-4", "AS13300"), /192\.0\.2\.0\/24/);
  });
  it(`bgpq4 reads a set of ${LARGE} prefixes`, { skip }, (t) => {
    const began = performance.now();
    const answer = JSON.parse(bgpq4("-4", "-j", "-l", "x", "AS-LARGE")) as { x: unknown[] };
    t.diagnostic(`${Math.round(performance.now() - began)} ms`);
    assert.equal(answer.x.length, LARGE);
  });
  it(
    "whois shows objects and takes its usual flags",
    { skip: has("whois") ? false : "whois is not installed" },
    () => {
      assert.match(run("whois", "-h", "127.0.0.1", "-p", port, "AS13309"), /as-name: +JOINED/);
      assert.match(
        run("whois", "-h", "127.0.0.1", "-p", port, "--", "-B -G -T route 192.0.2.0/24"),
        /origin: +AS13300/,
      );
      assert.match(run("whois", "-h", "127.0.0.1", "-p", port, "192.0.2.7"), /EXAMPLE-NET/);
    },
  );
});

describe(
  "bgpq4 on sets that holders keep in a register",
  { skip: has("bgpq4") ? false : "bgpq4 is not installed" },
  () => {
    const world = new World({
      founders: [{ id: "QM", label: "reg-m" }],
      roots: datasetOf("roots", "iana", [
        "asn|13300|13400|allocated|||reg-m",
        "ipv4|192.0.2.0|192.0.2.255|allocated|||reg-m",
        "ipv6|2001:db8::|32|allocated|||reg-m",
      ]),
    });
    let running: RunningWhois;
    before(async () => {
      const routes = [
        { prefix: "192.0.2.0/25", asn: "AS13300" },
        { prefix: "192.0.2.128/25", asn: "AS13301" },
        { prefix: "2001:db8::/32", asn: "AS13301" },
      ];
      world.must(world.act("QM", "authorise-routes", { routes }));
      // Two sets that name each other, and one that is nowhere.
      for (const [set, members] of [
        ["AS13300:AS-CUSTOMERS", ["AS13300", "AS13300:AS-FAR"]],
        ["AS13300:AS-FAR", ["AS13301", "AS13300:AS-CUSTOMERS", "AS-NOWHERE"]],
        ["AS13300:RS-OUT", ["198.51.100.0/24"]],
      ] as const)
        world.must(world.act("QM", "set-members", { set, members: [...members] }));
      const { state } = world.assembly;
      const source = whoisOfState({
        state: () => ({
          reader: state,
          height: 1,
          time: world.time,
          size: world.assembly.size,
          stateRoot: "x",
        }),
        name: "comity",
      });
      running = await startWhois(source, { port: 0 });
    });
    after(() => running.stop());

    /** Not `spawnSync`: the server is in this process. */
    const bgpq4 = (...args: string[]): Promise<string> =>
      new Promise((resolve, reject) => {
        const child = spawn("bgpq4", ["-h", `127.0.0.1:${running.port}`, ...args]);
        let out = "";
        child.stdout.on("data", (chunk) => (out += String(chunk)));
        child.on("close", (status) =>
          status === 0 ? resolve(out) : reject(new Error(`bgpq4 ended with ${status}`)),
        );
      });

    it("makes filters of their prefixes and AS numbers", async () => {
      const prefixes = async (...args: string[]): Promise<string[]> =>
        (JSON.parse(await bgpq4("-j", "-l", "x", ...args)) as { x: { prefix: string }[] }).x.map(
          ({ prefix }) => prefix,
        );
      assert.deepEqual(await prefixes("-4", "AS13300:AS-CUSTOMERS"), ["192.0.2.0/25", "192.0.2.128/25"]);
      assert.deepEqual(await prefixes("-6", "AS13300:AS-CUSTOMERS"), ["2001:db8::/32"]);
      assert.deepEqual(await prefixes("-4", "-A", "AS13300:AS-FAR"), ["192.0.2.0/24"]);
      assert.deepEqual(await prefixes("-4", "AS13300:RS-OUT"), ["198.51.100.0/24"]);
      assert.match(await bgpq4("-t", "-j", "AS13300:AS-CUSTOMERS"), /13300[^]*13301/);
    });
  },
);
