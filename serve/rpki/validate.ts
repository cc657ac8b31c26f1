/**
 * Our own look at a repository, from its trust anchor down: signatures, times, manifests with every hash, revocation,
 * resources that never widen, names and places. It is the gate before anything is published, not a relying party: that
 * stays the judgement of rpki-client, FORT and Routinator.
 */
import { equalBytes, type Refusal } from "@comity/canon";
import { aspaSetOf, vrpSetOf, type Aspa, type AspaSet, type Vrp, type VrpSet } from "@comity/routes";
import { must } from "@comity/canon";
import { readAspa, readManifest, readRoa } from "./contents.ts";
import { keyIdentifier, sha256Of, signatureHolds } from "./keys.ts";
import { OID } from "./oids.ts";
import { readCertificate, type ReadCertificate } from "./read-certificate.ts";
import { readCrl } from "./read-crl.ts";
import { readKnownObject } from "./known-objects.ts";
import type { ReadObject } from "./read-signed-object.ts";
import {
  contains,
  FAMILIES,
  NO_RESOURCES,
  parseResources,
  resourceTexts,
  sameResources,
  type ResourceSet,
} from "./resources.ts";
import type { Tal } from "./tal.ts";

export type CheckedCa = {
  readonly certificate: string;
  readonly subject: string;
  readonly resources: readonly string[];
  readonly objects: number;
  /** Unix times: when its certificate and its lists end. */
  readonly until: number;
  readonly nextUpdate: number;
};
export type Checked = {
  readonly vrps: VrpSet;
  readonly aspas: AspaSet;
  readonly cas: readonly CheckedCa[];
  /** `field` is the URI of what is wrong. */
  readonly problems: readonly Refusal[];
};

/** `files`: URI to bytes, everything that is published. `now` is a Unix time. */
export function validate(files: ReadonlyMap<string, Uint8Array>, tal: Tal, now: number): Checked {
  const walk = new Walk(files, now);
  const uri = tal.uris.find((u) => files.has(u));
  if (uri === undefined)
    walk.problem(tal.uris[0] ?? "", "missing", "the trust anchor's certificate is not there");
  else walk.anchor(uri, tal);
  return {
    vrps: must(vrpSetOf(walk.vrps)),
    aspas: must(aspaSetOf(walk.aspas)),
    cas: walk.cas,
    problems: walk.problems,
  };
}

const MAX_DEPTH = 32;

class Walk {
  readonly vrps: Vrp[] = [];
  readonly aspas: Aspa[] = [];
  readonly cas: CheckedCa[] = [];
  readonly problems: Refusal[] = [];
  private readonly files: ReadonlyMap<string, Uint8Array>;
  private readonly now: number;
  /** Manifests that were looked at: CAs that certify each other in circles end here. */
  private readonly walked = new Set<string>();

  constructor(files: ReadonlyMap<string, Uint8Array>, now: number) {
    this.files = files;
    this.now = now;
  }

  problem(field: string, code: string, detail: string): void {
    this.problems.push({ code, detail, field });
  }

  anchor(uri: string, tal: Tal): void {
    const read = readCertificate(this.files.get(uri)!, uri);
    if (!read.ok) return void this.problems.push(read.error);
    const own = read.value;
    if (!equalBytes(own.spki, tal.spki))
      return this.problem(uri, "tal", "the key is not that of the locator");
    if (!signatureHolds(own.spki, own.signed, own.signature))
      return this.problem(uri, "signature", "not self-signed");
    if (!own.ca || !this.timely(uri, own)) return;
    if (FAMILIES.some((f) => own.resources[f] === "inherit"))
      return this.problem(uri, "rpki-resources", "a trust anchor cannot inherit");
    this.ca(uri, own, plain(own), 0);
  }

