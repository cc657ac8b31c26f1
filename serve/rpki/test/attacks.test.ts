/** What a party with a key of its own, a stranger, a clock, a token or a backup can do to the repository. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { must, toBase64 } from "@comity/canon";
import { vrps } from "@comity/routes";
import {
  acceptBundle,
  beginRollover,
  bundleText,
  checkFolder,
  introduce,
  signWithAnchor,
} from "@comity/rpki";
import { issue, listNames, type Authority } from "../authority.ts";
import { businessAnchor, signedMessage } from "../business.ts";
import { newCa, readCaState } from "../ca-state.ts";
import { caCertificate } from "../certificate.ts";
import { manifestContent, readManifest } from "../contents.ts";
import { Keeper } from "../keeper.ts";
import { oneTimeKey, sha256Of, type Signer } from "../keys.ts";
import { takeLock } from "../lock.ts";
import { answerOwn } from "../own-service.ts";
import { readOwn, saveOwn } from "../own-keys.ts";
import { applyPublication } from "../publication.ts";
import { certificateRequest } from "../request.ts";
import { parseResources } from "../resources.ts";
import { ONLINE } from "../timing.ts";
import { underBase } from "../gate.ts";
import { parseTal } from "../tal.ts";
import { validate } from "../validate.ts";
import { parseXml } from "../xml.ts";
import { BASE, DAY, holding, NOTIFY, NOW, payload, shown, world, type World } from "./world.ts";

const SETUP = "http://www.hactrn.net/uris/rpki/rpki-setup/";
const UPDOWN = "http://www.apnic.net/specs/rescerts/up-down/";
const LIST = `<message xmlns="${UPDOWN}" version="1" sender="bob" recipient="comity" type="list"/>`;
const HOLDINGS = [holding("QM", ["192.0.2.0/24"]), holding("QN", ["198.51.100.0/24"])];
const ROUTES = payload(["192.0.2.0/24 1", "198.51.100.0/24 2"]);

describe("a party with its own key that means harm", () => {
  let w: World;
  let business: Signer;
  let messageKey: Signer;
  let ca: Signer;
  let serial = 1n;
  const request = () =>
    `<child_request xmlns="${SETUP}" version="1" child_handle="bob"><child_bpki_ta>${toBase64(businessAnchor(business, NOW))}</child_bpki_ta></child_request>`;
  const body = (xml: string, now: number) => signedMessage(business, xml, serial++, now, messageKey);
  const codeOf = async (message: Uint8Array, now: number) => {
    const answered = await answerOwn(w.folder, "QM", "up-down", message, now);
    return answered.ok ? "taken" : answered.error.code;
  };
  beforeAll(async () => {
    [business, ca, messageKey] = await Promise.all([oneTimeKey(), oneTimeKey(), oneTimeKey()]);
    w = await world(undefined, NOTIFY);
    must(await w.publish(HOLDINGS, ROUTES, NOW));
    must(await introduce(w.folder, "QM", request(), "https://rpki.example.net/", NOW));
  });

  it("cannot send a message twice, not in the same second and not after a new introduction", async () => {
    const message = await body(LIST, NOW);
    expect(await codeOf(message, NOW)).toBe("taken");
    expect(await codeOf(message, NOW)).toBe("rpki-replay");
    const other = await body(`${LIST}\n`, NOW);
    expect(await codeOf(other, NOW)).toBe("taken");
    must(await introduce(w.folder, "QM", request(), "https://rpki.example.net/", NOW + 1));
    expect(await codeOf(message, NOW + 1)).toBe("rpki-replay");
  });
  it("cannot lock itself out with a clock that is ahead", async () => {
    const ahead = await signedMessage(business, LIST, serial++, NOW + 20, messageKey);
    expect(await codeOf(ahead, NOW + 10)).toBe("taken");
    const far = await signedMessage(business, LIST, serial++, NOW + 400, messageKey);
    // Its certificate is not valid yet, and its signing time lies too far ahead.
    expect(await codeOf(far, NOW + 50)).toBe("rpki-message");
    expect(await codeOf(await body(LIST, NOW + 60), NOW + 60)).toBe("taken");
  });
  it.each([
    BASE,
    `${BASE}QN/`,
    `${BASE}online/`,
    "rsync://rpki.example.net/",
    "rsync://",
    "https://rpki.example.net/repo/QM/",
  ])("cannot place its CA at %s, where others' problems would look like its own", async (repository) => {
    const csr = certificateRequest(ca, { repository, manifest: `${repository}x.mft` });
    const xml = `<message xmlns="${UPDOWN}" version="1" sender="bob" recipient="comity" type="issue"><request class_name="0">${toBase64(csr)}</request></message>`;
    expect(await codeOf(await body(xml, NOW + 70), NOW + 70)).toBe("taken");
    expect(must(readOwn(w.folder, "QM")).keys).toBeUndefined();
  });
  it("cannot keep our own look busy with certificates in a circle", async () => {
    const base = `${BASE}QM/`;
    const place = { repository: base, manifest: `${base}${listNames(ca).manifest}` };
    const resources = must(parseResources(["192.0.2.0/24"]));
    saveOwn(w.folder, { ...must(readOwn(w.folder, "QM")), keys: [{ spki: ca.spki, place }] });
    must(await w.publish(HOLDINGS, ROUTES, NOW + 100));
    const authority: Authority = {
      signer: ca,
      resources,
      repository: base,
      certificate: `${BASE}online/x.cer`,
      state: newCa(),
    };
    // The key certifies itself; two such certificates would make 2^32 walks of depth 32.
    const self = (n: bigint) =>
      caCertificate(
        ca,
        { certificate: authority.certificate, crl: `${base}${listNames(ca).crl}` },
        { serial: n, validity: { from: NOW, until: NOW + DAY }, spki: ca.spki, resources, place },
      );
    const circle = { identity: "circle", until: NOW + 40 * DAY };
    const state = {
      ...newCa(),
      objects: new Map([
        ["a.cer", { ...circle, serial: 1n, bytes: self(1n) }],
        ["b.cer", { ...circle, serial: 2n, bytes: self(2n) }],
      ]),
    };
    const kept = await issue(
      { ...authority, state },
      { roas: new Map(), aspas: [], children: [] },
      NOW + 100,
      ONLINE,
    );
    // `issue` drops what is not wanted: the list is made by hand from what it signed.
    expect(must(kept).state.objects.size).toBe(0);
    const { signedObject } = await import("../signed-object.ts");
    const { endCertificate } = await import("../certificate.ts");
    const { OID } = await import("../oids.ts");
    const crl = must(await issue(authority, { roas: new Map(), aspas: [], children: [] }, NOW + 100, ONLINE))
      .state.lists!.crl;
    const files = new Map([
      ["a.cer", self(1n)],
      ["b.cer", self(2n)],
      [listNames(ca).crl, crl],
    ]);
    const key = await oneTimeKey();
    const certificate = endCertificate(
      ca,
      { certificate: authority.certificate, crl: `${base}${listNames(ca).crl}` },
      {
        serial: 3n,
        validity: { from: NOW, until: NOW + DAY },
        spki: key.spki,
        resources: "inherit",
        object: place.manifest,
      },
    );
    const content = manifestContent({
      number: 9n,
      thisUpdate: NOW,
      nextUpdate: NOW + DAY,
      files: [...files].map(([name, bytes]) => ({ name, sha256: sha256Of(bytes) })),
    });
    files.set(listNames(ca).manifest, signedObject(OID.manifest, content, key, certificate, NOW));
    saveOwn(w.folder, { ...must(readOwn(w.folder, "QM")), files });
    const began = performance.now();
    const done = must(await w.publish(HOLDINGS, ROUTES, NOW + 200));
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(shown(done)).toEqual(["198.51.100.0/24-24 2"]);
    expect(done.checked.problems.map((p) => p.detail)).toContain(
      "another certificate leads to the same manifest",
    );
  });
  it("cannot fill the disk", () => {
    const at = "rsync://h/m/";
    const put = (name: string, size: number) => ({
      uri: `${at}${name}.roa`,
      tag: "t",
      bytes: new Uint8Array(size),
    });
    const code = (pdus: Parameters<typeof applyPublication>[2]) => {
      const done = applyPublication(new Map(), at, pdus);
      return done.ok ? "taken" : done.error.code;
    };
    expect(code([put("a", 4_000_000)])).toBe("taken");
    expect(code([put("a", 4_000_001)])).toBe("other-error");
    expect(code(Array.from({ length: 9 }, (_, i) => put(`a${i}`, 4_000_000)))).toBe("other-error");
    expect(code(Array.from({ length: 20_001 }, (_, i) => put(`a${i}`, 0)))).toBe("other-error");
  });
  it("cannot fill the memory with elements", () => {
    expect(parseXml(`<a>${"<b/>".repeat(99_999)}</a>`).ok).toBe(true);
    expect(parseXml(`<a>${"<b/>".repeat(100_000)}</a>`).ok).toBe(false);
  });
});

describe("clocks, tokens, backups", () => {
  it("large CAs have manifests too", () => {
    const files = Array.from({ length: 5_000 }, (_, i) => ({
      name: `f${i}.roa`,
      sha256: new Uint8Array(32),
    }));
    const read = readManifest(manifestContent({ number: 1n, thisUpdate: NOW, nextUpdate: NOW + DAY, files }));
    expect(must(read).files.length).toBe(5_000);
  });
  it("a clock that was a year ahead is put right again", async () => {
    const w = await world();
    const later = NOW + 300 * DAY;
    must(await w.publish(HOLDINGS, ROUTES, later));
    expect(await w.publish(HOLDINGS, ROUTES, NOW + 10)).toMatchObject({ error: { code: "clock-back" } });
    const again = must(await w.publish(HOLDINGS, ROUTES, NOW + 10, { clockRight: true }));
    expect(again.checked.problems).toEqual([]);
    expect(shown(again).length).toBe(2);
  });
  it("numbers and serials rise although an older state came back", async () => {
    const w = await world(undefined, NOTIFY);
    must(await w.publish(HOLDINGS, ROUTES, NOW));
    const session = () =>
      /session_id="([^"]+)"/.exec(readFileSync(join(w.folder, "rrdp", "notification.xml"), "utf8"))![1];
    const known = session();
    const backup = mkdtempSync(join(tmpdir(), "comity-rpki-backup-"));
    cpSync(w.folder, backup, { recursive: true, verbatimSymlinks: true });
    const state = (folder: string) =>
      must(readCaState(readFileSync(join(folder, "ca", "party-QM.json"), "utf8")));
    must(await w.publish(HOLDINGS, payload(["192.0.2.0/24 3", "198.51.100.0/24 2"]), NOW + 10));
    const lost = state(w.folder);
    expect(session()).toBe(known);
    rmSync(w.folder, { recursive: true });
    cpSync(backup, w.folder, { recursive: true, verbatimSymlinks: true });
    must(await w.publish(HOLDINGS, payload(["192.0.2.0/24 4", "198.51.100.0/24 2"]), NOW + 20));
    const next = state(w.folder);
    // Serial 2 of the old session was given to something else.
    expect(session()).not.toBe(known);
    expect(next.lists!.number).toBeGreaterThan(lost.lists!.number);
    expect(next.nextSerial).toBeGreaterThan(lost.nextSerial);
    for (const { serial } of next.objects.values())
      expect([...lost.objects.values()].map((o) => o.serial)).not.toContain(serial);
  });
  it("an older bundle of the anchor is refused", async () => {
    const w = await world();
    const sign = async (now: number) => bundleText(must(await signWithAnchor(w.anchor, { days: 100 }, now)));
    const [old, fresh] = [await sign(NOW + 10), await sign(NOW + 20)];
    must(acceptBundle(w.folder, fresh));
    expect(acceptBundle(w.folder, old)).toMatchObject({ error: { code: "rpki-bundle" } });
    must(acceptBundle(w.folder, fresh));
  });
  it("a token that is gone is a refusal, and what is published stays", async () => {
    const w = await world();
    must(await w.publish(HOLDINGS, ROUTES, NOW));
    const bin = mkdtempSync(join(tmpdir(), "comity-rpki-bin-"));
    writeFileSync(join(bin, "pin"), "1\n");
    const key = await oneTimeKey();
    // Gives the public key, and signs nothing.
    writeFileSync(join(bin, "spki"), key.spki);
    writeFileSync(
      join(bin, "pkcs11-tool"),
      `#!/bin/sh\ncase "$*" in *--sign*) exit 1;; esac\nexec cat "${bin}/spki"\n`,
    );
    chmodSync(join(bin, "pkcs11-tool"), 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${bin}:${before}`;
    try {
      const token = JSON.stringify({ module: "x", token: "t", id: "01", pin: join(bin, "pin") });
      must(await beginRollover(w.folder, "party-QM", { token }));
      expect(await w.publish(HOLDINGS, ROUTES, NOW + 10)).toMatchObject({ error: { code: "rpki-token" } });
      expect(must(checkFolder(w.folder, NOW + 10)).problems).toEqual([]);
    } finally {
      process.env["PATH"] = before;
    }
  });
  it("what a dead process left behind locks nobody out, what a living one holds does", () => {
    const lock = join(mkdtempSync(join(tmpdir(), "comity-lock-")), "lock");
    // The number is in use by another process than the one that wrote it.
    writeFileSync(lock, "1 987654321");
    expect(takeLock(lock)).toBeUndefined();
    rmSync(lock);
    const began = readFileSync("/proc/1/stat", "utf8").split(") ").at(-1)!.split(" ")[19];
    writeFileSync(lock, `1 ${began}`);
    expect(takeLock(lock)).toBe(1);
  });
});

describe("a keeper", () => {
  it("publishes what is wanted last, says an alarm once, and goes on after a failure", async () => {
    const w = await world(["192.0.2.0/24"]);
    let now = NOW;
    const lines: string[] = [];
    const keeper = new Keeper({ folder: w.folder, now: () => now, log: (line) => lines.push(line) });
    const own = HOLDINGS.slice(0, 1);
    keeper.want(own, payload(["192.0.2.0/24 7"]));
    keeper.want(own, payload(["192.0.2.0/24 8"]));
    await keeper.settled();
    const tal = must(parseTal(readFileSync(join(w.folder, "test.tal"), "utf8")));
    expect([...vrps(must(checkFolder(w.folder, NOW)).vrps)].map((v) => v.asn)).toEqual([8]);
    expect(validate(underBase(BASE, new Map()), tal, NOW).problems.length).toBe(1);
    expect(keeper.metrics()).toContain("comity_rpki_alarm 0\n");
    // More than the anchor lets this CA certify: nothing of it is published, and both are said.
    now += 10;
    keeper.want(HOLDINGS, ROUTES);
    await keeper.settled();
    expect(keeper.metrics()).toContain("comity_rpki_alarm 1\n");
    expect(keeper.metrics()).toContain("comity_rpki_failed 1\n");
    expect(lines.filter((line) => line.includes("[over-claim]")).length).toBe(1);
    expect(lines.filter((line) => line.startsWith("RPKI alarm")).length).toBe(1);
    keeper.want(own, payload(["192.0.2.0/24 9", "203.0.113.0/24 1"]));
    await keeper.settled();
    // Nobody claimed holds 203.0.113.0/24: it is in no RPKI, and its absence is no alarm.
    expect(keeper.metrics()).toContain("comity_rpki_alarm 0\n");
    expect(keeper.metrics()).toContain("comity_rpki_failed 0\n");
    expect(lines.at(-1)).toContain("says again");
    await keeper.stop();
    expect(existsSync(join(w.folder, "lock"))).toBe(false);
  });
});
