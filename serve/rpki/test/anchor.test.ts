import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import {
  acceptBundle,
  bundleText,
  createAnchor,
  createRepository,
  parseTal,
  requestOf,
  signWithAnchor,
  validate,
} from "@comity/rpki";
import { readRequest } from "../request.ts";
import { BASE, DAY, NOW, world } from "./world.ts";

describe("the trust anchor", () => {
  it("is made once, its key readable by its owner only", async () => {
    const w = await world();
    expect(statSync(join(w.anchor, "anchor.pem")).mode & 0o777).toBe(0o600);
    expect(await createAnchor(w.anchor, { name: "x", base: BASE }, NOW)).toMatchObject({
      error: { code: "rpki-folder" },
    });
    expect(await createRepository(w.folder, { base: BASE })).toMatchObject({
      error: { code: "rpki-folder" },
    });
  });
  it("renews its lists for as long as asked, with a rising number", async () => {
    const w = await world();
    const later = must(await signWithAnchor(w.anchor, { days: 100 }, NOW + 50 * DAY));
    const tal = must(parseTal(later.tal));
    const files = new Map([...later.files].map(([path, bytes]) => [BASE + path, bytes]));
    const at = (now: number) => validate(files, tal, now).problems.map((p) => p.code);
    // The online CA's own manifest is not in the bundle.
    expect(at(NOW + 149 * DAY)).toEqual(["missing"]);
    expect(at(NOW + 151 * DAY)).toEqual(["validity"]);
    expect(later.files.size).toBe(4);
  });
  it("signs only what asks with its own key, below its base", async () => {
    const w = await world();
    const request = must(await requestOf(w.folder));
    expect(must(readRequest(request)).place.repository).toBe(`${BASE}online/`);
    const bent = request.slice();
    bent[bent.length - 1]! ^= 1;
    expect(await signWithAnchor(w.anchor, { request: bent, days: 10 }, NOW + 100)).toMatchObject({
      error: { code: "rpki-request" },
    });
    const other = must(await createRepository(join(w.folder, "other"), { base: "rsync://other.example/m/" }));
    expect(await signWithAnchor(w.anchor, { request: other, days: 10 }, NOW + 100)).toMatchObject({
      error: { code: "rpki-request" },
    });
    expect(await signWithAnchor(w.anchor, { days: 0 }, NOW + 100)).toMatchObject({
      error: { code: "rpki-days" },
    });
  });
  it("hands out bundles that only its own repository takes", async () => {
    const w = await world();
    const text = readFileSync(join(w.folder, "anchor.json"), "utf8");
    const bundle = must(acceptBundle(w.folder, text));
    expect(acceptBundle(w.folder, bundleText({ ...bundle, base: "rsync://x.example/m/" }))).toMatchObject({
      error: { code: "rpki-bundle" },
    });
    for (const bad of ["", "{}", text.replace('"ta.cer"', '"../ta.cer"')])
      expect(acceptBundle(w.folder, bad)).toMatchObject({ error: { code: "rpki-bundle" } });
  });
  it.each(["rsync://h", "http://h/m/", "rsync://h/m/../x/", "rsync://h/m/a b/"])(
    "refuses %s as a place",
    async (base) => {
      expect(await createAnchor("/nowhere", { name: "x", base }, NOW)).toMatchObject({
        error: { code: "rpki-uri" },
      });
    },
  );
});
