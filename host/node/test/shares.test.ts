/** What strangers can take of a node: places in the inbox of drafts, and event streams. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningNode } from "@comity/node";
import {
  clock,
  found,
  get,
  newFolder,
  newWorld,
  noteOf,
  policyOf,
  post,
  removeFolders,
  start,
  START,
} from "./shared.ts";

const DAY = 86_400;
const folder = newFolder();
const world = newWorld();
let node: RunningNode;

beforeAll(async () => {
  clock.now = START;
  node = await start(folder);
  await found(node, world);
});
afterAll(async () => {
  await node.stop();
  removeFolders();
});

const notes = new Map<string, string>();
function joining(id: string): string {
  const until = START + 90 * DAY;
  const note =
    notes.get(id) ?? noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) }, { until }));
  notes.set(id, note);
  return note;
}
const stranger = (n: number): string => joining(`Z${n}Q`);
const drafts = async (): Promise<number> => (await get(node, "/api/v1/drafts")).json.items.length;

it("parties that have not joined share a few places in the inbox; members keep theirs", async () => {
  const answers = [];
  for (let n = 100; n < 152; n++) answers.push(await post(node, "/api/v1/drafts", stranger(n)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(answers.at(-1)!.json).toMatchObject({ status: 503, code: "drafts-full" });
  expect((await post(node, "/api/v1/drafts", joining("QM"))).json).toMatchObject({ signers: ["QM/office"] });
  // What is there already takes further signatures.
  expect((await post(node, "/api/v1/drafts", stranger(100))).status).toBe(200);
});

it("drafts grow old over restarts, and further signatures do not make them younger", async () => {
  clock.now = START + 29 * DAY;
  expect((await post(node, "/api/v1/drafts", stranger(101))).status).toBe(200);
  await node.stop();
  node = await start(folder);
  expect(await drafts()).toBe(51);
  clock.now = START + 31 * DAY;
  expect((await post(node, "/api/v1/drafts", stranger(200))).status).toBe(200);
  expect(await drafts()).toBe(1);
  expect(readdirSync(join(folder, "drafts"))).toHaveLength(1);
});

it("one address takes sixteen event streams and gets them back", async () => {
  const stops = Array.from({ length: 16 }, () => new AbortController());
  const open = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${node.url}/api/v1/events`, signal === undefined ? {} : { signal });
  for (const { signal } of stops) expect((await open(signal)).status).toBe(200);
  const more = await open();
  expect([more.status, (await more.json()).code]).toEqual([503, "streams-full"]);
  for (const stop of stops) stop.abort();
  const last = new AbortController();
  await expect
    .poll(async () => {
      const { status, body } = await open(last.signal);
      if (status !== 200) await body?.cancel();
      return status;
    })
    .toBe(200);
  last.abort();
});
