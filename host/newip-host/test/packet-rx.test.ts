/** The stack fed with the received packets of the vectors: what it delivers, answers and drops (reference page 2.1, 3.10). */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodePacket, encodeUdp } from "@comity/newip";
import { MemoryPort, Stack, TcpLayer, UdpLayer, VirtualClock } from "@comity/newip-host";
import { addr, hex, must } from "./world.ts";

const FILE = new URL("../../../../shared/vectors/newip/flexible-address.json", import.meta.url);
type Vector = {
  readonly id: string;
  readonly note: string;
  readonly local_address: string;
  readonly src_mac: string;
  readonly packet: string;
  readonly expect: { readonly current_gpl2: { readonly events: string; readonly tx: readonly string[] } };
};

/** Where the stack differs from the reference on purpose, with the reason it counts. */
const DEVIATIONS: { readonly [id: string]: string } = {
  // Advertisements whose source is the own address: nobody asks about oneself.
  "rx-050": "drop.neighbour-source",
  "rx-054": "drop.neighbour-source",
  "rx-085": "drop.ttl-expired",
  "rx-111": "drop.neighbour-source",
  "rx-115": "drop.neighbour-source",
  "rx-116": "drop.neighbour-source",
  "rx-117": "drop.neighbour-mac-length",
  "rx-118": "drop.neighbour-mac-length",
  "rx-119": "drop.neighbour-mac-length",
  "rx-127": "drop.total-length-below-header",
};

describe("packet_rx", () => {
  const present = existsSync(FILE);
  const vectors = present
    ? (JSON.parse(readFileSync(FILE, "utf8")) as { packet_rx: Vector[] }).packet_rx
    : [];

  it.skipIf(!present)(
    "delivers, answers and drops as the reference, but for the deviations (skipped: shared data not present)",
    () => {
      const differing: string[] = [];
      for (const v of vectors) {
        const clock = new VirtualClock();
        const [wire, own] = MemoryPort.pair();
        own.mac.set(hex("020000000001"));
        const stack = new Stack({ clock, extension: "off" });
        const local = addr(v.local_address);
        const port = must(stack.addInterface(own, [local]));
        must(stack.addRoute("default", port));
        const udp = new UdpLayer(stack);
        void new TcpLayer(stack);
        const packet = hex(v.packet);
        const decoded = decodePacket(packet);
        // The harness asks for the sender of an advertisement, since only answers to a question count here.
        if (decoded.ok && decoded.value.kind === "neighbour" && decoded.value.neighbour.type === 2) {
          const source = decoded.value.header.source;
          if (source !== undefined) port.neighbours.probe(source.slice());
        }
        const sizes: number[] = [];
        if (decoded.ok && decoded.value.kind === "udp") {
          must(udp.open(decoded.value.udp.destinationPort, (data) => sizes.push(data.length)));
        }
        const sent: string[] = [];
        wire.open({
          frame: (b, s, e) => void sent.push(Buffer.from(b.subarray(s + 14, e)).toString("hex")),
          idle: () => {},
        });
        wire.pump();
        sent.length = 0;
        const frame = Uint8Array.from([...own.mac, ...hex(v.src_mac), 0xea, 0xdd, ...packet]);
        stack.receive(port, frame, 0, frame.length);
        wire.pump();
        const events = v.expect.current_gpl2.events.split(";");
        const deviation = DEVIATIONS[v.id];
        if (deviation !== undefined) {
          expect(stack.counters.get(deviation), `${v.id} ${v.note}`).toBe(1);
          expect(sent, v.id).toEqual([]);
          expect(port.neighbours.size, v.id).toBe(0);
          continue;
        }
        const delivered = events
          .filter((e) => e.startsWith("udp_deliver:"))
          .map((e) => Number(/\d+$/.exec(e)?.[0]));
        const advertisements = v.expect.current_gpl2.tx.filter((t) => t !== "");
        // A TCP segment without a connection is answered with a reset here; the reference's harness stops before that.
        const answers = sent.filter((p) =>
          Buffer.from(p, "hex")[0] !== 0x76 && Buffer.from(p, "hex")[0] !== 0x77 ? true : !isTcp(p),
        );
        const learnt = events.some((e) => e.startsWith("neigh_update:REACHABLE"));
        if (
          JSON.stringify([sizes, answers, port.neighbours.size === 1]) !==
          JSON.stringify([delivered, advertisements, learnt])
        ) {
          differing.push(
            `${v.id} (${v.note}): ${JSON.stringify({ sizes, answers, known: port.neighbours.size })} for ${v.expect.current_gpl2.events} ${JSON.stringify(advertisements)} ${JSON.stringify(stack.counters)}`,
          );
        }
      }
      expect(differing).toEqual([]);
    },
  );

  it("FF00 with the payload that runs an ioctl in the reference has no effect", () => {
    const stack = new Stack({ clock: new VirtualClock() });
    const [, own] = MemoryPort.pair();
    const port = must(stack.addInterface(own, [addr("01")]));
    expect(
      encodeUdp({
        destination: hex("ff00"),
        source: addr("05"),
        sourcePort: 1,
        destinationPort: 1,
        payload: hex("eaddeaddeaddeadd00000001"),
      }).ok,
    ).toBe(false);
    const frame = Uint8Array.from([
      ...own.mac,
      ...hex("0a0b0c0d0e0f"),
      0xea,
      0xdd,
      ...hex("56801101ff000001000100140000eaddeaddeaddeadd00000001"),
    ]);
    frame.set(hex("5680 11 ff00 05"), 14);
    stack.receive(port, frame, 0, frame.length);
    expect(stack.counters.toJSON()).toEqual({ "drop.address-public": 1 });
  });
});

const isTcp = (packet: string): boolean => {
  const decoded = decodePacket(hex(packet));
  return decoded.ok && decoded.value.kind === "tcp";
};
