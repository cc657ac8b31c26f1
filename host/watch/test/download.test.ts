/** What an audit reads from a host that means ill: never without end, never late, never elsewhere. */
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { download } from "../download.ts";
import { openSource } from "../source.ts";

let server: Server;
let base = "";
let sent = 0;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    if (path === "/small") return void response.end("small");
    if (path === "/away") return void response.writeHead(302, { location: "/small" }).end();
    if (path === "/silent/log/checkpoint" || path === "/silent") return;
    if (path === "/declared")
      return void response.writeHead(200, { "content-length": 10_000_000 }).write("x");
    const more = (): void => {
      while (!response.destroyed && sent < 100_000_000) {
        sent += 65_536;
        if (!response.write(Buffer.alloc(65_536))) return void response.once("drain", more);
      }
    };
    more();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("reads what fits", async () => {
  const got = await download(`${base}/small`, 5, 5000);
  expect(got.ok && Buffer.from(got.value).toString()).toBe("small");
  expect(await download(`${base}/small`, 4, 5000)).toMatchObject({ ok: false, error: { code: "too-large" } });
});

it("stops reading beyond the bound, said or not", async () => {
  expect(await download(`${base}/endless`, 1_000_000, 5000)).toMatchObject({ error: { code: "too-large" } });
  expect(await download(`${base}/declared`, 1_000_000, 5000)).toMatchObject({ error: { code: "too-large" } });
  sent = 0;
  // A checkpoint is small.
  expect(await openSource(`${base}/evil`)).toMatchObject({ ok: false, error: { code: "too-large" } });
  expect(sent).toBeLessThan(20_000_000);
});

it("waits so long and no longer", async () => {
  expect(await download(`${base}/silent`, 1000, 100)).toMatchObject({ error: { code: "unreachable" } });
});

it("follows nobody elsewhere", async () => {
  asked.length = 0;
  expect(await download(`${base}/away`, 1000, 5000)).toMatchObject({ error: { code: "unreachable" } });
  expect(asked).toEqual(["/away"]);
});
