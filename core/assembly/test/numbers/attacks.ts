/**
 * Attacks on holdings: what must not take effect, each stopped by exactly one condition. `run` makes the attack in a
 * fresh world and returns its outcome. Remove the condition that `code` names, and the attack succeeds.
 */
import type { Json } from "@comity/canon";
import type { Attack } from "../attack.ts";
import { CLAIM_ATTACKS } from "./claim-attacks.ts";
import type { Outcome } from "@comity/assembly";
import { DAY, setOf, type World } from "../world.ts";
import {
  PERMANENT,
  attest,
  claimed,
  held,
  lease,
  leased,
  lock,
  measure,
  underCase,
} from "./numbers-world.ts";

export type { Attack };

const attack = (kind: string, code: string, says: string, run: Attack["run"]): Attack => ({
  kind,
  code,
  says,
  run,
});

const R = "10.1.0.0/16";
const size: Json = { by: "length", length: 16 };
const give = (resources: readonly string[], to = "XB", terms: Json = PERMANENT) => ({ to, resources, terms });
const line = (block: string, holder: string): string => {
  const first = block.replace(/\.0\.0\/16$/, ".0.0");
  return `ipv4|${first}|${first.replace(/\.0\.0$/, ".255.255")}|allocated|ZZ|2020-01-01|${holder}`;
};

