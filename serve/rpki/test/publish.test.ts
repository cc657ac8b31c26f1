import { existsSync, readFileSync, renameSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { aspas } from "@comity/routes";
import {
  checkFolder,
  parseResources,
  publish,
  resourceTexts,
  publicationAlarm,
  alarmMetrics,
} from "@comity/rpki";
import { readCaState } from "../ca-state.ts";
import { newKeyFile } from "../keys.ts";
import { readCrl } from "../read-crl.ts";
import { readCertificate } from "../read-certificate.ts";
import { DAY, holding, NOW, payload, shown, world, type World } from "./world.ts";

const HOLDINGS = [
  holding("QM", ["192.0.2.0/24", "AS64496"]),
  holding("QN", ["198.51.100.0/24", "2001:db8::/32"]),
];
const PAYLOAD = payload(
  ["192.0.2.0/24 64496", "198.51.100.0/24-26 64497", "2001:db8::/32-48 0"],
  ["64496: 64497 64498"],
);
const stateOf = (w: World, name: string) =>
  must(readCaState(readFileSync(join(w.folder, "ca", `${name}.json`), "utf8")));

describe("publication", () => {
  let w: World;
  beforeAll(async () => {
    w = await world();
    must(await w.publish(HOLDINGS, PAYLOAD, NOW));
  });

  it("publishes exactly the authorisations, shows custody, and needs no anchor's key", async () => {
    renameSync(w.anchor, `${w.anchor}-in-the-safe`);
    const again = must(await w.publish(HOLDINGS, PAYLOAD, NOW + 60));
    expect(again.changed).toBe(false);
    expect(shown(again)).toEqual(["192.0.2.0/24-24 64496", "198.51.100.0/24-26 64497", "2001:db8::/32-48 0"]);
    expect([...aspas(again.checked.aspas)]).toEqual([{ customer: 64496, providers: [64497, 64498] }]);
    expect(again.custody.map((c) => [c.party, c.custody, c.roas, c.aspas])).toEqual([
      ["QM", "hosted", 1, 1],
      ["QN", "hosted", 2, 0],
    ]);
    expect(again.checked.problems).toEqual([]);
    expect(again.checked.cas).toHaveLength(4);
  });
  it("renews lists when a day is left, and keeps the objects", async () => {
    const before = stateOf(w, "party-QM");
    const renewed = must(await w.publish(HOLDINGS, PAYLOAD, NOW + DAY + 61));
    expect(renewed.changed).toBe(true);
    const after = stateOf(w, "party-QM");
    expect(after.lists!.number).toBeGreaterThan(before.lists!.number);
    expect(after.lists!.thisUpdate).toBeGreaterThan(before.lists!.thisUpdate);
    expect([...after.objects]).toEqual([...before.objects]);
    // The manifest's one-time certificate before it is revoked.
    expect(must(readCrl(after.lists!.crl)).revoked.has(before.lists!.manifestSerial)).toBe(true);
  });
  it("refuses a clock that went back", async () => {
    expect(await w.publish(HOLDINGS, PAYLOAD, NOW)).toMatchObject({
      ok: false,
      error: { code: "clock-back" },
    });
  });
  it("makes objects anew four weeks before they end, also after a long outage", async () => {
    const later = NOW + 340 * DAY;
    const found = checkFolder(w.folder, later);
    expect(must(found).problems[0]).toMatchObject({ code: "validity" });
    const before = stateOf(w, "party-QM");
    const renewed = must(await w.publish(HOLDINGS, PAYLOAD, later));
    expect(shown(renewed)).toHaveLength(3);
    const after = stateOf(w, "party-QM");
    for (const [file, { serial, until }] of after.objects) {
      expect(until).toBe(later + 364 * DAY);
      const old = before.objects.get(file)!;
      expect(serial).toBeGreaterThan(old.serial);
      expect(must(readCrl(after.lists!.crl)).revoked.has(old.serial)).toBe(true);
    }
  });
  it("withdraws and revokes what the register no longer says; a reclaimed holding gets no AS0 in its place", async () => {
    const now = NOW + 340 * DAY + 100;
    const left = payload(["192.0.2.0/24 64496"]);
    const gone = must(await w.publish([HOLDINGS[0]!], left, now));
    expect(shown(gone)).toEqual(["192.0.2.0/24-24 64496"]);
    expect(gone.announced).toEqual([]);
    expect(gone.withdrawn.map((v) => v.prefix)).toEqual(["198.51.100.0/24", "2001:db8::/32"]);
    expect(gone.checked.cas).toHaveLength(3);
    expect(existsSync(join(w.folder, "current", "QN"))).toBe(false);
    // Serials of the reclaimed CA's certificate are on the online CA's list.
    expect(must(readCrl(stateOf(w, "online").lists!.crl)).revoked.size).toBeGreaterThan(1);
  });
  it("raises the alarm when the register says something else", () => {
    const now = NOW + 340 * DAY + 200;
    const checked = must(checkFolder(w.folder, now));
    expect(publicationAlarm(payload(["192.0.2.0/24 64496"]), checked, now)).toMatchObject({ raised: false });
    const alarm = publicationAlarm(payload(["192.0.2.0/24 1"], ["1: 2"]), checked, now);
    expect(alarm).toMatchObject({
      raised: true,
      missing: [{ asn: 1 }],
      surplus: [{ asn: 64496 }],
      missingAspas: [{ customer: 1 }],
    });
    expect(alarmMetrics(alarm)).toMatch(/^comity_rpki_alarm 1$/m);
    expect(alarmMetrics(alarm)).toMatch(/^comity_rpki_missing 2$/m);
    const ended = publicationAlarm(
      payload(["192.0.2.0/24 64496"]),
      must(checkFolder(w.folder, now + 3 * DAY)),
      now + 3 * DAY,
    );
    expect(ended.raised).toBe(true);
  });
});

describe("who may be certified for what", () => {
  it("refuses a party beyond the online CA's own resources, and signs nothing", async () => {
    const w = await world(["192.0.2.0/24"]);
    const answer = await w.publish([holding("QM", ["192.0.2.0/23"])], payload([]), NOW);
    expect(answer).toMatchObject({ ok: false, error: { code: "over-claim" } });
    for (const name of ["current", "ca"]) expect(existsSync(join(w.folder, name))).toBe(false);
  });
  it("leaves out what nobody has claimed, and AS0 over another's space", async () => {
    const w = await world();
    const holdings = [holding("QM", ["192.0.2.0/24", "AS1"]), holding("QN", ["192.0.2.128/25"])];
    const routes = ["192.0.2.0/24 0", "192.0.2.0/24 5", "192.0.2.128/25 0", "192.0.2.0/25 0", "10.0.0.0/8 5"];
    const done = must(await w.publish(holdings, payload(routes, ["2: 3"]), NOW));
    expect(done.left.map((l) => `${l.code} ${l.field}`).sort()).toEqual([
      "as0-over-others 192.0.2.0/24-24 AS0",
      "not-claimed 10.0.0.0/8-8 AS5",
      "not-claimed ASPA AS2",
    ]);
    expect(shown(done)).toEqual(["192.0.2.0/24-24 5", "192.0.2.0/25-25 0", "192.0.2.128/25-25 0"]);
  });
  it("certifies a party's own key, without the space of others, and signs nothing for it", async () => {
    const w = await world();
    const own = await newKeyFile(join(w.folder, "elsewhere.pem"));
    const place = { repository: "rsync://own.example/repo/", manifest: "rsync://own.example/repo/own.mft" };
    const holdings = [
      holding("QM", ["192.0.2.0/24"], { kind: "own", keys: [{ spki: own.spki, place }] }),
      holding("QN", ["192.0.2.128/25"]),
    ];
    const done = must(await w.publish(holdings, payload(["192.0.2.0/25 5", "192.0.2.128/25 7"]), NOW));
    expect(done.left).toMatchObject([{ code: "own-key" }]);
    expect(done.custody[0]).toMatchObject({ party: "QM", custody: "own", resources: ["192.0.2.0/25"] });
    expect(shown(done)).toEqual(["192.0.2.128/25-25 7"]);
    const file = readdirSync(join(w.folder, "current", "online")).find(
      (name) => name === `${done.custody[0]!.key}.cer`,
    )!;
    const certificate = must(
      readCertificate(new Uint8Array(readFileSync(join(w.folder, "current", "online", file)))),
    );
    expect(certificate.access.get("1.3.6.1.5.5.7.48.5")).toBe(place.repository);
  });
  it("says only what would change in a dry run", async () => {
    const w = await world();
    const done = must(
      await publish(w.folder, [HOLDINGS[0]!], payload([]), NOW, {
        dryRun: true,
      }),
    );
    expect(done.changed).toBe(false);
    for (const name of ["current", "ca"]) expect(existsSync(join(w.folder, name))).toBe(false);
    expect(readdirSync(join(w.folder, "keys"))).toEqual(["online.pem"]);
    expect(resourceTexts(must(parseResources(done.custody[0]!.resources)))).toEqual([
      "192.0.2.0/24",
      "AS64496",
    ]);
  });
  it("refuses names that are no folder of a party", async () => {
    const w = await world();
    for (const name of ["ta", "ONLINE", "../x", ""])
      expect(await w.publish([holding(name, ["AS1"])], payload([]), NOW)).toMatchObject({
        error: { code: "rpki-party" },
      });
  });
});
