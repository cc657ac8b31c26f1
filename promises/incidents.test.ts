/**
 * Incidents of the numbers world, replayed: each is named after its day, and shows what stops it here or who sees it. The
 * parties are invented; only what happened is taken over.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  actEntry,
  actText,
  blocksOf,
  holderOf,
  readAct,
  signed,
  type Outcome,
  type RouteRecord,
} from "@comity/assembly";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import { observeVrps, vrpSetOf, type VrpSet } from "@comity/routes";
import { checkFolder, publicationAlarm } from "@comity/rpki";
import { FileSource } from "@comity/rtr";
import { formatVkey, signEd25519, signerOf, type NoteSignature } from "@comity/signing";
import { afterAll, describe, expect, it } from "vitest";
import * as court from "../core/assembly/test/decisions/house.ts";
import { attest, held, numbersWorld } from "../core/assembly/test/numbers/numbers-world.ts";
import { DAY, keysOf, ORIGIN, type World } from "../core/assembly/test/world.ts";
import * as repository from "../serve/rpki/test/world.ts";

const folder = mkdtempSync(join(tmpdir(), "comity-incidents-"));
afterAll(() => rmSync(folder, { recursive: true }));

const answerOf = (w: World, text: string) => holderOf(w.assembly.state, blocksOf(text)[0]!);

describe("incidents", () => {
  it("2013-04-09, one block in two registries' files: disputed with both claims, whichever file comes last", () => {
    const line = (holder: string): string =>
      `ipv4|10.222.0.0|10.223.255.255|allocated|ZZ|1992-03-17|${holder}`;
    const reports = [
      (w: World) => attest(w, "QM", "reg-m", [line("one")], { date: "2013-04-09" }),
      (w: World) => attest(w, "QN", "reg-n", [line("other")], { date: "2013-04-09" }),
    ];
    for (const order of [reports, reports.toReversed()]) {
      const w = numbersWorld();
      for (const report of order) expect(report(w).code).toBeUndefined();
      const answer = answerOf(w, "10.222.0.0/15");
      expect(answer.grade).toBe("disputed");
      expect(answer.holder).toBeUndefined();
      const sources = answer.rivals.map(({ record }) => ("source" in record ? record.source : ""));
      expect(new Set(sources)).toEqual(new Set(["reg-m", "reg-n"]));
      // The registry that withdraws its claim ends the dispute, nobody else.
      attest(w, "QN", "reg-n", ["ipv4|172.16.0.0|172.16.0.255|available|||"], { date: "2013-07-30" });
      w.wait(w.assembly.parameters.notice + DAY);
      expect(answerOf(w, "10.222.0.0/15").grade).toMatch(/^attested/);
    }
  });

  it("2020-04-01, an anchor's authorisations vanish overnight: routers keep the set, and every loss is listed", async () => {
    const row = (i: number, ta: string) => ({
      asn: 64_496 + (i % 16),
      prefix: `10.${i >> 8}.${i & 255}.0/24`,
      ta,
    });
    const all = Array.from({ length: 3_000 }, (_, i) => ({
      ...row(i, i < 2_669 ? "lost" : "kept"),
      maxLength: 24,
    }));
    const path = join(folder, "vrps.json");
    const write = (roas: readonly object[]): void =>
      writeFileSync(path, JSON.stringify({ metadata: {}, roas }));
    write(all);
    const source = new FileSource({ vrps: path, guard: 0.1 });
    must(await source.load());
    write(all.slice(2_669));
    const held = await source.load();
    expect(held.ok ? "taken" : [held.error.code, held.error.field]).toEqual(["anchor-shrunk", "lost"]);
    expect(source.current()!.payload.vrps.v4.count).toBe(3_000);

    const setOf = (rows: typeof all): VrpSet => must(vrpSetOf(rows));
    const own = setOf(all.slice(0, 10));
    const { observations, withdrawn } = observeVrps(setOf(all), setOf(all.slice(2_669)), own);
    expect(withdrawn).toBe(2_669);
    const against = observations.filter(({ standing }) => standing === "unexplained");
    expect(against.map((o) => o.class)).toEqual(Array.from({ length: 10 }, () => "deletion"));
  });

  it("2020-08-12, a repository stops validating: the alarm is raised before relying parties lose it", async () => {
    const w = await repository.world();
    const said = repository.payload(["192.0.2.0/24 64496"]);
    const holdings = [repository.holding("QM", ["192.0.2.0/24"])];
    must(await w.publish(holdings, said, repository.NOW));
    const alarmAt = (now: number) => publicationAlarm(said, must(checkFolder(w.folder, now)), now);
    expect(alarmAt(repository.NOW).raised).toBe(false);
    // Nobody published for three days: manifests and lists have ended.
    const later = repository.NOW + 3 * DAY;
    expect(alarmAt(later).raised).toBe(true);
    must(await w.publish(holdings, said, later));
    expect(alarmAt(later).raised).toBe(false);
  });

  it("2023-11, a registry stops publishing: what it said stays, with the day it was said", () => {
    const w = numbersWorld();
    const line = "ipv4|172.16.8.0|172.16.15.255|allocated|ZZ|2010-01-01|H8";
    attest(w, "QN", "reg-n", [line], { date: "2023-11-01" });
    const dataset = () => w.assembly.state.text("decisions", "dataset/reg-n/delegations", "dataset");
    const before = answerOf(w, "172.16.8.0/21");
    w.wait(400 * DAY);
    expect(answerOf(w, "172.16.8.0/21")).toEqual(before);
    expect(before.grade).toMatch(/^attested/);
    expect(dataset()).toMatchObject({ date: "2023-11-01" });
    // And a file that is older than what is known brings nothing back.
    expect(attest(w, "QN", "reg-n", [], { date: "2022-01-01" }).code).toBe("dataset-older");
  });

  it("2024-01-03, a stolen credential re-points authorisations: one key of two does nothing", () => {
    const w = numbersWorld();
    held(w);
    const second = secondKey("XA");
    const policy = {
      keys: [{ key: keysOf("XA").vkey }, { key: second.vkey }],
      thresholds: [
        { kinds: ["authorise-routes", "withdraw-routes", "set-keys"], k: 2 },
        { kinds: ["*"], k: 1 },
      ],
    };
    const routes = { routes: [{ prefix: "10.1.0.0/16", asn: "AS64500" }] };
    w.must(w.act("XA", "authorise-routes", routes));
    w.must(w.act("XA", "set-keys", { policy }));
    // The thief has one key: neither the route, nor another, nor the keys themselves are his.
    const other = { routes: [{ prefix: "10.1.0.0/16", asn: "AS64666" }] };
    expect(w.do("XA", "withdraw-routes", routes).code).toBe("no-authority");
    expect(w.do("XA", "authorise-routes", other).code).toBe("no-authority");
    expect(w.do("XA", "set-keys", { policy: { ...policy, thresholds: [{ kinds: ["*"], k: 1 }] } }).code).toBe(
      "no-authority",
    );
    expect(originsAt(w, "10.1.0.0/16")).toEqual(["AS64500"]);
    // Its registry cannot do it for him either.
    expect(w.do("QM", "withdraw-routes", routes).code).toBeDefined();
    expect(originsAt(w, "10.1.0.0/16")).toEqual(["AS64500"]);
    expect(both(w, "XA", "authorise-routes", other, second.sign).code).toBeUndefined();
    expect(originsAt(w, "10.1.0.0/16")).toEqual(["AS64500", "AS64666"]);
  });

  it("2025-07, an order against one holder: declared with grounds, bounded, appealable, and nothing before that", () => {
    const w = court.house();
    const { since: _, ...standing } = w.at(court.BLOCK, "holding")!;
    const stands = () => expect(w.at(court.BLOCK, "holding")).toMatchObject(standing);
    // By nobody alone, not without grounds, and not as an emergency.
    expect(w.do("QM", "reclaim", court.RECLAIM).code).toBe("needs-decision");
    expect(court.tryPropose(w, "QM", "reclaim", court.RECLAIM).code).toBeDefined();
    const urgent = [
      { kind: "emergency", body: { title: "order", text: court.HASH } },
      { kind: "reclaim", body: court.RECLAIM },
    ] as unknown as Json;
    expect(w.do("QM", "propose", { title: "order", measures: urgent, ...court.GROUNDS }).code).toBeDefined();
    stands();
    // As a case it is declared where anybody looks, and the panel of appeal ends it.
    const id = court.decidedCase(w);
    stands();
    expect(w.at(court.BLOCK, "holding")!.case).toBe(id);
    expect(court.proposal(w, id)).toMatchObject({ phase: "appeal", case: { grounds: court.HASH } });
    w.must(w.act(court.HOLDER, "appeal", { decision: id, grounds: court.HASH }));
    court.castAll(w, id, court.yes(court.PANEL));
    expect(court.settle(w, id).phase).toBe("annulled");
    stands();
    expect(w.at(court.BLOCK, "holding")!.case).toBeUndefined();
  });

  it("2025-07, and an order that stands takes effect on its day, after the time to appeal", () => {
    const w = court.house();
    const id = court.decidedCase(w);
    expect(court.holderOf(w)).toBe(court.HOLDER);
    const done = court.settle(w, id);
    expect(done.phase).toBe("carried-out");
    expect(done.effectAt! - done.opened).toBeGreaterThan(100 * DAY);
    expect(court.holderOf(w)).toBeUndefined();
  });
});

function originsAt(w: World, prefix: string): readonly string[] {
  const { key } = blocksOf(prefix)[0]!;
  return w.assembly.state
    .at("routes4", key)
    .filter((record): record is RouteRecord => record.t === "route")
    .map(({ asn }) => asn)
    .toSorted();
}

type Line = (text: Uint8Array) => NoteSignature;

function secondKey(party: string): { readonly vkey: string; readonly sign: Line } {
  const name = `${party}/second`;
  const secret = sha256(utf8(name));
  const { key } = signerOf({ name, type: "ed25519", secret });
  return {
    vkey: formatVkey(key),
    sign: (text) => ({ name, keyId: key.id, signature: signEd25519(secret, text) }),
  };
}

/** An act of a party that two of its keys sign. */
function both(
  w: World,
  by: string,
  kind: string,
  body: { readonly [field: string]: Json },
  second: Line,
): Outcome {
  const lane = w.assembly.state.text("parties", `lane/${by}/main`, "lane")!;
  const text = actText({
    assembly: ORIGIN,
    body,
    by,
    kind,
    lane: "main",
    prev: lane.prev,
    seen: { root: toBase64(sha256(new Uint8Array(0))), size: 0 },
    seq: lane.seq + 1,
    until: w.time + DAY,
  });
  const act = must(readAct(actEntry(text, [keysOf(by).sign(text), second(text)]), ORIGIN));
  return w.block([signed(act)]).outcomes[0]!;
}
