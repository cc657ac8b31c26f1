import { createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { decode, type Answer } from "dns-packet";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import {
  catalogZone,
  parseQuery,
  parseTsigKey,
  ZoneStore,
  zoneOfState,
  ResponseRate,
  type RunningPrimary,
} from "@comity/dns";
import { nameText, parseName, recordText, verifyZonemd } from "@comity/zones";
import { datasetOf, World } from "../../../core/assembly/test/world.ts";
import { askTcp, askUdp, KEY, primaryOf, question, rcodeOf, zoneAt } from "./support.ts";

const records = (messages: readonly Buffer[]): Answer[] => messages.flatMap((m) => decode(m).answers ?? []);
const soas = (answers: readonly Answer[]): number[] =>
  answers.flatMap((a) => (a.type === "SOA" ? [(a.data as { serial: number }).serial] : []));

let primary: RunningPrimary;
let store: ZoneStore;
beforeAll(async () => {
  ({ primary, store } = await primaryOf([zoneAt(1, 2000)]));
  for (let serial = 2; serial <= 4; serial++)
    must(store.put(zoneAt(serial, 2000, `new${serial} 60 IN A 192.0.2.9\n`)));
});
afterAll(() => primary.stop());
const axfr = (ask = {}): Promise<Buffer[]> => askTcp(primary.port, question({ type: "AXFR", ...ask }));
const ixfr = (serial: number): Promise<Buffer[]> => askTcp(primary.port, question({ type: "IXFR", serial }));

describe("transfers", () => {
  it("AXFR starts and ends with the SOA and holds every record once, in messages that fit", async () => {
    const messages = await axfr();
    const answers = records(messages);
    expect(answers).toHaveLength(store.get(must(parseName("example.")))!.zone.records.length + 1);
    expect([answers[0]!.type, answers.at(-1)!.type, soas(answers)]).toEqual(["SOA", "SOA", [4, 4]]);
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message.length).toBeLessThanOrEqual(16_384);
    expect(decode(messages[0]!)).toMatchObject({
      questions: [{ name: "example", type: "AXFR" }],
      flag_aa: true,
    });
  });
  it("IXFR gives the steps, each removal before its additions", async () => {
    const answers = records(await ixfr(2));
    expect(soas(answers)).toEqual([4, 2, 3, 3, 4, 4]);
    expect(answers.filter(({ type }) => type === "A").map((a) => (a as { name: string }).name)).toEqual([
      "new2.example",
      "new3.example",
      "new3.example",
      "new4.example",
    ]);
  });
  it("IXFR of the newest serial is the SOA alone; of one ahead too; of an unknown one the whole zone", async () => {
    expect(soas(records(await ixfr(4)))).toEqual([4]);
    expect(soas(records(await ixfr(9)))).toEqual([4]);
    expect(records(await ixfr(3_000_000_000))).toHaveLength(2009);
  });
  it("IXFR whose steps are longer than the zone is the whole zone", async () => {
    const { store: small, primary: other } = await primaryOf([zoneAt(1, 1)]);
    must(small.put(zoneAt(2, 300)));
    must(small.put(zoneAt(3, 1)));
    const answers = records(await askTcp(other.port, question({ type: "IXFR", serial: 1 })));
    expect(soas(answers)).toEqual([3, 3]);
    await other.stop();
  });
  it("over UDP a small IXFR fits, a large one is the SOA alone, AXFR is refused", async () => {
    const small = await askUdp(primary.port, question({ type: "IXFR", serial: 3, udpSize: 1232 }));
    expect(soas(records([small!]))).toEqual([4, 3, 4, 4]);
    const large = await askUdp(primary.port, question({ type: "IXFR", serial: 9_999 }));
    expect(soas(records([large!]))).toEqual([4]);
    expect(rcodeOf(await askUdp(primary.port, question({ type: "AXFR" })))).toBe(1);
  });
  it("a zone that is not here is not ours", async () => {
    expect(rcodeOf((await axfr({ name: "other." }))[0])).toBe(9);
  });
  it("serials have to grow, and wrap", () => {
    const wrapping = new ZoneStore();
    must(wrapping.put(zoneAt(4_294_967_295)));
    expect(wrapping.put(zoneAt(0, 4))).toEqual({ ok: true, value: "next" });
    expect(wrapping.put(zoneAt(0, 5))).toMatchObject({ error: { code: "zone-serial" } });
    expect(wrapping.put(zoneAt(4_294_967_290))).toMatchObject({ error: { code: "zone-serial" } });
    expect(wrapping.put(zoneAt(0, 4))).toEqual({ ok: true, value: "same" });
  });
});

