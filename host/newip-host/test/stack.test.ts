import { describe, expect, it } from "vitest";
import { encodeAdvertisement, encodePacket, encodeSolicitation, encodeUdp, NEXT_UDP } from "@comity/newip";
import { NEIGHBOUR_LIMITS, NEXT_CONTROL, type RemoteInfo } from "@comity/newip-host";
import { addr, hex, line, must, World, type Host } from "./world.ts";

const frameOf = (packet: Uint8Array, to: Uint8Array, from: Uint8Array): Uint8Array =>
  Uint8Array.from([...to, ...from, 0xea, 0xdd, ...packet]);
const EVIL = hex("0a0b0c0d0e0f");

function hear(host: Host, port: number): { data: Uint8Array; from: RemoteInfo }[] {
  const heard: { data: Uint8Array; from: RemoteInfo }[] = [];
  const socket = host.udp.socket();
  must(socket.bind(port));
  socket.on("message", (data, from) => heard.push({ data, from }));
  return heard;
}

describe("UDP over two routers", () => {
  it("goes both ways with neighbour discovery, and the TTL falls by one at each router", () => {
    const { w, a, b, lb } = line();
    const ttls: number[] = [];
    lb.tap = (f) => {
      if (f[14] === 0x56) ttls.push(f[15]!);
      if (f[14] === 0x57) ttls.push(f[16]!);
    };
    const atB = hear(b, 7);
    const atA = hear(a, 9);
    const socket = b.udp.socket();
    must(a.udp.send(hex("68656c6c6f"), addr("de00"), 7, 9));
    w.run(50);
    expect(atB).toEqual([{ data: hex("68656c6c6f"), from: { address: "01", port: 9, size: 5 } }]);
    must(socket.send("back", 9, "01"));
    w.run(50);
    expect(atA.map((m) => Buffer.from(m.data).toString())).toEqual(["back"]);
    expect(ttls).toEqual([126, 128]);
  });

  it("a socket is bound once, ports are exclusive, connected sockets hear their peer alone", () => {
    const { w, a, b } = line();
    const one = a.udp.socket();
    expect(must(one.bind(53))).toBe(53);
    expect(one.bind(54)).toMatchObject({ error: { code: "socket-bound" } });
    expect(a.udp.socket().bind(53)).toMatchObject({ error: { code: "port-taken" } });
    expect(a.udp.socket().bind(0, "05")).toMatchObject({ error: { code: "address-foreign" } });
    let heard = 0;
    const connected = b.udp.socket();
    connected.on("message", () => heard++);
    must(connected.connect(53, "01"));
    must(a.udp.send(hex("01"), addr("de00"), connected.address().port, 53));
    must(a.udp.send(hex("01"), addr("de00"), connected.address().port, 54));
    w.run(50);
    expect(heard).toBe(1);
    one.close();
    expect(must(a.udp.socket().bind(53))).toBe(53);
  });

  it("refuses what is longer than the MTU instead of splitting it", () => {
    const { a } = line();
    expect(a.udp.send(new Uint8Array(1500), addr("de00"), 7, 9)).toMatchObject({
      error: { code: "packet-too-big" },
    });
  });
});

