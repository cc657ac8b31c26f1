/**
 * A file over a link that loses packets: the stack's TCP beside the kernel's over the same link, which a thread here
 * makes of two veth pairs. Needs root and ethtool. `node bench/tcp-loss.bench.ts [megabytes] [loss %] [delay ms each way]`; prints goodput.
 */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, Worker } from "node:worker_threads";
import { ETHERTYPE_FLEXIBLE } from "@comity/newip";
import { PacketInterface, RealClock, seeded, Stack, TcpLayer } from "@comity/newip-host";

const IP = "ip";
const ip = (...args: string[]): void => void execFileSync(IP, args, { stdio: "pipe" });
const [megabytes = 4, loss = 1, delay = 5] = process.argv.slice(2).map(Number);
const size = megabytes * 1_000_000;
const sides = ["nlA", "nlB"] as const;
const rate = (seconds: number): string => `${((8 * size) / seconds / 1e6).toFixed(1).padStart(8)} Mbit/s`;

/** One side of the kernel's TCP, as a program in its namespace. */
const kernel = (namespace: string, code: string): ReturnType<typeof spawn> =>
  spawn(IP, ["netns", "exec", namespace, process.execPath, "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });

async function ofKernel(): Promise<number> {
  const server = kernel(
    "nlB",
    `require("net").createServer((s) => s.end(Buffer.alloc(${size}))).listen(80, "10.9.0.2", () => console.log("up"))`,
  );
  await new Promise((resolve) => server.stdout!.once("data", resolve));
  const client = kernel(
    "nlA",
    `const t = performance.now(); let n = 0; require("net").connect(80, "10.9.0.2").on("data", (d) => (n += d.length)).on("close", () => console.log(n === ${size} ? (performance.now() - t) / 1000 : NaN))`,
  );
  let text = "";
  for await (const data of client.stdout!) text += String(data);
  server.kill("SIGKILL");
  return Number(text);
}

async function ofStack(): Promise<number> {
  const clock = new RealClock();
  const open = (name: string, namespace: string, address: number): { stack: Stack; tcp: TcpLayer } => {
    const link = PacketInterface.create({
      name,
      namespace: `/run/netns/${namespace}`,
      etherType: ETHERTYPE_FLEXIBLE,
    });
    if (!link.ok) throw new Error(link.error.detail);
    const stack = new Stack({ clock });
    const port = stack.addInterface(link.value, [Uint8Array.of(address)]);
    if (!port.ok) throw new Error(port.error.detail);
    stack.addRoute("default", port.value);
    return { stack, tcp: new TcpLayer(stack) };
  };
  const [a, b] = [open("a0", "nlA", 1), open("b0", "nlB", 2)];
  b.tcp.listen(80, (socket) => {
    socket.on("error", () => {});
    socket.end(new Uint8Array(size));
  });
  const start = performance.now();
  const socket = a.tcp.connect(Uint8Array.of(2), 80);
  if (!socket.ok) throw new Error(socket.error.detail);
  socket.value.end();
  let got = 0;
  for await (const data of socket.value) got += (data as Uint8Array).length;
  const seconds = (performance.now() - start) / 1000;
  a.stack.close();
  b.stack.close();
  return got === size ? seconds : Number.NaN;
}

/** The link: loses and delays frames of both kinds alike, in order. */
function relay(): void {
  const open = (name: string): PacketInterface => {
    const made = PacketInterface.create({ name, namespace: "/run/netns/nlR" });
    if (!made.ok) throw new Error(made.error.detail);
    return made.value;
  };
  const [left, right] = [open("ra"), open("rb")];
  const random = seeded(7);
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    const waiting: { readonly frame: Uint8Array; readonly at: number }[] = [];
    const release = (): void => {
      while (waiting.length > 0 && waiting[0]!.at <= performance.now()) {
        const { frame } = waiting.shift()!;
        to.send(frame, 0, frame.length);
      }
      to.flush();
      if (waiting.length > 0) setTimeout(release, Math.max(0, waiting[0]!.at - performance.now()));
    };
    from.open({
      frame: (bytes, start, end) => {
        if (waiting.length >= 10_000 || random.next() * 100 < loss) return;
        waiting.push({ frame: bytes.slice(start, end), at: performance.now() + delay });
        if (waiting.length === 1) setTimeout(release, delay);
      },
      idle: () => {},
    });
  }
}

async function main(): Promise<void> {
  for (const n of ["nlA", "nlB", "nlR"]) ip("netns", "add", n);
  try {
    ip("link", "add", "a0", "netns", "nlA", "type", "veth", "peer", "name", "ra", "netns", "nlR");
    ip("link", "add", "b0", "netns", "nlB", "type", "veth", "peer", "name", "rb", "netns", "nlR");
    for (const [n, device, address] of [
      ["nlA", "a0", "10.9.0.1/24"],
      ["nlB", "b0", "10.9.0.2/24"],
      ["nlR", "ra", undefined],
      ["nlR", "rb", undefined],
    ] as const) {
      if (address !== undefined) ip("-n", n, "address", "add", address, "dev", device);
      ip("-n", n, "link", "set", device, "up");
      // One frame a segment with its checksum, as on a wire.
      ip(
        "netns",
        "exec",
        n,
        "ethtool",
        "-K",
        device,
        "tx",
        "off",
        "rx",
        "off",
        "tso",
        "off",
        "gso",
        "off",
        "gro",
        "off",
      );
    }
    const link = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
    await once(link, "online");
    await sleep(500);
    console.log(`${megabytes} MB, ${loss} % loss and ${delay} ms each way`);
    const control = readFileSync("/proc/sys/net/ipv4/tcp_congestion_control", "utf8").trim();
    console.log(`kernel, ${control}, SACK    ${rate(await ofKernel())}`);
    const set = (what: string): void => {
      for (const n of sides) ip("netns", "exec", n, "sysctl", "-qw", `net.ipv4.${what}`);
    };
    set("tcp_congestion_control=reno");
    console.log(`kernel, reno, SACK    ${rate(await ofKernel())}`);
    set("tcp_sack=0");
    console.log(`kernel, reno, no SACK ${rate(await ofKernel())}`);
    console.log(`stack, NewReno        ${rate(await ofStack())}`);
    await link.terminate();
  } finally {
    for (const n of ["nlA", "nlB", "nlR"]) ip("netns", "del", n);
  }
  process.exit(0);
}

if (isMainThread) await main();
else relay();
