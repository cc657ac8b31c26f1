/** Programs that speak RTR, started and read for `rtr.test.ts`. Each is a router of its own kind with the same questions. */
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const BIG = { maxBuffer: 256 * 1024 * 1024 };

/** A VRP as `prefix-maxLength ASn`, IPv6 in the spelling of RFC 5952. */
export type Rows = Iterable<string>;

export type Peer = {
  readonly name: string;
  readonly program: string;
  /** Debian package. */
  readonly package: string;
  /** Starts it; reading is possible when it resolves. */
  readonly start: (port: number) => void | Promise<void>;
  /** Rows it holds, IPv4 and IPv6; undefined while it has none. */
  readonly sizes: () => Promise<readonly [number, number] | undefined>;
  /** What it holds, where it can say so. */
  readonly rows?: () => Promise<Rows>;
  /** Announcements and withdrawals after the first set, where it counts them. */
  readonly change?: () => Promise<string>;
};

export const installed = (program: string): boolean => spawnSync("which", [program]).status === 0;

const started: ChildProcess[] = [];
/** What a program has written, both streams. */
function daemon(program: string, args: readonly string[], cwd: string): { readonly output: () => string } {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (c: Buffer) => chunks.push(String(c)));
  child.on("error", (cause) => chunks.push(cause.message));
  started.push(child);
  return { output: () => chunks.join("") };
}

export function stopAll(): void {
  for (const child of started.splice(0)) child.kill("SIGTERM");
}

const counts = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map((m) => Number(m[1]));
const pair = (found: readonly number[]): readonly [number, number] | undefined =>
  found.length < 2 ? undefined : [found[0]!, found[1]!];

/** `show …` of a program, empty while it does not answer yet. */
const asked = async (program: string, args: readonly string[]): Promise<string> => {
  try {
    return (await run(program, args, BIG)).stdout;
  } catch {
    return "";
  }
};

export function bird(folder: string): Peer {
  const control = join(folder, "bird.ctl");
  const birdc = (...words: readonly string[]): Promise<string> => asked("birdc", ["-s", control, ...words]);
  return {
    name: "BIRD",
    program: "bird",
    package: "bird2",
    start: (port) => {
      const timers = "retry keep 600; refresh keep 3600; expire keep 7200;";
      const conf = join(folder, "bird.conf");
      writeFileSync(
        conf,
        `log stderr all;\nrouter id 192.0.2.1;\nroa4 table r4;\nroa6 table r6;\nprotocol device {}\n` +
          `protocol rpki r { roa4 { table r4; }; roa6 { table r6; }; remote 127.0.0.1 port ${port}; ${timers} }\n`,
      );
      daemon("bird", ["-f", "-c", conf, "-s", control], folder);
    },
    sizes: async () =>
      pair(counts(await birdc("show", "route", "count"), /^([0-9]+) of .* in table r[46]/gm)),
    rows: async () => {
      const text =
        (await birdc("show", "route", "table", "r4")) + (await birdc("show", "route", "table", "r6"));
      return [...text.matchAll(/^([0-9a-f:.]+\/[0-9]+-[0-9]+) (AS[0-9]+) /gm)].map((m) => `${m[1]} ${m[2]}`);
    },
    change: async () => {
      const text = await birdc("show", "protocols", "all", "r");
      const [updates, gone] = [
        counts(text, /Import updates: +([0-9]+)/g),
        counts(text, /Import withdraws: +([0-9]+)/g),
      ];
      return `+${updates[0]! + updates[1]! - 723_521} -${gone[0]! + gone[1]!}`;
    },
  };
}

