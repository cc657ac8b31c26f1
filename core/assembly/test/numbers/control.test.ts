import type { Json } from "@comity/canon";
import { sha256, toBase64, utf8 } from "@comity/canon";
import { describe, expect, it } from "vitest";
import { ORIGIN, type World } from "../world.ts";
import { attest, numbersWorld } from "./numbers-world.ts";
import {
  anchorHash,
  certificate,
  checklist,
  revocations,
  type CertificateOptions,
  type ChecklistOptions,
} from "./rpki.ts";

const DAY = 86_400;
const R = "10.5.0.0/16";
const FILE = "ipv4|10.5.0.0|10.5.255.255|allocated|ZZ|2020-01-01|H5";
const hashOf = (party: string, ...resources: string[]): Uint8Array =>
  sha256(utf8(["comity/claim/v1", ORIGIN, party, ...resources, ""].join("\n")));

type Change = {
  readonly anchor?: Partial<CertificateOptions>;
  readonly authority?: Partial<CertificateOptions>;
  readonly signer?: Partial<CertificateOptions>;
  readonly list?: Partial<ChecklistOptions>;
  readonly revoked?: readonly number[];
  readonly listDates?: { readonly from: number; readonly until: number };
  readonly proof?: (proof: { checklist: string; chain: string[]; lists: string[] }) => Json;
};
/** Evidence under QM's anchor for XA's claim of R, with one thing changed. */
function evidence(w: World, change: Change = {}): Json {
  const dates = { from: w.time - DAY, until: w.time + DAY };
  const { from, until } = change.listDates ?? dates;
  const ta = certificate({
    ...dates,
    subject: "ta",
    issuer: "ta",
    resources: ["10.0.0.0/8"],
    ...change.anchor,
  });
  const ca = certificate({
    ...dates,
    subject: "ca",
    issuer: "ta",
    serial: 2,
    resources: ["10.5.0.0/16", "10.7.0.0/16"],
    ...change.authority,
  });
  const ee = certificate({
    ...dates,
    subject: "ee",
    issuer: "ca",
    serial: 3,
    ca: false,
    resources: "inherit",
    ...change.signer,
  });
  const signed = checklist({
    hash: hashOf("XA", R),
    resources: [R],
    signer: ee,
    subject: "ee",
    ...change.list,
  });
  const lists = [revocations("ta", { from, until }), revocations("ca", { from, until }, change.revoked)];
  const proof = { checklist: toBase64(signed), chain: [ta, ca].map(toBase64), lists: lists.map(toBase64) };
  return { by: "checklist", ...((change.proof?.(proof) ?? proof) as { [name: string]: Json }) };
}
function world(anchors: readonly string[] = [anchorHash("ta")]): World {
  const w = numbersWorld();
  attest(w, "QM", "reg-m", [FILE]);
  if (anchors.length > 0) w.must(w.act("QM", "publish-anchor", { keys: anchors }));
  return w;
}
const claim = (w: World, proof: Json, by = "XA", resources: string[] = [R]) =>
  w.do(by, "claim", { resources, registry: "QM", proof });
const zone = (...observers: string[]): Json => ({ by: "zone", observers });

