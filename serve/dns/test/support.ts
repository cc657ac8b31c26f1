/** A client for tests: asks over TCP or UDP, signs, and reads records with dns-packet and our own reader. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { must, utf8 } from "@comity/canon";
import {
  parseTsigKey,
  startPrimary,
  TsigSigner,
  Writer,
  ZoneStore,
  type PrimaryOptions,
  type RunningPrimary,
  type TsigKey,
} from "@comity/dns";
import { parseName, readZone, typeNumber, type Zone } from "@comity/zones";

export const KEY: TsigKey = must(
  parseTsigKey(`hmac-sha256:transfer:${Buffer.alloc(32, 7).toString("base64")}`),
);

/** A zone of `hosts` addresses at a serial. */
export const zoneAt = (serial: number, hosts = 3, more = ""): Zone =>
  must(
    readZone(
      utf8(
        `@ 3600 IN SOA ns hostmaster ${serial} 3600 600 86400 300\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\nsub 60 IN NS ns.sub\nns.sub 60 IN A 192.0.2.53\nalias 60 IN CNAME h0\na.b.c 60 IN TXT deep\n${more}${Array.from({ length: hosts }, (_, i) => `h${i} 60 IN A 192.0.${(i >> 8) & 255}.${i & 255}\n`).join("")}`,
      ),
      "example.",
    ),
  );

export async function primaryOf(
  zones: readonly Zone[],
  options: PrimaryOptions = {},
): Promise<{ store: ZoneStore; primary: RunningPrimary }> {
  const store = new ZoneStore();
  for (const zone of zones) must(store.put(zone));
  return { store, primary: await startPrimary(store, { port: 0, ...options }) };
}

export type Ask = {
  readonly name?: string;
  readonly type: string;
  readonly serial?: number;
  readonly key?: TsigKey;
  readonly now?: number;
  readonly udpSize?: number;
};

export function question({
  name = "example.",
  type,
  serial,
  key,
  now = Math.floor(Date.now() / 1000),
  udpSize,
}: Ask): Buffer {
  const number = type === "AXFR" ? 252 : type === "IXFR" ? 251 : type === "ANY" ? 255 : typeNumber(type)!;
  const writer = new Writer({ id: 4711, isResponse: false }, 4096);
  writer.question(must(parseName(name)), number);
  if (serial !== undefined) writer.record("authority", zoneAt(serial).soa);
  if (udpSize !== undefined) writer.edns(udpSize);
  return key === undefined
    ? Buffer.from(writer.bytes())
    : new TsigSigner(key, new Uint8Array(0)).sign(writer.bytes(), now);
}

/** Messages over TCP until the server is silent for a moment or closes. */
export function askTcp(port: number, message: Uint8Array, quiet = 60): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    });
    let buffered: Buffer = Buffer.alloc(0);
    const got: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(got);
    };
    socket.on("data", (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
        got.push(Buffer.from(buffered.subarray(2, 2 + buffered.readUInt16BE(0))));
        buffered = buffered.subarray(2 + buffered.readUInt16BE(0));
      }
      clearTimeout(timer);
      timer = setTimeout(done, quiet);
    });
    socket.on("close", done);
    socket.on("error", reject);
    timer = setTimeout(done, 500);
  });
}

/** One answer over UDP, or nothing within a moment. */
export function askUdp(port: number, message: Uint8Array): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => {
      socket.close();
      resolve(undefined);
    }, 300);
    socket.once("message", (bytes) => {
      clearTimeout(timer);
      socket.close();
      resolve(bytes);
    });
    socket.send(message, port, "127.0.0.1");
  });
}

export const rcodeOf = (message: Buffer | undefined): number =>
  message === undefined ? -1 : message[3]! & 15;
