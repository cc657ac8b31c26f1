/**
 * One TCP connection over flexible addresses: RFC 9293 states, RFC 6298 timeouts, RFC 5681 congestion control, RFC 5961
 * checks of RST and SYN. As the reference page (3.8) says of its peer: MSS is the only option, every window is scaled
 * by 7 on both sides without negotiation, and the urgent pointer of an acknowledgement counts lost packets: it is
 * never urgent data, and ours says 0.
 */
import { TCP_FLAGS } from "@comity/newip";
import type { Clock, Timer } from "../simulator/clock.ts";
import { distance, plus, Reassembly, RoundTrip, SendQueue } from "./tcp-parts.ts";

const { fin: FIN, syn: SYN, rst: RST, psh: PSH, ack: ACK } = TCP_FLAGS;
/** Window scale of the format, never negotiated. */
export const WINDOW_SCALE = 7;
const RECEIVE_WINDOW = 256 * 1024;
/** Bytes accepted for sending before `write` answers false. */
const HIGH_WATER = 256 * 1024;
const MAX_TRIES = 10;
/** Segments that any path takes, near enough. */
const SAFE_MSS = 512;
const TIME_WAIT = 2_000_000;

export type TcpState =
  | "syn-sent"
  | "syn-received"
  | "established"
  | "fin-wait"
  | "close-wait"
  | "closing"
  | "time-wait"
  | "closed";

export type SegmentOut = {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly mss?: number;
  readonly payload?: Uint8Array;
};

export type SegmentIn = {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly mss: number | undefined;
  readonly data: Uint8Array;
};

export type TcpEvents = {
  readonly send: (segment: SegmentOut) => void;
  readonly connected: () => void;
  readonly data: (bytes: Uint8Array) => void;
  /** The peer has sent its last byte. */
  readonly end: () => void;
  /** Room to write again. */
  readonly drain: () => void;
  /** It is over: undefined after an orderly end, else a code. */
  readonly closed: (code: string | undefined) => void;
};

export class TcpConnection {
  state: TcpState;
  readonly #clock: Clock;
  readonly #events: TcpEvents;
  readonly #ownMss: number;
  #mss: number;
  // Sending: `#una` is the oldest byte not acknowledged, `#next` the next to send; `#queue` begins at `#una`.
  #una: number;
  #next: number;
  readonly #queue = new SendQueue();
  #finQueued = false;
  #peerWindow = 0;
  #congestion: number;
  #threshold = 1 << 30;
  #duplicates = 0;
  #recover: number;
  /** Between the third duplicate acknowledgement and that of everything sent before it. */
  #recovering = false;
  readonly #roundTrip = new RoundTrip();
  #tries = 0;
  #timed: { readonly sequence: number; readonly at: number } | undefined;
  #timer: Timer | undefined;
  // Receiving.
  #expected = 0;
  #paused = 0;
  readonly #held = new Reassembly();
  #peerFin: number | undefined;
  #wantDrain = false;
  /** The peer acknowledged our FIN. */
  #finAcked = false;

  constructor(clock: Clock, events: TcpEvents, isn: number, mss: number, peerSyn?: SegmentIn) {
    this.#clock = clock;
    this.#events = events;
    this.#ownMss = mss;
    this.#mss = Math.min(mss, peerSyn?.mss ?? 536);
    this.#una = isn;
    this.#next = plus(isn, 1);
    this.#recover = isn;
    this.#congestion = 10 * mss;
    this.state = peerSyn === undefined ? "syn-sent" : "syn-received";
    if (peerSyn !== undefined) this.#expected = plus(peerSyn.sequence, 1);
    this.#sendSyn();
    this.#arm();
  }

