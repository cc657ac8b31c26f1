/** Every reason to drop, once: the counter goes up by the number of packets, and nothing else happens. */
import { describe, expect, it } from "vitest";
import { checksum, decodeHeader, encodePacket, encodeUdp, type PacketFields } from "@comity/newip";
import {
  AddressRotation,
  Borders,
  CONTROL,
  generateKeys,
  KeyBook,
  NEXT_CONTROL,
  SECURE_PORT,
  SecureLayer,
  TcpLayer,
  type Port,
} from "@comity/newip-host";
import { addr, hex, line, must, World, type Host } from "./world.ts";

const packetOf = (fields: Partial<PacketFields>): Uint8Array => {
  const made = encodePacket({
    destination: addr("de00"),
    source: addr("05"),
    nextHeader: 17,
    totalLength: true,
    payload: hex(""),
    ...fields,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
const give = (host: Host, packet: Uint8Array, to: Uint8Array = host.port.link.mac, type = "eadd"): void => {
  const frame = Uint8Array.from([...to, 10, 11, 12, 13, 14, 15, ...hex(type), ...packet]);
  host.stack.receive(host.port, frame, 0, frame.length);
};
const udpOf = (data: Uint8Array, port = 7, source = addr("05")): Uint8Array => {
  const made = encodeUdp({
    destination: addr("de00"),
    source,
    sourcePort: 9,
    destinationPort: port,
    payload: data,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
/** A control message with a right checksum. */
const controlOf = (
  type: number,
  word: number,
  body: Uint8Array,
  source: Uint8Array | null = addr("05"),
): Uint8Array => {
  const message = Uint8Array.from([type, 0, 0, 0, word >>> 24, word >>> 16, word >>> 8, word, ...body]);
  const sum = checksum(source ?? hex(""), addr("de00"), NEXT_CONTROL, message);
  message[2] = sum >> 8;
  message[3] = sum & 255;
  const base = { nextHeader: NEXT_CONTROL, payload: message };
  if (source !== null) return packetOf({ ...base, source });
  const made = encodePacket({
    destination: addr("de00"),
    nextHeader: NEXT_CONTROL,
    totalLength: true,
    payload: message,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
const drops = (host: Host): object =>
  Object.fromEntries(Object.entries(host.stack.counters.toJSON()).filter(([k]) => k.startsWith("drop.")));

describe("the stack refuses", () => {
  it.each<[string, (b: Host) => void]>([
    ["ethertype", (b) => give(b, udpOf(hex("")), undefined, "0800")],
    ["foreign-station", (b) => give(b, udpOf(hex("")), hex("020000000099"))],
    ["broadcast", (b) => give(b, udpOf(hex("")), hex("ffffffffffff"))],
    ["not-a-router", (b) => give(b, packetOf({ destination: addr("50") }))],
    ["next-header-unknown", (b) => give(b, packetOf({ nextHeader: 99 }))],
    ["udp-checksum", (b) => give(b, Uint8Array.from([...udpOf(hex("0102")).slice(0, -1), 9]))],
    ["port-unreachable", (b) => give(b, udpOf(hex("01"), 1234))],
    [
      "control-truncated",
      (b) => give(b, packetOf({ nextHeader: NEXT_CONTROL, payload: hex("80000000000000") })),
    ],
    [
      "control-checksum",
      (b) => give(b, packetOf({ nextHeader: NEXT_CONTROL, payload: hex("8000000000000001") })),
    ],
    ["control-type", (b) => give(b, controlOf(7, 0, hex("")))],
    ["control-source", (b) => give(b, controlOf(CONTROL.echoRequest, 0, hex(""), null))],
    ["control-quote", (b) => give(b, controlOf(CONTROL.tooBig, 600, hex("")))],
    // It quotes a packet of another node.
    ["control-quote", (b) => give(b, controlOf(CONTROL.tooBig, 600, udpOf(hex("00"))))],
  ])("%s", (code, act) => {
    const { b } = line();
    b.udp.open(7, () => {});
    // The port that quotes name is open: only the address tells that they are about somebody else.
    b.udp.open(9, () => {});
    const before = b.stack.mtuFor(addr("05"));
    act(b);
    expect(drops(b)).toEqual({ [`drop.${code}`]: 1 });
    expect([b.port.neighbours.size, b.port.neighbours.questions, b.stack.mtuFor(addr("05"))]).toEqual([
      0,
      0,
      before,
    ]);
  });

  it("datagrams without a source, and impossible MTUs", () => {
    const { b } = line();
    b.udp.open(7, () => {});
    const segment = hex("0009000700080000");
    const sum = checksum(hex(""), addr("de00"), 17, segment);
    segment.set([sum >> 8, sum & 255], 6);
    const made = encodePacket({ destination: addr("de00"), nextHeader: 17, payload: segment });
    if (!made.ok) throw new Error(made.error.code);
    give(b, made.value);
    expect(b.stack.counters.get("drop.source-missing")).toBe(1);
    // An error about our own echo request is believed; its MTU must be possible all the same.
    const echo = encodePacket({
      destination: addr("05"),
      source: addr("de00"),
      nextHeader: NEXT_CONTROL,
      payload: Uint8Array.of(128, 0, 0, 0, 0, 0, 0, 0),
    });
    if (!echo.ok) throw new Error(echo.error.code);
    give(b, controlOf(CONTROL.tooBig, 43, echo.value));
    expect(b.stack.counters.get("drop.control-mtu")).toBe(1);
    give(b, controlOf(CONTROL.tooBig, 700, echo.value));
    expect(b.stack.mtuFor(addr("05"))).toBe(700);
  });

  it("more errors and echo replies a second than its limits", () => {
    const { w, b } = line({ extension: "all" });
    for (let i = 0; i < 150; i++) give(b, udpOf(hex("00"), 1234));
    expect([b.stack.counters.get("control.error-sent"), b.stack.counters.get("drop.error-rate")]).toEqual([
      100, 50,
    ]);
    for (let i = 0; i < 1100; i++) give(b, controlOf(CONTROL.echoRequest, i, hex("")));
    expect([b.stack.counters.get("control.echo-answered"), b.stack.counters.get("drop.echo-rate")]).toEqual([
      1000, 100,
    ]);
    w.run(1000);
    give(b, controlOf(CONTROL.echoRequest, 0, hex("")));
    expect(b.stack.counters.get("control.echo-answered")).toBe(1001);
  });

  it("segments of no connection with a reset, resets with silence", () => {
    const { w, a, b } = line();
    const [ta] = [new TcpLayer(a.stack), new TcpLayer(b.stack)];
    const socket = must(ta.connect(addr("de00"), 80));
    const codes: string[] = [];
    socket.on("error", (e) => codes.push((e as Error & { code: string }).code));
    w.run(100);
    expect(b.stack.counters.get("drop.tcp-no-connection")).toBe(1);
    expect(ta.connections).toBe(0);
  });

  it("echo for claimed addresses that nobody answers for", () => {
    const { b } = line();
    b.stack.claims = (bytes, at) => bytes[at] === 0x33;
    const message = Uint8Array.of(128, 0, 0, 0, 0, 0, 0, 0);
    const sum = checksum(addr("05"), addr("33"), NEXT_CONTROL, message);
    message.set([sum >> 8, sum & 255], 2);
    give(b, packetOf({ destination: addr("33"), nextHeader: NEXT_CONTROL, payload: message }));
    expect(drops(b)).toEqual({ "drop.echo-not-answered": 1 });
  });

  it("addresses that are taken or public, ports out of range, sends without a destination", () => {
    const { a } = line();
    expect(a.stack.addAddress(a.port, addr("01"))).toMatchObject({ error: { code: "address-taken" } });
    expect(a.stack.addAddress(a.port, hex("ff08"))).toMatchObject({ error: { code: "address-public" } });
    const socket = a.udp.socket();
    expect(socket.send("x")).toMatchObject({ error: { code: "destination-missing" } });
    expect(socket.send("x", 65_536, "de00")).toMatchObject({ error: { code: "field-range" } });
    expect(socket.send("x", 7, "dd00")).toMatchObject({ error: { code: "address-not-canonical" } });
    expect(() => socket.setTTL(0)).toThrow(RangeError);
    const w = new World();
    const lone = w.host(w.link("l"), "01");
    expect(lone.udp.send(hex("00"), addr("02"), 7, 9)).toMatchObject({ error: { code: "no-route" } });
    expect(lone.stack.output(udpOf(hex("")), addr("02"))).toMatchObject({ error: { code: "no-route" } });
    const bare = w.host(w.link("m"), "09");
    must(bare.stack.addRoute("default", bare.port));
    bare.stack.removeAddress(bare.port, addr("09"));
    expect(bare.udp.send(hex("00"), addr("02"), 7, 9)).toMatchObject({ error: { code: "no-route" } });
    must(bare.stack.output(udpOf(hex(""), 7, addr("09")), addr("02")));
    expect(bare.stack.counters.get("drop.no-address")).toBe(1);
  });

  it("rotation in a range where every address is taken", async () => {
    const w = new World();
    const l = w.link("l");
    const a = w.host(l, "01");
    w.host(l, "02");
    const rotation = new AddressRotation(a.stack, a.port, { first: 2, last: 2, every: 1e9, below: () => 0 });
    const turned = rotation.rotate();
    for (let i = 0; i < 40; i++) {
      w.run(100);
      await new Promise((r) => setImmediate(r));
    }
    expect(await turned).toMatchObject({ error: { code: "range-full" } });
    expect(a.port.addresses.length).toBe(1);
  });
});

describe("a border refuses", () => {
  it.each<[string | undefined, string, string, number]>([
    [undefined, "01", "de00", 0],
    ["border-source", "de01", "fe64000000000001", 0],
    ["border-source", "f11400", "de00", 0],
    ["border-agreement", "01", "fe64000000000001", 0],
    ["border-agreement", "01", "f11400", 0],
    [undefined, "de00", "01", 1],
    [undefined, "01", "02", 0],
  ])("%s: from %s to %s", (code, source, destination, port) => {
    const borders = must(
      Borders.from(
        [
          { name: "harbour", prefixes: ["00/1"] },
          { name: "valley", prefixes: ["de/8"] },
          { name: "ridge", prefixes: ["fe640000/32"] },
        ],
        [["harbour", "valley"]],
      ),
    );
    borders.face(0, "harbour");
    const header = decodeHeader(packetOf({ source: addr(source), destination: addr(destination) }));
    if (!header.ok) throw new Error(header.error.code);
    expect(borders.admit(header.value, { index: port } as Port)).toBe(code);
    expect(Borders.from([{ name: "x", prefixes: ["zz"] }], [])).toMatchObject({ error: { code: "prefix" } });
  });
});

describe("encryption refuses", () => {
  const secureHost = async () => {
    const net = line();
    const book = new KeyBook();
    const layer = new SecureLayer(net.b.stack, net.b.udp, undefined, { keys: await generateKeys(), book });
    return { ...net, book, layer };
  };
  const sealed = (data: Uint8Array): Uint8Array => udpOf(data, SECURE_PORT);

  it.each<[string, Uint8Array]>([
    ["secure-message", hex("")],
    ["secure-message", hex("09000000010000")],
    ["secure-message", new Uint8Array(172).fill(1)],
    ["secure-session", Uint8Array.of(3, ...new Uint8Array(60))],
    ["secure-unsolicited", Uint8Array.of(2, ...new Uint8Array(88))],
  ])("%s", async (code, data) => {
    const { w, b, layer } = await secureHost();
    give(b, sealed(data));
    w.run(10);
    await new Promise((r) => setImmediate(r));
    expect(drops(b)).toEqual({ [`drop.${code}`]: 1 });
    expect(layer.sessions).toBe(0);
  });

  it("handshakes beyond fifty a second without a cookie, and packets beyond those that may wait", async () => {
    const { w, b, book } = await secureHost();
    for (let i = 0; i < 150; i++) give(b, sealed(Uint8Array.of(1, ...new Uint8Array(172))));
    expect(b.stack.counters.get("drop.secure-rate")).toBe(100);
    must(book.add("05", (await generateKeys()).publicKey));
    for (let i = 0; i < 20; i++) must(b.udp.send(hex("00"), addr("05"), 7, 9));
    expect(b.stack.counters.get("drop.secure-queue-full")).toBe(4);
    for (let i = 0; i < 400 && b.stack.counters.get("drop.secure-timeout") === 0; i++) {
      w.run(100);
      await new Promise((r) => setTimeout(r, 1));
    }
    expect(b.stack.counters.get("drop.secure-timeout")).toBe(1);
    expect(book.add("06", hex("00"))).toMatchObject({ error: { code: "key-length" } });
  });
});
