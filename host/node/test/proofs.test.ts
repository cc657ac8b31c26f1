import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyProofFile, type Verdict } from "@comity/assembly";
import type { RunningNode } from "@comity/node";
import { utf8 } from "@comity/canon";
import {
  clock,
  datasetOf,
  found,
  get,
  newFolder,
  newWorld,
  noteOf,
  policyOf,
  removeFolders,
  start,
  START,
  submit,
} from "./shared.ts";

let node: RunningNode;
let keyFile = "";
const world = newWorld(datasetOf("roots", "iana", ["ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M"]));

beforeAll(async () => {
  clock.now = START;
  node = await start(newFolder());
  await found(node, world);
  const act = world.act("XB", "join", { kind: "operator", policy: policyOf("XB") });
  await submit(node, noteOf(act));
  world.block([act]);
  keyFile = (await get(node, "/api/v1/key")).text;
});
afterAll(async () => {
  await node.stop();
  removeFolders();
});

const fact = async (register: string, key: string): Promise<string> =>
  (await get(node, `/api/v1/proof/fact?register=${register}&key=${encodeURIComponent(key)}`)).text;
const check = (file: string): Verdict =>
  verifyProofFile(utf8(file), keyFile, { now: clock.now, maxAge: 3600 });

describe("the state", () => {
  it("is the fold of the log and nothing else: another machine computes the same root", async () => {
    const act = world.act("XC", "join", { kind: "operator", policy: policyOf("XC") });
    await submit(node, noteOf(act));
    const { record } = world.block([act]);
    expect((await get(node, "/api/v1/status")).json).toMatchObject({
      stateRoot: record.stateRoot,
      height: record.height,
    });
  });
});

describe("proofs over HTTP", () => {
  it("prove a holder, the absence of one, and a party with the key file alone", async () => {
    const held = check(await fact("ipv4", "192.0.2.0/25"));
    expect(held.ok).toBe(true);
    expect(held.answer).toMatchObject({
      kind: "fact",
      found: [{ key: { bits: 24 }, records: [{ t: "holding", holder: "QM" }] }],
    });
    expect(check(await fact("ipv4", "198.51.100.0/24"))).toMatchObject({ ok: true, answer: { found: [] } });
    expect(check(await fact("parties", "party/XB"))).toMatchObject({
      ok: true,
      answer: { found: [{ records: [{ id: "XB" }] }] },
    });
  });

  it("prove a route with everything that covers it, also that nothing does", async () => {
    const path = "/api/v1/proof/fact?register=routes4&key=192.0.2.0%2F24";
    expect(check((await get(node, `${path}&origin=AS64496`)).text)).toMatchObject({
      ok: true,
      answer: { register: "routes4", route: { origin: "AS64496", state: "notfound", covering: [] } },
    });
    expect((await get(node, `${path}&origin=64496`)).json.code).toBe("origin-text");
    const elsewhere = "/api/v1/proof/fact?register=ipv4&key=192.0.2.0%2F24&origin=AS64496";
    expect((await get(node, elsewhere)).json.code).toBe("origin-text");
    expect((await get(node, "/api/v1/routes/192.0.2.0/24?origin=AS64496")).json).toMatchObject({
      state: "notfound",
      proof: { register: "routes4" },
    });
    expect((await get(node, "/api/v1/networks/none")).json.code).toBe("network-unknown");
  });

  it("prove an act and its outcome", async () => {
    const { text } = await get(node, "/api/v1/proof/act/2");
    expect(check(text)).toMatchObject({
      ok: true,
      answer: { kind: "act", index: 2, settled: true, act: { kind: "join" } },
    });
    expect((await get(node, "/api/v1/proof/act/3")).json.code).toBe("entry-not-act");
    expect((await get(node, "/api/v1/proof/act/99")).json.code).toBe("entry-unknown");
  });

  it("fail when a byte is changed", async () => {
    const file = await fact("ipv4", "192.0.2.0/24");
    for (let at = 20; at < file.length; at += 37) {
      const other = file[at] === "A" ? "B" : "A";
      expect(check(file.slice(0, at) + other + file.slice(at + 1)).ok, `byte ${at}`).toBe(false);
    }
  });

  it("name what is wrong with a question", async () => {
    expect((await get(node, "/api/v1/proof/fact?register=moon&key=x")).json).toMatchObject({
      status: 404,
      code: "register-unknown",
    });
    expect((await get(node, "/api/v1/proof/fact?register=ipv4&key=192.0.2.1/24")).json.code).toBe("key-text");
    expect((await get(node, "/api/v1/proof/fact?register=ipv4")).json.code).toBe("query-missing");
  });
});
