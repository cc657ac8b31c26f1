/**
 * End-to-end encryption between stacks, on unless somebody says otherwise: what UDP and TCP send leaves sealed inside
 * UDP port 1021 (RFC 4727, experiments), ports and all; what comes in clear is refused. Routers need know nothing of it.
 * Sealed are the next header and the segment; the outer addresses are bound by the transport's own checksum inside.
 */
import { randomInt } from "node:crypto";
import {
  acceptHeader,
  addressKey,
  Header,
  headerSize,
  NEXT_TCP,
  NEXT_UDP,
  readHeader,
  readUdp,
  TTL_DATA,
  Udp,
  udpPacketSize,
  writeHeader,
  writeUdp,
  type Address,
} from "@comity/newip";
import type { Refusal } from "../refusal.ts";
import type { Stack } from "../stack/stack.ts";
import type { TcpLayer } from "../stack/tcp.ts";
import type { UdpLayer } from "../stack/udp.ts";
import { COOKIE_SIZE, Doorkeeper } from "./doorkeeper.ts";
import { initiate, INIT_SIZE, REPLY_SIZE, respond, type Initiation } from "./handshake.ts";
import type { KeyBook, KeyPair } from "./keys.ts";
import { DATA, DATA_HEADER, Session, TAG } from "./session.ts";

export const SECURE_PORT = 1021;
const INIT = 1;
const REPLY = 2;
const COOKIE = 4;
/** Bytes of an initiation without a cookie. */
const WITHOUT = 5 + INIT_SIZE;
const LIMITS = {
  sessions: 1024,
  begun: 256,
  /** Both sides count from their own moment. */
  linger: 10_000_000,
  silence: 15_000_000,
  open: 128,
  waiting: 16,
  tries: 4,
  lifetime: 600_000_000,
  packets: 2 ** 31,
} as const;

export type SecureOptions = {
  readonly keys: KeyPair;
  readonly book: KeyBook;
  /** Answer any key that proves itself (a public server); only keys of the book when left out. */
  readonly anyone?: boolean;
  /** Milliseconds since 1970, for the order of initiations. */
  readonly wallClock?: () => number;
};

type Peer = {
  /** When something was sent after which nothing was heard (µs). */
  unheardSince?: number | undefined;
  readonly session: Session;
  readonly until: number;
  readonly localId: number;
  used: number;
};
type Question = {
  id: number;
  waiting: Uint8Array[];
  source: Address;
  tries: number;
  initiation?: Initiation;
  /** What the peer wants to see again before it works, and the try it was told at. */
  cookie?: { readonly bytes: Uint8Array; readonly tries: number };
};

export class SecureLayer {
  readonly #stack: Stack;
  readonly #udp: UdpLayer;
  readonly #tcp: TcpLayer | undefined;
  readonly #options: SecureOptions;
  readonly #peers = new Map<string, Peer>();
  readonly #before = new Map<string, Peer>();
  /** Sessions that a peer has begun and not used: until then whoever sent the initiation may have recorded it. */
  readonly #begun = new Map<number, { readonly peer: Peer; readonly key: string }>();
  readonly #byId = new Map<number, { readonly peer: Peer; readonly key: string }>();
  readonly #questions = new Map<string, Question>();
  readonly #lastTime = new Map<string, number>();
  readonly #door = new Doorkeeper();
  readonly #wall: () => number;

