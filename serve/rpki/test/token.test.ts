import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import {
  acceptBundle,
  bundleText,
  createAnchor,
  createRepository,
  publish,
  signWithAnchor,
} from "@comity/rpki";
import { parseTokenKey } from "../token.ts";
import { BASE, holding, NOW, payload, shown } from "./world.ts";

const MODULE = "/usr/lib/softhsm/libsofthsm2.so";
const missing =
  !existsSync(MODULE) || ["pkcs11-tool", "softhsm2-util"].some((p) => spawnSync("which", [p]).status !== 0);

describe("keys in a PKCS#11 token", () => {
  it.skipIf(missing)(
    "sign certificates and lists, and no key file is there (skipped: softhsm2 or opensc not installed)",
    async () => {
      const at = mkdtempSync(join(tmpdir(), "comity-token-"));
      mkdirSync(join(at, "tokens"));
      writeFileSync(join(at, "softhsm.conf"), `directories.tokendir = ${at}/tokens\n`);
      writeFileSync(join(at, "pin"), "1234\n");
      process.env["SOFTHSM2_CONF"] = join(at, "softhsm.conf");
      const run = (program: string, ...args: string[]) => expect(spawnSync(program, args).status).toBe(0);
      run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "comity",
        "--pin",
        "1234",
        "--so-pin",
        "5678",
      );
      for (const id of ["01", "02"])
        run(
          "pkcs11-tool",
          "--module",
          MODULE,
          "--token-label",
          "comity",
          "--login",
          "--pin",
          "1234",
          "--keypairgen",
          "--key-type",
          "rsa:2048",
          "--id",
          id,
        );
      const token = (id: string) =>
        JSON.stringify({ module: MODULE, token: "comity", id, pin: join(at, "pin") });
      const [anchor, folder] = [join(at, "anchor"), join(at, "repository")];
      must(await createAnchor(anchor, { name: "test", base: BASE, token: token("01") }, NOW));
      const request = must(await createRepository(folder, { base: BASE, token: token("02") }));
      must(acceptBundle(folder, bundleText(must(await signWithAnchor(anchor, { request, days: 90 }, NOW)))));
      const done = must(
        await publish(folder, [holding("QM", ["192.0.2.0/24"])], payload(["192.0.2.0/24 1"]), NOW),
      );
      expect(shown(done)).toEqual(["192.0.2.0/24-24 1"]);
      expect(done.checked.problems).toEqual([]);
      expect(readdirSync(join(folder, "keys")).sort()).toEqual(["online.token.json", "party-QM.pem"]);
      expect(existsSync(join(anchor, "anchor.pem"))).toBe(false);
      expect(await createAnchor(anchor, { name: "test", base: BASE }, NOW)).toMatchObject({
        error: { code: "rpki-folder" },
      });
      const gone = await createRepository(join(at, "other"), { base: BASE, token: token("77") });
      expect(gone).toMatchObject({ ok: false, error: { code: "rpki-key" } });
    },
  );
  it("are named completely", () => {
    for (const bad of [
      "",
      "[]",
      '{"module":"m","token":"t","id":"xyz","pin":"p"}',
      '{"module":"m","token":"t","id":"01"}',
    ])
      expect(parseTokenKey(bad)).toMatchObject({ ok: false, error: { code: "rpki-token" } });
  });
});
