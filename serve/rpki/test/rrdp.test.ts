import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { serveRepository } from "@comity/rpki";
import { sha256Hex } from "../keys.ts";
import { applyChanges, changesBetween, deltaXml } from "../rrdp.ts";
import { sameTree, writeWhole } from "../files.ts";
import { holding, NOTIFY, NOW, payload, world } from "./world.ts";

const tree = fc
  .dictionary(fc.constantFrom("a", "b", "c", "d/e"), fc.uint8Array({ maxLength: 3 }), { maxKeys: 4 })
  .map((entries) => new Map(Object.entries(entries)));

describe("RRDP", () => {
  it("previous snapshot + delta = new snapshot", () => {
    fc.assert(
      fc.property(tree, tree, tree, (before, after, other) => {
        expect(sameTree(applyChanges(before, changesBetween(before, after))!, after)).toBe(true);
        const applied = applyChanges(other, changesBetween(before, after));
        if (!sameTree(before, after) && applied !== undefined)
          expect(deltaXml("s", 2, "rsync://h/m/", other, applied)).toBeDefined();
      }),
    );
    const old = new Map([["a", Uint8Array.of(1)]]);
    expect(applyChanges(new Map(), changesBetween(old, new Map()))).toBeUndefined();
    expect(deltaXml("s", 2, "rsync://h/m/", old, new Map())).toContain(
      `<withdraw uri="rsync://h/m/a" hash="${sha256Hex(Uint8Array.of(1))}"/>`,
    );
  });

  it("counts serials, keeps deltas without a gap, and starts a new session when the folder was changed", async () => {
    const w = await world(undefined, NOTIFY);
    const holdings = [holding("QM", ["192.0.2.0/24"])];
    const step = async (asn: number, now: number) =>
      must(await w.publish(holdings, payload([`192.0.2.0/24 ${asn}`]), now));
    const notification = () => readFileSync(join(w.folder, "rrdp", "notification.xml"), "utf8");
    expect((await step(1, NOW)).serial).toBe(1);
    expect((await step(1, NOW + 10)).serial).toBe(1);
    expect((await step(2, NOW + 20)).serial).toBe(2);
    expect((await step(3, NOW + 30)).serial).toBe(3);
    const text = notification();
    const session = /session_id="([^"]+)"/.exec(text)![1]!;
    const files = [...text.matchAll(/uri="https:\/\/rpki.example.net\/rrdp\/([^"]+)" hash="([^"]+)"/g)];
    for (const [, path, hash] of files)
      expect(sha256Hex(new Uint8Array(readFileSync(join(w.folder, "rrdp", path!))))).toBe(hash);
    const serials = [...text.matchAll(/<delta serial="(\d+)"/g)].map((m) => Number(m[1]));
    expect(serials[0]).toBe(3);
    expect(serials).toEqual(serials.map((_, i) => 3 - i));
    // Somebody put an object into the folder: nothing is built on that.
    writeWhole(join(w.folder, "current", "strange.roa"), "x");
    expect((await step(4, NOW + 40)).serial).toBe(1);
    expect(notification()).not.toContain(session);
    expect(notification()).not.toContain("<delta");
    // Old files stay for those who just read the old notification, and go after an hour.
    expect(readdirSync(join(w.folder, "rrdp", session)).length).toBeGreaterThan(0);
    await step(5, NOW + 4_000);
    await step(6, NOW + 8_000);
    expect(() => readFileSync(join(w.folder, "rrdp", session, "3", "snapshot.xml"))).toThrow("ENOENT");
  });

  it("serves the files and nothing else", async () => {
    const w = await world(undefined, NOTIFY);
    must(await w.publish([holding("QM", ["192.0.2.0/24"])], payload(["192.0.2.0/24 1"]), NOW));
    let asked = 0;
    const running = must(
      await serveRepository(w.folder, { host: "127.0.0.1", port: 0, metrics: () => `up ${++asked}\n` }),
    );
    const get = (path: string, init = {}) => fetch(`http://127.0.0.1:${running.port}${path}`, init);
    const first = await get("/rrdp/notification.xml");
    expect(first.status).toBe(200);
    const text = await first.text();
    const snapshot = new URL(/snapshot uri="([^"]+)"/.exec(text)![1]!).pathname;
    expect((await get(snapshot)).headers.get("content-type")).toBe("application/xml");
    const etag = first.headers.get("etag")!;
    expect((await get("/rrdp/notification.xml", { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await get("/rrdp/notification.xml", { headers: { "if-none-match": '"other"' } })).status).toBe(
      200,
    );
    const modified = first.headers.get("last-modified")!;
    expect((await get("/rrdp/notification.xml", { headers: { "if-modified-since": modified } })).status).toBe(
      304,
    );
    expect((await get("/rrdp/notification.xml", { method: "HEAD" })).status).toBe(200);
    expect((await get("/ta.cer")).status).toBe(200);
    // The second answer is the first: making it validates the folder.
    for (const _ of [1, 2]) expect(await (await get("/metrics")).text()).toBe("up 1\n");
    for (const path of [
      "/",
      "/rrdp/state.json",
      "/rrdp/..%2fkeys/online.pem",
      "/keys/online.pem",
      "/rrdp/nothing.xml",
    ])
      expect((await get(path)).status).toBe(404);
    expect((await get("/ta.cer", { method: "POST" })).status).toBe(405);
    const second = await serveRepository(w.folder, { host: "127.0.0.1", port: running.port });
    expect(second).toMatchObject({ ok: false, error: { code: "rpki-port" } });
    await running.stop();
  });
});
