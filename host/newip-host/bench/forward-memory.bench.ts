/** In-memory forwarding: a router stack between two pairs of memory ports. Prints packets per second. */
import { encodeUdp, ETHERTYPE_FLEXIBLE } from "@comity/newip";
import { MemoryPort, Stack, VirtualClock } from "@comity/newip-host";

const a = Uint8Array.of(0x01);
const b = Uint8Array.of(0xde, 0x00);
const clock = new VirtualClock();
const [hostA, routerA] = MemoryPort.pair({ slots: 256 });
const [routerB, hostB] = MemoryPort.pair({ slots: 256 });
const router = new Stack({ clock, forwarding: true });
const left = router.addInterface(routerA, [Uint8Array.of(0x02)]);
const right = router.addInterface(routerB, [Uint8Array.of(0xde, 0x02)]);
if (!left.ok || !right.ok) throw new Error("interfaces");
router.addRoute("de00", right.value);
right.value.neighbours.set(b, hostB.mac);
let received = 0;
hostB.open({ frame: () => received++, idle: () => {} });

for (const size of [16, 512, 1400]) {
  const packet = encodeUdp({
    destination: b,
    source: a,
    sourcePort: 1,
    destinationPort: 2,
    payload: new Uint8Array(size),
  });
  if (!packet.ok) throw new Error(packet.error.code);
  const frame = new Uint8Array(14 + packet.value.length);
  frame.set(routerA.mac, 0);
  frame.set(hostA.mac, 6);
  frame[12] = ETHERTYPE_FLEXIBLE >> 8;
  frame[13] = ETHERTYPE_FLEXIBLE & 0xff;
  frame.set(packet.value, 14);
  for (const total of [200_000, 3_000_000]) {
    received = 0;
    const start = performance.now();
    for (let sent = 0; sent < total; sent += 64) {
      for (let i = 0; i < 64; i++) hostA.send(frame, 0, frame.length);
      routerA.pump();
      hostB.pump();
    }
    const seconds = (performance.now() - start) / 1000;
    if (total > 200_000) {
      console.log(
        `${size} B payload: ${Math.round(received / seconds).toLocaleString("en")} packets/s, lost ${total - received}`,
      );
    }
  }
}
console.log(JSON.stringify(router.counters));
