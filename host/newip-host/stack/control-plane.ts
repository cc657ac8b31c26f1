/**
 * Echo and errors of one node (SPEC section 1): answers echo, believes only errors about packets of its own, tells
 * sources that speak the extension why a packet ended here, never faster than the limits.
 */
import { acceptHeader, Header, NEXT_NEIGHBOUR, readHeader, type Address } from "@comity/newip";
import type { Clock } from "../simulator/clock.ts";
import type { Result } from "../refusal.ts";
import { CONTROL, NEXT_CONTROL, quote, readControl, Speakers, writeControl } from "./control.ts";
import type { ControlMessage, EchoMessage } from "./control.ts";
import { TokenBucket, type Counters } from "./counters.ts";
import type { PathMtus } from "./path-mtu.ts";

/** Errors a node sends per second, and at once; echo replies likewise. */
const ERROR_RATE = 100;
const ECHO_RATE = 1000;

/** What the control plane needs of the node. */
export type ControlHost = {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly pathMtus: PathMtus;
  readonly isOwn: (address: Address) => boolean;
  readonly sourceFor: (destination: Address) => Address | undefined;
  readonly send: (
    nextHeader: number,
    destination: Address,
    source: Address,
    payload: Uint8Array,
  ) => Result<number>;
  /** Takes echo requests to addresses that are not the node's own; true when it will answer. */
  readonly echoFor: (message: EchoMessage, destination: Address, source: Address, ttl: number) => boolean;
};

export class ControlPlane {
  readonly #host: ControlHost;
  readonly #mode: "off" | "learnt" | "all";
  readonly #speakers = new Speakers();
  readonly #errors = new TokenBucket(ERROR_RATE, ERROR_RATE);
  readonly #echoes = new TokenBucket(ECHO_RATE, ECHO_RATE);
  readonly #listeners = new Set<(message: ControlMessage, source: Address) => void>();
  /** Whether a port that an error quotes is one of ours: set by the transports. */
  readonly quotedChecks: ((header: Header) => boolean)[] = [];

  constructor(host: ControlHost, mode: "off" | "learnt" | "all") {
    this.#host = host;
    this.#mode = mode;
  }

  get on(): boolean {
    return this.#mode !== "off";
  }

  /** A packet of the extension passed through: its source speaks it. */
  heard(h: Header): void {
    if (this.on) this.#speakers.add(h);
  }

  listen(listener: (message: ControlMessage, source: Address) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #drop(code: string): void {
    this.#host.counters.add(`drop.${code}`);
  }

  /** A control message for this node. */
  receive(h: Header): void {
    const message = readControl(h);
    if (typeof message === "string") {
      this.#drop(message);
      return;
    }
    const source = h.source?.slice();
    if (source === undefined) {
      this.#drop("control-source");
      return;
    }
    this.#speakers.add(h);
    if (message.type === "echo-request") {
      if (!this.#host.isOwn(h.destination)) {
        const taken = this.#host.echoFor(message, h.destination.slice(), source, h.ttl);
        if (!taken) this.#drop("echo-not-answered");
        return;
      }
      if (!this.#echoes.take(this.#host.clock.now())) {
        this.#drop("echo-rate");
        return;
      }
      this.answerEcho(message, h.destination.slice(), source);
      return;
    }
    if ("quoted" in message && !this.#believable(message.quoted)) {
      this.#drop("control-quote");
      return;
    }
    this.#host.counters.add(`control.${message.type}`);
    if (message.type === "too-big") {
      const about = new Header();
      readHeader(message.quoted, 0, message.quoted.length, about);
      if (!this.#host.pathMtus.set(about.destination.slice(), message.mtu)) this.#drop("control-mtu");
    }
    for (const listener of this.#listeners) listener(message, source);
  }

  /** Answers an echo request from `own` to `source`. */
  answerEcho(message: EchoMessage, own: Address, source: Address): void {
    const word = ((message.id << 16) | message.sequence) >>> 0;
    this.#host.counters.add("control.echo-answered");
    const reply = writeControl(CONTROL.echoReply, 0, word, message.data, source, own);
    const sent = this.#host.send(NEXT_CONTROL, source, own, reply);
    if (!sent.ok) this.#drop(sent.error.code);
  }

  /** An error counts only if it quotes a packet this node may have sent: own source, and a port that is open. */
  #believable(quoted: Uint8Array): boolean {
    const about = new Header();
    if (readHeader(quoted, 0, quoted.length, about) <= 0 || about.sourceLength === 0) return false;
    if (!this.#host.isOwn(about.source!)) return false;
    if (about.nextHeader === NEXT_CONTROL)
      return about.payload < about.end && quoted[about.payload] === CONTROL.echoRequest;
    return this.quotedChecks.some((check) => check(about));
  }

  /** Tells the source of `h`, if it may be told: never about an error, never to a group, never faster than the limit. */
  error(h: Header, type: number, code: number, word: number): void {
    if (this.#mode === "off") return;
    if (this.#mode === "learnt" && !this.#speakers.has(h)) return;
    if (h.sourceLength === 0 || h.nextHeader === NEXT_NEIGHBOUR) return;
    if (h.nextHeader === NEXT_CONTROL && h.bytes[h.payload] !== CONTROL.echoRequest) return;
    if (!this.#errors.take(this.#host.clock.now())) {
      this.#drop("error-rate");
      return;
    }
    const destination = h.source!.slice();
    const source = this.#host.sourceFor(destination);
    if (source === undefined) return;
    const body = quote(h);
    this.#host.counters.add("control.error-sent");
    const message = writeControl(type, code, word, body, destination, source);
    const sent = this.#host.send(NEXT_CONTROL, destination, source, message);
    if (!sent.ok) this.#drop(sent.error.code);
  }

  /** As `#error`, about a packet read afresh (its header is no longer at hand). */
  errorAbout(bytes: Uint8Array, start: number, end: number, type: number, code: number, word: number): void {
    const h = new Header();
    if (
      readHeader(bytes, start, end, h) > 0 &&
      acceptHeader(h) === 0 &&
      !(h.source !== undefined && this.#host.isOwn(h.source))
    ) {
      this.error(h, type, code, word);
    }
  }
}
