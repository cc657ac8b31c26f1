/** pkijs as a second reader of what is built here: structures and every signature. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as asn1 from "asn1js";
import { Certificate, CertificateRevocationList, CertificationRequest, ContentInfo, SignedData } from "pkijs";
import { beforeAll, describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { requestOf } from "@comity/rpki";
import { readTree, type Tree } from "../files.ts";
import { holding, NOW, payload, world } from "./world.ts";

const schema = (bytes: Uint8Array) => asn1.fromBER(bytes.slice().buffer).result;

describe("pkijs", () => {
  let tree: Tree;
  let anchor: Certificate;
  let request: CertificationRequest;
  const at = (end: string) => [...tree].filter(([path]) => path.endsWith(end)).map(([, bytes]) => bytes);
  beforeAll(async () => {
    const w = await world();
    must(
      await w.publish(
        [holding("QM", ["192.0.2.0/24", "AS64496"])],
        payload(["192.0.2.0/24 64496"], ["64496: 1"]),
        NOW,
      ),
    );
    tree = readTree(join(w.folder, "current/"));
    anchor = new Certificate({ schema: schema(new Uint8Array(readFileSync(join(w.anchor, "ta.cer")))) });
    request = new CertificationRequest({ schema: schema(must(await requestOf(w.folder))) });
  });

  it("follows certificates and revocation lists down from the anchor", async () => {
    const known = new Map([[anchor.subject.typesAndValues[0]!.value.valueBlock.value, anchor]]);
    for (let round = 0; round < 3; round++)
      for (const bytes of at(".cer")) {
        const certificate = new Certificate({ schema: schema(bytes) });
        const issuer = known.get(certificate.issuer.typesAndValues[0]!.value.valueBlock.value);
        if (issuer === undefined) continue;
        expect(await certificate.verify(issuer)).toBe(true);
        known.set(certificate.subject.typesAndValues[0]!.value.valueBlock.value, certificate);
      }
    expect(known.size).toBe(3);
    for (const bytes of at(".crl")) {
      const crl = new CertificateRevocationList({ schema: schema(bytes) });
      const issuer = known.get(crl.issuer.typesAndValues[0]!.value.valueBlock.value)!;
      expect(await crl.verify({ issuerCertificate: issuer })).toBe(true);
    }
  });
  it("verifies ROAs, ASPAs and manifests", async () => {
    const objects = [...at(".roa"), ...at(".asa"), ...at(".mft")];
    expect(objects).toHaveLength(5);
    for (const bytes of objects) {
      const data = new SignedData({ schema: new ContentInfo({ schema: schema(bytes) }).content });
      expect(await data.verify({ signer: 0, checkChain: false })).toBe(true);
      expect(data.signerInfos[0]!.version).toBe(3);
    }
  });
  it("verifies requests", async () => expect(await request.verify()).toBe(true));
});
