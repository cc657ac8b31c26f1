import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { vrpCount } from "@comity/routes";
import { checkFolder, parseTal, underBase, validate } from "@comity/rpki";
import { issue, published, type Authority } from "../authority.ts";
import { newCa, type CaState } from "../ca-state.ts";
import { anchorCertificate } from "../certificate.ts";
import { readTree } from "../files.ts";
import { oneTimeKey } from "../keys.ts";
import { listNames } from "../authority.ts";
import { readSignedObject } from "../read-signed-object.ts";
import { parseResources } from "../resources.ts";
import { roaFiles } from "../roa-files.ts";
import { talText, type Tal } from "../tal.ts";
import { ONLINE } from "../timing.ts";
import { BASE, DAY, holding, NOW, payload, world } from "./world.ts";

const mini = new URL("../../../../shared/data/registry/rpki/minirpki/", import.meta.url);
const codes = (files: ReadonlyMap<string, Uint8Array>, tal: Tal, now = NOW): string[] =>
  validate(files, tal, now).problems.map((p) => p.code);

describe("our own look", () => {
  let files: ReadonlyMap<string, Uint8Array>;
  let tal: Tal;
  const named = (end: string): string => [...files.keys()].find((uri) => uri.endsWith(end))!;
  const inParty = (end: string): string =>
    [...files.keys()].find((uri) => uri.includes("/QM/") && uri.endsWith(end))!;
  const without = (uri: string) => new Map([...files].filter(([at]) => at !== uri));
  const flipped = (uri: string, at: number) => {
    const bytes = files.get(uri)!.slice();
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return new Map(files).set(uri, bytes);
  };
  beforeAll(async () => {
    const w = await world();
    must(
      await w.publish(
        [holding("QM", ["192.0.2.0/24", "AS64496"])],
        payload(["192.0.2.0/24 64496"], ["64496: 1"]),
        NOW,
      ),
    );
    files = underBase(BASE, readTree(join(w.folder, "current/")));
    tal = must(parseTal(readFileSync(join(w.folder, "test.tal"), "utf8")));
    expect(vrpCount(must(checkFolder(w.folder, NOW)).vrps)).toBe(1);
  });

  it("finds nothing wrong with what is right", () => expect(codes(files, tal)).toEqual([]));
  it("sees one changed octet in a ROA", () =>
    expect(codes(flipped(named(".roa"), -1), tal)).toEqual(["hash"]));
  it("sees a file missing at the manifest", () =>
    expect(codes(without(named(".asa")), tal)).toEqual(["missing"]));
  it("sees a missing manifest and a missing anchor", () => {
    expect(codes(without(inParty(".mft")), tal)).toEqual(["missing"]);
    expect(codes(without(`${BASE}ta.cer`), tal)).toEqual(["missing"]);
  });
  it("sees a changed manifest", () =>
    expect(codes(flipped(inParty(".mft"), -1), tal)).toEqual(["signed-object"]));
  it("sees a stale manifest and one from the future", () => {
    expect(codes(files, tal, NOW + 3 * DAY)).toEqual(["validity"]);
    expect(codes(files, tal, NOW - DAY)).toEqual(["validity"]);
  });
  it("refuses another anchor than the locator's", async () => {
    const other = { ...tal, spki: (await oneTimeKey()).spki };
    expect(codes(files, other)).toEqual(["tal"]);
  });
  it("never throws, whatever octet is changed, and never finds more", () => {
    const uris = [...files.keys()];
    fc.assert(
      fc.property(fc.nat(uris.length - 1), fc.nat(3_000), (which, at) => {
        const uri = uris[which]!;
        const bytes = files.get(uri)!.slice();
        bytes[at % bytes.length]! ^= 0x55;
        const checked = validate(new Map(files).set(uri, bytes), tal, NOW);
        expect(checked.problems.length).toBeGreaterThan(0);
        expect(vrpCount(checked.vrps)).toBeLessThanOrEqual(1);
      }),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 60 : 5_000 },
    );
  });
  it("never throws on other bytes as an object", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !readSignedObject(bytes).ok));
  });
  it.skipIf(!existsSync(mini))(
    "reads a repository made with openssl (skipped: shared data not present)",
    () => {
      const tree = readTree(new URL(".", mini).pathname);
      const own = must(parseTal(readFileSync(new URL("test.tal", mini), "utf8")));
      const checked = validate(underBase(BASE, tree), own, 1_796_000_000);
      expect(checked.problems).toEqual([]);
      expect(vrpCount(checked.vrps)).toBe(1);
    },
  );
});

describe("a CA that signs what it should not", () => {
  /** An anchor for 192.0.2.0/24 whose authority thinks it holds more. */
  async function overClaiming(routes: string[], resources: string[], start: CaState = newCa()) {
    const signer = await oneTimeKey();
    const place = { repository: `${BASE}ta/`, manifest: `${BASE}ta/${listNames(signer).manifest}` };
    const own = must(parseResources(["192.0.2.0/24"]));
    const validity = { from: NOW - 60, until: NOW + 900 * DAY };
    const certificate = anchorCertificate(signer, { serial: 1n, validity, resources: own, place });
    const authority: Authority = {
      signer,
      resources: must(parseResources(resources)),
      repository: place.repository,
      certificate: `${BASE}ta.cer`,
      state: start,
    };
    const list = routes.map((text) => ({
      prefix: text.split(" ")[0]!,
      maxLength: 24,
      asn: Number(text.split(" ")[1]),
    }));
    const wanted = { roas: roaFiles(list, "prefix"), aspas: [], children: [] };
    const { state } = must(await issue(authority, wanted, NOW, ONLINE));
    const out = [...published({ ...authority, state })].map(([f, b]) => [place.repository + f, b] as const);
    const tal = { uris: [`${BASE}ta.cer`], spki: signer.spki };
    return validate(new Map([[`${BASE}ta.cer`, certificate], ...out]), tal, NOW);
  }
  it("is not believed beyond its certificate", async () => {
    const checked = await overClaiming(
      ["192.0.2.0/24 1", "198.51.100.0/24 1"],
      ["192.0.2.0/24", "198.51.100.0/24"],
    );
    expect(checked.problems.map((p) => p.code)).toEqual(["over-claim"]);
    expect(vrpCount(checked.vrps)).toBe(1);
  });
  it("is not believed about what it revoked", async () => {
    const start = { ...newCa(), revoked: [{ serial: BigInt(NOW) << 24n, at: NOW, until: NOW + DAY }] };
    const checked = await overClaiming(["192.0.2.0/24 1"], ["192.0.2.0/24"], start);
    expect(checked.problems.map((p) => p.code)).toEqual(["revoked"]);
    expect(vrpCount(checked.vrps)).toBe(0);
  });
  it("does not sign beyond what it knows to hold", async () => {
    await expect(overClaiming(["198.51.100.0/24 1"], ["192.0.2.0/24"])).rejects.toThrow("over-claim");
  });
});

describe("locators", () => {
  it("take comments and several URIs, and give themselves back", () => {
    const spki = new Uint8Array(300).fill(7);
    const text = talText({ uris: ["https://x.example/ta.cer", "rsync://x.example/m/ta.cer"], spki });
    expect(must(parseTal(`# a comment\n# another\r\n${text}`))).toEqual({
      uris: ["https://x.example/ta.cer", "rsync://x.example/m/ta.cer"],
      spki,
    });
    for (const bad of ["", "rsync://x/\n", "ftp://x\n\nAAAA", "rsync://x.example/m/ta.cer\n\n!"])
      expect(parseTal(bad).ok).toBe(false);
  });
});
