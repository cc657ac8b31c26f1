import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningNode } from "@comity/node";
import { actText, type SignedAct } from "@comity/assembly";
import { sha256, toBase64, utf8 } from "@comity/canon";
import {
  clock,
  datasetOf,
  found,
  get,
  keysOf,
  newFolder,
  newWorld,
  noteOf,
  ORIGIN,
  policyOf,
  post,
  removeFolders,
  start,
  submit,
  START,
} from "./shared.ts";

let node: RunningNode;
const world = newWorld();
const sizeOf = async (): Promise<number> => (await get(node, "/api/v1/status")).json.size;
const join = (id: string): SignedAct => world.act(id, "join", { kind: "operator", policy: policyOf(id) });
const resign = (act: SignedAct, change: object, party = act.by): string => {
  const { assembly, body, by, kind, lane, prev, seen, seq, until } = { ...act, ...change };
  const text = actText({
    assembly,
    body,
    by,
    kind,
    lane,
    prev,
    seen,
    seq,
    ...(until === undefined ? {} : { until }),
  });
  return noteOf({ text, signatures: [keysOf(party).sign(text)] });
};

beforeAll(async () => {
  clock.now = START;
  node = await start(newFolder());
});
afterAll(async () => {
  await node.stop();
  removeFolders();
});

