/**
 * Other people's programs judge ours: rpki-rov (rtrlib) every route of the real table, over our RTR server; FORT our
 * SLURM files, offline; bgpdump our reader of MRT dumps. Debian packages rtr-tools, fort-validator and bgpdump.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { must } from "@comity/canon";
import { readRoutes, readVrps, routeOrigin, routePrefix } from "@comity/route-files";
import { parseBlock, RouteValidator, slurmText, emptySlurm, stateOf } from "@comity/routes";
import { entry, record, rib, sequence, set, tableDump } from "../../host/route-files/test/mrt-writer.ts";

const data = new URL("../../../shared/data/registry/", import.meta.url);
const real = (name: string): string => fileURLToPath(new URL(name, data));
const MAIN = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const FORT = process.env["COMITY_FORT"] ?? "fort";
const ROV = ["valid", "notfound", "invalid"];

const installed = (program: string): boolean => spawnSync("which", [program]).status === 0;

/** `comity rtr serve` once it listens, and its port. */
async function serve(vrps: string): Promise<{ readonly child: ChildProcess; readonly port: string }> {
  const child = spawn(process.execPath, [MAIN, "rtr", "serve", "--vrps", vrps, "--port", "0"]);
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const port = /port ([0-9]+)/.exec(text)?.[1];
    if (port !== undefined) return { child, port };
  }
  throw new Error(`the server ended: ${text}`);
}

void test("rpki-rov agrees on every route of the table", { timeout: 300_000 }, async (t: TestContext) => {
  if (!existsSync(data)) return t.skip("shared data not present");
  if (!installed("rpki-rov")) return t.skip("rpki-rov is missing: apt-get install rtr-tools");
  const path = real("rpki/vrps-20250720T093135Z.csv.gz");
  const validator = new RouteValidator(must(await readVrps(path)).payload.vrps);
  const questions: string[] = [];
  const ours: string[] = [];
  must(
    await readRoutes(real("bgp/routeviews-20210416-prefix-origin.tsv.gz"), (r) => {
      // rpki-rov asks with an AS number: sets have none.
      if (r.set !== "") return;
      questions.push(`${routePrefix(r).replace("/", " ")} ${r.origin}\n`);
      const family = r.family === 1 ? validator.v4 : validator.v6;
      ours.push(stateOf(family.validate(r.words, 0, r.length, r.origin)));
    }),
  );
  const { child, port } = await serve(path);
  const folder = mkdtempSync(join(tmpdir(), "comity-rov-"));
  try {
    writeFileSync(join(folder, "in"), questions.join(""));
    const run = spawnSync("sh", ["-c", `rpki-rov 127.0.0.1 ${port} < in > out 2> log`], { cwd: folder });
    assert.equal(run.signal, null);
    const theirs = readFileSync(join(folder, "out"), "utf8").split("\n");
    assert.equal(ours.length, 989_271);
    const wrong: string[] = [];
    for (const [i, state] of ours.entries()) {
      if (ROV[Number(theirs[i]?.split("|").at(-1))] !== state) wrong.push(`${questions[i]} ${theirs[i]}`);
    }
    assert.deepEqual(wrong.slice(0, 10), []);
  } finally {
    child.kill();
    await once(child, "exit");
    rmSync(folder, { recursive: true });
  }
});

