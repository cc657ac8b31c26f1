import { describe, expect, it } from "vitest";
import { decodePacket, encodeUdp } from "@comity/newip";
import {
  AddressRotation,
  generateKeys,
  KeyBook,
  SECURE_PORT,
  SecureLayer,
  Session,
  TcpLayer,
} from "@comity/newip-host";
import { addr, hex, line, must } from "./world.ts";

const tick = (): Promise<void> => new Promise((r) => setTimeout(r, 1));
/** Virtual time and the thread pool of WebCrypto go on together, until `done` holds or patience ends. */
async function settle(
  w: { run: (ms: number) => void },
  ms = 200,
  done: () => boolean = () => true,
): Promise<void> {
  for (let t = 0; t < 30 * ms; t += 10) {
    if (t >= ms && done()) return;
    w.run(t < ms ? 10 : 0.1);
    await tick();
  }
}

async function secured(options: { aKnowsB?: boolean; bKnowsA?: boolean; anyone?: boolean } = {}) {
  const net = line();
  const [ka, kb] = [await generateKeys(), await generateKeys()];
  const [ba, bb] = [new KeyBook(), new KeyBook()];
  if (options.aKnowsB !== false) must(ba.add("de00/16", kb.publicKey));
  if (options.bKnowsA !== false) must(bb.add("01", ka.publicKey));
  const ta = new TcpLayer(net.a.stack);
  const tb = new TcpLayer(net.b.stack);
  let now = 1;
  const wallClock = (): number => now++;
  const sa = new SecureLayer(net.a.stack, net.a.udp, ta, { keys: ka, book: ba, wallClock });
  const sb = new SecureLayer(net.b.stack, net.b.udp, tb, {
    keys: kb,
    book: bb,
    wallClock,
    anyone: options.anyone === true,
  });
  const wire: Uint8Array[] = [];
  net.lm.tap = (f) => wire.push(f);
  return { ...net, ka, kb, ba, bb, ta, tb, sa, sb, wire };
}

describe("a flood of handshakes from forged addresses", () => {
  it("delays nobody whose address is real: who brings the cookie back is worked on", async () => {
    const { w, a, b, sa, sb, wire } = await secured();
    const forge = (n: number): void => {
      for (let i = 0; i < n; i++) {
        const source = addr(`0${i % 10}`);
        const payload = Uint8Array.of(1, ...new Uint8Array(4).fill(i), ...new Uint8Array(168).fill(i));
        const ports = { sourcePort: SECURE_PORT, destinationPort: SECURE_PORT };
        const packet = must(encodeUdp({ destination: addr("de00"), source, ...ports, payload }));
        const frame = Uint8Array.from([
          ...b.port.link.mac,
          10,
          11,
          12,
          13,
          14,
          15,
          ...hex("eadd"),
          ...packet,
        ]);
        b.stack.receive(b.port, frame, 0, frame.length);
      }
    };
    forge(400);
    expect(b.stack.counters.get("drop.secure-rate")).toBe(350);
    const heard: string[] = [];
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", (d) => heard.push(Buffer.from(d).toString()));
    must(a.udp.socket().send("ping", 7, "de00"));
    await settle(w, 200, () => heard.length > 0);
    expect(heard).toEqual(["ping"]);
    expect([sa.sessions, sb.sessions]).toEqual([1, 1]);
    expect(wire.length).toBeGreaterThan(0);
  });
});

