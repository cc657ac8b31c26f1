/**
 * rpki-client and FORT over a repository made here, offline and over RRDP; Routinator, where it is installed, for ASPAs
 * and RRDP deltas; rsync over the folder. Skipped by name where a program is missing.
 * `COMITY_ROUTINATOR` names a Routinator that is not in PATH (`cargo install routinator`).
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { held, numbersWorld } from "../../core/assembly/test/numbers/numbers-world.ts";
import { must } from "../../core/canon/index.ts";
import { aspaSetOf, vrpSetOf } from "../../core/routes/index.ts";
import { holdingsOfState } from "../../face/cli/commands/rpki/assembly.ts";
import { payloadOf } from "../../host/view/index.ts";
import {
  acceptBundle,
  beginRollover,
  bundleText,
  parseResources,
  parseTal,
  publish,
  requestOf,
  rollovers,
  rsyncConfig,
  serveRepository,
  signWithAnchor,
  underBase,
  validate,
  type AnchorBundle,
  type Publication,
  type Serving,
} from "../../serve/rpki/index.ts";
import { readTree } from "../../serve/rpki/files.ts";
import {
  cargoProgram,
  children,
  cleanUp,
  csv,
  fort,
  freePort,
  repository,
  root,
  rpkiClient,
  run,
  unix,
  without,
  work,
} from "./rpki-peers.ts";

const HOLDINGS = [
  {
    party: "QM",
    custody: { kind: "hosted" } as const,
    resources: must(parseResources(["192.0.2.0/24", "AS64496", "203.0.113.5-203.0.113.255"])),
  },
  {
    party: "QN.office",
    custody: { kind: "hosted" } as const,
    resources: must(parseResources(["198.51.100.0/22", "2001:db8::/32", "AS64500-AS64511"])),
  },
];
type Row = readonly [string, number, number];
const FIRST: Row[] = [
  ["192.0.2.0/24", 24, 64496],
  ["192.0.2.0/24", 28, 64497],
  ["203.0.113.128/25", 25, 0],
  ["198.51.100.0/22", 24, 4_200_000_000],
  ["2001:db8::/32", 48, 64496],
  ["2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128", 128, 64496],
];
const SECOND: Row[] = [...FIRST.slice(1), ["192.0.2.128/25", 32, 64499]];
let trees = 0;
const text = (rows: readonly Row[]): string[] => rows.map(([p, m, a]) => `AS${a},${p},${m}`).sort();
const bring = async (folder: string, rows: readonly Row[], now = unix()): Promise<Publication> => {
  const vrps = must(vrpSetOf(rows.map(([prefix, maxLength, asn]) => ({ prefix, maxLength, asn }))));
  const aspas = must(
    aspaSetOf([
      { customer: 64496, providers: [64497, 4_200_000_001] },
      { customer: 64505, providers: [0] },
    ]),
  );
  return must(await publish(folder, HOLDINGS, { vrps, aspas }, now));
};
after(cleanUp);
const routinator = cargoProgram("routinator");

const offline =
  without("rpki-client", "fort") || (root ? false : "rpki-client needs root to give its tree to its user");
describe("rpki-client and FORT, offline", { skip: offline }, () => {
  const BASE = "rsync://rpki.example.net/repo/";
  let folder: string;
  let tal: string;
  const copy = (): string => {
    const at = join(work, `tree-${trees++}`);
    cpSync(join(folder, "current/"), at, { recursive: true, dereference: true });
    return at;
  };
  const file = (tree: string, party: string, end: string): string =>
    join(
      tree,
      party,
      readdirSync(join(tree, party)).find((name) => name.endsWith(end))!,
    );
  before(async () => {
    folder = await repository("offline", BASE);
    tal = join(folder, "test.tal");
    await bring(folder, FIRST);
  });

  it("print our authorisations exactly", () => {
    const client = rpkiClient(copy(), tal);
    assert.equal(client.status, 0, client.output);
    assert.deepEqual(client.rows, text(FIRST), client.output);
    assert.match(client.output, /Manifests: 4 \(0 failed parse, 0 stale\)/);
    const { output, rows } = fort(copy(), tal);
    assert.deepEqual(rows, text(FIRST), output);
  });
  it("follow a change: what is withdrawn is gone", async () => {
    await bring(folder, SECOND);
    assert.deepEqual(rpkiClient(copy(), tal).rows, text(SECOND));
    assert.deepEqual(fort(copy(), tal).rows, text(SECOND));
  });
  it("refuse a changed octet, a missing file and a missing list, and keep the other party", () => {
    const others = text(SECOND).filter((row) => /198\.51|2001:/.test(row));
    const damages: ((tree: string) => void)[] = [
      (tree) => {
        const path = file(tree, "QM", ".roa");
        const bytes = readFileSync(path);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(path, bytes);
      },
      (tree) => rmSync(file(tree, "QM", ".roa")),
      (tree) => rmSync(file(tree, "QM", ".crl")),
      (tree) => rmSync(file(tree, "QM", ".mft")),
    ];
    for (const damage of damages) {
      const tree = copy();
      damage(tree);
      const [client, other] = [rpkiClient(tree, tal), fort(tree, tal)];
      // rpki-client 8.2 itself dies of some missing files (signal 11 in its parser): then it prints nothing.
      const died = /terminated signal 11/.test(client.output);
      assert.deepEqual(client.rows, died ? [] : others, client.output);
      assert.deepEqual(other.rows, others, other.output);
    }
  });
  it("refuse a repository whose lists have ended, and take it again after its renewal", async () => {
    const then = unix() - 4 * 86_400;
    const old = await repository("stale", BASE, {}, then);
    await bring(old, FIRST, then);
    const tree = join(old, "current/");
    const oldTal = join(old, "test.tal");
    assert.deepEqual(rpkiClient(tree, oldTal).rows, []);
    assert.deepEqual(fort(tree, oldTal).rows, []);
    await bring(old, FIRST);
    assert.deepEqual(rpkiClient(tree, oldTal).rows, text(FIRST));
    assert.deepEqual(fort(tree, oldTal).rows, text(FIRST));
  });
});

describe("a change of keys (RFC 6489)", { skip: offline }, () => {
  const HOUR = 3_600;
  const BASE = "rsync://rpki.example.net/repo/";
  let folder: string;
  let at: number;
  /** Keys in use, by whose they are; every relying party prints the same at every stage. */
  const stage = async (after: number): Promise<string[]> => {
    at += after;
    const { custody } = await bring(folder, FIRST, at);
    const tree = join(folder, "current/");
    const tal = join(folder, "test.tal");
    const client = rpkiClient(tree, tal);
    assert.deepEqual(client.rows, text(FIRST), client.output);
    assert.match(client.output, /0 failed parse, 0 stale\)/);
    const other = fort(tree, tal);
    assert.deepEqual(other.rows, text(FIRST), other.output);
    const ours = validate(underBase(BASE, readTree(tree)), must(parseTal(readFileSync(tal, "utf8"))), unix());
    assert.deepEqual(ours.problems, []);
    return custody.map((row) => `${row.party} ${row.stage ?? "signs"}`).sort();
  };
  const certificates = (): number =>
    readdirSync(join(folder, "current/ta")).filter((name) => name.endsWith(".cer")).length;
  before(async () => {
    at = unix() - 20 * HOUR;
    folder = await repository("rollover", BASE, {}, at);
    await bring(folder, FIRST, at);
  });

  it("of a party's CA: certified beforehand, signs, is alone; no relying party sees a gap", async () => {
    const key = must(await beginRollover(folder, "party-QM", { staging: 2 * HOUR }));
    assert.deepEqual(await stage(60), ["QM next", "QM signs", "QN.office signs"]);
    assert.deepEqual(await stage(HOUR), ["QM next", "QM signs", "QN.office signs"]);
    assert.deepEqual(await stage(HOUR), ["QM old", "QM signs", "QN.office signs"]);
    assert.deepEqual(await stage(HOUR), ["QM old", "QM signs", "QN.office signs"]);
    assert.deepEqual(await stage(HOUR), ["QM signs", "QN.office signs"]);
    assert.ok(existsSync(join(folder, `current/QM/${key}.mft`)));
    assert.equal(readdirSync(join(folder, "keys")).filter((name) => name.startsWith("party-QM")).length, 0);
  });
  it("of the assembly's CA, with the anchor's hand at both ends", async () => {
    const anchor = `${folder}-anchor`;
    const accept = (bundle: AnchorBundle): void => void must(acceptBundle(folder, bundleText(bundle)));
    const before = must(rollovers(folder));
    assert.deepEqual(before, []);
    must(await beginRollover(folder, "online", { staging: HOUR }));
    // The anchor has not signed yet: nothing changes.
    await stage(HOUR);
    assert.equal(certificates(), 1);
    const request = must(await requestOf(folder));
    accept(must(await signWithAnchor(anchor, { request, days: 365 }, at)));
    await stage(60);
    assert.equal(certificates(), 2);
    const [going] = must(rollovers(folder));
    assert.equal(going!.signsFrom, at + HOUR);
    await stage(HOUR);
    assert.equal(must(rollovers(folder))[0]!.current, going!.next);
    // The old key's certificate goes when the anchor says so.
    await stage(5 * HOUR);
    assert.equal(certificates(), 2);
    accept(must(await signWithAnchor(anchor, { drop: going!.current, days: 365 }, at)));
    await stage(60);
    assert.equal(certificates(), 1);
    assert.deepEqual(must(rollovers(folder)), []);
  });
  it("of the trust anchor: both repositories are published until everybody has the new locator", async () => {
    const next = await repository("successor", "rsync://rpki.example.org/repo/", {}, at);
    await bring(next, FIRST, at);
    for (const one of [folder, next])
      assert.deepEqual(
        fort(
          join(one, "current/"),
          join(one, "test.tal"),
          one === next ? "rpki.example.org" : "rpki.example.net",
        ).rows,
        text(FIRST),
      );
  });
});