void test(
  "FORT takes our SLURM file and gives the rows ours gives",
  { timeout: 60_000 },
  (t: TestContext) => {
    if (!existsSync(data)) return t.skip("shared data not present");
    if (!installed(FORT)) return t.skip("fort is missing: apt-get install fort-validator");
    const folder = mkdtempSync(join(tmpdir(), "comity-fort-"));
    const fort = (slurm: string): string[] => {
      writeFileSync(join(folder, "local.slurm"), slurm);
      const flags = ["standalone", "--tal=test.tal", "--local-repository=F", "--work-offline=true"];
      spawnSync(
        FORT,
        [`--mode=${flags[0]}`, ...flags.slice(1), "--output.roa=out.csv", "--slurm=local.slurm"],
        {
          cwd: folder,
        },
      );
      // It ends with 0 also when it refuses the file: only the rows tell.
      return readFileSync(join(folder, "out.csv"), "utf8").trim().split("\n").slice(1);
    };
    try {
      mkdirSync(join(folder, "F/rpki.example.net/repo"), { recursive: true });
      for (const name of ["ta.cer", "ta.crl", "ta.mft", "a.roa"])
        cpSync(real(`rpki/minirpki/${name}`), join(folder, "F/rpki.example.net/repo", name));
      cpSync(real("rpki/minirpki/test.tal"), join(folder, "test.tal"));
      const own = "AS64496,192.0.2.0/24,24";
      if (fort(slurmText(emptySlurm()))[0] !== own)
        return t.skip("the supplied miniature repository has gone stale: its manifest ends on 2026-12-13");
      const prefix = (text: string) => must(parseBlock(text));
      const slurm = slurmText({
        ...emptySlurm(),
        prefixFilters: [{ prefix: prefix("1.1.1.0/24"), comment: "x" }],
        prefixAssertions: [
          { asn: 64_496, prefix: prefix("198.51.100.0/24") },
          { asn: 64_496, prefix: prefix("2001:DB8::/32"), maxPrefixLength: 48 },
        ],
      });
      assert.deepEqual(fort(slurm), [own, "AS64496,198.51.100.0/24,24", "AS64496,2001:db8::/32,48"]);
      const filtered = { ...emptySlurm(), prefixFilters: [{ prefix: prefix("192.0.2.0/23"), asn: 64_496 }] };
      assert.deepEqual(fort(slurmText(filtered)), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** Dumps of both versions with every kind of record that bgpdump knows, from a fixed sequence of numbers. */
function dumps(): readonly { readonly name: string; readonly bytes: Buffer; readonly paths: number }[] {
  let seed = 7;
  const upTo = (n: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % n;
  };
  const prefix4 = () => `${1 + upTo(200)}.${upTo(256)}.${upTo(256)}.0/24`;
  const prefix6 = () => `2001:${upTo(9999)}:${upTo(9999)}::/48`;
  const anyPath = () => [
    sequence(...Array.from({ length: 1 + upTo(5) }, () => 1 + upTo(upTo(2) === 0 ? 60_000 : 4_000_000_000))),
    ...(upTo(10) === 0 ? [set(1 + upTo(9), 10 + upTo(9))] : []),
  ];
  const peers = [1, 2, 3, 4].map((i) => Buffer.from([2, 10, 0, 0, i, 192, 0, 2, i, 0, 0, 0, i]));
  const v2 = [record(13, 1, Buffer.concat([Buffer.from([1, 2, 3, 4, 0, 0, 0, 4]), ...peers]))];
  for (let i = 0; i < 2000; i++) {
    const paths = Array.from({ length: 1 + upTo(4) }, anyPath);
    const four = upTo(3) > 0;
    const addPath = upTo(4) === 0;
    v2.push(rib((four ? 2 : 4) + (addPath ? 6 : 0), four ? prefix4() : prefix6(), paths, addPath));
  }
  const v1 = Array.from({ length: 2000 }, () => {
    const four = upTo(3) > 0;
    const long = upTo(5) === 0;
    const path = [sequence(1 + upTo(60_000), long ? 23_456 : 1 + upTo(20_000))];
    const real = long ? [sequence(path[0]![1][0]!, 4_000_000_000 + upTo(9))] : undefined;
    return tableDump(four ? 1 : 2, entry(four ? prefix4() : prefix6(), path, real));
  });
  return [
    { name: "TABLE_DUMP_V2", bytes: Buffer.concat(v2), paths: 2000 },
    { name: "TABLE_DUMP", bytes: Buffer.concat(v1), paths: 2000 },
  ];
}

void test("bgpdump reads the same pairs from MRT dumps", { timeout: 60_000 }, async (t: TestContext) => {
  const BGPDUMP = process.env["COMITY_BGPDUMP"] ?? "bgpdump";
  if (!installed(BGPDUMP)) return t.skip("bgpdump is missing: apt-get install bgpdump");
  const folder = mkdtempSync(join(tmpdir(), "comity-mrt-"));
  try {
    for (const { name, bytes, paths } of dumps()) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const theirs = new Map<string, number>();
      const text = spawnSync(BGPDUMP, ["-m", path], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout;
      let lines = 0;
      for (const line of text.trim().split("\n")) {
        const fields = line.split("|");
        // With additional paths the identifier stands before the path.
        const asPath = fields[/^[0-9]+$/.test(fields[6]!) && /[0-9]/.test(fields[7]!) ? 7 : 6]!;
        const key = `${fields[5]} ${asPath.split(" ").at(-1)}`;
        theirs.set(key, (theirs.get(key) ?? 0) + 1);
        lines++;
      }
      const ours = new Map<string, number>();
      const report = must(
        await readRoutes(path, (r) => ours.set(`${routePrefix(r)} ${routeOrigin(r)}`, r.seen)),
      );
      assert.ok(lines >= paths, `${name}: bgpdump printed ${lines} lines`);
      assert.equal(report.rejected, 0);
      const sorted = (m: Map<string, number>) => [...m].sort(([a], [b]) => (a < b ? -1 : 1));
      assert.deepEqual(sorted(ours), sorted(theirs), name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