export function gobgp(folder: string, api: number): Peer {
  const ask = (...words: readonly string[]): Promise<string> =>
    asked("gobgp", ["-u", "127.0.0.1", "-p", String(api), "rpki", ...words]);
  return {
    name: "GoBGP",
    program: "gobgpd",
    package: "gobgpd",
    start: (port) => {
      const conf = join(folder, "gobgpd.toml");
      writeFileSync(
        conf,
        `[global.config]\nas = 64512\nrouter-id = "192.0.2.2"\nport = -1\n` +
          `[[rpki-servers]]\n[rpki-servers.config]\naddress = "127.0.0.1"\nport = ${port}\n`,
      );
      daemon("gobgpd", ["-f", conf, "--api-hosts", `127.0.0.1:${api}`], folder);
    },
    sizes: async () => {
      const found = /Record: +([0-9]+)\/([0-9]+)/.exec(await ask("server", "127.0.0.1"));
      return found === null ? undefined : [Number(found[1]), Number(found[2])];
    },
    rows: async () => {
      const text = (await ask("table", "-a", "ipv4")) + (await ask("table", "-a", "ipv6"));
      return [...text.matchAll(/^([0-9a-f:.]+\/[0-9]+) +([0-9]+) +([0-9]+) /gm)].map(
        (m) => `${m[1]}-${m[2]} AS${m[3]}`,
      );
    },
    change: async () => {
      const text = await ask("server", "127.0.0.1");
      const [notifies] = counts(text, /SerialNotify: +([0-9]+)/g);
      const received = counts(text, /Receivedv[46]: +([0-9]+)/g);
      return `${notifies} notify, ${received[0]! + received[1]! - 723_521} PDUs`;
    },
  };
}

/** The vty of a daemon: one command, what it answers until `end` matches. */
function vty(port: number, command: string, end: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: string[] = [];
    const finish = (): void => {
      socket.destroy();
      resolve(chunks.join("").replaceAll("\r", ""));
    };
    socket.setTimeout(30_000, finish);
    socket.on("error", finish);
    socket.on("close", finish);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk.toString("latin1"));
      if (end.test(chunks.slice(-2).join(""))) finish();
    });
    socket.write(`comity\nterminal length 0\n${command}\n`);
  });
}

export function frr(folder: string, port: number): Peer {
  let log = (): string => "";
  // Printing it takes the daemon ten seconds: what `sizes` has read last is what `rows` gives.
  let last = "";
  const table = async (): Promise<string> =>
    (last = await vty(port, "show rpki prefix-table", /Number of IPv6 Prefixes: [0-9]+/));
  return {
    name: "FRR",
    program: "/usr/lib/frr/bgpd",
    package: "frr frr-rpki-rtrlib",
    start: (cache) => {
      const own = join(folder, "frr");
      mkdirSync(own);
      const conf = join(own, "bgpd.conf");
      writeFileSync(
        conf,
        `hostname frr\npassword comity\nrpki\n rpki cache 127.0.0.1 ${cache} preference 1\n rpki polling_period 3600\n exit\nrouter bgp 64512\n`,
      );
      const idOf = (flag: string, of: string): number =>
        Number(spawnSync("id", [flag, of], { encoding: "utf8" }).stdout);
      for (const path of [own, conf]) chownSync(path, idOf("-u", "frr"), idOf("-g", "frr"));
      const args = [
        "-M",
        "rpki",
        "-Z",
        "-n",
        "-p",
        "0",
        "-f",
        conf,
        "-P",
        String(port),
        "-u",
        "frr",
        "-g",
        "frr",
      ];
      log = daemon("/usr/lib/frr/bgpd", [...args, "--vty_socket", own, "-i", join(own, "pid")], own).output;
    },
    sizes: async () => {
      if (!log().includes("Sync successful")) return undefined;
      return pair(counts(await table(), /Number of IPv[46] Prefixes: ([0-9]+)/g));
    },
    rows: () =>
      Promise.resolve(
        [...last.matchAll(/^([0-9a-f:.]+) +([0-9]+) - +([0-9]+) +([0-9]+)$/gm)].map(
          (m) => `${m[1]}/${m[2]}-${m[3]} AS${m[4]}`,
        ),
      ),
    change: () =>
      Promise.resolve(
        `${counts(log(), /Sync successful, received ([0-9]+) Prefix/g)
          .slice(1)
          .join(",")} PDUs`,
      ),
  };
}

