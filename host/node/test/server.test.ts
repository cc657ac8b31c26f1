import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { explorer, type RunningNode } from "@comity/node";
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
  submit,
} from "./shared.ts";

let node: RunningNode;
afterEach(async () => {
  await node.stop();
  removeFolders();
});
const fresh = async (options: Parameters<typeof start>[1] = {}): Promise<void> => {
  clock.now = START;
  node = await start(newFolder(), options);
};

describe("the server", () => {
  it("limits requests per address and says so", async () => {
    await fresh({ ratePerMinute: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await get(node, "/api/v1/status")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await get(node, "/api/v1/status")).json).toMatchObject({
      code: "too-many-requests",
      status: 429,
    });
  });

  it("limits what may be stored unsigned more than reading", async () => {
    await fresh();
    const answers = await Promise.all(Array.from({ length: 121 }, () => post(node, "/api/v1/drafts", "x")));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await get(node, "/api/v1/status")).status).toBe(200);
  });

  it("refuses bodies that are too large, and batches of too many acts", async () => {
    await fresh();
    expect((await post(node, "/api/v1/acts", "x".repeat(17 * 1024 * 1024))).json).toMatchObject({
      status: 413,
      code: "body-too-large",
    });
    expect((await post(node, "/api/v1/acts", "\ncomity/act/v1\n\n".repeat(4097))).json).toMatchObject({
      status: 413,
      code: "batch-too-large",
    });
  });

  it("serves tiles under /log and at the path of the origin, for ever; the checkpoint afresh", async () => {
    await fresh();
    await found(node, newWorld());
    for (const base of ["/log", "/assembly"]) {
      const tile = await fetch(`${node.url}${base}/tile/0/000.p/2`);
      expect([tile.status, tile.headers.get("cache-control")]).toEqual([
        200,
        "public, max-age=31536000, immutable",
      ]);
      expect((await tile.arrayBuffer()).byteLength).toBe(64);
      const checkpoint = await fetch(`${node.url}${base}/checkpoint`);
      expect([await checkpoint.text(), checkpoint.headers.get("cache-control")]).toEqual([
        Buffer.from(node.context.states.newest.note).toString(),
        "no-cache",
      ]);
    }
    expect((await get(node, "/log/tile/0/999")).json).toMatchObject({ status: 404, code: "not-found" });
  });

  it("allows every origin to read, and answers HEAD", async () => {
    await fresh();
    const answer = await fetch(`${node.url}/api/v1/status`, {
      method: "HEAD",
      headers: { origin: "http://elsewhere.example" },
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  });

  it("mounts plugins with the same states, and pages that use the API without a network", async () => {
    const client = newFolder();
    mkdirSync(join(client, "assets"));
    writeFileSync(join(client, "assets/main-1.js"), "1");
    writeFileSync(join(client, "icon.svg"), "<svg/>");
    const pages = explorer({
      client,
      render: async (path, api) => {
        const status = await api.get("status");
        return {
          status: path === "/gone" ? 404 : 200,
          html: `${path} ${status.ok ? status.value.origin : status.error.code}`,
        };
      },
    });
    await fresh({
      plugins: [
        pages,
        (app, { states }) => void app.get("/rdap/height", () => ({ height: states.newest.height })),
      ],
    });
    const page = await fetch(`${node.url}/resources/192.0.2.0/24?at=3`);
    expect(await page.text()).toBe("/resources/192.0.2.0/24?at=3 example.org/assembly");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect((await get(node, "/gone")).status).toBe(404);
    expect((await get(node, "/entries/0")).text).toBe("/entries/0 example.org/assembly");
    expect((await get(node, "/assets/main-1.js")).text).toBe("1");
    expect((await get(node, "/rdap/height")).json).toEqual({ height: -1 });
    expect((await get(node, "/api/v1/nothing")).json).toMatchObject({ code: "not-found" });
  });

  it("wants the datasets of an act and of its measures first", async () => {
    await fresh();
    const world = newWorld();
    await found(node, world);
    const dataset = Buffer.alloc(32, 7).toString("base64");
    const attest = noteOf(world.act("QM", "attest", { dataset }));
    expect((await submit(node, attest)).json).toMatchObject({
      status: 422,
      code: "dataset-missing",
      field: "/body/dataset",
    });
    const measures = [{ kind: "assign-roots", body: { dataset } }];
    const proposal = noteOf(world.act("QN", "propose", { title: "Roots", measures }));
    expect((await submit(node, proposal)).json).toMatchObject({
      code: "dataset-missing",
      field: "/body/measures/0/body/dataset",
    });
  });

  it("is healthy when it can write, and has metrics", async () => {
    await fresh();
    const world = newWorld();
    await found(node, world);
    await submit(node, noteOf(world.act("XB", "join", { kind: "operator", policy: policyOf("XB") })));
    expect((await get(node, "/healthz")).json).toMatchObject({ healthy: true });
    clock.now += 40 + node.context.states.newest.gap;
    const late = (await get(node, "/healthz")).json;
    await node.tick();
    expect((await get(node, "/healthz")).json.healthy).toBe(true);
    expect(typeof late.healthy).toBe("boolean");
    const { text } = await get(node, "/metrics");
    expect(text).toContain("comity_log_size 5");
    expect(text).toContain("comity_party_records 4");
  });
});
