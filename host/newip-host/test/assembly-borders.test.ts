/** Borders from the record, through the public API alone: here a server that answers in its form. */
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { encodeUdp, ETHERTYPE_FLEXIBLE } from "@comity/newip";
import {
  keepBorders,
  MemoryPort,
  readNetworks,
  Stack,
  startNode,
  VirtualClock,
  type Port,
} from "@comity/newip-host";

type Answers = { readonly [path: string]: unknown };
let server: Server | undefined;
let answers: Answers = {};
afterEach(() => void server?.close());

async function assembly(): Promise<string> {
  server = createServer((request, response) => {
    const body = answers[request.url!.replace("/api/v1/", "")];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { code: "not-found" }));
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
const network = (id: string, range: string, agreed: readonly string[]) => ({
  id,
  ranges: [`newip:${range}`],
  interconnections: agreed.map((other) => ({ with: other })),
});
const record = (agreed: boolean): Answers => ({
  networks: { asOf: { size: 7 }, items: [{ id: "a" }], next: "a" },
  "networks?after=a": { asOf: { size: 7 }, items: [{ id: "b" }] },
  "networks/a": network("a", "01/8", agreed ? ["b"] : []),
  "networks/b": network("b", "de/8", agreed ? ["a"] : []),
});

/** A router with a side for each network, and what came out on the far side. */
function router(): { stack: Stack; left: Port; send: () => number } {
  const clock = new VirtualClock();
  const [hostA, routerA] = MemoryPort.pair({ slots: 8 });
  const [routerB, hostB] = MemoryPort.pair({ slots: 8 });
  const stack = new Stack({ clock, forwarding: true });
  const left = stack.addInterface(routerA, [Uint8Array.of(0x02)]);
  const right = stack.addInterface(routerB, [Uint8Array.of(0xde, 0x02)]);
  if (!left.ok || !right.ok) throw new Error("interfaces");
  stack.addRoute("de00", right.value);
  right.value.neighbours.set(Uint8Array.of(0xde, 0x00), hostB.mac);
  let received = 0;
  hostB.open({ frame: () => received++, idle: () => {} });
  const packet = encodeUdp({
    destination: Uint8Array.of(0xde, 0),
    source: Uint8Array.of(0x01),
    sourcePort: 1,
    destinationPort: 2,
    payload: new Uint8Array(8),
  });
  if (!packet.ok) throw new Error(packet.error.code);
  const frame = new Uint8Array(14 + packet.value.length);
  frame.set(routerA.mac, 0);
  frame.set(hostA.mac, 6);
  frame.set([ETHERTYPE_FLEXIBLE >> 8, ETHERTYPE_FLEXIBLE & 0xff], 12);
  frame.set(packet.value, 14);
  const send = (): number => {
    received = 0;
    hostA.send(frame, 0, frame.length);
    routerA.pump();
    hostB.pump();
    return received;
  };
  return { stack, left: left.value, send };
}

describe("borders of record", () => {
  it("are read page by page, each agreement once", async () => {
    answers = record(true);
    expect(await readNetworks(await assembly())).toEqual({
      ok: true,
      value: {
        networks: [
          { name: "a", prefixes: ["01/8"] },
          { name: "b", prefixes: ["de/8"] },
        ],
        agreements: [["a", "b"]],
        size: 7,
      },
    });
  });
  it("let packets pass by agreement, and no longer when it ends", async () => {
    answers = record(true);
    const { stack, left, send } = router();
    const kept = await keepBorders(await assembly(), [{ port: left.index, network: "a" }], 0.05);
    if (!kept.ok) throw new Error(kept.error.detail);
    stack.admit = kept.value.admit;
    expect([send(), kept.value.size()]).toEqual([1, 7]);
    answers = record(false);
    await expect.poll(send, { timeout: 3000 }).toBe(0);
    // What was read last stays while nobody answers.
    answers = {};
    await new Promise((resolve) => setTimeout(resolve, 120));
    answers = record(true);
    await expect.poll(send, { timeout: 3000 }).toBe(1);
    kept.value.close();
  });
  it("refuse what is no answer, and a node does not start without them", async () => {
    answers = { ...record(true), "networks/b": { ranges: ["192.0.2.0/24"], interconnections: [] } };
    const base = await assembly();
    expect(await readNetworks(base)).toMatchObject({ ok: false, error: { code: "assembly-answer" } });
    expect(await readNetworks("http://127.0.0.1:1")).toMatchObject({
      ok: false,
      error: { code: "assembly-unreachable" },
    });
    const config = (borders: unknown) => ({
      format: "comity-newip-node/v1",
      interfaces: [{ local: "127.0.0.1:0", remote: "127.0.0.1:9", addresses: ["01"] }],
      security: "off",
      borders,
    });
    for (const borders of [
      {},
      { assembly: "localhost", faces: [] },
      { assembly: base, faces: [{ interface: 7, network: "a" }] },
      { assembly: base, refresh: 0, faces: [] },
    ])
      expect(await startNode(config(borders))).toMatchObject({ ok: false, error: { code: "node-config" } });
    expect(await startNode(config({ assembly: base, faces: [] }))).toMatchObject({
      ok: false,
      error: { code: "assembly-answer" },
    });
  });
});
