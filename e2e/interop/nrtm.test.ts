/**
 * IRRd (its NRTMv4 client, RFC 10063) mirrors the routes and sets of an assembly: snapshot, deltas, a change of keys, a new
 * session. It needs PostgreSQL, Redis, and IRRd from PyPI: `COMITY_IRRD` names the Python that has it.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { must } from "@comity/canon";
import { mirroredOfState, openNrtm, rpslText, type NrtmPublisher, type RpslObject } from "@comity/whois";
import { datasetOf, World } from "../../core/assembly/test/world.ts";

const PYTHON = process.env["COMITY_IRRD"] ?? "python3";
const runs = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { timeout: 60_000 }).status === 0;
const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
const POSTGRES = versions.length === 0 ? undefined : `/usr/lib/postgresql/${versions.at(-1)}/bin`;
const skip = !runs(PYTHON, "-c", "import irrd")
  ? "IRRd is not installed: COMITY_IRRD names the Python of a virtual environment that has it"
  : POSTGRES === undefined || !runs("redis-server", "--version")
    ? "PostgreSQL or Redis is not installed"
    : process.getuid?.() !== 0
      ? "PostgreSQL is started as its own user: run as root"
      : false;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
};

/** Runs IRRd's client once and says what it has then. */
const CLIENT = `
import json, sys
from irrd.conf import config_init
config_init(sys.argv[1])
from irrd.storage.database_handler import DatabaseHandler
from irrd.mirroring.nrtm4.nrtm4_client import NRTM4Client
from irrd.storage.queries import RPSLDatabaseQuery
handler = DatabaseHandler()
loaded = NRTM4Client('COMITY', handler).run_client(force_load_delta_even_after_snapshot=True)
handler.commit()
rows = handler.execute_query(RPSLDatabaseQuery().sources(['COMITY']))
print(json.dumps({'loaded': loaded, 'objects': {r['rpsl_pk']: r['object_text'] for r in rows}}))
handler.close()
`;

const world = new World({
  founders: [{ id: "QM", label: "reg-m" }],
  roots: datasetOf("roots", "iana", [
    "asn|13300|13400|allocated|||reg-m",
    "ipv4|192.0.2.0|192.0.2.255|allocated|||reg-m",
    "ipv6|2001:db8::|32|allocated|||reg-m",
  ]),
});
const act = (kind: string, body: { readonly [field: string]: never | object | string }): void =>
  void world.must(world.act("QM", kind, body as never));
const objects = (): readonly RpslObject[] => mirroredOfState(world.assembly.state, "comity");

