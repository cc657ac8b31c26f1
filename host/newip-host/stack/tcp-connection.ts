/**
 * One TCP connection over flexible addresses: RFC 9293 states, RFC 6298 timeouts, RFC 5681 congestion control, RFC 5961
 * checks of RST and SYN. As the reference page (3.8) says of its peer: MSS is the only option, every window is scaled
 * by 7 on both sides without negotiation, and the urgent pointer of an acknowledgement counts lost packets: it is
 * never urgent data, and ours says 0.
 */
import { TCP_FLAGS } from "@comity/newip";
import type { Clock, Timer } from "../simulator/clock.ts";
import { Congestion } from "./tcp-congestion.ts";
import { distance, plus, RoundTrip, SendQueue } from "./tcp-parts.ts";
import { TcpReceiver, WINDOW_SCALE } from "./tcp-receiver.ts";
import type { SegmentIn, TcpEvents, TcpState } from "./tcp-segment.ts";

const { fin: FIN, syn: SYN, rst: RST, psh: PSH, ack: ACK } = TCP_FLAGS;
/** Bytes accepted for sending before `write` answers false. */
const HIGH_WATER = 256 * 1024;
const MAX_TRIES = 10;
/** Segments that any path takes, near enough. */
const SAFE_MSS = 512;
const TIME_WAIT = 2_000_000;

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
  readonly #congestion: Congestion;
  readonly #roundTrip = new RoundTrip();
  #tries = 0;
  #timed: { readonly sequence: number; readonly at: number } | undefined;
  #timer: Timer | undefined;
  readonly #receiver: TcpReceiver;
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
    this.#congestion = new Congestion(isn, mss);
    this.#receiver = new TcpReceiver(events.data);
    this.state = peerSyn === undefined ? "syn-sent" : "syn-received";
    if (peerSyn !== undefined) this.#receiver.expected = plus(peerSyn.sequence, 1);
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
    if (this.#receiver.consumed(bytes, this.#ownMss)) this.#acknowledge();
  }

  hold(bytes: number): void {
    this.#receiver.hold(bytes);
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
    this.#events.send({
      sequence: this.#next,
      acknowledgement: this.#receiver.expected,
      flags: RST | ACK,
      window: 0,
    });
    this.#close(code);
  }

  /** A segment of this connection. Answers a code when it was refused: nothing changed then. */
  receive(s: SegmentIn): string | undefined {
    if (this.state === "syn-sent") return this.#answerToSyn(s);
    if (this.state === "closed") return "tcp-closed";
    const { window } = this.#receiver;
    if ((s.flags & RST) !== 0) {
      // RFC 5961 section 3.2: only the exact sequence number resets.
      if (s.sequence === this.#receiver.expected) {
        this.#close("tcp-reset");
        return undefined;
      }
      if (
        distance(s.sequence, this.#receiver.expected) >= 0 &&
        distance(s.sequence, this.#receiver.expected) < window
      )
        this.#acknowledge();
      return "tcp-rst-out-of-window";
    }
    if ((s.flags & SYN) !== 0) {
      if (this.state === "syn-received" && plus(s.sequence, 1) === this.#receiver.expected) {
        this.#sendSyn();
        return undefined;
      }
      this.#acknowledge();
      return "tcp-syn-unexpected";
    }
    if ((s.flags & ACK) === 0) return "tcp-no-ack";
    const offset = distance(s.sequence, this.#receiver.expected);
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
    if (acked > 0) this.#acked(s);
    else if (acked === 0) this.#same(s);
    if (length > 0) this.#take(s, offset, window);
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
    this.#receiver.expected = plus(s.sequence, 1);
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
    this.#congestion.begin(this.#mss);
    this.#events.connected();
  }

  #acked(s: SegmentIn): void {
    const bytes = distance(s.acknowledgement, this.#una);
    this.#una = s.acknowledgement;
    this.#peerWindow = s.window * 2 ** WINDOW_SCALE;
    this.#tries = 0;
    const timed = this.#timed;
    if (timed !== undefined && distance(s.acknowledgement, timed.sequence) >= 0) {
      this.#roundTrip.measure(this.#clock.now() - timed.at);
      this.#timed = undefined;
    }
    if (this.#queue.acknowledge(bytes) > 0 && this.#finQueued) this.#finAcked = true;
    if (this.#congestion.acknowledged(bytes, this.#una, this.#mss)) this.#resend();
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
    const flight = distance(this.#next, this.#una);
    if (s.data.length === 0 && outstanding && window === this.#peerWindow) {
      if (this.#congestion.duplicate(flight, this.#next, this.#mss)) this.#resend();
    }
    this.#peerWindow = window;
  }

  #take(s: SegmentIn, offset: number, window: number): void {
    const last = this.#receiver.take(s.sequence, s.data, (s.flags & FIN) !== 0, offset, window);
    if (last && this.state === "established") this.state = "close-wait";
    else if (last && this.state === "fin-wait") this.state = "closing";
    this.#acknowledge();
    if (!last) return;
    this.#events.end();
    this.#settle();
  }

  #acknowledge(): void {
    this.#events.send({
      sequence: this.#next,
      acknowledgement: this.#receiver.expected,
      flags: ACK,
      window: this.#receiver.field,
    });
  }

  #sendSyn(): void {
    const answer = this.state === "syn-received" ? ACK : 0;
    this.#events.send({
      sequence: this.#una,
      acknowledgement: answer === 0 ? 0 : this.#receiver.expected,
      flags: SYN | answer,
      window: this.#receiver.field,
      mss: this.#ownMss,
    });
  }

  #push(): void {
    if (this.state !== "established" && this.state !== "close-wait") return;
    const window = Math.min(this.#peerWindow, this.#congestion.window);
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
        acknowledgement: this.#receiver.expected,
        flags: ACK | (room === left ? PSH : 0),
        window: this.#receiver.field,
        payload,
      });
      this.#next = plus(this.#next, room);
    }
    if (this.#timer === undefined) this.#arm();
  }

  #sendFin(): void {
    this.#events.send({
      sequence: this.#next,
      acknowledgement: this.#receiver.expected,
      flags: FIN | ACK,
      window: this.#receiver.field,
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
      this.#congestion.timeout(distance(this.#next, this.#una), this.#next, this.#mss);
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
        acknowledgement: this.#receiver.expected,
        flags: ACK | PSH,
        window: this.#receiver.field,
        payload,
      });
      if (distance(this.#next, plus(this.#una, limit)) < 0) this.#next = plus(this.#una, limit);
    } else if (this.state === "fin-wait" || this.state === "closing") {
      this.#events.send({
        sequence: this.#una,
        acknowledgement: this.#receiver.expected,
        flags: FIN | ACK,
        window: this.#receiver.field,
      });
    }
  }

  #close(code: string | undefined): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#timer?.cancel();
    this.#queue.clear();
    this.#receiver.clear();
    this.#events.closed(code);
  }
}