describe("TSIG", () => {
  const now = 1_800_000_000;
  const keyed = async (run: (port: number) => Promise<void>): Promise<void> => {
    const { primary: signed } = await primaryOf([zoneAt(1, 2000)], { keys: [KEY], now: () => now });
    await run(signed.port);
    await signed.stop();
  };
  const tsigOf = (message: Buffer) => parseQuery(message)?.tsig ?? parseQuery(Buffer.concat([message]))?.tsig;

  it("gives transfers to the key only, every message signed", async () => {
    await keyed(async (port) => {
      const messages = await askTcp(port, question({ type: "AXFR", key: KEY, now }));
      expect(messages.length).toBeGreaterThan(1);
      for (const message of messages)
        expect(decode(message).additionals!.at(-1)!.type).toMatch(/TSIG|UNKNOWN_250/);
      expect(rcodeOf((await askTcp(port, question({ type: "AXFR" })))[0])).toBe(5);
      expect(decode((await askTcp(port, question({ type: "SOA" })))[0]!).answers).toHaveLength(1);
    });
  });
  it("refuses a wrong key, a changed message, an old time, and the same message twice", async () => {
    await keyed(async (port) => {
      const other = must(parseTsigKey(`other:${Buffer.alloc(32, 1).toString("base64")}`));
      const same = must(parseTsigKey(`transfer:${Buffer.alloc(32, 1).toString("base64")}`));
      const error = async (message: Buffer): Promise<readonly [number, number | undefined]> => {
        const [answer] = await askTcp(port, message);
        return [rcodeOf(answer), tsigOf(answer!)?.error];
      };
      expect(await error(question({ type: "AXFR", key: other, now }))).toEqual([9, 17]);
      expect(await error(question({ type: "AXFR", key: same, now }))).toEqual([9, 16]);
      const changed = question({ type: "AXFR", key: KEY, now });
      changed[changed.indexOf(101)]! ^= 0x20;
      expect(await error(changed)).toEqual([9, 16]);
      expect(await error(question({ type: "AXFR", key: KEY, now: now - 301 }))).toEqual([9, 18]);
      const first = question({ type: "SOA", key: KEY, now });
      expect((await error(first))[0]).toBe(0);
      expect(await error(first)).toEqual([9, 18]);
    });
  });
  it("says a wrong time signed with the asker's own time, and ours beside (RFC 8945 section 5.2.3)", async () => {
    await keyed(async (port) => {
      const asked = question({ type: "SOA", key: KEY, now: now - 1000 });
      const [answer] = await askTcp(port, asked);
      const tsig = tsigOf(answer!)!;
      expect(tsig).toMatchObject({ time: now - 1000, fudge: 300, error: 18 });
      expect(Buffer.from(tsig.other).readUIntBE(0, 6)).toBe(now);
      // By hand, as an asker verifies it: its own MAC, the message without the record, the variables.
      const bare = Buffer.from(answer!.subarray(0, tsig.at));
      bare.writeUInt16BE(bare.readUInt16BE(10) - 1, 10);
      const before = tsigOf(asked)!.mac;
      const uint = (value: number, size: number): Buffer => {
        const out = Buffer.alloc(size);
        out.writeUIntBE(value, 0, size);
        return out;
      };
      const mac = createHmac("sha256", KEY.secret).update(uint(before.length, 2)).update(before).update(bare);
      mac.update(KEY.name).update(uint(255, 2)).update(uint(0, 4)).update(tsig.algorithm);
      mac
        .update(uint(now - 1000, 6))
        .update(uint(300, 2))
        .update(uint(18, 2))
        .update(uint(6, 2));
      expect(Buffer.from(tsig.mac)).toEqual(mac.update(uint(now, 6)).digest());
    });
  });
  it("in another section than the additional one is no signature, and ends nobody", async () => {
    await keyed(async (port) => {
      const moved = question({ type: "SOA", key: KEY, now });
      moved.writeUInt16BE(1, 6);
      moved.writeUInt16BE(0, 10);
      expect(parseQuery(moved)).toBeUndefined();
      expect(rcodeOf((await askTcp(port, moved))[0])).toBe(1);
      // Nor is one of another class or with a lifetime.
      const at = parseQuery(question({ type: "SOA", key: KEY, now }))!.tsig!.at + KEY.name.length + 2;
      for (const offset of [1, 5]) {
        const changed = question({ type: "SOA", key: KEY, now });
        changed[at + offset]! ^= 1;
        expect(rcodeOf((await askTcp(port, changed))[0])).toBe(1);
      }
      expect(rcodeOf((await askTcp(port, question({ type: "SOA", key: KEY, now })))[0])).toBe(0);
    });
  });
  it("keys are read as dig takes them", () => {
    expect(parseTsigKey("hmac-md5:a:AAAA").ok).toBe(false);
    expect(parseTsigKey("name:c2hvcnQ=").ok).toBe(false);
    expect(parseTsigKey(`hmac-sha512:a.b.:${Buffer.alloc(64).toString("base64")}`)).toMatchObject({
      ok: true,
    });
  });
});

