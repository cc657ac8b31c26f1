import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningNode } from "@comity/node";
import {
  clock,
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
const world = newWorld();
const join = async (id: string): Promise<void> => {
  await submit(node, noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) })));
};

beforeAll(async () => {
  clock.now = START;
  node = await start(newFolder());
  await found(node, world);
});
afterAll(async () => {
  await node.stop();
  removeFolders();
});

type Event = {
  readonly id: number;
  readonly data: { size: number; acts: number; touched: { register: string; key: string }[] };
};

async function events(
  count: number,
  headers: Record<string, string>,
  during: () => Promise<void>,
): Promise<Event[]> {
  const stop = new AbortController();
  const response = await fetch(`${node.url}/api/v1/events`, { headers, signal: stop.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const got: Event[] = [];
  const running = during();
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split("\n\n");
    text = parts.pop()!;
    for (const part of parts) {
      const match = /^id: (\d+)\nevent: block\ndata: (.*)$/.exec(part);
      if (match !== null) got.push({ id: Number(match[1]), data: JSON.parse(match[2]!) });
    }
    if (got.length >= count) break;
  }
  stop.abort();
  await running;
  return got;
}

describe("events", () => {
  it("tells each block with what it touched", async () => {
    const [event] = await events(1, {}, () => join("XB"));
    expect(event!.data).toMatchObject({
      acts: 1,
      height: 1,
      entries: [{ type: "act", act: { kind: "join" } }, { type: "block" }],
    });
    expect(event!.data.touched).toContainEqual({ register: "parties", key: "party/XB" });
  });

  it("resumes behind Last-Event-ID without a gap and goes on live", async () => {
    await join("XC");
    await join("XD");
    const got = await events(3, { "last-event-id": "3" }, () => join("XE"));
    expect(got.map(({ id }) => id)).toEqual([5, 7, 9]);
  });
});

describe("reading", () => {
  it("answers 304 to the ETag it gave, and another ETag after a block", async () => {
    const first = await fetch(`${node.url}/api/v1/parties`);
    const etag = first.headers.get("etag")!;
    await first.text();
    expect((await get(node, "/api/v1/parties", { headers: { "if-none-match": etag } })).status).toBe(304);
    await join("XF");
    expect((await get(node, "/api/v1/parties", { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it("reads earlier states, and refuses those that are still to come", async () => {
    expect((await get(node, "/api/v1/parties?at=2")).json.items).toHaveLength(3);
    expect((await get(node, "/api/v1/parties/XB?at=2")).json.code).toBe("party-unknown");
    expect((await get(node, "/api/v1/parties?at=999999")).json).toMatchObject({
      status: 400,
      code: "at-beyond",
    });
  });

  it("pages through lists with cursors", async () => {
    const seen: string[] = [];
    for (let after = ""; ;) {
      const page = (await get(node, `/api/v1/parties?limit=2${after}`)).json;
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.next === undefined) break;
      after = `&after=${page.next}`;
    }
    expect(seen).toEqual([...seen].toSorted());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await get(node, "/api/v1/status")).json.counts.parties);
  });

  it("has every route of the table", async () => {
    const { paths } = (await get(node, "/api/v1/openapi.json")).json;
    for (const path of Object.keys(paths)) {
      if (path.includes("events") || paths[path].get === undefined) continue;
      const filled = path
        .replace("{text}", "192.0.2.1")
        .replace("{id}", "QM")
        .replace("{index}", "0")
        .replace("{hash}", "0".repeat(64))
        .replace("{party}", "QM")
        .replace("{lane}", "main")
        .replace("{format}", "csv");
      const query =
        path === "/search" ? "?q=x" : path === "/proof/fact" ? "?register=ipv4&key=192.0.2.0/24" : "";
      const { status, json } = await get(node, `/api/v1${filled}${query}`);
      expect([path, status === 200 || json.code !== "not-found"]).toEqual([path, true]);
      expect(status, path).toBeLessThan(500);
    }
  });
});