describe("TTL", () => {
  it("a loop of three routers ends: every packet dies after at most its TTL", () => {
    const w = new World();
    const links = [w.link("x"), w.link("y"), w.link("z")];
    const routers = [0, 1, 2].map((i) => w.host(links[i]!, `1${i}`, { forwarding: true, extension: "all" }));
    for (const [i, r] of routers.entries()) {
      const out = must(r.stack.addInterface(links[(i + 1) % 3]!.port(), [addr(`2${i}`)]));
      must(r.stack.addRoute("50", out, addr(`1${(i + 1) % 3}`)));
    }
    let frames = 0;
    for (const l of links) l.tap = (f) => void (f[14] === 0x57 && frames++);
    const packet = must(
      encodeUdp({
        destination: addr("50"),
        source: addr("60"),
        sourcePort: 1,
        destinationPort: 1,
        payload: hex("00"),
        ttl: 40,
      }) as never,
    ) as Uint8Array;
    const first = routers[0]!;
    const frame = frameOf(packet, first.port.link.mac, EVIL);
    first.stack.receive(first.port, frame, 0, frame.length);
    w.run(60_000);
    expect(frames).toBe(39);
    expect(routers.map((r) => r.stack.counters.get("drop.ttl-expired")).reduce((x, y) => x + y)).toBe(1);
  });

  it("drops TTL 0 and never forwards TTL 1", () => {
    const { w, r1, b } = line();
    const heard = hear(b, 7);
    const packet = must(
      encodeUdp({
        destination: addr("de00"),
        source: addr("01"),
        sourcePort: 1,
        destinationPort: 7,
        payload: hex("00"),
        ttl: 1,
      }) as never,
    ) as Uint8Array;
    const frame = frameOf(packet, r1.port.link.mac, EVIL);
    r1.stack.receive(r1.port, frame.slice(), 0, frame.length);
    frame[14 + (frame[14] === 0x57 ? 2 : 1)] = 0;
    r1.stack.receive(r1.port, frame.slice(), 0, frame.length);
    w.run(5000);
    expect(r1.stack.counters.get("drop.ttl-expired")).toBe(2);
    expect(heard).toEqual([]);
  });
});

describe("echo and errors (our extension)", () => {
  it("answers echo over two routers, and expired TTLs are told to those who speak it", () => {
    const { w, a } = line();
    const seen: string[] = [];
    a.stack.onControl((m, from) => seen.push(`${m.type} ${Buffer.from(from).toString("hex")}`));
    must(a.stack.echo(addr("de00"), 1, 1, hex("0102")));
    w.run(50);
    must(a.stack.echo(addr("de00"), 1, 2, hex("0102"), 1));
    w.run(50);
    must(a.stack.echo(addr("de00"), 1, 3, hex("0102"), 2));
    w.run(50);
    must(a.stack.echo(addr("fe00000000000001"), 1, 4, hex("")));
    w.run(50);
    expect(seen).toEqual(["echo-reply de00", "expired 02", "expired 0b", "unreachable 02"]);
  });

  it("says nothing to a source that has not shown that it speaks the extension, or when it is off", () => {
    for (const extension of ["learnt", "off"] as const) {
      const { w, a, r1, b } = line({ extension });
      must(a.udp.send(hex("00"), addr("de00"), 99, 9));
      must(a.udp.send(hex("00"), addr("fe00000000000001"), 99, 9));
      w.run(50);
      expect(b.stack.counters.get("drop.port-unreachable")).toBe(1);
      expect(b.stack.counters.get("control.error-sent")).toBe(0);
      expect(r1.stack.counters.get("drop.no-route")).toBe(1);
      expect(r1.stack.counters.get("control.error-sent")).toBe(0);
    }
    const { a } = line({ extension: "off" });
    expect(a.stack.echo(addr("de00"), 1, 1, hex(""))).toMatchObject({ error: { code: "extension-off" } });
  });

  it("learns a path MTU only from an error that quotes a packet of its own", () => {
    const { w, a, b } = line({ extension: "all" }, { mtu: 600 });
    const heard = hear(b, 7);
    const socket = a.udp.socket();
    must(socket.bind(9));
    must(socket.send(new Uint8Array(1000), 7, "de00"));
    w.run(50);
    expect(a.stack.mtuFor(addr("de00"))).toBe(600);
    expect(socket.send(new Uint8Array(1000), 7, "de00")).toMatchObject({ error: { code: "packet-too-big" } });
    must(socket.send(new Uint8Array(580), 7, "de00"));
    w.run(50);
    expect(heard.map((m) => m.data.length)).toEqual([580]);
    // Impossible, or more than what is known: nothing changes.
    expect(a.stack.pathMtus.set(addr("de00"), 43)).toBe(false);
    expect(a.stack.pathMtus.set(addr("de00"), 700)).toBe(false);
    w.run(600_001);
    expect(a.stack.mtuFor(addr("de00"))).toBe(1500);
  });

  it("refuses forged errors without a change of state", () => {
    const { w, a, la } = line({ extension: "all" });
    const evil = w.host(la, "03");
    must(evil.stack.addRoute("01", evil.port));
    const quoted = must(
      encodeUdp({
        destination: addr("de00"),
        source: addr("01"),
        sourcePort: 4242,
        destinationPort: 7,
        payload: hex("00"),
      }) as never,
    ) as Uint8Array;
    const body = Uint8Array.from([2, 0, 0, 0, 0, 0, 1, 0, ...quoted]);
    must(evil.stack.send(NEXT_CONTROL, addr("01"), addr("03"), body));
    w.run(50);
    expect(a.stack.counters.get("drop.control-checksum")).toBe(1);
    expect(a.stack.mtuFor(addr("de00"))).toBe(1500);
  });
});