  /** False when the caller should wait for `drain`. After `end` or the close it takes nothing. */
  write(bytes: Uint8Array): boolean {
    if (this.#finQueued || this.state === "closed") return false;
    if (bytes.length > 0) {
      this.#queue.add(bytes);
      this.#push();
    }
    this.#wantDrain = this.#queue.length > HIGH_WATER;
    return !this.#wantDrain;
  }

  /** No more data from here. */
  end(): void {
    if (this.#finQueued || this.state === "closed") return;
    this.#finQueued = true;
    this.#push();
  }

  /** Bytes the application has not consumed; they narrow the window. */
  consumed(bytes: number): void {
    const before = this.#window();
    this.#paused = Math.max(0, this.#paused - bytes);
    if (before < 2 * this.#ownMss && this.#window() >= 2 * this.#ownMss) this.#acknowledge();
  }

  hold(bytes: number): void {
    this.#paused += bytes;
  }

  /** The path takes less than was thought: everything not acknowledged is sent again in smaller segments. */
  shrink(mss: number): void {
    if (mss >= this.#mss || this.state === "closed") return;
    this.#mss = Math.max(mss, 16);
    const data = Math.min(this.#queue.length, Math.max(0, distance(this.#next, this.#una)));
    if (data === 0 || this.state === "syn-sent" || this.state === "syn-received") return;
    // A FIN that was sent stays sent; it is repeated by the timer after the data before it.
    if (this.state === "established" || this.state === "close-wait") this.#next = this.#una;
    this.#timed = undefined;
    this.#push();
  }

  /** Gives the connection up without telling the peer, who may never have asked for it. */
  forget(): void {
    this.#close("tcp-forgotten");
  }

  abort(code = "tcp-aborted"): void {
    if (this.state === "closed") return;
    this.#events.send({ sequence: this.#next, acknowledgement: this.#expected, flags: RST | ACK, window: 0 });
    this.#close(code);
  }

  /** A segment of this connection. Answers a code when it was refused: nothing changed then. */
  receive(s: SegmentIn): string | undefined {
    if (this.state === "syn-sent") return this.#answerToSyn(s);
    if (this.state === "closed") return "tcp-closed";
    const window = this.#window();
    if ((s.flags & RST) !== 0) {
      // RFC 5961 section 3.2: only the exact sequence number resets.
      if (s.sequence === this.#expected) {
        this.#close("tcp-reset");
        return undefined;
      }
      if (distance(s.sequence, this.#expected) >= 0 && distance(s.sequence, this.#expected) < window)
        this.#acknowledge();
      return "tcp-rst-out-of-window";
    }
    if ((s.flags & SYN) !== 0) {
      if (this.state === "syn-received" && plus(s.sequence, 1) === this.#expected) {
        this.#sendSyn();
        return undefined;
      }
      this.#acknowledge();
      return "tcp-syn-unexpected";
    }
    if ((s.flags & ACK) === 0) return "tcp-no-ack";
    const offset = distance(s.sequence, this.#expected);
    const length = s.data.length + ((s.flags & FIN) !== 0 ? 1 : 0);
    if (offset > window || (length > 0 && offset + length <= 0 && offset + length < 0)) {
      this.#acknowledge();
      return "tcp-out-of-window";
    }
    const acked = distance(s.acknowledgement, this.#una);
    if (distance(s.acknowledgement, this.#next) > 0) {
      this.#acknowledge();
      return "tcp-ack-of-nothing-sent";
    }
    if (this.state === "syn-received") {
      if (acked !== 1 && acked <= 0) return "tcp-ack-of-nothing-sent";
      this.#establish(s);
    }
    if (acked > 0) this.#acked(acked, s);
    else if (acked === 0) this.#same(s);
    if (length > 0) this.#take(s, offset, window - offset);
    this.#push();
    return undefined;
  }

  #answerToSyn(s: SegmentIn): string | undefined {
    const acceptable = (s.flags & ACK) !== 0 && s.acknowledgement === this.#next;
    if ((s.flags & RST) !== 0) {
      if (!acceptable) return "tcp-rst-out-of-window";
      this.#close("tcp-refused");
      return undefined;
    }
    if ((s.flags & SYN) === 0 || !acceptable) return "tcp-handshake";
    this.#expected = plus(s.sequence, 1);
    this.#mss = Math.min(this.#ownMss, s.mss ?? 536);
    this.#establish(s);
    this.#una = s.acknowledgement;
    this.#tries = 0;
    this.#acknowledge();
    this.#push();
    this.#arm();
    return undefined;
  }

  #establish(s: SegmentIn): void {
    this.state = "established";
    if (this.#mss < 64) this.#mss = 64;
    this.#peerWindow = s.window * 2 ** WINDOW_SCALE;
    if (this.#una !== s.acknowledgement) this.#una = plus(this.#una, 1);
    this.#congestion = 10 * this.#mss;
    this.#events.connected();
  }

  #acked(count: number, s: SegmentIn): void {
    const una = this.#una;
    const bytes = distance(s.acknowledgement, una);
    this.#una = s.acknowledgement;
    this.#peerWindow = s.window * 2 ** WINDOW_SCALE;
    this.#duplicates = 0;
    this.#tries = 0;
    const timed = this.#timed;
    if (timed !== undefined && distance(s.acknowledgement, timed.sequence) >= 0) {
      this.#roundTrip.measure(this.#clock.now() - timed.at);
      this.#timed = undefined;
    }
    if (this.#queue.acknowledge(bytes) > 0 && this.#finQueued) this.#finAcked = true;
    if (distance(s.acknowledgement, this.#recover) < 0) {
      // A partial acknowledgement: the next segment that is missing, and no more in flight than before.
      if (this.#recovering) this.#congestion = Math.max(this.#mss, this.#congestion - bytes + this.#mss);
      this.#resend();
    } else if (this.#recovering) {
      this.#recovering = false;
      this.#congestion = this.#threshold;
    } else {
      const slow = this.#congestion < this.#threshold;
      this.#congestion += slow ? Math.min(count, this.#mss) : (this.#mss * this.#mss) / this.#congestion;
    }
    this.#arm();
    if (this.#wantDrain && this.#queue.length <= HIGH_WATER / 2) {
      this.#wantDrain = false;
      this.#events.drain();
    }
    this.#settle();
  }

  #same(s: SegmentIn): void {
    const window = s.window * 2 ** WINDOW_SCALE;
    const outstanding = this.#next !== this.#una;
    if (s.data.length === 0 && outstanding && window === this.#peerWindow) {
      if (++this.#duplicates === 3) {
        this.#threshold = Math.max(distance(this.#next, this.#una) / 2, 2 * this.#mss);
        // Each duplicate says that a segment has left the network: new ones may follow it (RFC 6582 section 3.2).
        this.#congestion = this.#threshold + 3 * this.#mss;
        this.#recover = this.#next;
        this.#recovering = true;
        this.#resend();
      } else if (this.#duplicates > 3 && this.#recovering) this.#congestion += this.#mss;
    }
    this.#peerWindow = window;
  }

  /** `room`: bytes of the segment that the window has room for; what is beyond was sent against our word. */
  #take(s: SegmentIn, offset: number, room: number): void {
    const data = s.data.length > room ? s.data.subarray(0, Math.max(0, room)) : s.data;
    if ((s.flags & FIN) !== 0 && data === s.data) this.#peerFin = plus(s.sequence, data.length);
    if (offset > 0) this.#held.hold(s.sequence, data);
    else this.#consume(data.subarray(Math.min(data.length, -offset)));
    for (
      let next = this.#held.take(this.#expected);
      next !== undefined;
      next = this.#held.take(this.#expected)
    ) {
      this.#consume(next);
    }
    if (this.#peerFin !== undefined && this.#peerFin === this.#expected) {
      this.#expected = plus(this.#expected, 1);
      this.#peerFin = undefined;
      if (this.state === "established") this.state = "close-wait";
      else if (this.state === "fin-wait") this.state = "closing";
      this.#acknowledge();
      this.#events.end();
      this.#settle();
      return;
    }
    this.#acknowledge();
  }

  #consume(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#expected = plus(this.#expected, data.length);
    this.#events.data(data);
  }

  #window(): number {
    return Math.max(0, RECEIVE_WINDOW - this.#paused);
  }

  #field(): number {
    return Math.min(0xffff, this.#window() >> WINDOW_SCALE);
  }

  #acknowledge(): void {
    this.#events.send({
      sequence: this.#next,
      acknowledgement: this.#expected,
      flags: ACK,
      window: this.#field(),
    });
  }

  #sendSyn(): void {
    const answer = this.state === "syn-received" ? ACK : 0;
    this.#events.send({
      sequence: this.#una,
      acknowledgement: answer === 0 ? 0 : this.#expected,
      flags: SYN | answer,
      window: this.#field(),
      mss: this.#ownMss,
    });
  }

  #push(): void {
    if (this.state !== "established" && this.state !== "close-wait") return;
    const window = Math.min(this.#peerWindow, this.#congestion);
    for (;;) {
      const sent = distance(this.#next, this.#una);
      const left = this.#queue.length - sent;
      const room = Math.min(this.#mss, left, window - sent);
      if (left > 0 && room <= 0) break;
      if (left <= 0) {
        if (this.#finQueued && left === 0) this.#sendFin();
        break;
      }
      // Avoids silly windows: a short segment waits for acknowledgements unless it is the last.
      if (room < this.#mss && room < left && sent > 0) break;
      const payload = this.#queue.slice(sent, room);
      this.#timed ??= { sequence: plus(this.#next, room), at: this.#clock.now() };
      this.#events.send({
        sequence: this.#next,
        acknowledgement: this.#expected,
        flags: ACK | (room === left ? PSH : 0),
        window: this.#field(),
        payload,
      });
      this.#next = plus(this.#next, room);
    }
    if (this.#timer === undefined) this.#arm();
  }

  #sendFin(): void {
    this.#events.send({
      sequence: this.#next,
      acknowledgement: this.#expected,
      flags: FIN | ACK,
      window: this.#field(),
    });
    this.#next = plus(this.#next, 1);
    this.state = this.state === "close-wait" ? "closing" : "fin-wait";
  }

  #settle(): void {
    if (this.state !== "closing" || !this.#finAcked) return;
    this.state = "time-wait";
    this.#timer?.cancel();
    this.#timer = this.#clock.at(this.#clock.now() + TIME_WAIT, () => this.#close(undefined));
  }

  #arm(): void {
    if (this.state === "time-wait" || this.state === "closed") return;
    this.#timer?.cancel();
    this.#timer = undefined;
    const handshake = this.state === "syn-sent" || this.state === "syn-received";
    // With nothing outstanding but data and a closed window, the timer probes the window.
    if (!handshake && this.#next === this.#una && this.#queue.length === 0) return;
    const wait = this.#roundTrip.wait(this.#tries);
    this.#timer = this.#clock.at(this.#clock.now() + wait, () => this.#timeout());
  }

  #timeout(): void {
    this.#timer = undefined;
    const handshake = this.state === "syn-sent" || this.state === "syn-received";
    if (++this.#tries > (handshake ? 4 : MAX_TRIES)) {
      this.abort("tcp-timeout");
      return;
    }
    this.#timed = undefined;
    if (handshake) this.#sendSyn();
    else {
      this.#threshold = Math.max(distance(this.#next, this.#una) / 2, 2 * this.#mss);
      this.#congestion = this.#mss;
      this.#recovering = false;
      this.#recover = this.#next;
      this.#duplicates = 0;
      // Nobody may have told us that the segments are too long for the path (RFC 4821 section 7.7).
      if (this.#tries === 3 && this.#mss > SAFE_MSS) this.shrink(SAFE_MSS);
      this.#resend();
    }
    this.#arm();
  }

  /** The oldest segment again, or one byte into a closed window. */
  #resend(): void {
    this.#timed = undefined;
    const limit = Math.min(this.#mss, this.#queue.length, this.#peerWindow === 0 ? 1 : this.#mss);
    if (limit > 0) {
      const payload = this.#queue.slice(0, limit);
      this.#events.send({
        sequence: this.#una,
        acknowledgement: this.#expected,
        flags: ACK | PSH,
        window: this.#field(),
        payload,
      });
      if (distance(this.#next, plus(this.#una, limit)) < 0) this.#next = plus(this.#una, limit);
    } else if (this.state === "fin-wait" || this.state === "closing") {
      this.#events.send({
        sequence: this.#una,
        acknowledgement: this.#expected,
        flags: FIN | ACK,
        window: this.#field(),
      });
    }
  }

  #close(code: string | undefined): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#timer?.cancel();
    this.#queue.clear();
    this.#held.clear();
    this.#events.closed(code);
  }
}