describe("answers", () => {
  const ask = async (name: string, type: string, udpSize?: number): Promise<ReturnType<typeof decode>> =>
    decode(
      (await askUdp(primary.port, question({ name, type, ...(udpSize === undefined ? {} : { udpSize }) })))!,
    );
  it("are exact, follow no alias, refer to a delegation with its glue, and say what does not exist", async () => {
    expect((await ask("h1.EXAMPLE.", "A")).answers).toMatchObject([{ data: "192.0.0.1" }]);
    expect((await ask("alias.example.", "A")).answers).toMatchObject([{ type: "CNAME" }]);
    const referral = await ask("x.sub.example.", "A");
    expect(referral).toMatchObject({
      flag_aa: false,
      authorities: [{ type: "NS" }],
      additionals: [{ data: "192.0.2.53" }],
    });
    expect(await ask("nothing.example.", "A")).toMatchObject({
      rcode: "NXDOMAIN",
      authorities: [{ type: "SOA" }],
    });
    expect(await ask("h1.example.", "TXT")).toMatchObject({
      rcode: "NOERROR",
      answers: [],
      authorities: [{ type: "SOA" }],
    });
    expect(await ask("b.c.example.", "A")).toMatchObject({ rcode: "NOERROR", answers: [] });
    expect(await ask("elsewhere.", "A")).toMatchObject({ rcode: "REFUSED" });
  });
  it("speak EDNS 0: another version is BADVERS, two OPT records are none", async () => {
    const asked = question({ type: "SOA", udpSize: 1232 });
    asked[asked.length - 5] = 1;
    const answer = (await askUdp(primary.port, asked))!;
    expect([rcodeOf(answer), answer[answer.length - 6]]).toEqual([0, 1]);
    const two = Buffer.concat([question({ type: "SOA", udpSize: 1232 }), asked.subarray(-11)]);
    two.writeUInt16BE(2, 10);
    expect(rcodeOf(await askUdp(primary.port, two))).toBe(1);
  });
  it("are cut with TC when they do not fit", async () => {
    const { primary: wide } = await primaryOf([
      zoneAt(1, 0, Array.from({ length: 60 }, (_, i) => `w 60 IN TXT "text ${i} of many"\n`).join("")),
    ]);
    const cut = decode((await askUdp(wide.port, question({ name: "w.example.", type: "TXT" })))!);
    expect(cut).toMatchObject({ flag_tc: true, answers: [] });
    const [whole] = await askTcp(wide.port, question({ name: "w.example.", type: "TXT" }));
    expect(decode(whole!).answers).toHaveLength(60);
    await wide.stop();
  });
});

describe("bad input", () => {
  it("is answered with FORMERR or silence, never by a fall", async () => {
    expect(rcodeOf(await askUdp(primary.port, Buffer.alloc(12)))).toBe(1);
    expect(await askUdp(primary.port, Buffer.alloc(5))).toBeUndefined();
    const answer = question({ type: "SOA" });
    answer[2]! |= 0x80;
    expect(await askUdp(primary.port, answer)).toBeUndefined();
    const looped = Buffer.concat([
      Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      Buffer.from([0xc0, 12, 0, 6, 0, 1]),
    ]);
    expect(rcodeOf(await askUdp(primary.port, looped))).toBe(1);
    expect(rcodeOf(await askUdp(primary.port, question({ type: "SOA" })))).toBe(0);
  });
  it("any bytes are read as a query or not at all", () => {
    const seeds = [question({ type: "SOA" }), question({ type: "IXFR", serial: 1, key: KEY, now: 1 })];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
        fc.nat(200),
        (seed, edits, cut) => {
          const bytes = Buffer.from(seed.subarray(0, Math.max(1, seed.length - (cut % 5 === 0 ? cut : 0))));
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          parseQuery(bytes);
          parseQuery(Uint8Array.from(edits.flat()));
        },
      ),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 5000 : 1_000_000 },
    );
  });
  it("who does not read its answers cannot make the server hold its questions", async () => {
    const { primary: own } = await primaryOf([zoneAt(1, 3000)]);
    const message = question({ type: "AXFR" });
    const framed = Buffer.concat([Buffer.from([0, message.length]), message]);
    const many = Buffer.concat(Array.from({ length: 2000 }, () => framed));
    const socket = connect(own.port, "127.0.0.1");
    socket.pause();
    await new Promise((resolve) => socket.once("connect", resolve));
    for (let i = 0; i < 100; i++) socket.write(many);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Most of it is still ours: the server has stopped reading.
    expect(socket.writableLength).toBeGreaterThan(many.length * 20);
    socket.destroy();
    await own.stop();
  });
  it("names that do not exist cost no walk through the zone", async () => {
    const { primary: large } = await primaryOf([zoneAt(1, 60_000)]);
    const began = performance.now();
    for (let i = 0; i < 50; i++)
      expect(rcodeOf(await askUdp(large.port, question({ name: `no${i}.example.`, type: "A" })))).toBe(3);
    expect((performance.now() - began) / 50).toBeLessThan(15);
    await large.stop();
  });
  it("answers over UDP are limited in bytes for an address, cut answers lead to TCP", () => {
    let now = 0;
    const rate = new ResponseRate(() => now);
    const large = Buffer.concat([question({ type: "SOA" }), Buffer.alloc(1000)]);
    const sent = Array.from({ length: 400 }, () => rate.limited("192.0.2.1", large, 40));
    const whole = sent.filter((answer) => answer?.length === large.length).length;
    const cuts = sent.filter((answer) => answer !== undefined && answer.length < 50);
    expect([
      whole < 110,
      cuts.length > 100,
      sent.filter((answer) => answer === undefined).length > 100,
    ]).toEqual([true, true, true]);
    expect(decode(cuts[0]!)).toMatchObject({ flag_tc: true, answers: [], questions: [{ name: "example" }] });
    expect(rate.limited("192.0.2.1", Buffer.alloc(40), 40)).toHaveLength(40);
    expect(rate.limited("192.0.2.2", large, 40)).toBe(large);
    now += 10_000;
    expect(rate.limited("192.0.2.1", large, 40)).toBe(large);
  });
  it("connections of an address are limited, idle ones end", async () => {
    const { primary: strict } = await primaryOf([zoneAt(1)], { perAddress: 0 });
    expect(await askTcp(strict.port, question({ type: "SOA" }))).toEqual([]);
    await strict.stop();
  });
});

