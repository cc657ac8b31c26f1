/**
 * Borders and mappings from an assembly's record, through its public API alone: here a server that answers in its form,
 * and a verifier that stands for the real one (`e2e/interop/newip-record.test.ts` has both, with signed acts).
 */
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeUdp, ETHERTYPE_FLEXIBLE } from "@comity/newip";
import {
  keep,
  keepBorders,
  keepMapping,
  MemoryPort,
  readNetworks,
  RecordSource,
  Stack,
  startNode,
  VirtualClock,
  type Port,
  type Prover,
  type Refusal,
} from "@comity/newip-host";
import { addr, must } from "./world.ts";

type Records = { readonly [key: string]: object };
let server: Server;
let url = "";
let records: Records = {};
let state = { size: 7, time: 0 };
let broken: "" | "silent" | "forged" | "endless" = "";
const closers: (() => void)[] = [];

beforeEach(async () => {
  state = { size: 7, time: Math.floor(Date.now() / 1000) };
  broken = "";
  server = createServer((request, response) => {
    const asked = new URL(request.url!, "http://x");
    const key = asked.searchParams.get("key");
    const network = /^\/api\/v1\/networks\/(.+)$/.exec(asked.pathname)?.[1];
    if (broken === "silent") {
      response.writeHead(503).end();
    } else if (broken === "endless") {
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(1 << 20), more));
      more();
    } else if (network !== undefined) {
      // Also agreements that nobody has signed are named: a hint, no proof.
      const others = Object.keys(records).flatMap((k) => {
        const [kind, a, b] = k.split("/");
        return kind !== "interconnection" ? [] : a === network ? [b] : b === network ? [a] : [];
      });
      response.end(JSON.stringify({ interconnections: ["liar", ...others].map((one) => ({ with: one })) }));
    } else
      response.end(JSON.stringify({ key, record: records[key!], ...state, forged: broken === "forged" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  server.close();
  server.closeAllConnections();
});

const prover: Prover = (proof, key) => {
  const read = JSON.parse(Buffer.from(proof).toString()) as {
    key: string;
    record?: { readonly [name: string]: unknown };
    size: number;
    time: number;
    forged: boolean;
  };
  const { record, size, time } = read;
  if (!read.forged && read.key === key) return { ok: true, value: { record, size, time } };
  return { ok: false, error: { code: "proof-root", field: "", detail: "forged" } };
};
const network = (id: string, range: string): object => ({ t: "network", id, ranges: [`newip:${range}`] });
const two = (agreed: boolean): Records => ({
  "network/a": network("a", "01/8"),
  "network/b": network("b", "de/8"),
  ...(agreed ? { "interconnection/a/b": { t: "interconnection" } } : {}),
});
const place = { refresh: 0.05, maxAge: 1000 };
const soon = { timeout: 4000 };
const age = (seconds: number): void =>
  void (state = { ...state, time: Math.floor(Date.now() / 1000) - seconds });

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
  it("are what is proven around the networks faced, and no hint", async () => {
    records = {
      ...two(true),
      "network/c": network("c", "05/8"),
      "interconnection/a/c": { t: "interconnection", ends: 1 },
    };
    const read = must(await readNetworks(new RecordSource(url, prover), ["a"]));
    expect(read).toMatchObject({
      size: 7,
      value: {
        networks: [
          { name: "a", prefixes: ["01/8"] },
          { name: "b", prefixes: ["de/8"] },
        ],
        agreements: [["a", "b"]],
      },
    });
    // A network that is not registered, or whose record is none of a network, is nobody.
    for (const record of [undefined, { t: "rules" }, { t: "network", ranges: ["192.0.2.0/24"] }]) {
      records = record === undefined ? {} : { "network/a": record };
      expect(must(await readNetworks(new RecordSource(url, prover), ["a"])).value.networks).toEqual([]);
    }
  });

  it("let packets pass by agreement, and no longer when it ends", async () => {
    records = two(true);
    const { stack, left, send } = router();
    const kept = must(await keepBorders({ ...place, url }, prover, [{ port: left.index, network: "a" }]));
    closers.push(kept.close);
    stack.admit = kept.admit;
    expect([send(), kept.size()]).toEqual([1, 7]);
    records = two(false);
    await expect.poll(send, soon).toBe(0);
  });

  it("stay as proven last while answers fail or do not verify, until that is too old", async () => {
    records = two(true);
    const { stack, left, send } = router();
    const told: string[] = [];
    const faces = [{ port: left.index, network: "a" }];
    const kept = must(
      await keepBorders({ url, refresh: 0.05, maxAge: 2 }, prover, faces, ({ code }) => void told.push(code)),
    );
    closers.push(kept.close);
    stack.admit = kept.admit;
    broken = "forged";
    records = two(false);
    await expect.poll(() => told, soon).toContain("proof-root");
    broken = "silent";
    await expect.poll(() => told, soon).toContain("assembly-answer");
    expect(send()).toBe(1);
    await expect.poll(send, soon).toBe(0);
    expect(kept.size()).toBe(0);
  });

  it("a node does not start without them", async () => {
    const config = (borders: unknown) => ({
      format: "comity-newip-node/v1",
      interfaces: [{ local: "127.0.0.1:0", remote: "127.0.0.1:9", addresses: ["01"] }],
      security: "off",
      borders,
    });
    const keyFile = "assembly.key";
    const proverOf = () => ({ ok: true, value: prover }) as const;
    for (const [code, borders] of [
      ["assembly-form", {}],
      ["assembly-form", { url: "localhost", keyFile, faces: [] }],
      ["assembly-form", { url, faces: [] }],
      ["assembly-form", { url, keyFile, refresh: 0, faces: [] }],
      ["assembly-form", { url, keyFile, maxAge: 0, faces: [] }],
      ["assembly-form", { url, keyFile, faces: [], more: 1 }],
      ["node-config", { url, keyFile }],
      ["node-config", { url, keyFile, faces: [{ interface: 7, network: "a" }] }],
      ["node-config", { url, keyFile, faces: [{ interface: 0, network: "a", more: 1 }] }],
      [
        "assembly-unreachable",
        { url: "http://127.0.0.1:1", keyFile, faces: [{ interface: 0, network: "a" }] },
      ],
    ] as const) {
      const started = await startNode(config(borders), { proverOf });
      expect([code, started.ok ? "" : started.error.code]).toEqual([code, code]);
    }
    const face = { url, keyFile, faces: [{ interface: 0, network: "a" }] };
    expect(await startNode(config(face))).toMatchObject({ ok: false, error: { code: "node-config" } });
    const started = must(await startNode(config(face), { proverOf }));
    started.close();
  });
});

describe("a mapping of record", () => {
  const mapping = (ip: string): Records => ({
    "mapping/a/gw": { t: "mapping", maps: [{ newip: "newip:de05/16", ip }] },
  });
  const recorded = { ...place, network: "a", gateway: "gw" };
  const asked = addr("de05");

  it("is followed: changed, withdrawn, and told to the gateway", async () => {
    records = mapping("192.0.2.1/32");
    const kept = must(await keepMapping({ ...recorded, url }, prover, []));
    closers.push(kept.close);
    const { toIp, onChange } = kept.mapping;
    let changes = 0;
    onChange?.(() => changes++);
    const now = (): string | undefined => toIp(asked, 0, 2);
    expect([now(), kept.size()]).toEqual(["192.0.2.1", 7]);
    records = mapping("2001:db8::7/128");
    await expect.poll(now, soon).toBe("2001:db8::7");
    records = {};
    await expect.poll(now, soon).toBeUndefined();
    expect(changes).toBeGreaterThan(1);
  });

  it("goes back to no older state, is no endless answer, and no other record", async () => {
    records = mapping("192.0.2.1/32");
    const told: string[] = [];
    const kept = must(
      await keepMapping({ ...recorded, url }, prover, [], ({ code }) => void told.push(code)),
    );
    closers.push(kept.close);
    const now = (): string | undefined => kept.mapping.toIp(asked, 0, 2);
    records = mapping("192.0.2.66/32");
    state = { ...state, size: 6 };
    await expect.poll(() => told, soon).toContain("assembly-behind");
    state = { ...state, size: 8 };
    for (const wrong of [
      { t: "rules" },
      { t: "mapping" },
      { t: "mapping", maps: [{ newip: "de05", ip: "192.0.2.9" }] },
    ]) {
      told.length = 0;
      records = { "mapping/a/gw": wrong };
      await expect.poll(() => told, soon).toContain("assembly-answer");
    }
    told.length = 0;
    broken = "endless";
    await expect.poll(() => told, soon).toContain("assembly-answer");
    expect(now()).toBe("192.0.2.1");
  });

  it("is not begun with a state that is too old, and ends when it has become so", async () => {
    records = mapping("192.0.2.1/32");
    age(60);
    expect(await keepMapping({ ...recorded, url, maxAge: 30 }, prover, [])).toMatchObject({
      ok: false,
      error: { code: "assembly-old" },
    });
    let now = 1000;
    let changes = 0;
    let fails: Refusal | undefined;
    const read = (): Promise<ReturnType<typeof answer>> => Promise.resolve(answer());
    const answer = () =>
      fails === undefined
        ? ({ ok: true, value: { value: "v", size: 3, time: 990 } } as const)
        : ({ ok: false, error: fails } as const);
    const kept = must(
      await keep({
        read,
        refresh: 0.02,
        maxAge: 20,
        now: () => now,
        changed: () => changes++,
        told: () => {},
      }),
    );
    closers.push(kept.close);
    fails = { code: "x", field: "", detail: "" };
    now = 1010;
    expect([kept.current(), kept.size()]).toEqual(["v", 3]);
    const before = changes;
    now = 1011;
    await expect.poll(() => changes, soon).toBe(before + 1);
    expect([kept.current(), kept.size()]).toEqual([undefined, 0]);
  });
});