  constructor(stack: Stack, udp: UdpLayer, tcp: TcpLayer | undefined, options: SecureOptions) {
    this.#stack = stack;
    this.#udp = udp;
    this.#tcp = tcp;
    this.#options = options;
    this.#wall = options.wallClock ?? Date.now;
    const seal = (destination: Address, source: Address, packet: Uint8Array): true | Refusal | undefined =>
      this.#seal(destination, source, packet);
    udp.seal = seal;
    stack.protocol(NEXT_UDP, (h) => this.#incoming(h, () => udp.receive(h)));
    if (tcp !== undefined) {
      tcp.seal = seal;
      stack.protocol(NEXT_TCP, (h) => this.#plain(h, () => tcp.receive(h)));
    }
  }

  get sessions(): number {
    return this.#peers.size;
  }

  #drop(code: string): void {
    this.#stack.counters.add(`drop.${code}`);
  }

  #seal(destination: Address, source: Address, packet: Uint8Array): true | Refusal | undefined {
    const key = this.#options.book.find(destination);
    if (key === "plain") return undefined;
    const name = `${addressKey(source)} ${addressKey(destination)}`;
    const peer = this.#peers.get(name);
    const now = this.#stack.clock.now();
    const fresh = peer !== undefined && peer.until > now && peer.session.sent < LIMITS.packets;
    if (!fresh && key === undefined && peer === undefined) {
      this.#drop("secure-no-key");
      return {
        code: "secure-no-key",
        field: "destination",
        detail: "no key is known for this address; add it, or name the address as plain on purpose",
      };
    }
    const h = new Header();
    readHeader(packet, 0, packet.length, h);
    const plain = new Uint8Array(1 + packet.length - h.payload);
    plain[0] = h.nextHeader;
    plain.set(packet.subarray(h.payload), 1);
    const size = udpPacketSize(destination, source, DATA_HEADER + plain.length + TAG);
    if (size > this.#stack.mtuFor(destination)) {
      this.#drop("packet-too-big");
      return {
        code: "packet-too-big",
        field: "packet",
        detail: `${size} bytes when sealed: more than the path takes`,
      };
    }
    if (fresh) {
      // A peer that began anew knows this session no longer: after a while without a word it is asked for another one.
      peer.unheardSince ??= now;
      if (key !== undefined && now - peer.unheardSince > LIMITS.silence && !this.#questions.has(name)) {
        peer.unheardSince = now;
        this.#ask(name, destination, source, key);
      }
      this.#stack.counters.add("secure.sealed");
      this.#send(destination, source, peer.session.seal(plain));
      return true;
    }
    if (key === undefined) {
      this.#drop("secure-expired");
      return true;
    }
    const question = this.#questions.get(name) ?? this.#ask(name, destination, source, key);
    if (question === undefined || question.waiting.length >= LIMITS.waiting) this.#drop("secure-queue-full");
    else question.waiting.push(plain);
    return true;
  }

  #ask(name: string, destination: Address, source: Address, key: Uint8Array): Question | undefined {
    if (this.#questions.size >= LIMITS.open) return undefined;
    const question: Question = { id: this.#newId(), waiting: [], source, tries: 0 };
    this.#questions.set(name, question);
    const attempt = async (): Promise<void> => {
      if (this.#questions.get(name) !== question) return;
      if (question.tries++ >= LIMITS.tries) {
        this.#questions.delete(name);
        this.#drop("secure-timeout");
        return;
      }
      // Each try is a new one: the peer has used up the one before, also when its reply was lost.
      question.initiation = await initiate(this.#options.keys, key, this.#wall());
      if (this.#questions.get(name) !== question) return;
      this.#sendInit(destination, question);
      this.#stack.clock.at(this.#stack.clock.now() + 1_000_000, () => void attempt());
    };
    void attempt();
    return question;
  }

  #sendInit(destination: Address, { cookie, id, initiation, source }: Question): void {
    const body = cookie === undefined ? initiation!.message : joined(initiation!.message, cookie.bytes);
    this.#send(destination, source, message(INIT, [id], body));
  }

  /** The peer has much to do: it is asked again with what it said, once a try. */
  #askAgain(id: number, bytes: Uint8Array, source: Address, own: Address): void {
    const question = this.#questions.get(`${addressKey(own)} ${addressKey(source)}`);
    if (
      question?.initiation === undefined ||
      question.id !== id ||
      question.cookie?.tries === question.tries
    ) {
      this.#drop("secure-unsolicited");
      return;
    }
    question.cookie = { bytes, tries: question.tries };
    this.#sendInit(source, question);
  }

  #newId(): number {
    for (;;) {
      const id = randomInt(1, 2 ** 32);
      if (!this.#byId.has(id) && !this.#begun.has(id)) return id;
    }
  }

  #send(destination: Address, source: Address, data: Uint8Array): void {
    const packet = new Uint8Array(udpPacketSize(destination, source, data.length));
    writeUdp(packet, 0, destination, source, TTL_DATA, SECURE_PORT, SECURE_PORT, data);
    const sent = this.#stack.output(packet, destination);
    if (!sent.ok) this.#drop(sent.error.code);
  }

  #plain(h: Header, pass: () => void): void {
    const known =
      h.sourceLength === 0 ? undefined : this.#options.book.find(h.bytes, h.sourceAt, h.sourceLength);
    if (known === "plain") pass();
    else this.#drop("secure-plain-refused");
  }

