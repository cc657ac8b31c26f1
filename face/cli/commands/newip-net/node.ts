/** `comity newip node`: runs a node, or uses one for an echo, a datagram or a file. */
import { randomInt } from "node:crypto";
import { createReadStream, createWriteStream, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { formatAddress, toHex, type Address } from "@comity/newip";
import { generateKeys, type NewIpNode } from "@comity/newip-host";
import { answer, EXIT, fail, harmless, say, type Host } from "../../host.ts";
import { nodeOf, untilStopped } from "./start.ts";

export type NodeFlags = {
  readonly json: boolean;
  readonly newKey: boolean;
  readonly ping?: string;
  readonly count?: number;
  readonly get?: string;
  readonly send?: string;
  readonly out?: string;
  readonly serve?: string;
  readonly udpEcho?: number;
  readonly udp?: string;
  readonly seconds?: number;
};

type Endpoint = { readonly address: Address; readonly text: string; readonly port: number };

async function endpoint(host: Host, text: string, { resolve }: NewIpNode): Promise<Endpoint | undefined> {
  const [address = "", port = ""] = text.split(":");
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535) {
    const detail = `${text}: write ADDRESS:PORT or NAME:PORT, for instance de05:80`;
    fail(host, { code: "endpoint", detail }, EXIT.usage);
    return undefined;
  }
  const found = await resolve(address);
  if (found.ok) return { address: found.value, text: formatAddress(found.value), port: number };
  fail(host, found.error);
  return undefined;
}

/** A wait that does not keep the process alive: the links do. */
const sleep = (ms: number): Promise<void> => new Promise((r) => void setTimeout(r, ms).unref());

/** Echo requests once a second; fails when none was answered. */
async function ping(host: Host, flags: NodeFlags, { resolve, stack }: NewIpNode): Promise<void> {
  const to = await resolve(flags.ping!);
  if (!to.ok) return fail(host, to.error);
  // Says nothing about this process, nor about the address used before.
  const identifier = randomInt(0x1_0000);
  const count = flags.count ?? 3;
  const times: (number | undefined)[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    let done: (ms: number | undefined) => void = () => {};
    const off = stack.onControl((m) => {
      if (m.type === "echo-reply" && m.sequence === i) done(performance.now() - start);
      else if ("code" in m) say(host, `${m.type} (code ${m.code})`);
    });
    const sent = stack.echo(to.value, identifier, i, new Uint8Array(32));
    if (!sent.ok) return fail(host, sent.error);
    times.push(
      await Promise.race([
        new Promise<number | undefined>((r) => (done = r)),
        sleep(2000).then(() => undefined),
      ]),
    );
    off();
    if (i + 1 < count) await sleep(200);
  }
  const answered = times.filter((t) => t !== undefined);
  const document = {
    schema: "comity/newip-ping/v1",
    address: flags.ping,
    sent: count,
    answered: answered.length,
    milliseconds: times.map((t) => t ?? null),
  };
  answer(host, flags.json, document, () => {
    const lines = times.map(
      (t, i) => `${flags.ping!} sequence ${i}: ${t === undefined ? "no answer" : `${t.toFixed(2)} ms`}`,
    );
    return harmless(`${lines.join("\n")}\n${count} sent, ${answered.length} answered\n`);
  });
  host.exit(answered.length > 0 ? EXIT.done : EXIT.failed);
}

/** Opens a TCP connection, sends the text, writes what comes back. */
async function get(host: Host, flags: NodeFlags, node: NewIpNode): Promise<void> {
  const to = await endpoint(host, flags.get!, node);
  if (to === undefined) return;
  const socket = node.tcp.connect(to.address, to.port);
  if (!socket.ok) return fail(host, socket.error);
  // Many servers take an early end for a goodbye: ours comes after theirs.
  socket.value.on("end", () => socket.value.end());
  if (flags.send !== undefined) {
    socket.value.write(flags.send.replaceAll("\\r", "\r").replaceAll("\\n", "\n"));
  }
  let bytes = 0;
  socket.value.on("data", (data: Uint8Array) => (bytes += data.length));
  const start = performance.now();
  try {
    if (flags.out === undefined)
      for await (const data of socket.value) host.process.stdout.write(data as Uint8Array);
    else await pipeline(socket.value, createWriteStream(flags.out));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return fail(host, { code: code ?? "tcp", detail: message });
  }
  say(host, `${bytes} bytes in ${((performance.now() - start) / 1000).toFixed(2)} s`);
  host.exit(EXIT.done);
}

/** Sends a datagram and waits for an answer. */
async function datagram(host: Host, flags: NodeFlags, node: NewIpNode): Promise<void> {
  const to = await endpoint(host, flags.udp!, node);
  if (to === undefined) return;
  const socket = node.udp.socket();
  const heard = new Promise<Uint8Array | undefined>((r) => socket.on("message", (data) => r(data)));
  for (let tries = 0; tries < 5; tries++) {
    const sent = socket.send(flags.send ?? "", to.port, to.text);
    if (!sent.ok) return fail(host, sent.error);
    const data = await Promise.race([heard, sleep(1000).then(() => undefined)]);
    if (data === undefined) continue;
    host.process.stdout.write(Buffer.concat([data, Buffer.from("\n")]));
    host.exit(EXIT.done);
    return;
  }
  fail(host, { code: "no-answer", detail: "no datagram came back within five seconds" });
}

function services(host: Host, flags: NodeFlags, { udp, tcp }: NewIpNode): boolean {
  if (flags.udpEcho !== undefined) {
    const socket = udp.socket();
    const bound = socket.bind(flags.udpEcho);
    if (!bound.ok) {
      fail(host, bound.error);
      return false;
    }
    socket.on("message", (data, from) => void socket.send(data, from.port, from.address));
  }
  if (flags.serve === undefined) return true;
  const [port = "", file = ""] = flags.serve.split("=");
  const listening = tcp.listen(Number(port), (socket) => {
    // A peer that goes away is its own business.
    socket.on("error", () => {});
    void pipeline(createReadStream(file), socket).catch(() => {});
  });
  if (!listening.ok) fail(host, listening.error);
  return listening.ok;
}

export async function node(this: Host, flags: NodeFlags, config: string): Promise<void> {
  if (flags.newKey) {
    const keys = await generateKeys();
    const text = { publicKey: toHex(keys.publicKey), privateKey: toHex(keys.privateKey) };
    writeFileSync(config, `${JSON.stringify(text)}\n`, { mode: 0o600, flag: "wx" });
    answer(
      this,
      flags.json,
      { schema: "comity/newip-key/v1", publicKey: text.publicKey },
      () => `${text.publicKey}\n`,
    );
    return;
  }
  const started = await nodeOf(this, config);
  if (started === undefined) return;
  if (flags.ping !== undefined) await ping(this, flags, started);
  else if (flags.get !== undefined) await get(this, flags, started);
  else if (flags.udp !== undefined) await datagram(this, flags, started);
  else if (services(this, flags, started)) {
    say(this, "node running; stop it with Ctrl-C");
    await untilStopped(flags.seconds);
    const counters = started.stack.counters.toJSON();
    const all = { ...counters, forwarded: started.stack.forwarded };
    answer(this, flags.json, { schema: "comity/newip-counters/v1", counters: all }, () =>
      harmless(
        `${Object.entries(all)
          .map(([k, n]) => `${k} ${n}`)
          .join("\n")}\n`,
      ),
    );
    this.exit(EXIT.done);
  }
  started.close();
}