describe("IRRd as mirror", { skip }, () => {
  const work = mkdtempSync(join(tmpdir(), "comity-irrd-"));
  const folder = join(work, "published");
  const [one, two] = [keyPair(), keyPair()];
  let redis: ChildProcess;
  let publisher: NrtmPublisher;
  // IRRd refuses a notification that is a day old: times are real, and a minute is made of nothing.
  const now = (): number => Math.floor(Date.now() / 1000);
  const times = { delta: 0 };
  const postgres = (...args: string[]) =>
    spawnSync("runuser", ["-u", "postgres", "--", `${POSTGRES}/${args[0]}`, ...args.slice(1)], {
      encoding: "utf8",
      cwd: work,
    });

  before(async () => {
    chmodSync(work, 0o777);
    mkdirSync(join(work, "pid"));
    const [sql, cache, http, whois] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    assert.equal(postgres("initdb", "-D", join(work, "sql"), "-A", "trust", "-U", "irrd").status, 0);
    const options = `-p ${sql} -k ${work} -c listen_addresses=127.0.0.1`;
    spawnSync(
      "runuser",
      [
        "-u",
        "postgres",
        "--",
        `${POSTGRES}/pg_ctl`,
        "-D",
        join(work, "sql"),
        "-o",
        options,
        "-l",
        join(work, "sql.log"),
        "-w",
        "start",
      ],
      { stdio: "ignore", cwd: work },
    );
    const query = (database: string, text: string): void =>
      assert.equal(
        spawnSync("psql", ["-h", "127.0.0.1", "-p", String(sql), "-U", "irrd", database, "-c", text]).status,
        0,
      );
    query("postgres", "create database irrd");
    query("irrd", "create extension pgcrypto");
    redis = spawn("redis-server", ["--port", String(cache), "--save", "", "--dir", work], {
      stdio: "ignore",
    });
    const settings = {
      irrd: {
        database_url: `postgresql://irrd@127.0.0.1:${sql}/irrd`,
        redis_url: `redis://127.0.0.1:${cache}`,
        piddir: join(work, "pid"),
        email: { from: "noc@example.com", smtp: "localhost", footer: "" },
        auth: { gnupg_keyring: join(work, "pid"), password_hashers: { "crypt-pw": "disabled" } },
        access_lists: { nobody: ["127.0.0.1/32"] },
        server: {
          http: {
            interface: "127.0.0.1",
            port: http,
            url: `http://127.0.0.1:${http}/`,
            status_access_list: "nobody",
            event_stream_access_list: "nobody",
          },
          whois: { interface: "127.0.0.1", port: whois, max_connections: 2, access_list: "nobody" },
        },
        rpki: { roa_source: null },
        sources_default: ["COMITY"],
        sources: {
          COMITY: {
            keep_journal: false,
            // IRRd drops the port of an address: it reads the same files from the folder (RFC 10063 section 8.3).
            nrtm4_client_notification_file_url: `file://${folder}/update-notification-file.jose`,
            nrtm4_client_initial_public_key: one.publicKey,
          },
        },
      },
    };
    writeFileSync(join(work, "irrd.yaml"), JSON.stringify(settings));
    writeFileSync(join(work, "client.py"), CLIENT);
    const upgrade = "from irrd.scripts.database_upgrade import main; main()";
    const upgraded = spawnSync(PYTHON, ["-c", upgrade, "--config", join(work, "irrd.yaml")], {
      encoding: "utf8",
    });
    assert.equal(upgraded.status, 0, upgraded.stderr);
  });
  after(() => {
    redis?.kill();
    postgres("pg_ctl", "-D", join(work, "sql"), "-m", "immediate", "stop");
    rmSync(work, { recursive: true, force: true });
  });

  const mirrored = (): { loaded: boolean; objects: { [key: string]: string } } => {
    const { status, stderr, stdout } = spawnSync(PYTHON, [join(work, "client.py"), join(work, "irrd.yaml")], {
      encoding: "utf8",
      timeout: 120_000,
    });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as ReturnType<typeof mirrored>;
  };
  /** The same objects, attribute by attribute: IRRd aligns values in its own way. */
  const same = (there: { [key: string]: string }): void => {
    const plain = (text: string): string =>
      text
        .trim()
        .replaceAll(/[ \t]+/g, " ")
        .replaceAll(", ", ",");
    assert.deepEqual(Object.values(there).map(plain).sort(), objects().map(rpslText).map(plain).sort());
  };
  const publish = (): void => {
    publisher.change(objects());
    assert.equal(publisher.tick(now()), true);
  };

  it("loads the snapshot, then follows deltas", () => {
    act("authorise-routes", {
      routes: [
        { prefix: "192.0.2.0/24", asn: "AS13300", maxLength: 26 },
        { prefix: "2001:db8::/32", asn: "AS13301" },
      ],
    });
    act("set-members", { set: "AS13300:AS-CUSTOMERS", members: ["AS13301", "AS-ELSEWHERE"] });
    publisher = must(openNrtm({ folder, source: "COMITY", key: one.key, times }, objects(), now()));
    const first = mirrored();
    assert.equal(first.loaded, true);
    assert.deepEqual(Object.keys(first.objects).sort(), [
      "192.0.2.0/24AS13300",
      "2001:DB8::/32AS13301",
      "AS13300:AS-CUSTOMERS",
    ]);
    same(first.objects);
    act("withdraw-routes", { routes: [{ prefix: "2001:db8::/32", asn: "AS13301" }] });
    publish();
    act("set-members", { set: "AS13300:RS-OUT", members: ["192.0.2.0/24^+", "2001:db8::/48"] });
    act("set-members", { set: "AS13300:AS-CUSTOMERS", members: ["AS13302"] });
    publish();
    const second = mirrored();
    assert.equal(second.loaded, false);
    same(second.objects);
  });

  it("follows an announced change of keys", () => {
    const settings = { folder, source: "COMITY", times };
    publisher = must(openNrtm({ ...settings, key: one.key, nextKey: two.key }, objects(), now()));
    assert.equal(mirrored().loaded, false);
    publisher = must(openNrtm({ ...settings, key: two.key }, objects(), now()));
    act("withdraw-set", { set: "AS13300:RS-OUT" });
    publish();
    const { loaded, objects: there } = mirrored();
    assert.equal(loaded, false);
    same(there);
  });

  it("loads a new session whole", () => {
    // IRRd compares the names of files by version also across sessions: its last notification must not name snapshot 1.
    publisher = must(
      openNrtm(
        { folder, source: "COMITY", key: two.key, times: { delta: 0, snapshot: 0 } },
        objects(),
        now(),
      ),
    );
    assert.equal(publisher.tick(now() + 1), true);
    assert.equal(mirrored().loaded, false);
    rmSync(join(folder, publisher.notification().session_id), { recursive: true });
    publisher = must(openNrtm({ folder, source: "COMITY", key: two.key, times }, objects(), now()));
    const { loaded, objects: there } = mirrored();
    assert.equal(loaded, true);
    same(there);
  });
});
