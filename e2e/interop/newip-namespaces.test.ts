/**
 * Real packets between Linux network namespaces over veth, with `comity newip node` and `comity newip gateway` as
 * separate processes: UDP both ways, neighbour discovery, two routers, TTL, MTU, encryption; echo and a file through the
 * gateway to ordinary IPv4 and IPv6 servers. tcpdump records, tshark with our dissector judges what went over the wire.
 *
 *   nsa (01) —va/ra— nsr1 (02 | 0a) —rm1/rm2— nsr2 (0b | de01, gateway) —rb/vb— nsb (de00)
 *                                                   └ ip0/ip1 — nsi: 192.0.2.2, 2001:db8::2, the ordinary server
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

/** Programs of the system, not of this repository. */
const IP = "ip";
const CLI = fileURLToPath(new URL("../../face/cli/main.ts", import.meta.url));
const TAG = `cn${process.pid}`;
const NAMES = ["a", "r1", "r2", "b", "i"] as const;
const ns = (name: (typeof NAMES)[number]): string => `${TAG}${name}`;
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
const ip = (...args: string[]): string => run(IP, ...args);

function why(): string | false {
  try {
    ip("netns", "add", `${TAG}x`);
    ip("netns", "del", `${TAG}x`);
    return false;
  } catch {
    return "skipped: network namespaces are not permitted here (needs root and iproute2)";
  }
}
const skip = why();
const has = (program: string): boolean => {
  try {
    run("which", program);
    return true;
  } catch {
    return false;
  }
};