  private timely(uri: string, { from, until }: { readonly from: number; readonly until: number }): boolean {
    if (this.now >= from && this.now <= until) return true;
    const when = this.now < from ? "is not valid yet" : "has expired";
    this.problem(uri, "validity", `${when} (${iso(from)} to ${iso(until)})`);
    return false;
  }

  /** Everything below a CA; `resources` are what it effectively holds. */
  private ca(uri: string, own: ReadCertificate, resources: ResourceSet, depth: number): void {
    const repository = own.access.get(OID.caRepository);
    const at = own.access.get(OID.manifestAt);
    if (repository === undefined || at === undefined || depth > MAX_DEPTH)
      return this.problem(
        uri,
        "rpki-certificate",
        "the CA names no repository and manifest, or lies too deep",
      );
    if (this.walked.has(at))
      return this.problem(uri, "rpki-certificate", "another certificate leads to the same manifest");
    this.walked.add(at);
    const bytes = this.files.get(at);
    if (bytes === undefined) return this.problem(at, "missing", "the manifest is not there");
    const object = readKnownObject(bytes, at);
    if (!object.ok) return void this.problems.push(object.error);
    const manifest = readManifest(object.value.content);
    if (object.value.type !== OID.manifest || !manifest.ok)
      return this.problem(at, "manifest-content", manifest.ok ? "not a manifest" : manifest.error.detail);
    const { thisUpdate, nextUpdate, files } = manifest.value;
    if (!this.timely(at, { from: thisUpdate, until: nextUpdate })) return;

    // RFC 9286 section 6.6: one missing or changed file fails the whole manifest.
    const found = new Map<string, Uint8Array>();
    for (const { name, sha256 } of files) {
      const file = this.files.get(repository + name);
      if (file === undefined)
        this.problem(repository + name, "missing", "listed in the manifest, but not there");
      else if (!equalBytes(sha256Of(file), sha256))
        this.problem(repository + name, "hash", "not the file of the manifest");
      else found.set(name, file);
    }
    if (found.size !== files.length) return;
    const revoked = this.revocations(repository, own, object.value.certificate, found);
    if (revoked === undefined) return;
    const issuer: Issuer = { own, resources, revoked, repository };
    if (this.endEntity(at, object.value, issuer) === undefined) return;
    this.cas.push({
      certificate: uri,
      subject: own.subject,
      resources: resourceTexts(resources),
      objects: files.length - 1,
      until: own.until,
      nextUpdate,
    });
    for (const [name, file] of found) this.listed(repository + name, file, issuer, depth);
  }

  private revocations(
    repository: string,
    own: ReadCertificate,
    manifest: ReadCertificate,
    found: ReadonlyMap<string, Uint8Array>,
  ): ReadonlySet<bigint> | undefined {
    const lists = [...found].filter(([name]) => name.endsWith(".crl"));
    const [name, bytes] = lists[0] ?? ["", new Uint8Array()];
    const uri = repository + name;
    if (lists.length !== 1 || manifest.crl !== uri) {
      this.problem(
        repository,
        "rpki-crl",
        "expected one revocation list: that of the manifest's certificate",
      );
      return undefined;
    }
    const crl = readCrl(bytes, uri);
    if (!crl.ok) {
      this.problems.push(crl.error);
      return undefined;
    }
    if (
      crl.value.issuer !== own.subject ||
      !signatureHolds(own.spki, crl.value.signed, crl.value.signature)
    ) {
      this.problem(uri, "signature", "the revocation list is not the CA's");
      return undefined;
    }
    return this.timely(uri, { from: crl.value.thisUpdate, until: crl.value.nextUpdate })
      ? crl.value.revoked
      : undefined;
  }

