import { generateKeyPairSync, sign } from "node:crypto";
import { expect, it } from "vitest";
import { must, utf8 } from "@comity/canon";
import { installNative } from "@comity/native";
import { normaliseLowS, portableP256, verifyP256 } from "@comity/signing";

it("P-256 through OpenSSL agrees with the portable engine, wrong points included", async () => {
  await installNative();
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-65));
  for (let i = 0; i < 20; i++) {
    const message = utf8(`message ${i}`);
    const raw = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
    const signature = must(normaliseLowS(new Uint8Array(raw)));
    expect(verifyP256(key, message, signature)).toBe(true);
    expect(portableP256(key, message, signature)).toBe(true);
    const flipped = signature.slice();
    flipped[i]! ^= 1;
    expect(verifyP256(key, message, flipped)).toBe(false);
    const offCurve = key.slice();
    offCurve[64]! ^= 1;
    expect(verifyP256(offCurve, message, signature)).toBe(false);
  }
});