/** It counts prefixes, not VRPs, and cannot list them. */
export function openbgpd(folder: string, listen: number): Peer {
  const socket = join(folder, "obgpd.sock");
  return {
    name: "OpenBGPD",
    program: "bgpctl",
    package: "openbgpd",
    start: (port) => {
      mkdirSync("/run/openbgpd", { recursive: true });
      const conf = join(folder, "obgpd.conf");
      writeFileSync(
        conf,
        `AS 64512\nrouter-id 192.0.2.3\nfib-update no\nlisten on 127.0.0.1 port ${listen}\nsocket "${socket}"\nrtr 127.0.0.1 { port ${port} }\n`,
        { mode: 0o600 },
      );
      daemon("/usr/sbin/bgpd", ["-d", "-f", conf], folder);
    },
    sizes: async () => {
      const found = /RPKI ROA +([0-9]+) +([0-9]+)/.exec(
        await asked("bgpctl", ["-s", socket, "show", "sets"]),
      );
      return found === null ? undefined : [Number(found[1]), Number(found[2])];
    },
    change: async () => {
      const text = await asked("bgpctl", ["-s", socket, "show", "rtr"]);
      return /Serial #: ([0-9]+)/.exec(text)?.[1] ?? "no serial";
    },
  };
}

/** rtrlib's own client, which prints every change as it comes. */
export function rtrclient(folder: string): Peer {
  let output = (): string => "";
  const syncs = (): number[] => counts(output(), /Sync successful, received ([0-9]+) Prefix/g);
  const prefixes = (): [string, string, string, string, string][] =>
    [...output().matchAll(/^([+-]) ([0-9a-f:.]+) +([0-9]+) - +([0-9]+) +([0-9]+)$/gm)].map((m) => [
      m[1]!,
      m[2]!,
      m[3]!,
      m[4]!,
      m[5]!,
    ]);
  return {
    name: "rtrclient",
    program: "rtrclient",
    package: "rtr-tools",
    start: (port) => {
      output = daemon("stdbuf", ["-oL", "rtrclient", "-p", "tcp", "127.0.0.1", String(port)], folder).output;
    },
    sizes: () => {
      const rows = syncs().length === 0 ? [] : prefixes().filter(([sign]) => sign === "+");
      const v4 = rows.filter(([, address]) => address.includes(".")).length;
      return Promise.resolve(rows.length === 0 ? undefined : ([v4, rows.length - v4] as const));
    },
    rows: () =>
      Promise.resolve(
        prefixes()
          .filter(([s]) => s === "+")
          .map(([, a, l, m, asn]) => `${a}/${l}-${m} AS${asn}`),
      ),
    change: () => {
      const rows = prefixes();
      const gone = rows.filter(([sign]) => sign === "-").length;
      return Promise.resolve(`+${rows.length - gone - 723_521} -${gone}`);
    },
  };
}

/** One-shot readers. */
export async function rtrdump(folder: string, port: number): Promise<Rows> {
  const file = join(folder, "rtrdump.json");
  await run("rtrdump", ["-connect", `127.0.0.1:${port}`, "-file", file], BIG);
  const { roas } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly roas: readonly { readonly prefix: string; readonly maxLength: number; readonly asn: number }[];
  };
  return roas.map((r) => `${r.prefix}-${r.maxLength} AS${r.asn}`);
}

export async function rtrclientExport(folder: string, port: number): Promise<Rows> {
  const file = join(folder, "rtrclient.csv");
  await run("rtrclient", ["-e", "-t", "csv", "-o", file, "tcp", "127.0.0.1", String(port)], BIG);
  // It prints AS numbers from 2^31 on as negative ones.
  return [...readFileSync(file, "utf8").matchAll(/^([0-9a-f:.]+), ([0-9]+), ([0-9]+), (-?[0-9]+)/gm)].map(
    (m) => `${m[1]}/${m[2]}-${m[3]} AS${Number(m[4]) >>> 0}`,
  );
}
