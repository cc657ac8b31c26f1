/** What is kept: the same JSON as written at once, answers of the newest state only, a bounded number of servers' URLs. */
import { describe, expect, it } from "vitest";
import Fastify, { type FastifyInstance } from "fastify";
import { rdap } from "@comity/rdap";
import { makeWorld, serverOver, sourceOver } from "./rdap-world.ts";
import { type Body } from "./rdap-helpers.ts";

const PATHS = [
  ...[
    "23.128.64.9",
    "23.128.0.1",
    "23.32.0.1",
    "24.11.0.1",
    "23.200.0.0",
    "25.9.0.0",
    "2a00:2000::1",
    "23.0.0.0",
  ].map((ip) => `ip/${ip}`),
  "autnum/1500",
  "autnum/1012",
  "autnum/3500",
];

describe("kept answers", () => {
  it("are the same the first, second and third time, and for every order of questions", async () => {
    const one = await serverOver(sourceOver(makeWorld()));
    const other = await serverOver(sourceOver(makeWorld()));
    const first = new Map<string, string>();
    for (const path of PATHS) first.set(path, (await one.inject(`/rdap/${path}`)).body);
    for (const path of PATHS.toReversed())
      expect((await other.inject(`/rdap/${path}`)).body).toBe(first.get(path));
    for (let i = 0; i < 3; i++) {
      for (const path of PATHS) expect((await one.inject(`/rdap/${path}`)).body).toBe(first.get(path));
    }
  });

  it("differ by form of contacts and by host", async () => {
    const app = Fastify() as unknown as FastifyInstance;
    await app.register(rdap(sourceOver(makeWorld())));
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 20; n++) {
        const headers = { host: `h${n}.example`, accept: n % 2 ? "*/*" : "a/b;exts_list=jscontact" };
        const body: Body = (await app.inject({ url: "/rdap/autnum/1500", headers })).json();
        expect(body.links[0].href).toBe(`http://h${n}.example/rdap/autnum/1500`);
        expect("vcardArray" in body.entities[0]).toBe(n % 2 === 1);
      }
    }
  });

  it("follow every change of the state", async () => {
    const world = makeWorld();
    const app = await serverOver(sourceOver(world));
    const ask = async (): Promise<Body> => (await app.inject("/rdap/autnum/1600")).json();
    for (let i = 0; i < 3; i++) expect((await ask()).name).toBe("QM");
    const terms = { kind: "permanent" };
    world.must(world.act("QM", "delegate", { to: "XB", resources: ["AS1600"], terms }, { cosign: ["XB"] }));
    for (let i = 0; i < 3; i++) expect((await ask()).name).toBe("XB");
  });

  it("write quotation marks and other scripts as JSON does", async () => {
    const source = sourceOver(makeWorld());
    const { reader } = source.state();
    const named: typeof reader = {
      at: reader.at.bind(reader),
      covering: reader.covering.bind(reader),
      within: reader.within.bind(reader),
      mentioning: reader.mentioning.bind(reader),
      text: (register, key, t) => {
        const record = reader.text(register, key, t);
        return record?.t === "party" ? { ...record, name: 'Zoë "Z" \\ 名' } : record;
      },
    };
    const app = await serverOver({ ...source, state: () => ({ ...source.state(), reader: named }) });
    const body: Body = (await app.inject("/rdap/autnum/1500")).json();
    expect(body.entities[0].vcardArray[1][1][3]).toBe('Zoë "Z" \\ 名');
  });
});