describe("an assembly's state", { skip: offline }, () => {
  it("becomes a repository of its claimed holdings, and follows what its holders do", async () => {
    const world = numbersWorld();
    held(world);
    const route = (prefix: string, asn: string, maxLength: number) => ({ prefix, asn, maxLength });
    world.must(world.act("XA", "authorise-routes", { routes: [route("10.1.0.0/16", "AS64500", 20)] }));
    world.must(world.act("QM", "authorise-routes", { routes: [route("2001:db8::/32", "AS64496", 48)] }));
    world.must(world.act("QM", "set-providers", { customer: "AS64496", providers: ["AS64511"] }));
    const folder = await repository("assembly", "rsync://rpki.example.net/repo/");
    const tal = join(folder, "test.tal");
    const step = async () =>
      must(
        await publish(folder, holdingsOfState(world.assembly.state), payloadOf(world.assembly.state), unix()),
      );
    const first = await step();
    assert.deepEqual(first.left, []);
    assert.deepEqual(
      first.custody.map((c) => [c.party, c.custody, c.roas, c.aspas]),
      [
        ["QM", "hosted", 1, 1],
        ["XA", "hosted", 1, 0],
        ["QN", "hosted", 0, 0],
      ],
    );
    const rows = ["AS64496,2001:db8::/32,48", "AS64500,10.1.0.0/16,20"];
    assert.deepEqual(rpkiClient(join(folder, "current/"), tal).rows, rows);
    assert.deepEqual(fort(join(folder, "current/"), tal).rows, rows);
    // The registry cannot strand its child: the act is void, and nothing is published.
    assert.notEqual(
      world.do("QM", "authorise-routes", { routes: [route("10.0.0.0/8", "AS0", 32)] }).code,
      undefined,
    );
    assert.equal((await step()).changed, false);
  });
});