it("secondaries are told, signed, until they answer", async () => {
  const secondary = createSocket("udp4");
  const heard: Buffer[] = [];
  secondary.on("message", (bytes, from) => {
    heard.push(bytes);
    const answer = Buffer.from(bytes);
    answer[2]! |= 0x80;
    if (heard.length > 1) secondary.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => secondary.bind(0, "127.0.0.1", resolve));
  const { primary: telling } = await primaryOf([zoneAt(7)], {
    notify: [{ host: "127.0.0.1", port: secondary.address().port, key: KEY }],
  });
  await expect.poll(() => heard.length, { timeout: 3000 }).toBe(2);
  expect(parseQuery(heard[0]!)).toMatchObject({ opcode: 4, serial: 7, tsig: { error: 0 } });
  await telling.stop();
  secondary.close();
});

it("a catalog lists its members under labels that stay", () => {
  const members = ["b.example.", "a.example."].map((name) => must(parseName(name)));
  const lines = must(catalogZone(must(parseName("catalog.")), members, 5)).records.map(recordText);
  expect(lines.filter((line) => line.includes("PTR"))).toHaveLength(2);
  expect(lines).toContain('version.catalog.\t0\tIN\tTXT\t"2"\n');
  const fewer = must(catalogZone(must(parseName("catalog.")), members.slice(1), 6)).records.map(recordText);
  expect(lines).toEqual(expect.arrayContaining(fewer.filter((line) => line.includes("PTR"))));
});

describe("zones of a state", () => {
  const world = new World({
    founders: [{ id: "QM", label: "RIR-M" }],
    roots: datasetOf("roots", "iana", ["ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M"]),
  });
  world.must(
    world.act("QM", "set-name-servers", {
      zone: "192.0.2.0/24",
      servers: [{ name: "ns1.example.net" }],
      ds: [{ keyTag: 1, algorithm: 13, digestType: 2, digest: "ab".repeat(32) }],
    }),
  );
  it("delegate reverse zones from holdings, with the log index of the last change and a digest", () => {
    const zone = must(
      zoneOfState(
        world.assembly.state,
        { origin: "192.in-addr.arpa", servers: ["ns.example.org"], mailbox: "hostmaster.example.org" },
        9,
      ),
    );
    const lines = zone.records.map(recordText);
    expect(lines).toContain("2.0.192.in-addr.arpa.\t86400\tIN\tNS\tns1.example.net.\n");
    expect(lines.some((line) => /^2\.0\.192.*DS\t1 13 2 abab/.test(line))).toBe(true);
    expect(lines).toContain('_comity.192.in-addr.arpa.\t86400\tIN\tTXT\t"index=2"\n');
    expect(zone.serial).toBe(9);
    expect(nameText(zone.origin)).toBe("192.in-addr.arpa.");
    expect(verifyZonemd(zone).ok).toBe(true);
  });
});