describe("encryption between stacks", () => {
  it("UDP and TCP leave sealed; ports and content do not show on the wire", async () => {
    const { w, a, b, ta, tb, sa, sb, wire } = await secured();
    const heard: string[] = [];
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", (d, from) => {
      heard.push(Buffer.from(d).toString());
      server.send("pong", from.port, from.address);
    });
    const client = a.udp.socket();
    client.on("message", (d) => heard.push(Buffer.from(d).toString()));
    must(client.send("secret-ping", 7, "de00"));
    const stream: string[] = [];
    must(tb.listen(80, (s) => s.on("data", (d: Uint8Array) => stream.push(Buffer.from(d).toString()))));
    must(ta.connect(addr("de00"), 80)).write("secret-stream");
    await settle(w, 400, () => heard.length === 2 && stream.length === 1);
    expect(heard).toEqual(["secret-ping", "pong"]);
    expect(stream).toEqual(["secret-stream"]);
    expect([sa.sessions, sb.sessions]).toEqual([1, 1]);
    const all = Buffer.concat(wire);
    expect(all.includes("secret")).toBe(false);
    for (const f of wire) {
      if (f[14] !== 0x56 && f[14] !== 0x57) continue;
      const udp = 14 + (f[14] === 0x57 ? 4 : 3) + 3;
      expect((f[udp]! << 8) | f[udp + 1]!).toBe(SECURE_PORT);
    }
  });

  it("nothing leaves in clear to a peer without a key, and nothing in clear is taken", async () => {
    const { w, a, b, ba, bb } = await secured({ aKnowsB: false });
    expect(a.udp.send(hex("00"), addr("de00"), 7, 9)).toMatchObject({ error: { code: "secure-no-key" } });
    must(ba.add("de00", "plain"));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 50);
    expect(b.stack.counters.get("drop.secure-plain-refused")).toBe(1);
    must(bb.add("01", "plain"));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 50);
    expect(b.stack.counters.get("drop.port-unreachable")).toBe(1);
  });

  it("says when a datagram is too long once it is sealed", async () => {
    const { a } = await secured();
    expect(a.udp.send(new Uint8Array(1480), addr("de00"), 7, 9)).toMatchObject({
      error: { code: "packet-too-big" },
    });
    expect(a.udp.send(new Uint8Array(1430), addr("de00"), 7, 9).ok).toBe(true);
  });

  it("a stranger is not answered, unless the node is open to anyone", async () => {
    for (const anyone of [false, true]) {
      const { w, a, b, sb } = await secured({ bKnowsA: false, anyone });
      must(a.udp.send(hex("00"), addr("de00"), 7, 9));
      await settle(w, 100, () => sb.sessions + b.stack.counters.get("drop.secure-handshake") > 0);
      expect(sb.sessions).toBe(anyone ? 1 : 0);
      expect(b.stack.counters.get("drop.secure-handshake")).toBe(anyone ? 0 : 1);
    }
  });

  it("replayed, altered and foreign packets are refused without a change of state", async () => {
    const { w, a, b, r2, wire, sb } = await secured();
    let heard = 0;
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", () => heard++);
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 100, () => heard === 1);
    must(a.udp.send(hex("01"), addr("de00"), 7, 9));
    await settle(w, 100, () => heard === 2);
    expect(heard).toBe(2);
    const again = wire.filter((f) => f[14] === 0x56 || f[14] === 0x57);
    // Everything once more, as recorded on the middle link (addressed to the router r2).
    for (const f of again) {
      const copy = f.slice();
      r2.stack.receive(r2.port, copy, 0, copy.length);
    }
    await settle(w, 100, () => b.stack.counters.get("drop.secure-handshake") === 1);
    expect(heard).toBe(2);
    expect(sb.sessions).toBe(1);
    expect(b.stack.counters.get("drop.secure-replay")).toBe(2);
    // A session's packet from another address.
    const last = decodePacket(again.at(-1)!, { start: 14 });
    if (!last.ok || last.value.kind !== "udp") throw new Error("no datagram");
    const { udp, header } = last.value;
    const moved = encodeUdp({
      destination: addr("de00"),
      source: addr("06"),
      sourcePort: SECURE_PORT,
      destinationPort: SECURE_PORT,
      payload: header.bytes.slice(udp.dataAt, udp.dataEnd),
    });
    if (!moved.ok) throw new Error(moved.error.code);
    const foreign = Uint8Array.from([...b.port.link.mac, 10, 11, 12, 13, 14, 15, 0xea, 0xdd, ...moved.value]);
    b.stack.receive(b.port, foreign, 0, foreign.length);
    expect(b.stack.counters.get("drop.secure-session")).toBe(1);
    expect(b.stack.counters.get("drop.secure-handshake")).toBe(1);

    const one = new Session({ send: new Uint8Array(32), receive: new Uint8Array(32) }, 5);
    const sealed = one.seal(hex("aabb"));
    for (let i = 0; i < sealed.length; i++) {
      const bad = sealed.slice();
      bad[i]! ^= 1;
      const got = one.open(bad);
      if (i !== 0 || got !== "secure-forged") expect(got).toBe("secure-forged");
    }
    expect(one.open(sealed.subarray(0, 20))).toBe("secure-truncated");
    expect(one.open(sealed)).toEqual(hex("aabb"));
    expect(one.open(sealed)).toBe("secure-replay");
    for (let i = 0; i < 2000; i++) one.seal(hex(""));
    expect(one.open(one.seal(hex("cc")))).toEqual(hex("cc"));
    expect(one.open(sealed)).toBe("secure-replay");
  });

  it("a recorded initiation begins nothing that counts, also after a restart", async () => {
    const { w, a, b, bb, kb, r2, wire, sb } = await secured();
    const heard: number[] = [];
    must(b.udp.open(7, (d) => void heard.push(d.length)));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 100, () => heard.length === 1);
    expect(sb.sessions).toBe(1);
    const initiation = wire.find((f) => f.length > 14 + 172 && f.length < 14 + 220 && f[14] !== 0x76)!;
    const again = new SecureLayer(b.stack, b.udp, undefined, { keys: kb, book: bb, wallClock: () => 1 });
    const copy = initiation.slice();
    const before = wire.length;
    r2.stack.receive(r2.port, copy, 0, copy.length);
    await settle(w, 100, () => wire.length > before);
    expect(wire.length).toBeGreaterThan(before);
    expect([again.sessions, b.stack.counters.get("drop.secure-handshake")]).toEqual([0, 0]);
    // The peer whose session was lost asks for another one when it has heard nothing for a while.
    must(a.udp.send(hex("0000"), addr("de00"), 7, 9));
    await settle(w, 100);
    expect(heard).toEqual([1]);
    w.run(16_000);
    must(a.udp.send(hex("0000"), addr("de00"), 7, 9));
    await settle(w, 200, () => a.stack.counters.get("secure.sessions") === 2);
    must(a.udp.send(hex("000000"), addr("de00"), 7, 9));
    await settle(w, 200, () => heard.length === 2);
    expect([heard, again.sessions]).toEqual([[1, 3], 1]);
  });

  it("a reply that is lost is asked for again", async () => {
    const { w, a, b, lm, sb } = await secured();
    const heard: number[] = [];
    must(b.udp.open(7, (d) => void heard.push(d.length)));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    // The initiation goes through, what comes back does not.
    lm.tap = (frame) => void (frame.length > 14 + 168 && (lm.up = false));
    await settle(w, 500);
    expect([lm.counts.down > 0, b.stack.counters.get("drop.secure-handshake"), heard]).toEqual([true, 0, []]);
    lm.tap = undefined;
    lm.up = true;
    await settle(w, 1500, () => heard.length === 1);
    expect([heard, sb.sessions]).toEqual([[1], 1]);
  });

  it("two that ask each other at once can both speak", async () => {
    const { w, a, b } = await secured();
    const heard: string[] = [];
    for (const [host, name] of [
      [a, "a"],
      [b, "b"],
    ] as const)
      must(host.udp.open(7, (d) => void heard.push(`${name}${d.length}`)));
    for (let i = 1; i <= 3; i++) {
      must(a.udp.send(new Uint8Array(i), addr("de00"), 7, 7));
      must(b.udp.send(new Uint8Array(i), addr("01"), 7, 7));
      await settle(w, 200, () => heard.length === 2 * i);
    }
    expect(heard.toSorted()).toEqual(["a1", "a2", "a3", "b1", "b2", "b3"]);
    expect([
      a.stack.counters.get("drop.secure-session"),
      b.stack.counters.get("drop.secure-session"),
    ]).toEqual([0, 0]);
  });

  it("another key cannot take an address over", async () => {
    const { w, a, b, bb, sb } = await secured({ anyone: true, bKnowsA: false });
    must(bb.add("01", (await generateKeys()).publicKey));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 100, () => b.stack.counters.get("drop.secure-wrong-key") === 1);
    expect(sb.sessions).toBe(0);
    expect(b.stack.counters.get("drop.secure-wrong-key")).toBe(1);
  });
});

