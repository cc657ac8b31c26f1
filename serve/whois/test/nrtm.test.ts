import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, utf8 } from "@comity/canon";
import {
  NOTIFICATION_FILE,
  nrtmObjects,
  openNotification,
  openNrtm,
  readRpsl,
  serveNrtm,
  type NrtmOptions,
  type NrtmPublisher,
  type RpslObject,
} from "@comity/whois";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { Mirror } from "./nrtm-mirror.ts";

const work = mkdtempSync(join(tmpdir(), "comity-nrtm-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const keyPair = (): { key: string; publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
};
const one = keyPair();
const two = keyPair();
let folders = 0;
const fresh = (more: Partial<NrtmOptions> = {}): NrtmOptions => ({
  folder: join(work, String(folders++)),
  source: "EXAMPLE",
  key: one.key,
  ...more,
});
const route = (n: number, descr = "x"): string =>
  `route: 192.0.${n}.0/24\norigin: AS6450${n % 10}\ndescr: ${descr}\nsource: EXAMPLE\n`;
const objects = (...texts: string[]): readonly RpslObject[] => readRpsl(utf8(texts.join("\n"))).objects;
const SET = "as-set: AS64500:AS-X\nmembers: AS64501\nsource: EXAMPLE\n";
const mirror = (options: NrtmOptions, key = one.publicKey): Mirror =>
  new Mirror("EXAMPLE", key, (name) => Promise.resolve(readFileSync(join(options.folder, name))));
const open = (options: NrtmOptions, texts: string[], now = 1000): NrtmPublisher =>
  must(openNrtm(options, objects(...texts), now));
const files = (options: NrtmOptions): string[] =>
  readdirSync(options.folder, { recursive: true })
    .map(String)
    .filter((name) => name.includes("nrtm-"));

describe("NRTMv4", () => {
  it("begins with a snapshot of version 1, and goes on with one delta a minute", async () => {
    const options = fresh();
    const publisher = open(options, [route(1), SET]);
    const client = mirror(options);
    await client.update();
    expect([...client.objects.keys()].sort()).toEqual(["as-set as64500:as-x", "route 192.0.1.0/24as64501"]);
    expect(publisher.notification()).toMatchObject({
      version: 1,
      deltas: [],
      timestamp: "1970-01-01T00:16:40Z",
    });
    expect(publisher.tick(1060)).toBe(false);
    publisher.change(objects(route(1), route(2)));
    expect(publisher.tick(1061)).toBe(true);
    publisher.change(objects(route(1), route(2), route(3)));
    expect(publisher.tick(1100)).toBe(false); // within the minute
    publisher.change(objects(route(1, "new"), route(2)));
    expect(publisher.tick(1121)).toBe(true);
    await client.update();
    expect([client.version, client.loads]).toEqual([3, 1]);
    expect(client.objects.get("route 192.0.1.0/24as64501")).toContain("new");
    // What cancels out within the minute is told all the same.
    const delta = readFileSync(join(options.folder, publisher.notification().deltas[1]!.url), "utf8");
    expect(
      delta
        .split("\u001e")
        .slice(2)
        .map((record) => JSON.parse(record).action),
    ).toEqual(["add_modify", "delete", "add_modify"]);
  });

  it("makes snapshots of the last delta's version, and lets go of what is old", async () => {
    const options = fresh();
    const publisher = open(options, [route(1)], 0);
    const [first] = files(options);
    publisher.change(objects(route(2)));
    publisher.tick(100);
    expect(publisher.notification().snapshot.version).toBe(1);
    // No change since, but the snapshot is old enough: one that contains the delta.
    publisher.tick(22_000);
    expect(publisher.notification()).toMatchObject({
      version: 2,
      snapshot: { version: 2 },
      deltas: [{ version: 2 }],
    });
    expect(files(options)).toContain(first);
    publisher.tick(22_700);
    expect(files(options)).not.toContain(first);
    // A snapshot without changes since the last is none.
    publisher.tick(50_000);
    expect(publisher.notification()).toMatchObject({ version: 2, snapshot: { version: 2 } });
    publisher.tick(86_600);
    expect(publisher.notification().deltas).toEqual([]);
    const late = mirror(options);
    await late.update();
    expect([...late.objects.keys()]).toEqual(["route 192.0.2.0/24as64502"]);
  });

  it("never lets go of a delta that the snapshot does not contain", () => {
    const options = fresh({ times: { snapshot: 10 ** 9 } });
    const publisher = open(options, [route(1)], 0);
    publisher.change(objects(route(2)));
    publisher.tick(100);
    publisher.tick(10 ** 6);
    expect(publisher.notification().deltas).toHaveLength(1);
  });

  it("renews the notification without a change, before a day is over", () => {
    const options = fresh();
    const publisher = open(options, [route(1)], 0);
    expect(publisher.tick(43_199)).toBe(false);
    expect(publisher.tick(43_200)).toBe(true);
    expect(publisher.notification()).toMatchObject({ version: 1, timestamp: "1970-01-01T12:00:00Z" });
  });

  it("goes on with its session after a restart, with one delta to catch up", async () => {
    const options = fresh();
    const publisher = open(options, [route(1)]);
    publisher.change(objects(route(1), route(2)));
    publisher.tick(1100);
    const client = mirror(options);
    await client.update();
    writeFileSync(join(options.folder, `${publisher.notification().session_id}/left.new`), "half");
    const again = open(options, [route(3)], 5000);
    expect(again.findings).toEqual([]);
    again.tick(5000);
    await client.update();
    expect([client.loads, client.version, ...client.objects.keys()]).toEqual([
      1,
      3,
      "route 192.0.3.0/24as64503",
    ]);
    again.tick(5700);
    expect(readdirSync(join(options.folder, again.notification().session_id))).not.toContain("left.new");
  });

  it.each(["hash", "missing", "notification"])(
    "begins a new session when its files are broken: %s",
    async (how) => {
      const options = fresh();
      const publisher = open(options, [route(1)]);
      const client = mirror(options);
      await client.update();
      const { snapshot } = publisher.notification();
      if (how === "hash") writeFileSync(join(options.folder, snapshot.url), "x");
      if (how === "missing") rmSync(join(options.folder, snapshot.url));
      if (how === "notification") writeFileSync(join(options.folder, NOTIFICATION_FILE), "a.b.c");
      const again = open(options, [route(1)], 5000);
      expect(again.findings).toHaveLength(1);
      expect(again.notification().session_id).not.toBe(publisher.notification().session_id);
      await client.update();
      expect([client.loads, client.objects.size]).toEqual([2, 1]);
    },
  );

  it("announces the next key, and mirrors follow the change", async () => {
    const options = fresh();
    open(options, [route(1)]);
    const client = mirror(options);
    await client.update();
    const announcing = open({ ...options, nextKey: two.key }, [route(1)], 2000);
    expect(announcing.notification().next_signing_key).toBe(two.publicKey);
    await client.update();
    const changed = open({ ...options, key: two.key }, [route(1)], 3000);
    expect(changed.findings).toEqual([]);
    expect(changed.notification()).not.toHaveProperty("next_signing_key");
    await client.update();
    expect([client.key, client.loads]).toEqual([two.publicKey, 1]);
    // A key that nobody was told of is said.
    const back = open(options, [route(1)], 4000);
    expect(back.findings[0]).toContain("not announced");
    await expect(client.update()).rejects.toThrow("signature");
  });

  it("has a database's name and a P-256 key", () => {
    const wrong = generateKeyPairSync("ed25519")
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    expect(openNrtm(fresh({ key: wrong }), [], 0)).toMatchObject({ ok: false, error: { code: "nrtm-key" } });
    expect(openNrtm(fresh({ nextKey: "x" }), [], 0)).toMatchObject({
      ok: false,
      error: { code: "nrtm-key" },
    });
    expect(openNrtm(fresh({ source: "a/b" }), [], 0)).toMatchObject({
      ok: false,
      error: { code: "nrtm-source" },
    });
  });

  it("leaves every mirror with the same objects, whenever it comes and whatever happened", async () => {
    const step = fc.record({
      texts: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom("a", "b")), {
        selector: ([n]) => n,
      }),
      wait: fc.constantFrom(1, 70, 4000, 30_000, 90_000),
      restart: fc.boolean(),
      reads: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const options = fresh();
        let now = 0;
        let publisher = open(options, [], now);
        const early = mirror(options);
        let texts: string[] = [];
        for (const { reads, restart, texts: next, wait } of steps) {
          texts = next.map(([n, descr]) => route(n, descr));
          now += wait;
          if (restart) publisher = open(options, texts, now);
          else publisher.change(objects(...texts));
          publisher.tick(now);
          if (reads) await early.update();
        }
        publisher.tick(now + 61);
        const late = mirror(options);
        await Promise.all([early.update(), late.update()]);
        const wanted = objects(...texts).length;
        expect([early.objects.size, late.objects.size]).toEqual([wanted, wanted]);
        expect(new Map(early.objects)).toEqual(late.objects);
        rmSync(options.folder, { recursive: true });
      }),
      { numRuns: 15 },
    );
  });

  it("is served as files and nothing else", async () => {
    const options = fresh();
    const publisher = open(options, [route(1)]);
    writeFileSync(join(options.folder, "private.pem"), one.key);
    const served = await serveNrtm(options.folder, { port: 0, host: "127.0.0.1" });
    try {
      const at = (name: string, init: RequestInit = {}) =>
        fetch(`http://127.0.0.1:${served.port}/${name}`, init);
      const client = new Mirror(
        "EXAMPLE",
        one.publicKey,
        async (name) => new Uint8Array(await (await at(name)).arrayBuffer()),
      );
      await client.update();
      expect(client.objects.size).toBe(1);
      const notification = await at(NOTIFICATION_FILE, { method: "HEAD" });
      expect(notification.headers.get("cache-control")).toBe("public, max-age=60");
      for (const name of ["private.pem", "", "../private.pem", `${publisher.notification().session_id}/`])
        expect((await at(name)).status).toBe(404);
      expect((await at(NOTIFICATION_FILE, { method: "PUT", body: "x" })).status).toBe(405);
    } finally {
      await served.stop();
    }
  });

  it("reads no damaged file otherwise than with a refusal", () => {
    const options = fresh();
    const publisher = open(options, [route(1), SET]);
    const jose = readFileSync(join(options.folder, NOTIFICATION_FILE));
    const snapshot = readFileSync(join(options.folder, publisher.notification().snapshot.url));
    const damage = fc.tuple(fc.nat(5000), fc.integer({ min: 0, max: 255 }), fc.nat(5000));
    fc.assert(
      fc.property(damage, ([at, byte, end]) => {
        const broken = (bytes: Uint8Array): Uint8Array => {
          const copy = Buffer.from(bytes.subarray(0, Math.max(1, end % (bytes.length + 1))));
          copy[at % copy.length] = byte;
          return copy;
        };
        const text = Buffer.from(broken(jose)).toString("latin1");
        const read = openNotification(text, [one.publicKey]);
        if (read.ok) expect(text.trim()).toBe(jose.toString().trim());
        else expect(read.error.code).toMatch(/^nrtm-/);
        const file = broken(snapshot);
        const objectsRead = nrtmObjects(publisher.notification(), () => file);
        if (objectsRead.ok) expect(Buffer.from(file).equals(snapshot)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