describe("over the network", { skip: without("openssl") }, () => {
  let folder: string;
  let serving: Serving;
  let port: number;
  before(async () => {
    const ext = join(work, "leaf.ext");
    writeFileSync(ext, "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n");
    mkdirSync(join(work, "cas"));
    run("openssl", [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "ca.key",
      "-out",
      "cas/ca.pem",
      "-days",
      "2",
      "-subj",
      "/CN=test ca",
    ]);
    run("openssl", [
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "leaf.key",
      "-out",
      "leaf.csr",
      "-subj",
      "/CN=localhost",
    ]);
    run("openssl", [
      "x509",
      "-req",
      "-in",
      "leaf.csr",
      "-CA",
      "cas/ca.pem",
      "-CAkey",
      "ca.key",
      "-out",
      "leaf.pem",
      "-days",
      "2",
      "-extfile",
      ext,
    ]);
    run("openssl", ["rehash", "cas"]);
    port = await freePort();
    const at = `https://localhost:${port}`;
    folder = await repository("online", "rsync://localhost/repo/", {
      notification: `${at}/rrdp/notification.xml`,
      https: `${at}/ta.cer`,
    });
    await bring(folder, FIRST);
    const tls = { cert: readFileSync(join(work, "leaf.pem")), key: readFileSync(join(work, "leaf.key")) };
    serving = must(await serveRepository(folder, { host: "127.0.0.1", port, tls }));
  });
  after(() => serving.stop());

  /** The server runs in this process: peers must not block it. */
  const peer = (program: string, args: readonly string[]): Promise<string> =>
    new Promise((done) => {
      const child = spawn(program, args, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
      children.push(child);
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output += String(chunk)));
      child.on("close", () => done(output));
      child.on("error", (error) => done(error.message));
    });

  it("FORT loads the snapshot over RRDP", { skip: without("fort") }, async () => {
    mkdirSync(join(work, "fort-rrdp"));
    const output = await peer("fort", [
      "--mode=standalone",
      `--tal=${join(folder, "test.tal")}`,
      "--local-repository=fort-rrdp",
      "--rsync.enabled=false",
      "--http.ca-path=cas",
      "--output.roa=fort-rrdp.csv",
    ]);
    assert.ok(existsSync(join(work, "fort-rrdp.csv")), output);
    assert.deepEqual(csv(join(work, "fort-rrdp.csv")), text(FIRST));
  });

  const noRoutinator =
    routinator === undefined
      ? "Routinator not installed (cargo install routinator): ASPAs are only judged by our own reader"
      : false;
  it(
    "Routinator takes our ASPAs of the present profile, the snapshot and a delta",
    { skip: noRoutinator },
    async () => {
      mkdirSync(join(work, "tals"));
      cpSync(join(folder, "test.tal"), join(work, "tals/test.tal"));
      const config = join(work, "routinator.conf");
      writeFileSync(
        config,
        `repository-dir = "${work}/routinator"\nno-rir-tals = true\nextra-tals-dir = "${work}/tals"\n`,
      );
      const ask = async (): Promise<{ log: string; rows: string[]; aspas: unknown }> => {
        const args = [
          "-c",
          config,
          "--disable-rsync",
          "--allow-dubious-hosts",
          "--rrdp-root-cert",
          "cas/ca.pem",
          "--enable-aspa",
          "-vv",
        ];
        const log = await peer(routinator!, [
          ...args,
          "vrps",
          "--format",
          "json",
          "--output",
          "routinator.json",
        ]);
        const found = JSON.parse(readFileSync(join(work, "routinator.json"), "utf8"));
        const rows = found.roas
          .map(
            (r: { asn: string; prefix: string; maxLength: number }) => `${r.asn},${r.prefix},${r.maxLength}`,
          )
          .sort();
        return { log, rows, aspas: found.aspas };
      };
      const first = await ask();
      assert.deepEqual(first.rows, text(FIRST), first.log);
      assert.deepEqual(first.aspas, [
        { customer: "AS64496", providers: ["AS64497", "AS4200000001"], ta: "test" },
        { customer: "AS64505", providers: ["AS0"], ta: "test" },
      ]);
      const { serial } = await bring(folder, SECOND);
      assert.equal(serial, 2);
      // Without the new snapshot only the delta can bring the change.
      const session = readdirSync(join(folder, "rrdp"), { withFileTypes: true }).find((e) => e.isDirectory());
      rmSync(join(folder, "rrdp", session!.name, "2/snapshot.xml"));
      const second = await ask();
      assert.deepEqual(second.rows, text(SECOND), second.log);
    },
  );

  it("rsync copies one whole version", { skip: without("rsync") }, async () => {
    const rsync = await freePort();
    const config = join(work, "rsyncd.conf");
    writeFileSync(config, rsyncConfig(folder, "repo", rsync));
    children.push(
      spawn("rsync", ["--daemon", "--no-detach", `--config=${config}`], { cwd: work, stdio: "ignore" }),
    );
    let output = "";
    for (let i = 0; i < 20 && !existsSync(join(work, "copy/ta.cer")); i++) {
      output = await peer("rsync", ["-rt", `rsync://localhost:${rsync}/repo/`, join(work, "copy/")]);
      await new Promise((done) => setTimeout(done, 100));
    }
    const names = (at: string): string[] => readdirSync(at, { recursive: true, encoding: "utf8" }).sort();
    assert.deepEqual(names(join(work, "copy")), names(join(folder, "current/")), output);
  });
});
