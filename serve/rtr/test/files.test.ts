/** The file source, session ids over restarts, TLS, and that nothing of the assembly is loaded. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "@comity/canon";
import { decodePdu, FileSource, nextIdentity, RtrClient, timersFrom, type Pdu } from "@comity/rtr";
import { afterAll, describe, expect, it } from "vitest";
import { payload, Peer, QUERY, RESET, words, world } from "./rtr-world.ts";

const folder = mkdtempSync(join(tmpdir(), "comity-rtr-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, `${name}.new`), content);
  renameSync(join(folder, `${name}.new`), join(folder, name));
  return join(folder, name);
};

type Roa = {
  readonly asn: number | string;
  readonly prefix: string;
  readonly maxLength: number;
  readonly ta?: string;
  readonly expires?: number;
};
const roas = (list: readonly Roa[]): string => JSON.stringify({ metadata: {}, roas: list });
const ONE: Roa = { asn: 1, prefix: "192.0.2.0/24", maxLength: 24, ta: "a", expires: 1_700_000_000 };
const TWO: Roa = { asn: "AS2", prefix: "2001:db8::/32", maxLength: 48, ta: "b", expires: 1_700_000_000 };

const vrpsOf = (source: FileSource): number => {
  const { v4, v6 } = source.current()!.payload.vrps;
  return v4.count + v6.count;
};

describe("a file as source", () => {
  it("an old dump is served whole and marked, never an empty set (defect 9)", async () => {
    const source = new FileSource({ vrps: file("old.json", roas([ONE, TWO])) });
    const facts = must(await source.load());
    expect([vrpsOf(source), facts.expired]).toEqual([2, 2]);
  });

  it("its age is what it says about its making, else that of the file", async () => {
    const made = { metadata: { buildtime: "2026-01-01T00:00:00Z" }, roas: [ONE] };
    const says = new FileSource({ vrps: file("made.json", JSON.stringify(made)) });
    must(await says.load());
    expect(says.current()!.asOf).toBe(1_767_225_600);
    const silent = new FileSource({ vrps: file("unmade.json", roas([ONE])) });
    must(await silent.load());
    expect(Math.abs(silent.current()!.asOf - Date.now() / 1_000)).toBeLessThan(60);
  });

  it("a stranger's file: duplicates, default routes, AS texts, AS0 are served once; what is no VRP is reported (defect 6)", async () => {
    const list = [
      ONE,
      ONE,
      { ...ONE, expires: 1 },
      TWO,
      { asn: "AS13335", prefix: "0.0.0.0/0", maxLength: 0 },
      { asn: 0, prefix: "::/0", maxLength: 128 },
      { asn: "ASAS1", prefix: "10.0.0.0/24/24", maxLength: 24 },
    ];
    const source = new FileSource({ vrps: file("stranger.json", roas(list)) });
    const facts = must(await source.load());
    expect([vrpsOf(source), facts.duplicates, facts.rejected]).toEqual([4, 2, 1]);
  });

  it("the same data with other times raises no serial and sends nothing (defect 8)", async () => {
    const path = file("same.json", roas([ONE, TWO]));
    const source = new FileSource({ vrps: path });
    must(await source.load());
    const { server } = world({ source });
    const { serial } = server.cache;
    must(await source.load());
    file(
      "same.json",
      roas([
        { ...TWO, expires: 1_800_000_000 },
        { ...ONE, expires: 1_800_000_000 },
      ]),
    );
    must(await source.load());
    expect(server.cache.serial).toBe(serial);
    file("same.json", roas([ONE]));
    must(await source.load());
    expect(server.cache.serial).toBe(serial + 1);
    await server.close();
  });

  it("a damaged file changes nothing and is reported; the next good one is taken", async () => {
    const path = file("bad.json", roas([ONE, TWO]));
    const source = new FileSource({ vrps: path });
    must(await source.load());
    file("bad.json", roas([ONE]).slice(0, 60));
    expect((await source.load()).ok).toBe(false);
    expect([vrpsOf(source), source.failures, source.failure !== undefined]).toEqual([2, 1, true]);
    rmSync(path);
    expect((await source.load()).ok).toBe(false);
    file("bad.json", roas([ONE]));
    must(await source.load());
    expect([vrpsOf(source), source.failure]).toEqual([1, undefined]);
  });

  it("the guard holds back a set that lost a trust anchor, until it is told to take it", async () => {
    const path = file("guard.json", roas([ONE, TWO]));
    const source = new FileSource({ vrps: path, guard: 0.2 });
    must(await source.load());
    file("guard.json", roas([ONE]));
    const held = await source.load();
    expect(held.ok ? "taken" : [held.error.code, held.error.field]).toEqual(["anchor-shrunk", "b"]);
    expect(vrpsOf(source)).toBe(2);
    must(await source.load(true));
    expect(vrpsOf(source)).toBe(1);
  });

  it("SLURM: filters, then assertions; an assertion equal to a VRP is no second one (defect 6)", async () => {
    const slurm = (prefix: object, filters: readonly object[]): string =>
      JSON.stringify({
        slurmVersion: 1,
        validationOutputFilters: { prefixFilters: filters, bgpsecFilters: [] },
        locallyAddedAssertions: { prefixAssertions: [prefix], bgpsecAssertions: [] },
      });
    const vrps = file("local.json", roas([ONE, TWO]));
    const local = [
      file("s1.json", slurm({ asn: 2, prefix: "2001:db8::/32", maxPrefixLength: 48 }, [])),
      file("s2.json", slurm({ asn: 9, prefix: "198.51.100.0/24" }, [{ prefix: "192.0.2.0/24" }])),
    ];
    const source = new FileSource({ vrps, slurm: local });
    const { filtered, asserted } = must(await source.load());
    expect([filtered, asserted, vrpsOf(source)]).toEqual([1, 1, 2]);
    const { server } = world({ source });
    const p = await Peer.to(await server.listen("127.0.0.1", 0));
    expect((await p.ask(RESET(1), 4)).slice(1, 3)).toEqual([
      "+198.51.100.0/24-24 9",
      `+20010db8${"0".repeat(24)}/32-48 2`,
    ]);
    p.socket.destroy();
    // A broken exception file must not bring back what it took away.
    file("s2.json", "{}");
    expect((await source.load()).ok).toBe(false);
    expect(vrpsOf(source)).toBe(2);
    const missing = await new FileSource({ vrps, slurm: [join(folder, "none.json")] }).load();
    expect(missing.ok ? "" : missing.error.code).toBe("file-unreadable");
    await server.close();
  });

  it("watches: a replaced file reaches routers as a change", async () => {
    const path = file("watched.json", roas([ONE]));
    const source = new FileSource({ vrps: path });
    must(await source.load());
    const { server } = world({ source });
    source.watch(0.02);
    const p = await Peer.to(await server.listen("127.0.0.1", 0));
    await p.ask(RESET(1), 3);
    file("watched.json", roas([TWO]));
    await p.until((all) => all.length === 4);
    expect((await p.ask(QUERY(1, 101, 7), 4)).slice(1, -1)).toEqual([
      "-192.0.2.0/24-24 1",
      `+20010db8${"0".repeat(24)}/32-48 2`,
    ]);
    source.close();
    await server.close();
  });
});

describe("session ids (I14, defect 1)", () => {
  it("never repeat over restarts, whatever the clock says", () => {
    const state = join(folder, "deep", "sessions.json");
    const starts = Array.from({ length: 40 }, () => must(nextIdentity(state)));
    const ids = starts.flatMap((i) => i.sessions);
    expect(new Set(ids).size).toBe(120);
    expect(ids.every((id) => id >= 0 && id <= 0xffff)).toBe(true);
    expect(new Set(starts.map((i) => i.serial)).size).toBeGreaterThan(38);
  });

  it("go round after 65,535", () => {
    const state = file("round.json", JSON.stringify({ schema: "comity/rtr-sessions/v1", next: 65_534 }));
    expect(must(nextIdentity(state)).sessions).toEqual([65_534, 65_535, 0]);
    expect(must(nextIdentity(state)).sessions).toEqual([1, 2, 3]);
  });

  it.each([
    "",
    "{}",
    "[1]",
    '{"schema":"comity/rtr-sessions/v1","next":65536}',
    '{"schema":"other","next":1}',
  ])("a state file with %j is refused", (content) => {
    const state = nextIdentity(file("state.json", content));
    expect(state.ok ? "" : state.error.code).toBe("rtr-state");
  });

  it("a router of the run before gets Cache Reset from the next one", async () => {
    const state = join(folder, "restart.json");
    const set = payload({ vrps: ["192.0.2.0/24 AS1"] });
    const before = must(nextIdentity(state));
    const { server, source, clock } = world({
      identity: { ...must(nextIdentity(state)), serial: before.serial },
    });
    source.publish(set, clock.unix);
    const p = await Peer.to(await server.listen("127.0.0.1", 0));
    for (const version of [0, 1, 2] as const) {
      const q = await Peer.to(p.socket.remotePort!);
      const old = QUERY(version, before.sessions[version], before.serial + 1);
      expect(await q.ask(old, 1)).toEqual(["cache-reset"]);
      q.socket.destroy();
    }
    p.socket.destroy();
    await server.close();
  });
});

it("timers: ranges, and an expire interval that exceeds the others (8210bis section 6)", () => {
  expect(timersFrom({ refresh: 3_600, retry: 600, expire: 7_200 }).ok).toBe(true);
  for (const wrong of [
    { refresh: 0, retry: 600, expire: 7_200 },
    { refresh: 86_401, retry: 600, expire: 172_800 },
    { refresh: 3_600, retry: 7_201, expire: 172_800 },
    { refresh: 1, retry: 1, expire: 599 },
    { refresh: 1, retry: 1, expire: 172_801 },
    { refresh: 1.5, retry: 1, expire: 600 },
    { refresh: 3_600, retry: 600, expire: 3_600 },
    { refresh: 60, retry: 700, expire: 700 },
  ]) {
    const timers = timersFrom(wrong);
    expect(timers.ok ? "" : timers.error.code).toBe("rtr-timers");
  }
});

const OPENSSL = "openssl";
const openssl = (...args: readonly string[]): void =>
  void execFileSync(OPENSSL, args, { cwd: folder, stdio: "ignore" });
const hasOpenssl = ((): boolean => {
  try {
    openssl("version");
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasOpenssl)("TLS (skipped: no openssl to make certificates)", () => {
  const make = (name: string, san: string): { readonly cert: Buffer; readonly key: Buffer } => {
    const subject = ["-subj", `/O=${name}`, "-addext", `subjectAltName=${san}`];
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
      ...subject,
    );
    return {
      cert: readFileSync(join(folder, `${name}.pem`)),
      key: readFileSync(join(folder, `${name}.key`)),
    };
  };

  it("serves over TLS; a router's certificate has to carry its address (RFC 8210 section 9.2)", async () => {
    const cache = make("cache", "DNS:rtr.example.net");
    const [right, wrong] = [make("right", "IP:127.0.0.1"), make("wrong", "IP:192.0.2.1,DNS:127.0.0.1")];
    const { server, source, clock } = world();
    source.publish(payload({ vrps: ["192.0.2.0/24 AS1"] }), clock.unix);
    const open = await server.listenTls("127.0.0.1", 0, cache);
    const closed = await server.listenTls("127.0.0.1", 0, {
      ...cache,
      ca: [right.cert, wrong.cert],
      requestCert: true,
      rejectUnauthorized: true,
    });
    const pull = async (port: number, own: object): Promise<string[]> => {
      const tls = { ca: cache.cert, servername: "rtr.example.net", ...own };
      const client = await RtrClient.connect({ host: "127.0.0.1", port, tls, patience: 5 });
      if (!client.ok) return [client.error.code];
      const seen: Pdu[] = [];
      const end = await client.value.reset(1, (pdu) => seen.push(pdu));
      client.value.close();
      return end.ok ? [...seen.map(words), end.value.kind] : [end.error.code];
    };
    const whole = ["response 101", "+192.0.2.0/24-24 1", "end-of-data"];
    expect(await pull(open, {})).toEqual(whole);
    expect(await pull(open, { servername: "other.example.net" })).toEqual(["rtr-unreachable"]);
    expect(await pull(closed, right)).toEqual(whole);
    expect(await pull(closed, wrong)).toEqual(["rtr-ended"]);
    expect(await pull(closed, {})).toEqual(["rtr-ended"]);
    // A certificate that nobody vouches for says nothing about an address.
    const lax = await server.listenTls("127.0.0.1", 0, {
      ...cache,
      requestCert: true,
      rejectUnauthorized: false,
    });
    expect(await pull(lax, right)).toEqual(["rtr-ended"]);
    await server.close();
  });
});

it("`comity rtr serve` loads no file of assembly, store or node", async () => {
  const hook = `import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { process._rawDebug(url); return next(url, context); } });`;
  const main = fileURLToPath(new URL("../../../face/cli/main.ts", import.meta.url));
  const vrps = file("alone.json", roas([ONE, TWO]));
  const args = [
    "--import",
    `data:text/javascript,${encodeURIComponent(hook)}`,
    main,
    "rtr",
    "serve",
    "--vrps",
    vrps,
  ];
  const child = spawn(process.execPath, [
    ...args,
    "--port",
    "0",
    "--json",
    "--state",
    join(folder, "alone-state.json"),
  ]);
  let loaded = "";
  child.stderr.on("data", (chunk: Buffer) => (loaded += String(chunk)));
  const said = await new Promise<string>((resolve) => {
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += String(chunk);
      if (out.includes("\n")) resolve(out);
    });
    child.once("exit", () => resolve(`exit: ${loaded.slice(-500)}`));
  });
  const { port } = JSON.parse(said) as { readonly port: number };
  const p = await Peer.to(port);
  p.send(RESET(2));
  await p.until((all) => all.at(-1)?.kind === "end-of-data");
  expect(p.pdus()).toHaveLength(4);
  const ended = new Promise<number | null>((resolve) => void child.once("exit", resolve));
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  await p.end();
  expect(decodePdu(p.received.subarray(8 + 20 + 32 + 24))).toMatchObject({
    pdu: { kind: "error", code: 13 },
  });
  const files = loaded.split("\n").filter((line) => line.startsWith("file:"));
  expect(files.some((url) => url.endsWith("/serve/rtr/load-worker.ts"))).toBe(true);
  expect(
    files.filter((url) =>
      /\/core\/(?:assembly|rules|tree|log|signing)\/|\/host\/(?:node|store|view|api)\//.test(url),
    ),
  ).toEqual([]);
});