describe("submitting acts", () => {
  it("takes nothing but a founding act first, and founds once", async () => {
    expect((await submit(node, noteOf(join("XB")))).json).toMatchObject({ status: 409, code: "not-founded" });
    await found(node, world);
    expect((await get(node, "/api/v1/status")).json).toMatchObject({
      founded: true,
      height: 0,
      size: 2,
      counts: { parties: 3 },
    });
  });

  it("gives the same act the same receipt, before and after the block", async () => {
    const note = noteOf(join("XC"));
    const [one, two] = await Promise.all([submit(node, note), submit(node, note)]);
    const three = await submit(node, note);
    expect(one.json).toMatchObject({
      state: "logged",
      outcome: "effective",
      grade: "ordered",
      durability: "one disk",
    });
    expect(two.json).toEqual(one.json);
    expect(three.json).toEqual(one.json);
    const { hash } = one.json;
    const status = (await get(node, `/api/v1/acts/${encodeURIComponent(hash)}`)).json;
    expect(status).toMatchObject({ state: "logged", index: one.json.index, entry: { text: note } });
  });

  it("answers 202 with wait=no, and the act is ordered", async () => {
    const answer = await post(node, "/api/v1/acts?wait=no", noteOf(join("XD")));
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ state: "queued", grade: "local" });
    await expect.poll(async () => (await get(node, "/api/v1/parties/XD")).status).toBe(200);
  });

  it("answers several notes line by line", async () => {
    const notes = [noteOf(join("XE")), "comity/act/v1\nnonsense\n", noteOf(join("XF"))];
    const answer = await submit(node, notes.join(""));
    const lines = answer.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ outcome, status }) => outcome ?? status)).toEqual(["effective", 400, "effective"]);
  });

  it("takes a lane on within one request", async () => {
    await submit(node, noteOf(join("XF2")));
    const acts = [1, 2, 3].map(() => noteOf(world.act("XF2", "set-keys", { policy: policyOf("XF2") })));
    const lines = (await submit(node, acts.join(""))).text.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual([
      "effective",
      "effective",
      "effective",
    ]);
  });

  it("says in the receipt why an act is void", async () => {
    const answer = await submit(
      node,
      noteOf(world.act("XC", "join", { kind: "operator", policy: policyOf("XC") })),
    );
    expect(answer.status).toBe(200);
    expect(answer.json.outcome).toBe("void");
    expect(answer.json.code).toMatch(/^[a-z-]+$/);
    expect(
      (await submit(node, (await get(node, `/api/v1/log/${answer.json.index}`)).json.text)).json,
    ).toMatchObject({ outcome: "void", code: answer.json.code });
  });

  it("refuses bad acts without a trace", async () => {
    const good = join("XG");
    const before = await sizeOf();
    const bad: [string, string, number][] = [
      ["unsigned", "comity/act/v1\n{}\n", 400],
      ["another assembly", resign(good, { assembly: "example.org/other" }), 400],
      ["an unknown kind", resign(good, { kind: "seize" }), 400],
      ["an unknown key", resign(good, {}, "XH"), 422],
      [
        "a flipped signature",
        noteOf(good).replace(/— (\S+) (.{20})(.)/, (_, n, a, c) => `— ${n} ${a}${c === "A" ? "B" : "A"}`),
        422,
      ],
      ["a gap", resign({ ...good, by: "QN" }, { seq: 9, body: good.body }), 409],
      [
        "a fork",
        resign({ ...good, by: "QN" }, { seq: 1, prev: Buffer.alloc(32, 1).toString("base64") }),
        409,
      ],
      ["not canonical", noteOf(good).replace('{"assembly"', '{ "assembly"'), 400],
      ["too large", `${"x".repeat(70_000)}\n`, 413],
    ];
    for (const [what, note, status] of bad) {
      const answer = await submit(node, note);
      expect([what, answer.status, answer.type], answer.text).toEqual([
        what,
        status,
        "application/problem+json",
      ]);
      expect(answer.json.code, what).toMatch(/^[a-z0-9-]+$/);
      expect(answer.json.detail.length).toBeGreaterThan(10);
    }
    expect(await sizeOf()).toBe(before);
  });

  it("enters one equivocating act as evidence and no second one", async () => {
    const first = world.act("QN", "set-keys", { policy: policyOf("QN") });
    const text = (n: number): string => resign(first, { until: first.until! + n });
    expect((await submit(node, noteOf(first))).json.outcome).toBe("effective");
    expect((await submit(node, text(1))).json).toMatchObject({ outcome: "void", code: "equivocation" });
    expect((await submit(node, text(2))).json).toMatchObject({ status: 409, code: "lane-taken" });
    const { equivocations, lanes } = (await get(node, "/api/v1/parties/QN")).json;
    expect(equivocations).toEqual([{ lane: "main", seq: 1, index: expect.any(Number) }]);
    expect(lanes).toEqual([{ party: "QN", lane: "main", seq: 1, prev: first.hash }]);
  });

  it("wants the acting party's own signature", async () => {
    const act = world.act("XA", "set-keys", { policy: policyOf("XA") });
    expect((await submit(node, resign(act, {}, "QM"))).json).toMatchObject({ code: "signature-missing" });
  });

  it("keeps drafts until they are ordered, and joins signatures", async () => {
    const act = world.act("XK", "join", { kind: "operator", policy: policyOf("XK") });
    const draft = (await post(node, "/api/v1/drafts", noteOf(act))).json;
    expect(draft).toMatchObject({ by: "XK", signers: ["XK/office"], missing: [] });
    const more = { ...act, signatures: [...act.signatures, keysOf("QM").sign(act.text)].reverse() };
    expect(
      (await post(node, "/api/v1/drafts", noteOf({ ...more, signatures: more.signatures.slice(0, 1) }))).json
        .signers,
    ).toEqual(["QM/office", "XK/office"]);
    expect((await get(node, "/api/v1/drafts")).json.items).toHaveLength(1);
    const [{ text }] = (await get(node, "/api/v1/drafts")).json.items;
    expect((await submit(node, text)).status).toBe(200);
    expect((await get(node, "/api/v1/drafts")).json.items).toHaveLength(0);
  });

  it("stores documents by hash, and admits acts that name one only with its text", async () => {
    const text = "# Grounds\n\nBoth sides agree on the dates.\n";
    const hash = toBase64(sha256(utf8(text)));
    const proposal = noteOf(
      world.act("QM", "propose", {
        title: "A text",
        measures: [{ kind: "adopt", body: { title: "A text", text: hash } }],
      }),
    );
    expect((await post(node, "/api/v1/acts", proposal)).json).toMatchObject({
      code: "document-missing",
      field: "/body/measures/0/body/text",
    });
    const receipt = (await post(node, "/api/v1/documents", text)).json;
    expect(receipt).toMatchObject({ hash, size: text.length });
    const answer = await fetch(`${node.url}${String(receipt["href"])}`);
    expect(await answer.text()).toBe(text);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect((await post(node, "/api/v1/acts", proposal)).json["code"]).not.toBe("document-missing");
    expect((await post(node, "/api/v1/documents", "\u001b[2J")).json).toMatchObject({
      code: "document-form",
    });
    expect((await get(node, `/api/v1/documents/${"0".repeat(64)}`)).json).toMatchObject({
      code: "document-unknown",
    });
  });

  it("stores datasets by hash and refuses other bytes", async () => {
    const bytes = datasetOf("delegations", "example", [
      "ipv4|192.0.2.0|192.0.2.255|assigned|ZZ|2011-08-11|H1",
    ]);
    const receipt = (await post(node, "/api/v1/datasets", new Uint8Array(bytes))).json;
    expect(receipt).toMatchObject({ size: bytes.length });
    expect((await get(node, receipt.href)).text).toBe(Buffer.from(bytes).toString());
    expect((await post(node, "/api/v1/datasets", "anything")).status).toBe(400);
    expect((await get(node, `/api/v1/datasets/${"0".repeat(64)}`)).status).toBe(404);
  });

  it("knows its origin", () => expect(node.context.origin).toBe(ORIGIN));
});