describe("a claim proven by a signed checklist (RFC 9323)", () => {
  it("becomes a holding after CONTEST, with the identity of the file and no word of the registry", () => {
    const w = world();
    expect(claim(w, evidence(w)).code).toBeUndefined();
    expect(w.at(R, "claim")).toMatchObject({ to: "XA", by: "XA", identity: "reg-m/H5", objections: [] });
    w.wait(w.at(R, "claim")!.until - w.time + w.assembly.parameters.grace);
    expect(w.at(R, "holding")).toMatchObject({ holder: "XA", from: "claim", terms: { kind: "permanent" } });
    w.replay();
  });

  it("waits for a decision when the registry objects", () => {
    const w = world();
    claim(w, evidence(w));
    w.must(w.act("QM", "object", { resources: [R], reason: "the certificate was a mistake" }));
    w.wait(400 * DAY);
    expect(w.at(R, "holding")).toBeUndefined();
  });

  const later = { from: 4_000_000_000, until: 4_000_000_001 };
  const past = { from: 1, until: 2 };
  it.each<[string, string, Change]>([
    ["of another party", "evidence-other-claim", { list: { hash: hashOf("XB", R) } }],
    ["of other resources", "evidence-other-claim", { list: { hash: hashOf("XA", "10.7.0.0/16") } }],
    ["signed for other resources", "evidence-resources", { list: { resources: ["10.7.0.0/16"] } }],
    [
      "signed for more than its certificate has",
      "evidence-resources",
      { signer: { resources: ["10.7.0.0/16"] } },
    ],
    [
      "whose certificate has more than its authority",
      "evidence-resources",
      { authority: { resources: ["10.7.0.0/16"] } },
    ],
    [
      "whose authority has more than the anchor",
      "evidence-resources",
      { authority: { resources: ["11.0.0.0/8"] } },
    ],
    ["whose anchor inherits", "evidence-resources", { anchor: { resources: "inherit" } }],
    ["with a forged signature", "evidence-checklist", { list: { forged: true } }],
    ["with another digest", "evidence-checklist", { list: { otherDigest: true } }],
    ["signed by another key", "evidence-checklist", { list: { subject: "other" } }],
    ["signed by an authority", "evidence-chain", { signer: { ca: true } }],
    ["under an authority that is none", "evidence-chain", { authority: { ca: false } }],
    ["whose certificate another authority signed", "evidence-chain", { signer: { issuer: "ta" } }],
    ["whose anchor is signed by another", "evidence-chain", { anchor: { issuer: "ca" } }],
    ["with a critical extension nobody knows", "evidence-certificate", { signer: { strange: true } }],
    ["of tomorrow", "evidence-date", { signer: later }],
    ["that is over", "evidence-date", { authority: past }],
    ["under an anchor that is over", "evidence-date", { anchor: past }],
    ["with an old list of revoked certificates", "evidence-date", { listDates: past }],
    ["that was revoked", "evidence-revoked", { revoked: [3] }],
    [
      "with the lists in another order",
      "evidence-chain",
      { proof: (p) => ({ ...p, lists: p.lists.toReversed() }) },
    ],
    ["with a list too few", "evidence-chain", { proof: (p) => ({ ...p, lists: p.lists.slice(1) }) }],
    [
      "without its anchor",
      "evidence-chain",
      { proof: (p) => ({ ...p, chain: p.chain.slice(1), lists: p.lists.slice(1) }) },
    ],
    ["that is no base64", "evidence-base64", { proof: (p) => ({ ...p, checklist: `${p.checklist}!` }) }],
    [
      "with a byte more",
      "evidence-der",
      {
        proof: (p) => ({
          ...p,
          checklist: toBase64(new Uint8Array([...Buffer.from(p.checklist, "base64"), 0])),
        }),
      },
    ],
  ])("is void when it is %s", (_, code, change) => {
    const w = world();
    expect(claim(w, evidence(w, change)).code).toBe(code);
  });

  it("is void under an anchor that the registry has not published, or has taken back", () => {
    for (const anchors of [[], [anchorHash("other")]]) {
      const w = world(anchors);
      expect(claim(w, evidence(w)).code).toBe("evidence-anchor");
    }
    const w = world();
    w.must(w.act("QM", "publish-anchor", { keys: [] }));
    expect(claim(w, evidence(w)).code).toBe("evidence-anchor");
    const other = world();
    expect(other.do("XA", "claim", { resources: [R], registry: "QN", proof: evidence(other) }).code).toBe(
      "not-reported",
    );
  });

  it("is read without a failure whatever byte is changed", () => {
    const w = world();
    const proof = evidence(w) as { checklist: string; chain: string[]; lists: string[]; by: string };
    const bytes = Buffer.from(proof.checklist, "base64");
    const through: number[] = [];
    for (let i = 0; i < bytes.length; i += 7) {
      const changed = Uint8Array.from(bytes, (b, n) => (n === i ? b ^ (1 << (i % 8)) : b));
      const { code } = claim(w, { ...proof, checklist: toBase64(changed) });
      if (code === undefined) through.push(i);
      else expect(code).toMatch(/^evidence-/);
    }
    expect(through).toEqual([]);
  });
});

describe("a claim seen in the reverse zone", () => {
  it("waits for its observers, each by an act of its own", () => {
    const w = world();
    const offer = String(claim(w, zone("QM", "QN", "QO")).index);
    expect(w.at(R, "claim")).toBeUndefined();
    for (const by of ["QM", "QN"]) w.must(w.act(by, "accept", { offer }));
    expect(w.at(R, "claim")).toBeUndefined();
    w.must(w.act("QO", "accept", { offer }));
    expect(w.at(R, "claim")).toMatchObject({ to: "XA", by: "XA" });
  });
});
