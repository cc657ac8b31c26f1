/** A router's side of the protocol, for `comity rtr dump` and for tests: one question, one answer, PDU by PDU. */
import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { concat, ok, refuse, type Result } from "@comity/canon";
import { decodePdu } from "./decode.ts";
import { errorName } from "./error-codes.ts";
import type { Pdu, Version } from "./pdu.ts";
import { resetQuery, serialQuery } from "./encode.ts";

export type ClientOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
  /** Seconds without a byte after which the cache counts as gone. */
  readonly patience?: number;
};

/** What ended an answer. */
export type Ended = Extract<Pdu, { readonly kind: "end-of-data" | "cache-reset" | "error" }>;

export class RtrClient {
  private readonly socket: Socket;
  private received: Uint8Array = new Uint8Array(0);
  private fault: string | undefined;
  private wake: (() => void) | undefined;

  private constructor(socket: Socket, patience: number) {
    this.socket = socket;
    socket.setTimeout(patience * 1_000, () => this.stop(`nothing came for ${patience} seconds`));
    socket.on("data", (chunk: Buffer) => {
      this.received = this.received.length === 0 ? chunk : concat(this.received, chunk);
      this.wake?.();
    });
    socket.on("error", (cause) => this.stop(cause.message));
    socket.on("close", () => this.stop("the cache has closed the connection"));
  }

  /** Code `rtr-unreachable`. */
  static connect(options: ClientOptions): Promise<Result<RtrClient>> {
    const { host, port, tls, patience = 60 } = options;
    return new Promise((resolve) => {
      const socket = tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tls });
      const failed = (why: string): void => {
        socket.destroy();
        resolve(refuse("rtr-unreachable", `no RTR cache answers at ${host} port ${port}: ${why}`, "cache"));
      };
      socket.setTimeout(patience * 1_000, () => failed("timeout"));
      socket.once("error", (cause) => failed(cause.message));
      socket.once(tls === undefined ? "connect" : "secureConnect", () => {
        socket.removeAllListeners("error").removeAllListeners("timeout");
        resolve(ok(new RtrClient(socket, patience)));
      });
    });
  }

  /** The whole set. */
  reset(version: Version, each: (pdu: Pdu) => void): Promise<Result<Ended>> {
    return this.ask(resetQuery(version), each);
  }

  /** What changed since a serial. */
  since(version: Version, session: number, serial: number, each: (pdu: Pdu) => void): Promise<Result<Ended>> {
    return this.ask(serialQuery(version, session, serial), each);
  }

  /** Sends a query (or anything) and reads until End of Data, Cache Reset or an Error Report; `each` sees all PDUs before that. */
  async ask(query: Uint8Array, each: (pdu: Pdu) => void): Promise<Result<Ended>> {
    this.socket.write(query);
    for (;;) {
      const pdu = await this.next();
      if (!pdu.ok) return pdu;
      const { value } = pdu;
      if (value.kind === "end-of-data" || value.kind === "cache-reset" || value.kind === "error")
        return ok(value);
      each(value);
    }
  }

  /** The next PDU. Codes `rtr-ended`, `rtr-pdu`. */
  async next(): Promise<Result<Pdu>> {
    for (;;) {
      const heard = decodePdu(this.received);
      if (heard.kind === "pdu") {
        this.received = this.received.subarray(heard.size);
        return ok(heard.pdu);
      }
      if (heard.kind === "foreign")
        return refuse("rtr-pdu", `a PDU of version ${heard.version} came`, "cache");
      if (heard.kind === "fault")
        return refuse("rtr-pdu", `${errorName(heard.code)}: ${heard.detail}`, "cache");
      if (this.fault !== undefined)
        return refuse("rtr-ended", `the answer is not complete: ${this.fault}`, "cache");
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private stop(why: string): void {
    this.fault ??= why;
    this.socket.destroy();
    this.wake?.();
  }
}