describe("New IP between network namespaces", { skip, timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "newip-"));
  const children: ChildProcess[] = [];
  const captures: ChildProcess[] = [];
  const file = join(folder, "file.bin");
  const content = randomBytes(400_000);

  const write = (name: string, json: object): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(json));
    return path;
  };
  const node = (name: string, fields: object): string =>
    write(`${name}.json`, { format: "comity-newip-node/v1", extension: "all", security: "off", ...fields });

  /** Starts a program in a namespace and waits for its first line on stderr. */
  async function start(where: string, ready: RegExp, ...args: string[]): Promise<ChildProcess> {
    const child = spawn(IP, ["netns", "exec", where, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    let text = "";
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${args.join(" ")} did not start: ${text}`)), 20_000);
      for (const stream of [child.stderr, child.stdout]) {
        stream.on("data", (d: Buffer) => {
          text += d.toString();
          if (!ready.test(text)) return;
          clearTimeout(timer);
          resolve();
        });
      }
      child.once("exit", () => {
        clearTimeout(timer);
        reject(new Error(`${args.join(" ")} ended: ${text}`));
      });
    });
    return child;
  }
  const daemon = (where: (typeof NAMES)[number], ...args: string[]): Promise<ChildProcess> =>
    start(ns(where), /running/, process.execPath, CLI, "newip", ...args);
  /** Runs a command to its end; answers exit code and output. */
  function use(where: (typeof NAMES)[number], ...args: string[]): { code: number; text: string } {
    try {
      return {
        code: 0,
        text: run(IP, "netns", "exec", ns(where), process.execPath, CLI, "newip", ...args),
      };
    } catch (cause) {
      const { status, stdout, stderr } = cause as { status: number; stdout: string; stderr: string };
      return { code: status, text: `${stdout}${stderr}` };
    }
  }

  before(async () => {
    writeFileSync(file, content);
    for (const name of NAMES) ip("netns", "add", ns(name));
    const veth = (a: string, left: string, b: string, right: string): void => {
      ip("link", "add", left, "netns", a, "type", "veth", "peer", "name", right, "netns", b);
      for (const [n, dev] of [
        [a, left],
        [b, right],
      ] as const) {
        run(IP, "-n", n, "link", "set", dev, "up");
        run(IP, "-n", n, "link", "set", "lo", "up");
      }
    };
    veth(ns("a"), "va", ns("r1"), "ra");
    veth(ns("r1"), "rm1", ns("r2"), "rm2");
    veth(ns("r2"), "rb", ns("b"), "vb");
    veth(ns("r2"), "ip0", ns("i"), "ip1");
    for (const [where, dev, host] of [
      ["r2", "ip0", 1],
      ["i", "ip1", 2],
    ] as const) {
      run(IP, "-n", ns(where), "address", "add", `192.0.2.${host}/24`, "dev", dev);
      run(IP, "-n", ns(where), "address", "add", `2001:db8::${host}/64`, "dev", dev, "nodad");
    }
    run(IP, "-n", ns("r1"), "link", "set", "rm1", "mtu", "800");
    run(IP, "-n", ns("r2"), "link", "set", "rm2", "mtu", "800");
    const r1 = node("r1", {
      forwarding: true,
      interfaces: [
        { device: "ra", addresses: ["02"] },
        { device: "rm1", addresses: ["0a"] },
      ],
      routes: [
        { prefix: "01", interface: 0 },
        { prefix: "0b", interface: 1 },
        { prefix: "default", interface: 1, via: "0b" },
      ],
    });
    const r2 = node("r2", {
      forwarding: true,
      interfaces: [
        { device: "rm2", addresses: ["0b"] },
        { device: "rb", addresses: ["de01"] },
      ],
      routes: [
        { prefix: "00/4", interface: 0, via: "0a" },
        { prefix: "0a", interface: 0 },
        { prefix: "de/8", interface: 1 },
      ],
    });
    const mapping = write("mapping.json", {
      format: "comity-newip-gateway/v1",
      records: [
        { newip: "32", ip: "192.0.2.2" },
        { newip: "33", ip: "2001:db8::2" },
      ],
      embed: ["fe640000"],
      listen: [{ protocol: "tcp", ip: "192.0.2.1", port: 8080, newip: "de00", to: 80 }],
    });
    const b = node("b", {
      interfaces: [{ device: "vb", addresses: ["de00"] }],
      routes: [{ prefix: "default", interface: 0, via: "de01" }],
    });
    node("a", {
      interfaces: [{ device: "va", addresses: ["01"] }],
      routes: [{ prefix: "default", interface: 0, via: "02" }],
    });
    if (has("tcpdump")) {
      for (const [where, dev, name] of [
        ["a", "va", "va"],
        ["b", "vb", "vb"],
        ["i", "ip1", "ip1"],
      ] as const) {
        const capture = await start(
          ns(where),
          /listening on/,
          "tcpdump",
          "-U",
          "-i",
          dev,
          "-w",
          join(folder, `${name}.pcap`),
        );
        captures.push(capture);
      }
    }
    await daemon("r1", "node", r1);
    await daemon("r2", "gateway", r2, mapping);
    await daemon("b", "node", b, "--udp-echo", "7", "--serve", `80=${file}`);
    const server = `const d=require('node:dgram'),n=require('node:net'),f=require('node:fs');
      for (const t of ['udp4','udp6']) { const s=d.createSocket({type:t,ipv6Only:t==='udp6'}); s.on('message',(m,r)=>s.send(m,r.port,r.address)); s.bind(7); }
      n.createServer((s)=>{ s.on('error',()=>{}); f.createReadStream(${JSON.stringify(file)}).pipe(s); }).listen(80,'::',()=>console.log('running'));`;
    await start(ns("i"), /running/, process.execPath, "-e", server);
  });

  after(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const over = new Promise((r) => child.once("exit", r));
      child.kill("SIGTERM");
      const stuck = setTimeout(() => child.kill("SIGKILL"), 3000);
      await over;
      clearTimeout(stuck);
    }
    for (const name of NAMES) {
      try {
        ip("netns", "del", ns(name));
      } catch {
        // It was never made.
      }
    }
    rmSync(folder, { recursive: true });
  });

  const a = join(folder, "a.json");

  test("UDP over two routers and back", () => {
    const got = use("a", "node", a, "--udp", "de00:7", "--send", "over two routers");
    assert.deepEqual(got, { code: 0, text: "over two routers\n" });
  });

  test("echo to a New IP host, a router, and an address nobody has", () => {
    for (const to of ["de00", "0b", "02"]) {
      const got = use("a", "node", a, "--json", "--ping", to);
      assert.equal(got.code, 0, got.text);
      assert.equal((JSON.parse(got.text) as { answered: number }).answered, 3);
    }
    assert.equal(use("a", "node", a, "--ping", "de77", "--count", "1").code, 1);
  });

  test("echo through the gateway to IPv4 and IPv6", () => {
    for (const to of ["32", "33", "fe640000c0000202"]) {
      const got = use("a", "node", a, "--json", "--ping", to);
      assert.equal(got.code, 0, got.text);
      assert.equal((JSON.parse(got.text) as { answered: number }).answered, 3);
    }
  });

  test("UDP through the gateway to IPv4 and IPv6", () => {
    for (const to of ["32:7", "33:7", "fe640000c0000202:7"]) {
      assert.deepEqual(use("a", "node", a, "--udp", to, "--send", "through"), { code: 0, text: "through\n" });
    }
  });

  test("a file from an IPv4 and an IPv6 server, from a New IP host, and to an IPv4 client", () => {
    for (const from of ["32:80", "33:80", "de00:80"]) {
      const out = join(folder, "got.bin");
      const got = use("a", "node", a, "--get", from, "--out", out);
      assert.equal(got.code, 0, got.text);
      assert.ok(readFileSync(out).equals(content), from);
    }
    const client = `require('node:net').connect(8080,'192.0.2.1').pipe(process.stdout)`;
    const back = execFileSync(IP, ["netns", "exec", ns("i"), process.execPath, "-e", client], {
      maxBuffer: 1e8,
    });
    assert.ok(back.equals(content));
  });

  test("what is longer than the path's MTU is told, not split; shorter arrives", () => {
    const long = use("a", "node", a, "--udp", "de00:7", "--send", "x".repeat(1000));
    assert.equal(long.code, 1);
    assert.match(long.text, /packet-too-big|no-answer/);
    assert.equal(use("a", "node", a, "--udp", "de00:7", "--send", "x".repeat(700)).code, 0);
  });

  test("encrypted by default: nothing readable on the wire", async () => {
    const keys = ["a", "b"].map((name) => {
      const key = join(folder, `${name}.key`);
      return { key, pub: run(process.execPath, CLI, "newip", "node", key, "--new-key").trim() };
    });
    const secured = (
      name: string,
      device: string,
      address: string,
      via: string,
      own: number,
      peer: string,
    ): string =>
      write(`${name}-s.json`, {
        format: "comity-newip-node/v1",
        interfaces: [{ device, addresses: [address] }],
        routes: [{ prefix: "default", interface: 0, via }],
        security: { keyFile: keys[own]!.key, peers: [{ prefix: peer, key: keys[1 - own]!.pub }] },
      });
    const b = secured("b", "vb", "de02", "de01", 1, "03");
    const from = secured("a", "va", "03", "02", 0, "de02");
    // The router knows 01 alone; 03 needs the same way back.
    void from;
    const server = await daemon("b", "node", b, "--udp-echo", "7");
    const got = use(
      "a",
      "node",
      write("a1.json", {
        ...JSON.parse(readFileSync(from, "utf8")),
        interfaces: [{ device: "va", addresses: ["01"] }],
      }),
      "--udp",
      "de02:7",
      "--send",
      "top-secret-words",
    );
    server.kill("SIGTERM");
    // b's book names 03, so a key from 01 is taken only because the key itself is known.
    assert.deepEqual(got, { code: 0, text: "top-secret-words\n" });
    const plain = use("a", "node", a, "--udp", "de02:7", "--send", "in clear");
    assert.equal(plain.code, 1);
  });

  test(
    "tcpdump and tshark: right TTLs, no malformed packet, ordinary IP on the other side",
    { skip: !has("tcpdump") || !has("tshark") },
    async () => {
      await new Promise((r) => setTimeout(r, 500));
      for (const capture of captures) capture.kill("SIGINT");
      await new Promise((r) => setTimeout(r, 500));
      const lua = join(folder, "newip.lua");
      run(process.execPath, CLI, "newip", "dissector", "--out", lua);
      const dissect = (name: string, filter: string, ...fields: string[]): string[][] =>
        run(
          "tshark",
          ...["-X", `lua_script:${lua}`, "-r", join(folder, `${name}.pcap`), "-Y", filter, "-T", "fields"],
          ...["-E", "separator=|", ...fields.flatMap((f) => ["-e", f])],
        )
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => line.split("|"));
      const newip = [
        "newip.newip.ttl",
        "newip.newip.nextHeader",
        "newip.udp.destinationPort",
        "newip.nd.type",
        "newip.addr",
        "newip.refusal",
        "_ws.malformed",
      ];
      const seen = { va: dissect("va", "newip", ...newip), vb: dissect("vb", "newip", ...newip) };
      for (const [name, rows] of Object.entries(seen)) {
        assert.ok(rows.length > 20, name);
        assert.deepEqual(
          rows.filter((r) => r[5] !== "" || r[6] !== ""),
          [],
          name,
        );
      }
      // UDP to de00:7 leaves host a with TTL 128 and reaches host b with 126.
      const ttls = (rows: string[][]): Set<string | undefined> =>
        new Set(
          rows.filter((r) => r[1] === "17" && r[2] === "7" && r[4]!.startsWith("de00")).map((r) => r[0]),
        );
      assert.deepEqual(ttls(seen.va), new Set(["128"]));
      assert.deepEqual(ttls(seen.vb), new Set(["126"]));
      // Neighbour discovery took place, and answered.
      for (const type of ["1", "2"]) assert.ok(seen.va.some((r) => r[3] === type));
      // The other side is ordinary ICMP, ICMPv6, UDP and TCP.
      const ipRows = dissect(
        "ip1",
        "icmp || icmpv6 || udp || tcp",
        "icmp.type",
        "icmpv6.type",
        "udp.dstport",
        "ip.version",
        "tcp.dstport",
        "ipv6.version",
      );
      const count = (matches: (r: string[]) => boolean): number => ipRows.filter(matches).length;
      assert.ok(count((r) => r[0] === "8") >= 6, "ICMP echo");
      assert.ok(count((r) => r[1] === "128") >= 3, "ICMPv6 echo");
      assert.ok(count((r) => r[2] === "7" && r[3] === "4") >= 2, "UDP over IPv4");
      assert.ok(count((r) => r[2] === "7" && r[5] === "6") >= 1, "UDP over IPv6");
      assert.ok(count((r) => r[4] === "80" && r[3] === "4") > 0, "TCP over IPv4");
      assert.ok(count((r) => r[4] === "80" && r[5] === "6") > 0, "TCP over IPv6");
      for (const name of ["va", "vb"]) {
        assert.ok(existsSync(join(folder, `${name}.pcap`)));
        assert.equal(readFileSync(join(folder, `${name}.pcap`)).includes("top-secret-words"), false, name);
      }
    },
  );
});