  private listed(uri: string, bytes: Uint8Array, issuer: Issuer, depth: number): void {
    if (uri.endsWith(".crl")) return;
    if (uri.endsWith(".cer")) {
      const read = readCertificate(bytes, uri);
      if (!read.ok) return void this.problems.push(read.error);
      const resources = this.issued(uri, read.value, issuer);
      if (resources === undefined) return;
      if (read.value.ca) this.ca(uri, read.value, resources, depth + 1);
      return;
    }
    const object = readKnownObject(bytes, uri);
    if (!object.ok) return void this.problems.push(object.error);
    const resources = this.endEntity(uri, object.value, issuer);
    if (resources !== undefined) this.payload(uri, object.value, resources);
  }

  private endEntity(uri: string, { certificate }: ReadObject, issuer: Issuer): ResourceSet | undefined {
    if (certificate.ca || certificate.access.get(OID.signedObject) !== uri) {
      this.problem(uri, "rpki-certificate", "the enclosed certificate is not that of this object");
      return undefined;
    }
    return this.issued(uri, certificate, issuer);
  }

  /** What the certificate effectively holds, when its issuer gave it so. */
  private issued(
    uri: string,
    certificate: ReadCertificate,
    { own, resources, revoked }: Issuer,
  ): ResourceSet | undefined {
    const bad = (code: string, detail: string): undefined => void this.problem(uri, code, detail);
    if (
      certificate.issuer !== own.subject ||
      !equalBytes(certificate.authorityKey ?? new Uint8Array(), keyIdentifier(own.spki))
    )
      return bad("rpki-certificate", "the issuer is another");
    if (!signatureHolds(own.spki, certificate.signed, certificate.signature))
      return bad("signature", "the issuer's signature does not verify");
    if (revoked.has(certificate.serial)) return bad("revoked", "the certificate is revoked");
    if (!this.timely(uri, certificate)) return undefined;
    const claimed: ResourceSet = {
      ipv4: claim(certificate, resources, "ipv4"),
      ipv6: claim(certificate, resources, "ipv6"),
      asn: claim(certificate, resources, "asn"),
    };
    return contains(resources, claimed) ? claimed : bad("over-claim", "it claims more than its issuer holds");
  }

  private payload(uri: string, { type, content }: ReadObject, resources: ResourceSet): void {
    if (type === OID.roa) {
      const roa = readRoa(content);
      if (!roa.ok) return this.problem(uri, roa.error.code, roa.error.detail);
      const { asn, prefixes } = roa.value;
      if (
        resources.asn.length > 0 ||
        !contains(resources, must(parseResources(prefixes.map((p) => p.prefix))))
      )
        return this.problem(uri, "over-claim", "its prefixes are not those of its certificate");
      this.vrps.push(...prefixes.map((p) => ({ ...p, asn })));
    } else if (type === OID.aspa) {
      const aspa = readAspa(content);
      if (!aspa.ok) return this.problem(uri, aspa.error.code, aspa.error.detail);
      const customer = must(parseResources([`AS${aspa.value.customer}`]));
      if (!sameResources(resources, customer))
        return this.problem(uri, "over-claim", "its customer is not exactly its certificate's AS number");
      this.aspas.push(aspa.value);
    } else this.problem(uri, "signed-object", `content of type ${type} is not looked at`);
  }
}

type Issuer = {
  readonly own: ReadCertificate;
  readonly resources: ResourceSet;
  readonly revoked: ReadonlySet<bigint>;
  readonly repository: string;
};

const claim = (
  certificate: ReadCertificate,
  of: ResourceSet,
  family: (typeof FAMILIES)[number],
): ResourceSet["asn"] => {
  const claimed = certificate.resources[family] ?? [];
  return claimed === "inherit" ? of[family] : claimed;
};
const plain = (certificate: ReadCertificate): ResourceSet => ({
  ipv4: claim(certificate, NO_RESOURCES, "ipv4"),
  ipv6: claim(certificate, NO_RESOURCES, "ipv6"),
  asn: claim(certificate, NO_RESOURCES, "asn"),
});
const iso = (unix: number): string => new Date(unix * 1000).toISOString().slice(0, 19) + "Z";
