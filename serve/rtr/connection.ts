/** One router's transport: cuts PDUs out of the stream, carries out what the session decides, and keeps the deadlines. */
import { concat } from "@comity/canon";
import type { Socket } from "node:net";
import type { RtrCache } from "./cache.ts";
import { countAnswer, type Counters } from "./counters.ts";
import { decodePdu } from "./decode.ts";
import { cacheReset, errorReport, serialNotify } from "./encode.ts";
import { ERROR } from "./error-codes.ts";
import { FIRST_QUERY_SECONDS, HELD_PIECES, IDLE_SECONDS, LINGER_SECONDS, PDU_SECONDS } from "./limits.ts";
import { Session, type Action, type CacheView } from "./session.ts";

const NOTHING = new Uint8Array(0);

/** What a connection shares with the others. `steady` gives seconds of a clock that never goes back. */
export type Shared = {
  readonly cache: RtrCache;
  readonly view: CacheView;
  readonly counters: Counters;
  readonly steady: () => number;
  /** One line about what happened to a session. */
  readonly log: (line: string) => void;
};

export class Connection {
  readonly session: Session;
  readonly peer: string;
  private readonly socket: Socket;
  private readonly shared: Shared;
  private received: Uint8Array = NOTHING;
  /** Buffers of an answer that are not yet with the kernel; `undefined` when none is on its way. */
  private sending:
    | { readonly serial: number | undefined; readonly buffers: readonly Uint8Array[]; at: number }
    | undefined;
  private peerDone = false;
  private asked = false;
  /** Since when the present wait lasts. */
  private since: number;
  private endedAt: number | undefined;

  constructor(socket: Socket, peer: string, shared: Shared) {
    this.socket = socket;
    this.peer = peer;
    this.shared = shared;
    this.session = new Session(shared.view);
    this.since = shared.steady();
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("end", () => this.halfClosed());
    socket.on("error", () => socket.destroy());
  }

  /** Called every second and after each change of the set. */
  sweep(now: number): void {
    if (this.endedAt !== undefined) {
      if (now - this.endedAt >= LINGER_SECONDS) this.socket.destroy();
      return;
    }
    const waited = now - this.since;
    const late = this.lateAfter(waited);
    if (late === undefined) return this.perform(this.session.tick(now));
    this.shared.counters.timeouts++;
    this.end(late, this.sending === undefined ? undefined : ERROR.transport);
  }

  /** What the router has failed to do in the time it has, if it has. */
  private lateAfter(waited: number): string | undefined {
    if (this.sending !== undefined) {
      const most = 3 * this.shared.cache.timers.retry;
      return waited > most ? `nothing was read for ${most} seconds` : undefined;
    }
    if (!this.asked) return waited > FIRST_QUERY_SECONDS ? "no query came" : undefined;
    if (this.received.length > 0) return waited > PDU_SECONDS ? "a PDU was not completed" : undefined;
    return waited > IDLE_SECONDS ? "no query came for two days" : undefined;
  }

  /** Ends the session from this side, with a code where the version has it. */
  end(why: string, code?: number): void {
    this.perform(this.session.end(why, code));
  }

  private take(chunk: Uint8Array): void {
    if (this.session.closed) return;
    if (this.received.length === 0 && this.asked) this.since = this.shared.steady();
    this.received = this.received.length === 0 ? chunk : concat(this.received, chunk);
    this.read();
  }

  private read(): void {
    while (!this.session.closed && this.sending === undefined) {
      const heard = decodePdu(this.received);
      if (heard.kind === "more") break;
      const size = heard.kind === "fault" ? this.received.length : heard.size;
      const faulty = this.received.subarray(0, size);
      this.received = this.received.subarray(size);
      this.since = this.shared.steady();
      this.asked = true;
      this.perform(this.session.heard(heard), faulty);
    }
    if (this.peerDone && this.sending === undefined) this.finish();
    if (this.sending === undefined) this.socket.resume();
    else this.socket.pause();
  }

  private halfClosed(): void {
    this.peerDone = true;
    if (this.sending === undefined) this.finish();
  }

  /** The router will send nothing more: a broken PDU is reported, then the transport ends. */
  private finish(): void {
    if (this.received.length > 0) this.perform(this.session.truncated(), this.received);
    else this.end("the router has closed");
  }

  private perform(actions: readonly Action[], faulty: Uint8Array = NOTHING): void {
    const { cache, counters, view } = this.shared;
    for (const action of actions) {
      switch (action.do) {
        case "whole": {
          countAnswer(counters, "whole", action.version);
          const { serial, buffers } = cache.whole(action.version);
          this.send(serial, buffers);
          break;
        }
        case "changes": {
          countAnswer(counters, "changes", action.version);
          const { serial, buffers } = cache.changes(action.version, action.since);
          this.send(serial, buffers);
          break;
        }
        case "cache-reset":
          countAnswer(counters, "reset", action.version);
          // Whoever is told to reset needs no notification of this serial.
          this.send(view.serial, [cacheReset(action.version)]);
          break;
        case "notify":
          counters.notifies++;
          this.write(serialNotify(action.version, view.sessionId(action.version), view.serial));
          break;
        case "report": {
          counters.reports.set(action.code, (counters.reports.get(action.code) ?? 0) + 1);
          const report = errorReport(
            action.version,
            action.code,
            action.faulty ? faulty : NOTHING,
            action.text,
          );
          if (action.answer) this.send(undefined, [report]);
          else this.write(report);
          break;
        }
        case "close":
          this.shared.log(`${this.peer}: closed: ${action.why}`);
          this.sending = undefined;
          this.received = NOTHING;
          this.endedAt = this.shared.steady();
          this.socket.resume();
          this.socket.end();
          break;
      }
    }
  }

  private send(serial: number | undefined, buffers: readonly Uint8Array[]): void {
    this.sending = { serial, buffers, at: 0 };
    this.since = this.shared.steady();
    this.more();
  }

  /** Hands the next few pieces over; the rest when these are with the kernel, so that a slow reader holds little. */
  private more(): void {
    const { sending, socket } = this;
    if (sending === undefined || socket.destroyed) return;
    const until = Math.min(sending.at + HELD_PIECES, sending.buffers.length);
    socket.cork();
    for (let i = sending.at; i < until; i++) {
      const last = i === until - 1;
      this.write(sending.buffers[i]!, last ? () => this.handedOver(sending) : undefined);
    }
    socket.uncork();
    sending.at = until;
  }

  private handedOver(sending: NonNullable<typeof this.sending>): void {
    if (this.sending !== sending || this.socket.destroyed) return;
    this.since = this.shared.steady();
    if (sending.at < sending.buffers.length) return this.more();
    this.sending = undefined;
    this.perform(this.session.answered(sending.serial, this.since));
    this.read();
  }

  private write(bytes: Uint8Array, done?: () => void): void {
    this.shared.counters.bytes += bytes.length;
    this.socket.write(bytes, done === undefined ? undefined : (error) => error ?? done());
  }
}
