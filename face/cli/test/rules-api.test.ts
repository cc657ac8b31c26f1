/** `POST /api/v1/rules/…` of a running node: answers, problems, limits; the node goes on answering meanwhile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleMajority } from "@comity/rules";
import { must } from "@comity/canon";
import { startNode, type RunningNode } from "@comity/node";
import { formatKeyFile } from "@comity/signing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rulesApi } from "../rules-api.ts";

const folder = mkdtempSync(join(tmpdir(), "comity-rules-api-"));
let node: RunningNode;
beforeAll(async () => {
  const name = "example.org/rules";
  node = must(
    await startNode({
      folder: join(folder, "node"),
      origin: name,
      logKey: formatKeyFile({ name, type: "ed25519", secret: new Uint8Array(32).fill(7) }),
      create: true,
      port: 0,
      plugins: [rulesApi()],
    }),
  );
});
afterAll(async () => {
  await node?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const post = async (path: string, body: string) => {
  const answer = await fetch(`${node.url}/api/v1/rules/${path}`, { method: "POST", body });
  return {
    status: answer.status,
    type: answer.headers.get("content-type"),
    json: (await answer.json()) as object,
  };
};
const constitution = simpleMajority;

it("answers without an assembly, and other requests meanwhile", async () => {
  const linted = post("lint", JSON.stringify({ constitution }));
  for (let i = 0; i < 20; i++) {
    expect((await fetch(`${node.url}/api/v1/status`)).status).toBe(200);
  }
  expect(await linted).toMatchObject({ status: 200, json: { schema: "comity/rules-lint/v2", errors: 0 } });
  expect(await post("explain", JSON.stringify({ constitution }))).toMatchObject({ status: 200 });
});

it("refuses with problems", async () => {
  const vote = { members: [{ id: "a", chambers: ["nosuch"] }] };
  const wrong = await post("evaluate", JSON.stringify({ constitution, class: "ordinary", vote }));
  expect(wrong).toMatchObject({
    status: 400,
    type: expect.stringContaining("application/problem+json"),
    json: { code: "unknown-name", field: "/vote/members/0/chambers/0" },
  });
  expect(await post("lint?x=1", "{}")).toMatchObject({ status: 400, json: { code: "query-unknown" } });
  expect(await post("lint", "x".repeat(1024 * 1024 + 1))).toMatchObject({
    status: 413,
    json: { code: "body-too-large" },
  });
  const game = { criteria: [{ weights: [2_000_000], quota: 1 }] };
  expect(await post("power", JSON.stringify({ game }))).toMatchObject({
    status: 422,
    json: { code: "power-too-large" },
  });
});

it("is described in the API's table for machines", async () => {
  const { paths } = (await (await fetch(`${node.url}/api/v1/openapi.json`)).json()) as {
    paths: {
      [path: string]: { post?: { requestBody?: { content: { [media: string]: { schema?: object } } } } };
    };
  };
  for (const question of ["lint", "explain", "evaluate", "diff", "power"]) {
    const { content } = paths[`/rules/${question}`]!.post!.requestBody!;
    expect(content["application/json"]!.schema).toMatchObject({ type: "object" });
  }
});

it("limits the questions of one address", async () => {
  const answers = await Promise.all(Array.from({ length: 61 }, () => post("explain", "{}")));
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  expect((await fetch(`${node.url}/api/v1/status`)).status).toBe(200);
});