describe("rotating addresses", () => {
  it("a new address is a new session with a counter that begins anew", async () => {
    const { w, a, b, r1, r2, bb, ka, wire } = await secured();
    must(r1.stack.addRoute("06", r1.port));
    must(r2.stack.addRoute("06", r2.port, addr("0a")));
    must(bb.add("06", ka.publicKey));
    const heard: string[] = [];
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", (_d, from) => heard.push(from.address));
    const sessions = (): string[] =>
      wire
        .filter((f) => f[12] === 0xea && (f[14] === 0x56 || f[14] === 0x57))
        .map((f) => Buffer.from(f.subarray(14 + (f[14] === 0x57 ? 4 : 3) + 3 + 8)))
        .filter((d) => d[0] === 3)
        .map((d) => `${d.readUInt32BE(1)} ${d.readBigUInt64BE(5)}`);
    for (const n of [1, 2]) {
      must(a.udp.send(hex("00"), addr("de00"), 7, 9));
      await settle(w, 100, () => heard.length === n);
    }
    must(a.stack.addAddress(a.port, addr("06")));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 200, () => heard.length === 3);
    expect(heard).toEqual(["01", "01", "06"]);
    const [one, two, three] = sessions().map((text) => text.split(" "));
    expect([one![1], two![1], three![1]]).toEqual(["0", "1", "0"]);
    expect(one![0]).toBe(two![0]);
    expect(three![0]).not.toBe(one![0]);
  });

  it("new packets leave from a fresh free address; the old one still receives, then goes", async () => {
    const { w, a, b, la } = line();
    w.host(la, "f11401");
    let draws = 0;
    const rotation = new AddressRotation(a.stack, a.port, {
      first: 5120,
      last: 5130,
      every: 60_000_000,
      linger: 20_000_000,
      below: () => [1, 2, 5][draws++] ?? 6,
    });
    const turned = rotation.rotate();
    await settle(w, 5000);
    expect(Buffer.from(must(await turned)).toString("hex")).toBe("f11402");
    expect(a.stack.isOwn(addr("01"))).toBe(true);
    const froms: string[] = [];
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", (_d, from) => froms.push(from.address));
    must(a.udp.send(hex("00"), addr("de00"), 7, 9));
    await settle(w, 100);
    expect(froms).toEqual(["f11402"]);
    w.run(21_000);
    expect(a.stack.isOwn(addr("01"))).toBe(false);
    rotation.stop();
  });
});