describe("neighbour discovery", () => {
  const advert = (to: string, from: string, mac: Uint8Array): Uint8Array =>
    must(encodeAdvertisement({ destination: addr(to), source: addr(from), mac }) as never) as Uint8Array;

  it("an advertisement nobody asked for, a solicitation, a wrong length, a group station: nothing changes", () => {
    const w = new World();
    const l = w.link("l");
    const a = w.host(l, "01");
    const give = (packet: Uint8Array): void => {
      const f = frameOf(packet, a.port.link.mac, EVIL);
      a.stack.receive(a.port, f, 0, f.length);
    };
    give(advert("01", "05", EVIL));
    expect(a.stack.counters.get("drop.neighbour-unsolicited")).toBe(1);
    give(
      must(
        encodeSolicitation({ target: addr("01"), source: addr("05"), destination: addr("01") }) as never,
      ) as Uint8Array,
    );
    expect(a.stack.counters.get("neighbour.advertisement-sent")).toBe(1);
    a.port.neighbours.probe(addr("05"));
    give(advert("01", "05", hex("beef")));
    expect(a.stack.counters.get("drop.neighbour-mac-length")).toBe(1);
    give(advert("01", "05", hex("ffffffffffff")));
    expect(a.stack.counters.get("drop.neighbour-mac-group")).toBe(1);
    give(advert("07", "05", EVIL));
    expect(a.stack.counters.get("drop.neighbour-target-foreign")).toBe(1);
    expect(a.port.neighbours.size).toBe(0);
    give(advert("01", "05", EVIL));
    expect(a.port.neighbours.entries().map((e) => [...e.mac])).toEqual([[...EVIL]]);
    // Known now: a second advertisement, unasked, does not move it.
    give(advert("01", "05", hex("020202020202")));
    expect(a.port.neighbours.entries().map((e) => [...e.mac])).toEqual([[...EVIL]]);
  });

  it("does not answer sources that are absent, FFxx or its own", () => {
    const w = new World();
    const a = w.host(w.link("l"), "01");
    const own = must(encodeSolicitation({ target: addr("01"), source: addr("01") }) as never) as Uint8Array;
    // 76 40 LEN LEN b1 ff04 …: the source replaced by FF04 needs another length, so build both by hand.
    const body = own.slice(own.length - 5);
    for (const head of [hex("7440000bb1ff04"), hex("7640000fb1ff04ff04")]) {
      const p = Uint8Array.from([...head, ...body]);
      p[3] = p.length;
      const f = frameOf(p, hex("ffffffffffff"), EVIL);
      a.stack.receive(a.port, f, 0, f.length);
    }
    const f = frameOf(own, hex("ffffffffffff"), EVIL);
    a.stack.receive(a.port, f, 0, f.length);
    expect(a.stack.counters.get("neighbour.advertisement-sent")).toBe(0);
    expect(
      a.stack.counters.get("drop.neighbour-source") + a.stack.counters.get("drop.neighbour-checksum"),
    ).toBe(3);
  });

  it("a flood of solicitations gets a bounded number of answers and no memory", () => {
    const w = new World();
    const a = w.host(w.link("l"), "01");
    for (let i = 0; i < 5000; i++) {
      const source = Uint8Array.of(0xde, i & 0xff);
      const p = must(encodeSolicitation({ target: addr("01"), source }) as never) as Uint8Array;
      const f = frameOf(p, hex("ffffffffffff"), EVIL);
      a.stack.receive(a.port, f, 0, f.length);
    }
    expect(a.stack.counters.get("neighbour.advertisement-sent")).toBe(1000);
    expect(a.stack.counters.get("drop.neighbour-rate")).toBe(4000);
    expect(a.port.neighbours.size + a.port.neighbours.questions).toBe(0);
  });

  it("gives up after four probes; waiting frames and questions are bounded", () => {
    const w = new World();
    const a = w.host(w.link("l"), "01");
    must(a.stack.addRoute("default", a.port));
    for (let i = 0; i < 40; i++) must(a.udp.send(hex("00"), addr("05"), 7, 9));
    for (let i = 0; i < 300; i++) must(a.udp.send(hex("00"), Uint8Array.of(0xe0, i & 0xff), 7, 9));
    expect(a.stack.counters.get("drop.neighbour-queue-full")).toBe(24);
    expect(a.port.neighbours.questions).toBe(NEIGHBOUR_LIMITS.questions);
    w.run(5000);
    expect(a.stack.counters.get("neighbour.unreachable")).toBe(NEIGHBOUR_LIMITS.questions);
    expect(a.port.neighbours.questions).toBe(0);
  });

  it("asks again when an answer is old, and forgets a neighbour that is gone", () => {
    const w = new World();
    const l = w.link("l");
    const a = w.host(l, "01");
    const b = w.host(l, "02");
    must(a.stack.addRoute("02", a.port));
    must(b.stack.addRoute("01", b.port));
    must(a.udp.send(hex("00"), addr("02"), 7, 9));
    w.run(10);
    expect(a.port.neighbours.size).toBe(1);
    w.run(61_000);
    must(a.udp.send(hex("00"), addr("02"), 7, 9));
    w.run(10);
    expect(a.stack.counters.get("neighbour.learnt")).toBe(2);
    b.stack.close();
    w.run(61_000);
    must(a.udp.send(hex("00"), addr("02"), 7, 9));
    w.run(6000);
    expect(a.port.neighbours.size).toBe(0);
  });

  it("finds out whether an address is taken on the link", async () => {
    const w = new World();
    const l = w.link("l");
    const a = w.host(l, "01");
    w.host(l, "02");
    const taken = a.stack.isFree(a.port, addr("02"));
    const free = a.stack.isFree(a.port, addr("03"));
    w.run(3000);
    expect([await taken, await free]).toEqual([false, true]);
  });
});