  #incoming(h: Header, pass: () => void): void {
    const at = h.payload;
    const port = h.end - at >= 8 ? (h.bytes[at + 2]! << 8) | h.bytes[at + 3]! : 0;
    if (port !== SECURE_PORT) {
      this.#plain(h, pass);
      return;
    }
    const u = new Udp();
    if (readUdp(h, u) !== 0 || h.sourceLength === 0) {
      this.#drop("udp-checksum");
      return;
    }
    const data = h.bytes.slice(u.dataAt, u.dataEnd);
    const source = h.source!.slice();
    const own = h.destination.slice();
    const id = data.length >= 5 ? new DataView(data.buffer).getUint32(1) : 0;
    if (data[0] === DATA) this.#open(id, data, source, own);
    else if (data[0] === INIT && (data.length === WITHOUT || data.length === WITHOUT + COOKIE_SIZE))
      void this.#answer(id, data, source, own);
    else if (data[0] === REPLY && data.length === 9 + REPLY_SIZE) void this.#finish(id, data, source, own);
    else if (data[0] === COOKIE && data.length === 5 + COOKIE_SIZE)
      this.#askAgain(id, data.subarray(5), source, own);
    else this.#drop("secure-message");
  }

  async #answer(remoteId: number, data: Uint8Array, source: Address, own: Address): Promise<void> {
    const brought = data.length === WITHOUT ? undefined : data.subarray(WITHOUT);
    const verdict = this.#door.judge({ id: remoteId, source, own }, brought, this.#stack.clock.now());
    if (!verdict.work) {
      this.#drop("secure-rate");
      if (verdict.cookie !== undefined) this.#send(source, own, message(COOKIE, [remoteId], verdict.cookie));
      return;
    }
    const init = data.subarray(5, WITHOUT);
    const { book, anyone, keys } = this.#options;
    const answer = await respond(keys, init, (peer, time) => {
      const name = Buffer.from(peer).toString("hex");
      // An initiation is good once: time goes forward for every key.
      if ((this.#lastTime.get(name) ?? -1) >= time || (anyone !== true && !book.knows(peer))) return false;
      this.#lastTime.delete(name);
      this.#lastTime.set(name, time);
      if (this.#lastTime.size > 4096) this.#lastTime.delete(this.#lastTime.keys().next().value!);
      return true;
    });
    if (answer === undefined) {
      this.#drop("secure-handshake");
      return;
    }
    // An address that the book gives to another key is not taken over by whoever has some key.
    const expected = book.find(source);
    if (expected instanceof Uint8Array && Buffer.compare(expected, answer.peer) !== 0) {
      this.#drop("secure-wrong-key");
      return;
    }
    const localId = this.#newId();
    this.#begin(`${addressKey(own)} ${addressKey(source)}`, new Session(answer.keys, remoteId), localId);
    this.#send(source, own, message(REPLY, [remoteId, localId], answer.reply));
  }

  async #finish(id: number, data: Uint8Array, source: Address, own: Address): Promise<void> {
    const name = `${addressKey(own)} ${addressKey(source)}`;
    const question = this.#questions.get(name);
    if (question?.initiation === undefined || question.id !== id) {
      this.#drop("secure-unsolicited");
      return;
    }
    const keys = await question.initiation.finish(data.subarray(9));
    if (keys === undefined || this.#questions.get(name) !== question) {
      this.#drop("secure-handshake");
      return;
    }
    this.#questions.delete(name);
    const session = new Session(keys, new DataView(data.buffer).getUint32(5));
    this.#keep(name, session, id);
    for (const plain of question.waiting) this.#send(source, own, session.seal(plain));
  }

  /** The answering side: a session replaces the one before when the peer has shown, by using it, that it has the keys. */
  #begin(key: string, session: Session, localId: number): void {
    if (this.#begun.size >= LIMITS.begun) this.#begun.delete(this.#begun.keys().next().value!);
    const now = this.#stack.clock.now();
    this.#begun.set(localId, { peer: { session, until: now + LIMITS.lifetime, used: now, localId }, key });
  }

  /** The asking side: whoever answered has the keys. */
  #keep(name: string, session: Session, localId: number): void {
    const now = this.#stack.clock.now();
    this.#establish(name, { session, until: now + LIMITS.lifetime, used: now, localId });
  }

  #establish(name: string, peer: Peer): void {
    const old = this.#peers.get(name);
    if (old === undefined && this.#peers.size >= LIMITS.sessions) this.#displace();
    // What is still under way, or sent by a peer that asked at the same time, comes in the session before.
    const before = this.#before.get(name);
    if (before !== undefined) this.#byId.delete(before.localId);
    if (old !== undefined) this.#before.set(name, old);
    this.#peers.set(name, peer);
    this.#byId.set(peer.localId, { peer, key: name });
    this.#stack.counters.add("secure.sessions");
  }

  /** The session that was used longest ago makes room. */
  #displace(): void {
    let oldest: string | undefined;
    let used = Number.POSITIVE_INFINITY;
    for (const [name, peer] of this.#peers) {
      if (peer.used >= used) continue;
      oldest = name;
      used = peer.used;
    }
    const peer = oldest === undefined ? undefined : this.#peers.get(oldest);
    if (oldest === undefined || peer === undefined) return;
    this.#peers.delete(oldest);
    this.#byId.delete(peer.localId);
    const before = this.#before.get(oldest);
    if (before !== undefined) this.#byId.delete(before.localId);
    this.#before.delete(oldest);
  }

  #open(id: number, data: Uint8Array, source: Address, own: Address): void {
    const begun = this.#begun.get(id);
    const found = begun ?? this.#byId.get(id);
    if (found === undefined || found.key !== `${addressKey(own)} ${addressKey(source)}`) {
      this.#drop("secure-session");
      return;
    }
    if (found.peer.until + LIMITS.linger <= this.#stack.clock.now()) {
      this.#drop("secure-expired");
      return;
    }
    const plain = found.peer.session.open(data);
    if (typeof plain === "string") {
      this.#drop(plain);
      return;
    }
    if (begun !== undefined) {
      this.#begun.delete(id);
      this.#establish(begun.key, begun.peer);
    }
    found.peer.used = this.#stack.clock.now();
    found.peer.unheardSince = undefined;
    if (plain.length === 0) return;
    const head = headerSize(own.length, source.length, true);
    const packet = new Uint8Array(head + plain.length - 1);
    writeHeader(packet, 0, own, source, TTL_DATA, plain[0]!, packet.length);
    packet.set(plain.subarray(1), head);
    const h = new Header();
    if (readHeader(packet, 0, packet.length, h) <= 0 || acceptHeader(h) !== 0) return;
    this.#stack.counters.add("secure.opened");
    if (h.nextHeader === NEXT_UDP) this.#udp.receive(h);
    else if (h.nextHeader === NEXT_TCP && this.#tcp !== undefined) this.#tcp.receive(h);
    else this.#drop("next-header-unknown");
  }
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([a, b]));

function message(type: number, ids: number[], body: Uint8Array): Uint8Array {
  const out = new Uint8Array(1 + 4 * ids.length + body.length);
  out[0] = type;
  const view = new DataView(out.buffer);
  ids.forEach((id, i) => view.setUint32(1 + 4 * i, id));
  out.set(body, 1 + 4 * ids.length);
  return out;
}
