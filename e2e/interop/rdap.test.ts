/** ICANN's RDAP command line client reads every kind of answer. `COMITY_RDAP_CLI` names an installed one. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { makeWorld, serverOver, sourceOver } from "../../serve/rdap/test/rdap-world.ts";

const VERSION = "0.0.30";
const folder = join(tmpdir(), `comity-icann-rdap-cli-${VERSION}`);

/** The client's path, installed once into a folder that stays; or why there is none. */
function client(): { readonly path: string } | { readonly why: string } {
  const given = process.env["COMITY_RDAP_CLI"];
  if (given !== undefined) return { path: given };
  const path = join(folder, "bin", "rdap");
  if (existsSync(path)) return { path };
  const flags = ["install", "icann-rdap-cli", "--version", VERSION, "--locked", "--root", folder];
  const env = { ...process.env, CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_OPT_LEVEL: "0" };
  const made = spawnSync("cargo", flags, { env, timeout: 1_200_000, encoding: "utf8" });
  if (made.status === 0 && existsSync(path)) return { path };
  return {
    why: `cargo cannot install icann-rdap-cli ${VERSION}: ${made.error?.message ?? made.stderr.trim().split("\n").at(-1)}`,
  };
}

void test(
  "icann-rdap-cli reads ip, autnum, entity, domain, name server, help, searches and relations without errors",
  { timeout: 1_300_000 },
  async (t: TestContext) => {
    const found = client();
    if ("why" in found) return t.skip(found.why);
    const app = await serverOver(sourceOver(makeWorld()), undefined);
    try {
      const url = await app.listen({ port: 0, host: "127.0.0.1" });
      const base = `${url}/rdap`;
      await fetch(`${base}/entity/XA`);
      const cases: readonly (readonly [string, readonly string[], string])[] = [
        ["address", ["23.128.64.9"], "23.128.64.0/18"],
        ["prefix", ["23.128.0.0/17"], "23.128.0.0/16"],
        ["range", ["23.64.0.1"], "23.32.0.0-23.67.255.255"],
        ["IPv6", ["2a00:1000::1"], "2a00:1000::/32"],
        ["disputed", ["24.11.0.1"], "Claims"],
        ["autnum", ["AS1500"], "AS1500"],
        ["entity", ["-t", "entity", "XA"], "XA"],
        ["help", ["--server-help"], "What is served"],
        ["JSContact", ["-t", "entity", "XA"], "jscontact_card"],
        ["reverse zone up", ["-t", "rdns-ipv4-up", "64.128.23.in-addr.arpa"], "128.23.in-addr.arpa"],
        ["domain", ["-t", "domain", "xz"], "ns1.xz"],
        ["U-label", ["-t", "domain", "bücher.xz"], "xn--bcher-kva.xz"],
        ["reverse zone", ["-t", "domain", "1.128.23.in-addr.arpa"], "23.128.0.0/16"],
        ["name server", ["-t", "ns", "ns1.xz"], "24.0.0.1"],
        ["domains by name", ["-t", "domain-name", "s*.xz"], "shop.xz"],
        ["domains by name server", ["-t", "domain-ns-name", "ns1.xz"], "0.128.23.in-addr.arpa"],
        ["name servers by address", ["-t", "ns-ip", "24.0.0.1"], "ns1.xz"],
        ["up", ["-t", "v4-cidr-up", "23.128.64.0/18"], "23.128.0.0/16"],
      ];
      for (const [name, flags, expected] of cases) {
        await t.test(name, async () => {
          const args = ["--base-url", base, "--allow-http", "--no-cache", "--output-type", "json", ...flags];
          const { stderr, stdout } = await promisify(execFile)(found.path, args, { timeout: 30_000 });
          assert.ok(stdout.includes(expected), stdout.slice(0, 2_000) + stderr);
          assert.doesNotMatch(stderr, /error/i);
        });
      }
    } finally {
      await app.close();
    }
  },
);