describe("no message can stop, configure or hush a node", () => {
  it("every neighbour type and code, every next header, every public address: it still answers", () => {
    const { w, a, b, r1 } = line();
    const heard = hear(b, 7);
    for (const host of [b, r1]) {
      const mac = host.port.link.mac;
      const give = (packet: Uint8Array): void => {
        const f = frameOf(packet, mac, EVIL);
        host.stack.receive(host.port, f, 0, f.length);
      };
      for (let i = 0; i < 256; i++) {
        for (const [next, dst] of [
          [177, host === b ? "de00" : "02"],
          [253, host === b ? "de00" : "02"],
          [i, "de00"],
        ] as const) {
          const packet = encodePacket({
            destination: addr(dst),
            source: addr("05"),
            nextHeader: next,
            totalLength: true,
            payload: Uint8Array.from([i, 0, 0, 0, ...w.random.bytes(20)]),
          });
          if (packet.ok) give(packet.value);
        }
        // FF00 … FFFF as destination, with the payload that makes the reference run an ioctl.
        give(
          Uint8Array.from([
            0x56,
            0x80,
            NEXT_UDP,
            0xff,
            i,
            0x05,
            ...hex("00070007001400000eaddeaddeaddeadd00000001".slice(0, 40)),
          ]),
        );
      }
    }
    must(a.udp.send(hex("aa"), addr("de00"), 7, 9));
    w.run(3000);
    expect(heard.map((m) => [...m.data])).toEqual([[0xaa]]);
    expect(b.stack.counters.get("drop.address-reserved")).toBe(253);
    expect(b.stack.counters.get("drop.address-public")).toBe(3);
  });
});
