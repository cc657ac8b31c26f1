/** Small sets, a cache with known ids, and a raw peer for the tests of this room. */
import { connect, type Socket } from "node:net";
import { concat, must } from "@comity/canon";
import { aspaSetOf, emptyAspas, emptyVrps, vrpSetOf, type Payload, type RouterKey } from "@comity/routes";
import { decodePdu, HeldSource, RtrServer, type Pdu, type RtrServerOptions } from "@comity/rtr";

/** `"192.0.2.0/24-25 AS64496"`, or without a maximum length. */
export function vrp(text: string): { prefix: string; maxLength?: number; asn: number } {
  const [, prefix, max, asn] = /^([^ -]+)(?:-([0-9]+))? AS([0-9]+)$/.exec(text)!;
  return { prefix: prefix!, asn: Number(asn), ...(max === undefined ? {} : { maxLength: Number(max) }) };
}

export type Sparse = {
  readonly vrps?: readonly string[];
  readonly aspas?: { readonly [customer: number]: readonly number[] };
  readonly keys?: readonly RouterKey[];
};

export const payload = ({ vrps, aspas, keys }: Sparse): Payload => ({
  vrps: vrps === undefined ? emptyVrps() : must(vrpSetOf(vrps.map(vrp))),
  aspas:
    aspas === undefined
      ? emptyAspas()
      : must(
          aspaSetOf(
            Object.entries(aspas).map(([customer, providers]) => ({ customer: Number(customer), providers })),
          ),
        ),
  routerKeys: keys ?? [],
});

export const key = (asn: number, fill: number, size = 91): RouterKey => ({
  asn,
  ski: new Uint8Array(20).fill(fill),
  spki: new Uint8Array(size).fill(fill),
});

/** A PDU as one word list: `+192.0.2.0/24-24 64496`, `+ASPA 1 2 3`, `end 7`, … */
export function words(pdu: Pdu): string {
  switch (pdu.kind) {
    case "ipv4":
    case "ipv6": {
      const hex = Buffer.from(pdu.prefix).toString("hex");
      const address = pdu.kind === "ipv4" ? pdu.prefix.join(".") : hex;
      return `${pdu.announce ? "+" : "-"}${address}/${pdu.length}-${pdu.maxLength} ${pdu.asn}`;
    }
    case "aspa":
      return [`${pdu.announce ? "+" : "-"}ASPA`, pdu.customer, ...pdu.providers].join(" ");
    case "router-key":
      return `${pdu.announce ? "+" : "-"}key ${pdu.asn} ${pdu.ski[0]!}`;
    case "cache-response":
      return `response ${pdu.session}`;
    case "end-of-data":
    case "notify":
    case "serial-query":
      return `${pdu.kind} ${pdu.session} ${pdu.serial}`;
    case "error":
      return `error ${pdu.code}`;
    default:
      return pdu.kind;
  }
}

/** All PDUs of a byte string; throws when something else is in it. */
export function pdusOf(bytes: Uint8Array): Pdu[] {
  const out: Pdu[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const heard = decodePdu(rest);
    if (heard.kind !== "pdu") throw new Error(`not a PDU: ${JSON.stringify(heard)}`);
    out.push(heard.pdu);
    rest = rest.subarray(heard.size);
  }
  return out;
}

export const IDENTITY = { sessions: [100, 101, 102], serial: 6 } as const;

/** A server with a source and clocks that the test moves. */
export function world(options: Partial<RtrServerOptions> = {}) {
  const source = new HeldSource();
  const clock = { unix: 1_000_000, steady: 0 };
  const server = new RtrServer({
    source,
    identity: IDENTITY,
    unix: () => clock.unix,
    steady: () => clock.steady,
    ...options,
  });
  return { source, clock, server };
}

/** A peer that sends any bytes and collects what comes. */
export class Peer {
  readonly socket: Socket;
  closed = false;
  received: Uint8Array = new Uint8Array(0);
  private wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.received = concat(this.received, chunk);
      this.wake();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
      this.wake();
    });
  }

  static to(port: number): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" }, () => resolve(new Peer(socket)));
      socket.once("error", reject);
    });
  }

  send(bytes: Uint8Array | readonly number[]): void {
    this.socket.write(Uint8Array.from(bytes));
  }

  /** Waits until the PDUs so far satisfy `enough` or the connection is closed. */
  async until(enough: (pdus: readonly Pdu[]) => boolean): Promise<Pdu[]> {
    for (;;) {
      const pdus = this.pdus();
      if (enough(pdus) || this.closed) return pdus;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Sends and waits for `n` more PDUs, or the end; in words. */
  async ask(bytes: Uint8Array | readonly number[], n: number): Promise<string[]> {
    const before = this.pdus().length;
    this.send(bytes);
    const all = await this.until((pdus) => pdus.length >= before + n);
    return all.slice(before).map(words);
  }

  async end(): Promise<void> {
    await this.until(() => false);
  }

  pdus(): Pdu[] {
    const out: Pdu[] = [];
    for (let rest = this.received; rest.length > 0;) {
      const heard = decodePdu(rest);
      if (heard.kind !== "pdu") break;
      out.push(heard.pdu);
      rest = rest.subarray(heard.size);
    }
    return out;
  }
}

export const RESET = (version: number): number[] => [version, 2, 0, 0, 0, 0, 0, 8];
export const QUERY = (version: number, session: number, serial: number): number[] => [
  version,
  1,
  session >> 8,
  session & 255,
  0,
  0,
  0,
  12,
  serial >>> 24,
  (serial >>> 16) & 255,
  (serial >>> 8) & 255,
  serial & 255,
];
