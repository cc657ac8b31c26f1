/** The primary on UDP and TCP: transfers for those that may, answers for everybody, NOTIFY when a zone changes. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import type { Zone } from "@comity/zones";
import { answerQuery, bare } from "./answer.ts";
import { OPCODE, parseQuery, QTYPE, RCODE, type Query } from "./message.ts";
import { notify, type Target } from "./notify.ts";
import { ResponseRate } from "./response-rate.ts";
import { messages, steps, wholeZone } from "./transfer.ts";
import { TsigKeys, TsigSigner, tsigSpace, unsignedError, type TsigKey } from "./tsig.ts";
import type { ZoneStore } from "./zone-store.ts";

export type PrimaryOptions = {
  readonly port?: number;
  readonly host?: string;
  /** With keys, transfers need one of them; without, they are given to loopback addresses only. */
  readonly keys?: readonly TsigKey[];
  readonly notify?: readonly Target[];
  /** Seconds; for signatures. */
  readonly now?: () => number;
  readonly connections?: number;
  readonly perAddress?: number;
  /** Milliseconds a TCP connection may be idle. */
  readonly idle?: number;
  /** Told what was refused and what secondaries did. */
  readonly log?: (line: string) => void;
};

export type RunningPrimary = {
  readonly port: number;
  readonly counters: { transfers: number; refused: number; queries: number; malformed: number };
  readonly stop: () => Promise<void>;
};

export const PRIMARY_LIMITS = { connections: 256, perAddress: 32, idle: 30_000 } as const;

/** Rejects with the error of listening. */
export async function startPrimary(store: ZoneStore, options: PrimaryOptions = {}): Promise<RunningPrimary> {
  const primary = new Primary(store, options);
  return primary.start();
}

const isLoopback = (address: string): boolean => /^(::ffff:)?127\.|^::1$/.test(address);

class Primary {
  readonly #store: ZoneStore;
  readonly #options: PrimaryOptions;
  readonly #keys: TsigKeys;
  readonly #now: () => number;
  readonly #log: (line: string) => void;
  readonly #rate = new ResponseRate();
  readonly #sockets = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  readonly counters = { transfers: 0, refused: 0, queries: 0, malformed: 0 };