const delegations: readonly Attack[] = [
  attack("delegate", "recipient-unknown", "to nobody", (w) => w.do("QM", "delegate", give([R], "XZ"))),
  attack("delegate", "not-disjoint", "a block and its part", (w) =>
    w.do("QM", "delegate", give(["10.1.0.0/16", "10.1.1.0/24"]), { cosign: ["XB"] }),
  ),
  attack("delegate", "not-holder", "out of another's holding", (w) =>
    w.do("XA", "delegate", give([R]), { cosign: ["XB"] }),
  ),
  attack("delegate", "not-holder", "what was delegated on already", (w) => {
    held(w);
    return w.do("QM", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "not-vacant", "around an existing delegation", (w) => {
    held(w, "10.1.1.0/24");
    return w.do("QM", "delegate", give([R]), { cosign: ["XB"] });
  }),
  attack("delegate", "not-vacant", "what is offered to another", (w) => {
    w.must(w.act("QM", "delegate", give([R], "XA")));
    return w.do("QM", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "not-vacant", "what is at rest", (w) => {
    held(w);
    w.must(w.act("XA", "return", { resources: [R] }));
    return w.do("QM", "delegate", give([R]), { cosign: ["XB"] });
  }),
  attack("delegate", "not-vacant", "what is claimed", (w) => {
    claimed(w, R);
    return w.do("QM", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "whole-holding", "a transfer in disguise", (w) => {
    leased(w);
    return w.do("XA", "delegate", give([R], "XB", lease(w, 50)), { cosign: ["XB"] });
  }),
  attack("delegate", "reported-holder", "over a reported holder", (w) => {
    attest(w, "QM", "reg-m", [line(R, "H1")]);
    return w.do("QM", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "terms-longer-than-parent", "for good under a lease", (w) => {
    leased(w);
    return w.do("XA", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "terms-longer-than-parent", "longer than the lease above", (w) => {
    leased(w);
    return w.do("XA", "delegate", give(["10.1.1.0/24"], "XB", lease(w, 101)), { cosign: ["XB"] });
  }),
  attack("delegate", "terms-longer-than-parent", "a lease that is over", (w) =>
    w.do("QM", "delegate", give([R], "XB", { kind: "lease", until: w.time }), { cosign: ["XB"] }),
  ),
  attack("delegate", "case-not-acknowledged", "out of a holding under a case, in silence", (w) => {
    held(w);
    underCase(w, R);
    return w.do("XA", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("delegate", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "delegate", give(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
];

const allocation = (more: { readonly [field: string]: Json } = {}) => ({
  to: "XA",
  pool: "10.0.0.0/8",
  size,
  terms: PERMANENT,
  ...more,
});

const allocations: readonly Attack[] = [
  attack("allocate", "recipient-unknown", "to itself", (w) =>
    w.do("QM", "allocate", allocation({ to: "QM" })),
  ),
  attack("allocate", "size-unfit", "three AS numbers", (w) => {
    const body = allocation({ pool: "AS64496-AS64511", size: { by: "count", count: 3 } });
    return w.do("QM", "allocate", body, { cosign: ["XA"] });
  }),
  attack("allocate", "not-holder", "out of another's pool", (w) =>
    w.do("QN", "allocate", allocation(), { cosign: ["XA"] }),
  ),
  attack("allocate", "pool-full", "more than is free", (w) => {
    held(w, "10.1.1.0/24", "XC");
    return w.do("QM", "allocate", allocation({ pool: R }), { cosign: ["XA"] });
  }),
  attack("allocate", "terms-longer-than-parent", "for good under a lease", (w) => {
    leased(w);
    return w.do("XA", "allocate", allocation({ to: "XB", pool: R, size: { by: "length", length: 24 } }), {
      cosign: ["XB"],
    });
  }),
  attack("allocate", "case-not-acknowledged", "out of a holding under a case", (w) => {
    held(w);
    underCase(w, R);
    return w.do("XA", "allocate", allocation({ to: "XB", pool: R, size: { by: "length", length: 24 } }), {
      cosign: ["XB"],
    });
  }),
  attack("allocate", "locked", "by whoever recovered the keys", (w) => {
    lock(w, "QM");
    return w.do("QM", "allocate", allocation(), { cosign: ["XA"] });
  }),
];

const offered = (w: World): string => w.must(w.act("QM", "delegate", give([R], "XA")));

const offers: readonly Attack[] = [
  attack("accept", "offer-unknown", "what was never offered", (w) =>
    w.do("XA", "accept", { offer: "99999" }),
  ),
  attack("accept", "offer-not-yours", "another's offer", (w) =>
    w.do("XB", "accept", { offer: offered(w) }, { cosign: ["XA"] }),
  ),
  attack("accept", "terms-longer-than-parent", "an offer whose lease is over meanwhile", (w) => {
    const terms: Json = { kind: "lease", until: w.time + DAY };
    const offer = w.must(w.act("QM", "delegate", give([R], "XA", terms)));
    w.wait(2 * DAY);
    return w.do("XA", "accept", { offer });
  }),
  attack("decline", "offer-unknown", "what was never offered", (w) =>
    w.do("XA", "decline", { offer: "99999" }),
  ),
  attack("decline", "offer-not-yours", "another's offer", (w) =>
    w.do("XB", "decline", { offer: offered(w) }),
  ),
  attack("withdraw-offer", "offer-unknown", "what was never offered", (w) =>
    w.do("QM", "withdraw-offer", { offer: "99999" }),
  ),
  attack("withdraw-offer", "offer-not-yours", "another's offer", (w) =>
    w.do("XA", "withdraw-offer", { offer: offered(w) }),
  ),
];

const pass = (resources: readonly string[], to = "XB") => ({ to, resources });

const transfers: readonly Attack[] = [
  attack("transfer", "recipient-unknown", "to nobody", (w) => {
    held(w);
    return w.do("XA", "transfer", pass([R], "XA"));
  }),
  attack("transfer", "not-disjoint", "a block and its part", (w) => {
    held(w);
    return w.do("XA", "transfer", pass([R, "10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("transfer", "not-holder", "another's holding", (w) => {
    held(w);
    return w.do("XC", "transfer", pass([R]), { cosign: ["XB"] });
  }),
  attack("transfer", "not-holder", "a child's holding, by its parent", (w) => {
    held(w);
    return w.do("QM", "transfer", pass([R]), { cosign: ["XB"] });
  }),
  attack("transfer", "covering-unlisted", "under a parent's authorisation, which nobody mentions", (w) => {
    held(w);
    const routes = [{ prefix: "10.0.0.0/8", asn: "AS64500", maxLength: 24 }];
    w.must(w.act("QM", "authorise-routes", { routes }, { cosign: ["XA"] }));
    return w.do("XA", "transfer", { to: "XC", resources: [R] }, { cosign: ["XC"] });
  }),
  attack("transfer", "not-separable", "so that a delegation would be overwritten", (w) => {
    held(w);
    w.must(w.act("XA", "delegate", give(["10.1.0.0/17"], "XC"), { cosign: ["XC"] }));
    return w.do("XA", "transfer", pass(["10.1.128.0/18"]), { cosign: ["XB"] });
  }),
  attack("transfer", "promised", "what is offered to another", (w) => {
    held(w);
    w.must(w.act("XA", "delegate", give(["10.1.1.0/24"], "XC")));
    return w.do("XA", "transfer", pass([R]), { cosign: ["XB"] });
  }),
  attack("transfer", "case-not-acknowledged", "away from a case, in silence", (w) => {
    held(w);
    underCase(w, R);
    return w.do("XA", "transfer", pass([R]), { cosign: ["XB"] });
  }),
  attack("transfer", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "transfer", pass([R]), { cosign: ["XB"] });
  }),
  attack("return", "not-disjoint", "twice, so that the parent's goes too", (w) => {
    held(w);
    return w.do("XA", "return", { resources: [R, "10.1.1.0/24"] });
  }),
  attack("return", "not-holder", "another's holding", (w) => {
    held(w);
    return w.do("QM", "return", { resources: [R] });
  }),
  attack("return", "registry-block", "a block from IANA", (w) =>
    w.do("QM", "return", { resources: ["10.0.0.0/8"] }),
  ),
  attack("return", "not-separable", "so that a delegation would be overwritten", (w) => {
    held(w);
    w.must(w.act("XA", "delegate", give(["10.1.0.0/17"], "XC"), { cosign: ["XC"] }));
    return w.do("XA", "return", { resources: ["10.1.128.0/18"] });
  }),
  attack("return", "promised", "what is offered to another", (w) => {
    held(w);
    w.must(w.act("XA", "delegate", give(["10.1.1.0/24"], "XC")));
    return w.do("XA", "return", { resources: [R] });
  }),
  attack("return", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "return", { resources: [R] });
  }),
];

const named = (...resources: readonly string[]): Json => ({ which: "named", resources });

const upkeep: readonly Attack[] = [
  attack("renew", "not-lease", "what is no lease", (w) => {
    held(w);
    return w.do("QM", "renew", { leases: named(R), until: w.time + 300 * DAY });
  }),
  attack("renew", "not-lessor", "one's own lease", (w) => {
    leased(w);
    return w.do("XA", "renew", { leases: named(R), until: w.time + 300 * DAY });
  }),
  attack("renew", "leases-number", "nothing at all", (w) => {
    const leases: Json = { which: "ending", within: "10.0.0.0/8", before: w.time + DAY };
    return w.do("QM", "renew", { leases, until: w.time + 300 * DAY });
  }),
  attack("renew", "renewal-late", "of a lease that is over", (w) => {
    leased(w);
    w.wait(100 * DAY);
    return w.do("QM", "renew", { leases: named(R), until: w.time + 300 * DAY });
  }),
  attack("renew", "lease-shorter", "to an earlier end", (w) => {
    leased(w);
    return w.do("QM", "renew", { leases: named(R), until: w.time + 50 * DAY });
  }),
  attack("renew", "terms-longer-than-parent", "beyond the own term", (w) => {
    leased(w);
    w.must(w.act("XA", "delegate", give(["10.1.1.0/24"], "XB", lease(w, 50)), { cosign: ["XB"] }));
    return w.do("XA", "renew", { leases: named("10.1.1.0/24"), until: w.time + 200 * DAY });
  }),
  attack("reserve", "not-disjoint", "a block and its part", (w) =>
    w.do("QM", "reserve", { resources: [R, "10.1.1.0/24"], reason: "growth" }),
  ),
  attack("reserve", "not-holder", "another's space", (w) => {
    held(w);
    return w.do("QM", "reserve", { resources: [R], reason: "growth" });
  }),
  attack("reserve", "not-vacant", "around a delegation", (w) => {
    held(w, "10.1.1.0/24");
    return w.do("QM", "reserve", { resources: [R], reason: "growth" });
  }),
  attack("reserve", "time-past", "until yesterday", (w) =>
    w.do("QM", "reserve", { resources: [R], reason: "growth", until: w.time }),
  ),
  attack("release", "not-disjoint", "the same twice", (w) => {
    w.must(w.act("QM", "reserve", { resources: [R], reason: "growth" }));
    return w.do("QM", "release", { resources: [R, R] });
  }),
  attack("release", "not-reserved", "another's reservation", (w) => {
    w.must(w.act("QM", "reserve", { resources: [R], reason: "growth" }));
    return w.do("QN", "release", { resources: [R] });
  }),
  attack("release", "promised", "what an offer sets aside", (w) => {
    offered(w);
    return w.do("QM", "release", { resources: [R] });
  }),
  attack("correct", "not-disjoint", "the same twice", (w) => {
    held(w);
    return w.do("XA", "correct", { resources: [R, R], note: "laboratory" });
  }),
  attack("correct", "not-holding", "another's remark", (w) => {
    held(w);
    return w.do("QM", "correct", { resources: [R], note: "laboratory" });
  }),
  attack("set-custody", "recipient-unknown", "with nobody", (w) => {
    held(w);
    return w.do("XA", "set-custody", { to: "XZ", resources: [R] });
  }),
  attack("set-custody", "not-disjoint", "the same twice", (w) => {
    held(w);
    return w.do("XA", "set-custody", { to: "QM", resources: [R, R] }, { cosign: ["QM"] });
  }),
  attack("set-custody", "not-holding", "another's holding into one's own custody", (w) => {
    held(w);
    return w.do("QM", "set-custody", { to: "QN", resources: [R] }, { cosign: ["QN"] });
  }),
  attack("set-custody", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "set-custody", { to: "QM", resources: [R] }, { cosign: ["QM"] });
  }),
  attack("end-custody", "not-disjoint", "the same twice", (w) => {
    held(w);
    w.must(w.act("XA", "set-custody", { to: "QM", resources: [R] }, { cosign: ["QM"] }));
    return w.do("XA", "end-custody", { resources: [R, R] });
  }),
  attack("end-custody", "not-in-custody", "what is in nobody's", (w) => {
    held(w);
    return w.do("XA", "end-custody", { resources: [R] });
  }),
  attack("end-custody", "not-holder", "between two others", (w) => {
    held(w);
    w.must(w.act("XA", "set-custody", { to: "QM", resources: [R] }, { cosign: ["QM"] }));
    return w.do("XB", "end-custody", { resources: [R] });
  }),
  attack("accept-rules", "not-disjoint", "the same twice", (w) => {
    held(w);
    return w.do("XA", "accept-rules", { resources: [R, R], version: 1 });
  }),
  attack("accept-rules", "not-holding", "for another's holding", (w) => {
    held(w);
    return w.do("QM", "accept-rules", { resources: [R], version: 1 });
  }),
  attack("accept-rules", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "accept-rules", { resources: [R], version: 1 });
  }),
  attack("accept-rules", "version-not-in-force", "rules that are not in force", (w) => {
    held(w);
    return w.do("XA", "accept-rules", { resources: [R], version: 2 });
  }),
];

const S = "10.5.0.0/16";
const recognition: readonly Attack[] = [
  attack("recognise", "recipient-unknown", "of itself", (w) => w.do("QM", "recognise", pass([S], "QM"))),
  attack("recognise", "not-disjoint", "a block and its part", (w) =>
    w.do("QM", "recognise", pass([S, "10.5.1.0/24"]), { cosign: ["XB"] }),
  ),
  attack("recognise", "not-registry", "by whoever holds and reports nothing", (w) =>
    w.do("QO", "recognise", pass(["203.0.113.0/24"]), { cosign: ["XB"] }),
  ),
  attack("recognise", "not-registry", "of more than the file reports", (w) => {
    attest(w, "QN", "reg-n", ["ipv4|203.0.113.0|203.0.113.255|assigned|ZZ|2020-01-01|H"]);
    return w.do("QN", "recognise", pass(["203.0.112.0/23"]), { cosign: ["XB"] });
  }),
  attack("recognise", "not-vacant", "around a claimed holding", (w) => {
    held(w, "10.5.1.0/24");
    return w.do("QM", "recognise", pass([S]), { cosign: ["XB"] });
  }),
  attack("recognise", "not-vacant", "over another claim", (w) => {
    claimed(w);
    return w.do("QM", "recognise", pass(["10.5.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("recognise", "terms-longer-than-parent", "for good under a lease", (w) => {
    leased(w);
    return w.do("XA", "recognise", pass(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("recognise", "case-runs", "out of a holding under a case", (w) => {
    held(w);
    underCase(w, R);
    return w.do("XA", "recognise", pass(["10.1.1.0/24"]), { cosign: ["XB"] });
  }),
  attack("recognise", "locked", "by whoever recovered the keys", (w) => {
    lock(w, "QM");
    return w.do("QM", "recognise", pass([S]), { cosign: ["XB"] });
  }),
  attack("object", "not-disjoint", "the same twice", (w) => {
    attest(w, "QN", "reg-n", [line(S, "H2")]);
    claimed(w);
    return w.do("QN", "object", { resources: [S, S], reason: "ours" });
  }),
  attack("object", "no-claim", "where nobody claims", (w) =>
    w.do("QN", "object", { resources: ["172.16.0.0/16"], reason: "ours" }),
  ),
  attack("object", "objection-late", "after the time to contest", (w) => {
    attest(w, "QN", "reg-n", [line(S, "H2")]);
    claimed(w);
    w.wait(w.at(S, "claim")!.until - w.time);
    return w.do("QN", "object", { resources: [S], reason: "ours" });
  }),
  attack("object", "own-claim", "to one's own claim", (w) => {
    claimed(w);
    return w.do("QM", "object", { resources: [S], reason: "second thoughts" });
  }),
  attack("object", "no-standing", "by a bystander", (w) => {
    claimed(w);
    return w.do("XC", "object", { resources: [S], reason: "no reason" });
  }),
  attack("withdraw-objection", "not-disjoint", "the same twice", (w) => {
    attest(w, "QN", "reg-n", [line(S, "H2")]);
    claimed(w);
    w.must(w.act("QN", "object", { resources: [S], reason: "ours" }));
    return w.do("QN", "withdraw-objection", { resources: [S, S] });
  }),
  attack("withdraw-objection", "no-claim", "where nobody claims", (w) =>
    w.do("QN", "withdraw-objection", { resources: [S] }),
  ),
  attack("withdraw-objection", "no-objection", "another's objection", (w) => {
    attest(w, "QN", "reg-n", [line(S, "H2")]);
    claimed(w);
    w.must(w.act("QN", "object", { resources: [S], reason: "ours" }));
    return w.do("XA", "withdraw-objection", { resources: [S] });
  }),
  attack("withdraw-claim", "not-disjoint", "the same twice", (w) => {
    claimed(w);
    return w.do("XA", "withdraw-claim", { resources: [S, S] });
  }),
  attack("withdraw-claim", "no-claim", "where nobody claims", (w) =>
    w.do("XA", "withdraw-claim", { resources: [S] }),
  ),
  attack("withdraw-claim", "not-claimant", "another's claim", (w) => {
    claimed(w);
    return w.do("XB", "withdraw-claim", { resources: [S] });
  }),
];

const COUNTRY = "ipv4|10.0.0.0|10.0.0.255|allocated|ZZ||";
const zoneLines = (serial: number): string[] => [
  `.|86400|NS|ns.`,
  `.|86400|SOA|ns. who. ${serial} 1800 900 604800 86400`,
];
const attestSet = (w: World, by: string, dataset: Uint8Array): Outcome =>
  w.do(by, "attest", { dataset: w.addDataset(dataset) });
const files: readonly Attack[] = [
  attack("attest", "dataset-unreadable", "IANA's blocks as a file of one's own", (w) =>
    attest(w, "QM", "reg-m", [line(R, "reg-m")], { kind: "roots" }),
  ),
  attack("attest", "not-source", "another registry's file", (w) => attest(w, "QN", "reg-m", [line(R, "H1")])),
  attack("attest", "not-member", "countries by no member", (w) =>
    attest(w, "XA", "some-list", [COUNTRY], { kind: "countries" }),
  ),
  attack("attest", "not-member", "countries under a registry's label", (w) =>
    attest(w, "QO", "reg-m", [COUNTRY], { kind: "countries" }),
  ),
  attack("attest", "source-taken", "a source that another member attests", (w) => {
    attest(w, "QN", "some-list", [COUNTRY], { kind: "countries" });
    return attest(w, "QO", "some-list", [COUNTRY], { kind: "countries", date: "2026-11-15" });
  }),
  attack("attest", "sources-number", "more sources than one member needs", (w) => {
    for (let i = 0; i < 16; i++) attest(w, "QO", `list-${i}`, [COUNTRY], { kind: "countries" });
    return attest(w, "QO", "list-16", [COUNTRY], { kind: "countries" });
  }),
  attack("attest", "dataset-repeated", "the same file again", (w) => {
    attest(w, "QM", "reg-m", [line(R, "H1")]);
    return attest(w, "QM", "reg-m", [line(R, "H1")]);
  }),
  attack("attest", "dataset-older", "yesterday's file", (w) => {
    attest(w, "QM", "reg-m", [line(R, "H1")]);
    return attest(w, "QM", "reg-m", [line(R, "H2")], { date: "2026-11-13" });
  }),
  attack("attest", "dataset-older", "a zone's serial before the last one, over the wrap", (w) => {
    attestSet(w, "QO", setOf("zone", "root", zoneLines(5), { serial: "5" }));
    return attestSet(w, "QO", setOf("zone", "root", zoneLines(4294967290), { serial: "4294967290" }));
  }),
  attack("attest", "dataset-base", "changes since another dataset", (w) => {
    attestSet(w, "QO", setOf("vrps", "rpki", ["10.0.0.0/8|8|64500"]));
    const base = "A".repeat(43) + "=";
    const counts = { ipv4: 2, ipv6: 0 };
    return attestSet(w, "QO", setOf("vrps", "rpki", ["+10.0.0.0/8|9|64500"], { base, counts }));
  }),
  attack("attest", "dataset-changes", "a record goes that was not there", (w) => {
    const base = w.addDataset(setOf("vrps", "rpki", ["10.0.0.0/8|8|64500"]));
    w.do("QO", "attest", { dataset: base });
    const counts = { ipv4: 0, ipv6: 0 };
    return attestSet(w, "QO", setOf("vrps", "rpki", ["-10.0.0.0/8|9|64500"], { base, counts }));
  }),
  attack("attest", "not-member", "what a relying party saw, by no member", (w) =>
    attestSet(w, "XA", setOf("vrps", "rpki", ["10.0.0.0/8|8|64500"])),
  ),
  attack("attest", "dataset-older", "an older serial of the same day", (w) => {
    attest(w, "QM", "reg-m", [line(R, "H1")], { serial: "20261114" });
    return attest(w, "QM", "reg-m", [line(R, "H2")], { serial: "20261113" });
  }),
];

const taking = (kind: string, more: { readonly [field: string]: Json } = {}): readonly Attack[] => [
  attack(kind, "not-disjoint", "twice, so that the parent's goes too", (w) => {
    held(w);
    underCase(w, "10.0.0.0/8");
    const body = { holder: "XA", resources: [R, "10.1.1.0/24"], ...more };
    return measure(w, kind, body, { consents: ["XB"] });
  }),
  attack(kind, "holder-changed", "from who is not the holder of the case", (w) => {
    held(w, R, "XC");
    return measure(w, kind, { holder: "XA", resources: [R], ...more }, { consents: ["XB"] });
  }),
  attack(kind, "not-separable", "so that a delegation would be overwritten", (w) => {
    held(w);
    w.must(w.act("XA", "delegate", give(["10.1.0.0/17"], "XC"), { cosign: ["XC"] }));
    return measure(w, kind, { holder: "XA", resources: ["10.1.128.0/18"], ...more }, { consents: ["XB"] });
  }),
];

/** Authorisations that stand where space is handed down. */
const covering = (
  kind: string,
  body: (resource: string) => { readonly [field: string]: Json },
): readonly Attack[] =>
  (["AS0", "AS64500"] as const).map((asn) =>
    attack(
      kind,
      asn === "AS0" ? "as0-covering" : "covering-unlisted",
      `under the parent's ${asn} authorisation, which nobody mentions`,
      (w) => {
        w.must(w.act("QM", "authorise-routes", { routes: [{ prefix: "10.0.0.0/14", asn }] }));
        return w.do("QM", kind, body(R), { cosign: ["XA"] });
      },
    ),
  );

const handedDown: readonly Attack[] = [
  ...covering("delegate", (r) => give([r], "XA")),
  ...covering("recognise", (r) => ({ to: "XA", resources: [r] })),
  ...covering("allocate", (r) => allocation({ pool: r, size: { by: "length", length: 20 } })),
];

const rivals = (w: World): void => {
  attest(w, "QM", "reg-m", [line(R, "H1")]);
  attest(w, "QN", "reg-n", [line(R, "H2")]);
};
const source = (name: string): Json => ({ what: "source", source: name });

const measures: readonly Attack[] = [
  ...taking("reclaim"),
  ...taking("reassign", { to: "XB" }),
  attack("reassign", "recipient-unknown", "to nobody", (w) => {
    held(w);
    return measure(w, "reassign", { holder: "XA", resources: [R], to: "XZ" }, { consents: ["XZ"] });
  }),
  attack("reassign", "recipient-not-consenting", "to who does not want it", (w) => {
    held(w);
    return measure(w, "reassign", { holder: "XA", resources: [R], to: "XB" });
  }),
  attack("assign-roots", "roots-unreadable", "without the dataset", (w) =>
    measure(w, "assign-roots", { dataset: w.addDataset(new Uint8Array()) }),
  ),
  attack("resolve-conflict", "not-disjoint", "the same twice", (w) => {
    rivals(w);
    return measure(w, "resolve-conflict", { resources: [R, "10.1.1.0/24"], stands: source("reg-m") });
  }),
  attack("resolve-conflict", "no-conflict", "where nobody disagrees", (w) => {
    attest(w, "QM", "reg-m", [line(R, "H1")]);
    return measure(w, "resolve-conflict", { resources: [R], stands: source("reg-m") });
  }),
  attack("resolve-conflict", "not-a-rival", "for somebody who claims nothing", (w) => {
    rivals(w);
    return measure(w, "resolve-conflict", { resources: [R], stands: source("reg-z") });
  }),
  attack("assign", "recipient-unknown", "to nobody", (w) =>
    measure(w, "assign", { to: "XZ", resources: ["example"] }, { consents: ["XZ"] }),
  ),
  attack("assign", "not-disjoint", "a name and one below it", (w) =>
    measure(w, "assign", { to: "XA", resources: ["example", "www.example"] }, { consents: ["XA"] }),
  ),
  attack("assign", "held", "out of another's holding", (w) =>
    measure(w, "assign", { to: "XA", resources: [R] }, { consents: ["XA"] }),
  ),
  attack("assign", "not-vacant", "around another's holding", (w) => {
    measure(w, "assign", { to: "XB", resources: ["www.example"] }, { consents: ["XB"] });
    return measure(w, "assign", { to: "XA", resources: ["example"] }, { consents: ["XA"] });
  }),
  attack("assign", "registry-block", "out of a registry's block", (w) =>
    measure(w, "assign", { to: "XA", resources: ["192.168.7.0/24"] }, { consents: ["XA"] }),
  ),
  attack("assign", "reported-holder", "over a reported holder", (w) => {
    attest(w, "QN", "reg-n", [line("198.51.0.0/16", "H2")]);
    return measure(w, "assign", { to: "XA", resources: ["198.51.100.0/24"] }, { consents: ["XA"] });
  }),
];

export const ATTACKS: readonly Attack[] = [
  ...delegations,
  ...allocations,
  ...offers,
  ...transfers,
  ...upkeep,
  ...recognition,
  ...files,
  ...handedDown,
  ...measures,
  ...CLAIM_ATTACKS,
];