  constructor(store: ZoneStore, options: PrimaryOptions) {
    this.#store = store;
    this.#options = options;
    this.#keys = new TsigKeys(options.keys ?? []);
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000));
    this.#log = options.log ?? (() => {});
  }

  async start(): Promise<RunningPrimary> {
    const { host = "127.0.0.1", port = 53, connections = PRIMARY_LIMITS.connections } = this.#options;
    const tcp: Server = createServer((socket) => this.#accept(socket));
    tcp.maxConnections = connections;
    await new Promise<void>((resolve, reject) => {
      tcp.once("error", reject);
      tcp.listen(port, host, resolve);
    });
    const bound = (tcp.address() as { port: number }).port;
    const udp: UdpSocket = createSocket(host.includes(":") ? "udp6" : "udp4");
    udp.on("message", (bytes, from) => {
      // A forged source port 0 cannot be answered, and no packet may end the server.
      if (from.port === 0) return;
      try {
        for (const answer of this.#answers(bytes, "udp", from.address)) {
          const limited = this.#rate.limited(from.address, answer, bytes.length);
          if (limited !== undefined) udp.send(limited, from.port, from.address, () => {});
        }
      } catch (error) {
        this.counters.malformed++;
        this.#log(`udp: ${String(error)}`);
      }
    });
    await new Promise<void>((resolve, reject) => {
      udp.once("error", reject);
      udp.bind(bound, host, resolve);
    });
    udp.on("error", (error) => this.#log(`udp: ${error.message}`));
    this.#store.onChange((zone) => this.#notifyAll(zone));
    for (const { zone } of this.#store.all()) this.#notifyAll(zone);
    const stop = async (): Promise<void> => {
      udp.close();
      for (const socket of this.#sockets) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
    };
    return { port: bound, counters: this.counters, stop };
  }

  #notifyAll(zone: Zone): void {
    for (const target of this.#options.notify ?? []) {
      void notify(zone, target, this.#now).then((heard) => {
        if (!heard)
          this.#log(`${target.host}:${target.port} does not answer NOTIFY for serial ${zone.serial}`);
      });
    }
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? "";
    const own = (this.#perAddress.get(address) ?? 0) + 1;
    socket.on("error", () => socket.destroy());
    if (own > (this.#options.perAddress ?? PRIMARY_LIMITS.perAddress)) return void socket.destroy();
    this.#perAddress.set(address, own);
    this.#sockets.add(socket);
    socket.setTimeout(this.#options.idle ?? PRIMARY_LIMITS.idle, () => socket.destroy());
    socket.on("close", () => {
      this.#sockets.delete(socket);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(address);
      else this.#perAddress.set(address, left);
    });
    let buffered: Buffer = Buffer.alloc(0);
    const complete = (): boolean => buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0);
    let busy = false;
    // One after the other: answers of a transfer are not mixed with others. Nothing more is read meanwhile, so that who
    // does not read its answers cannot fill the memory with questions.
    const work = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      socket.pause();
      while (complete() && !socket.destroyed) {
        const message = Buffer.from(buffered.subarray(2, 2 + buffered.readUInt16BE(0)));
        buffered = buffered.subarray(2 + message.length);
        try {
          await this.#send(socket, message, address);
        } catch (error) {
          // No message may end the server.
          this.counters.malformed++;
          this.#log(`tcp: ${String(error)}`);
          socket.destroy();
        }
      }
      busy = false;
      if (!socket.destroyed) socket.resume();
    };
    socket.on("data", (chunk: Buffer) => {
      buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
      void work();
    });
  }

  async #send(socket: Socket, message: Buffer, address: string): Promise<void> {
    let batch: Buffer[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      if (batch.length === 0 || socket.destroyed) return;
      const taken = socket.write(Buffer.concat(batch));
      [batch, size] = [[], 0];
      // A slow reader gets the next part when it has read this one; one that reads nothing for so long is cut off.
      if (!taken) {
        const late = setTimeout(() => socket.destroy(), this.#options.idle ?? PRIMARY_LIMITS.idle);
        await new Promise<void>((resolve) => {
          socket.once("drain", resolve);
          socket.once("close", resolve);
        });
        clearTimeout(late);
      }
    };
    for (const answer of this.#answers(message, "tcp", address)) {
      if (socket.destroyed) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      batch.push(length, answer);
      size += answer.length;
      if (size >= 1 << 20) await flush();
    }
    await flush();
  }

  *#answers(message: Buffer, transport: "udp" | "tcp", address: string): Generator<Buffer, void, void> {
    const query = parseQuery(message);
    if (query === undefined || query.isResponse) {
      this.counters.malformed++;
      // Nothing is sent to what is itself an answer, nor to what has no identifier.
      if (message.length < 12 || message[2]! & 0x80) return;
      const out = Buffer.alloc(12);
      message.copy(out, 0, 0, 2);
      out.writeUInt16BE(0x8000 | (message.readUInt16BE(2) & 0x7900) | RCODE.form, 2);
      return yield out;
    }
    this.counters.queries++;
    const verified = this.#keys.verify(message, query, this.#now());
    if (!verified.ok) {
      this.counters.refused++;
      this.#log(`${address}: TSIG error ${verified.error}`);
      const answer = bare(query, RCODE.notAuth);
      if (verified.key === undefined) return yield unsignedError(answer, query, this.#now(), verified.error);
      const { mac, time, fudge } = query.tsig!;
      return yield new TsigSigner(verified.key, mac).badTime(answer, this.#now(), { time, fudge });
    }
    const { key } = verified;
    const signer = key === undefined ? undefined : new TsigSigner(key, query.tsig!.mac);
    const sign = (out: Buffer): Buffer => signer?.sign(out, this.#now()) ?? out;
    const isTransfer =
      query.opcode === OPCODE.query && (query.type === QTYPE.axfr || query.type === QTYPE.ixfr);
    if (!isTransfer) return yield sign(answerQuery(this.#store, query, transport, tsigSpace(key)));
    const served = this.#store.get(query.name);
    const may = this.#keys.required ? key !== undefined : isLoopback(address);
    if (!may || served === undefined || query.class !== 1) {
      this.counters.refused++;
      this.#log(`${address}: transfer refused`);
      return yield sign(bare(query, served === undefined && may ? RCODE.notAuth : RCODE.refused));
    }
    if (query.type === QTYPE.axfr && transport === "udp") return yield sign(bare(query, RCODE.form));
    this.counters.transfers++;
    yield* this.#transfer(query, served, transport, tsigSpace(key), sign);
  }

  *#transfer(
    query: Query,
    served: NonNullable<ReturnType<ZoneStore["get"]>>,
    transport: "udp" | "tcp",
    space: number,
    sign: (out: Buffer) => Buffer,
  ): Generator<Buffer, void, void> {
    if (query.type === QTYPE.axfr) {
      for (const out of messages(query, wholeZone(served), space)) yield sign(out);
      return;
    }
    const records = steps(served, query.serial);
    const all = messages(query, records, space);
    if (transport === "tcp") {
      for (const out of all) yield sign(out);
      return;
    }
    // Over UDP one message that fits, else the SOA alone: the asker comes again over TCP (RFC 1995 section 2).
    const first = all.next().value;
    const isAll =
      first !== undefined && all.next().done === true && first.length + space <= (query.udpSize ?? 512);
    yield sign(isAll ? first : messages(query, [served.zone.soa], space).next().value!);
  }
}
