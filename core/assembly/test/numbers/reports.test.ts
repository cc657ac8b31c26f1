import { existsSync, readFileSync } from "node:fs";
import {
  blocksOf,
  conflictsIn,
  decodeRecord,
  holderOf,
  type Answer,
  type ReportRecord,
} from "@comity/assembly";
import { jcsBytes, toHex } from "@comity/canon";
import { importFile, writeDataset } from "@comity/import";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, World, datasetOf } from "../world.ts";
import { attest, claimed, held, measure, numbersWorld } from "./numbers-world.ts";

const R = "10.1.0.0/16";
const use = (range: string, holder: string, more = "allocated|ZZ|2020-01-01"): string =>
  `ipv4|${range}|${more}|${holder}`;
const WHOLE = "10.1.0.0|10.1.255.255";
const answer = (w: World, resource: string): Answer => holderOf(w.assembly.state, blocksOf(resource)[0]!);
const brief = (w: World, resource: string): string => {
  const { grade, holder } = answer(w, resource);
  return holder === undefined ? grade : `${grade} ${holder}`;
};
const sinceless = (record: ReportRecord) => ({ ...record, since: 0 });
const conflicts = (w: World, resource: string) => [...conflictsIn(w.assembly.state, blocksOf(resource)[0]!)];

describe("attest", () => {
  it("writes records exactly as `encodeRecord` would", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [
      "asn|64496|64500|allocated|ZZ||",
      use("10.0.0.0|10.0.2.255", String.raw`he said "since":5 \ ok`),
      use(WHOLE, "H1", "assigned||"),
      use("10.2.0.0|10.2.255.255", "", "reserved||"),
      "ipv6|2001:db8::|32|allocated|ZZ|2020-01-01|H2",
    ]);
    let seen = 0;
    for (const register of ["asn", "ipv4", "ipv6"] as const) {
      const all = { bytes: new Uint8Array(register === "ipv6" ? 16 : 4), bits: 0 };
      for (const { values } of w.assembly.state.tree(register).within(all)) {
        for (const bytes of values) {
          expect(toHex(jcsBytes(decodeRecord(bytes)))).toBe(toHex(bytes));
          if (decodeRecord(bytes).t === "report") seen++;
        }
      }
    }
    expect(seen).toBe(7);
    expect(w.at("10.0.0.0/23", "report")).toEqual({
      t: "report",
      by: "QM",
      source: "reg-m",
      kind: "delegations",
      status: "allocated",
      code: "ZZ",
      date: "2020-01-01",
      holder: String.raw`he said "since":5 \ ok`,
      range: "10.0.0.0-10.0.2.255",
      since: w.assembly.size - 2,
    });
    expect(w.at("AS64496-AS64499", "report")?.range).toBe("AS64496-AS64500");
    expect(w.assembly.state.text("decisions", "dataset/reg-m/delegations", "dataset")).toMatchObject({
      by: "QM",
      counts: { asn: 1, ipv4: 3, ipv6: 1 },
      date: "2026-11-14",
    });
  });

  it("leaves unchanged records alone and publishes a withdrawal before it takes effect", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use(WHOLE, "H1"), use("10.2.0.0|10.2.255.255", "H2")]);
    const first = w.at(R, "report")!;
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")], { date: "2026-11-15" });
    expect(w.at(R, "report")).toEqual(first);
    const notice = w.time + 14 * DAY;
    expect(w.at("10.2.0.0/16", "report")).toMatchObject({ holder: "H2", ends: notice });
    expect(brief(w, "10.2.0.0/16")).toBe("attested reg-m/H2");
    // A third file that still leaves it out does not begin the notice again.
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")], { date: "2026-11-16" });
    expect(w.at("10.2.0.0/16", "report")?.ends).toBe(notice);
    w.wait(14 * DAY);
    expect(w.at("10.2.0.0/16", "report")).toBeUndefined();
    expect(brief(w, "10.2.0.0/16")).toBe("claimed QM");
  });

  it("takes a withdrawal back when the file shows the holder again", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")]);
    attest(w, "QM", "reg-m", [], { date: "2026-11-15" });
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")], { date: "2026-11-16" });
    expect(w.at(R, "report")).not.toHaveProperty("ends");
    w.wait(15 * DAY);
    expect(brief(w, R)).toBe("attested reg-m/H1");
  });

  it("shows a new holder only when the old one ended, on the same block and on parts of it", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use(WHOLE, "H1"), use("10.2.0.0|10.2.255.255", "H2")]);
    const next = [use(WHOLE, "H9"), use("10.2.0.0|10.2.127.255", "H2"), use("10.2.128.0|10.2.255.255", "H8")];
    attest(w, "QM", "reg-m", next, { date: "2026-11-15" });
    expect(brief(w, R)).toBe("attested reg-m/H1");
    expect(brief(w, "10.2.0.0/17")).toBe("attested reg-m/H2");
    expect(brief(w, "10.2.128.0/17")).toBe("attested reg-m/H2");
    expect(conflicts(w, "10.0.0.0/8")).toEqual([]);
    w.wait(14 * DAY);
    expect(brief(w, R)).toBe("attested reg-m/H9");
    expect(brief(w, "10.2.128.0/17")).toBe("attested reg-m/H8");
    expect(brief(w, "10.2.0.0/17")).toBe("attested reg-m/H2");
    expect(w.at("10.2.0.0/16", "report")).toBeUndefined();
    expect(w.assembly.state.nextDue(w.time + 1_000 * DAY)).toBeUndefined();
    w.replay();
  });

  it("takes nothing away when the same holder is only cut differently", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use("10.1.0.0|10.1.127.255", "H1"), use("10.1.128.0|10.1.255.255", "H1")]);
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")], { date: "2026-11-15" });
    expect(w.at("10.1.0.0/17", "report")).toBeUndefined();
    expect(w.at(R, "report")).toMatchObject({ holder: "H1" });
    attest(w, "QM", "reg-m", [use("10.1.0.0|10.1.127.255", "H1"), use("10.1.128.0|10.1.255.255", "H1")], {
      date: "2026-11-16",
    });
    expect(w.at(R, "report")).toBeUndefined();
    expect(w.at("10.1.128.0/17", "report")).not.toHaveProperty("begins");
  });

  it("lets what nobody uses change at once, and never shows what was withdrawn before it began", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use(WHOLE, "", "available||"), use("10.2.0.0|10.2.255.255", "H2")]);
    attest(w, "QM", "reg-m", [use(WHOLE, "H1"), use("10.2.0.0|10.2.255.255", "H3")], { date: "2026-11-15" });
    expect(brief(w, R)).toBe("attested reg-m/H1");
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")], { date: "2026-11-16" });
    w.wait(15 * DAY);
    expect(w.at("10.2.0.0/16", "report")).toBeUndefined();
  });

  it("keeps countries apart: several sources, no holder, no notice, no conflict", () => {
    const w = numbersWorld();
    attest(w, "QO", "list-a", ["ipv4|10.1.0.0|10.1.255.255|allocated|ZZ||"], { kind: "countries" });
    attest(w, "QN", "list-b", ["ipv4|10.1.0.0|10.1.255.255|allocated|ZY||"], { kind: "countries" });
    expect(brief(w, R)).toBe("claimed QM");
    expect(conflicts(w, "10.0.0.0/8")).toEqual([]);
    held(w);
    attest(w, "QO", "list-a", [], { kind: "countries", date: "2026-11-15" });
    const left = w.dump("ipv4").filter((line) => line.includes('"kind":"countries"'));
    expect(left).toHaveLength(1);
  });

  it("never touches a holding, whatever the file says", () => {
    const w = numbersWorld();
    held(w);
    const before = w.at(R, "holding");
    attest(w, "QN", "reg-n", [use(WHOLE, "H9")]);
    expect(w.at(R, "holding")).toEqual(before);
    expect(brief(w, R)).toBe("claimed XA");
    expect(answer(w, R).rivals.map(({ by }) => by)).toEqual(["register", "file"]);
  });

  it("agrees with a naive reading of the files, for any files in a row", () => {
    const holder = fc.constantFrom("H1", "H2", "");
    const status = fc.constantFrom("allocated", "assigned", "available");
    const file = fc.array(fc.tuple(fc.nat(3), fc.nat(3), holder, status), { maxLength: 5 });
    const property = fc.property(fc.array(file, { minLength: 1, maxLength: 5 }), (files) => {
      const w = numbersWorld();
      let last: readonly string[] = [];
      for (const [n, records] of files.entries()) {
        // Sixteen /20 of 10.1.0.0/16; each record starts behind the one before it.
        let at = 0;
        const lines: string[] = [];
        for (const [gap, more, who, state] of records) {
          const first = at + gap;
          const end = first + more;
          if (end > 15) break;
          const name = state === "available" ? "" : who;
          lines.push(use(`10.1.${first * 16}.0|10.1.${end * 16 + 15}.255`, name, `${state}||`));
          at = end + 1;
        }
        const day = String(15 + n).padStart(2, "0");
        attest(w, "QM", "reg-m", lines, { date: `2026-11-${day}`, serial: String(n) });
        last = lines;
        w.wait(DAY);
      }
      w.wait(15 * DAY);
      // In the end the register says what the newest file says, and nothing waits.
      const shown = w.dump("ipv4").flatMap((line) => {
        const records = JSON.parse(line.slice(line.indexOf(" "))) as ReportRecord[];
        return records.filter(({ t }) => t === "report");
      });
      const fresh = numbersWorld();
      attest(fresh, "QM", "reg-m", last);
      const wanted = fresh.dump("ipv4").flatMap((line) => {
        const records = JSON.parse(line.slice(line.indexOf(" "))) as ReportRecord[];
        return records.filter(({ t }) => t === "report");
      });
      expect(shown.map(sinceless)).toEqual(wanted.map(sinceless));
    });
    fc.assert(property, { numRuns: process.env["COMITY_SOAK"] === undefined ? 25 : 1_000 });
  });

  it("says the same whatever the order of the files of different sources", () => {
    const files = [
      ["QM", "reg-m", [use(WHOLE, "H1")]],
      ["QN", "reg-n", [use("10.1.0.0|10.1.127.255", "H2")]],
      ["QO", "list", ["ipv4|10.1.0.0|10.1.255.255|allocated|ZZ||"]],
    ] as const;
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const results = orders.map((order) => {
      const w = numbersWorld();
      for (const i of order) {
        const [by, source, lines] = files[i]!;
        attest(w, by, source, lines, { kind: source === "list" ? "countries" : "delegations" });
      }
      // `since` names the act that made a record: it is the position, not the meaning.
      return w.dump("ipv4").map((line) => line.replaceAll(/"since":[0-9]+/g, ""));
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });
});

describe("answers", () => {
  it("grade who holds a block", () => {
    const w = numbersWorld();
    expect(brief(w, R)).toBe("claimed QM");
    expect(brief(w, "192.168.7.0/24")).toBe("unclaimed-block reg-z");
    expect(brief(w, "198.51.100.0/24")).toBe("nobody");
    attest(w, "QM", "reg-m", [
      use("10.2.0.0|10.2.255.255", "H2"),
      use("172.16.0.0|172.16.0.255", "H3"),
      use("192.168.7.0|192.168.7.255", "H4"),
      use("198.51.100.0|198.51.100.255", "H5"),
    ]);
    expect(brief(w, "10.2.3.0/24")).toBe("attested reg-m/H2");
    expect(brief(w, "198.51.100.0/24")).toBe("attested reg-m/H5");
    // Outside its block, without a rival: no conflict.
    expect(brief(w, "172.16.0.0/24")).toBe("attested-root-unconfirmed reg-m/H3");
    expect(brief(w, "192.168.7.0/24")).toBe("attested-root-unconfirmed reg-m/H4");
    expect(conflicts(w, "0.0.0.0/0")).toEqual([]);
    held(w);
    expect(answer(w, "10.1.1.0/24").chain.map(({ record }) => record.holder)).toEqual(["QM", "XA"]);
    w.must(w.act("QM", "reserve", { resources: ["10.3.0.0/16"], reason: "growth" }));
    expect(answer(w, "10.3.1.0/24").reserved?.record.reason).toBe("growth");
    claimed(w, "10.4.0.0/16");
    expect(answer(w, "10.4.0.0/16").claim?.record.to).toBe("XA");
    w.must(w.act("XA", "return", { resources: [R] }));
    expect(answer(w, "10.1.1.0/24").quarantine?.record.from).toBe("XA");
  });

  it("show a dispute with all claims until one is withdrawn or a decision settles it", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use(WHOLE, "H1")]);
    attest(w, "QN", "reg-n", [use("10.1.0.0|10.1.127.255", "H2")]);
    expect(brief(w, "10.1.0.0/17")).toBe("disputed");
    expect(brief(w, R)).toBe("attested reg-m/H1");
    const [conflict, ...more] = conflicts(w, "10.0.0.0/8");
    expect(more).toEqual([]);
    expect(conflict?.claims.map(({ record }) => record.t === "report" && record.source)).toEqual([
      "reg-m",
      "reg-n",
    ]);
    const stands = { what: "source", source: "reg-n" };
    expect(measure(w, "resolve-conflict", { resources: ["10.1.0.0/17"], stands })).toEqual({});
    expect(brief(w, "10.1.0.0/17")).toBe("attested-root-unconfirmed reg-n/H2");
    expect(conflicts(w, "10.0.0.0/8")).toEqual([]);
    // Attesting again does not bring the dispute back.
    attest(w, "QM", "reg-m", [use(WHOLE, "H1"), use("10.9.0.0|10.9.255.255", "H1")], { date: "2026-11-15" });
    expect(conflicts(w, "10.0.0.0/8")).toEqual([]);
  });

  it("a decision for a contested claim lets it become a holding", () => {
    const w = numbersWorld();
    attest(w, "QN", "reg-n", [use("10.5.0.0|10.5.255.255", "H7")]);
    claimed(w);
    w.must(w.act("QN", "object", { resources: ["10.5.0.0/16"], reason: "ours" }));
    w.wait(31 * DAY);
    measure(w, "resolve-conflict", { resources: ["10.5.0.0/16"], stands: { what: "claim" } });
    w.block();
    expect(brief(w, "10.5.0.0/16")).toBe("claimed XA");
    expect(conflicts(w, "10.5.0.0/16")).toEqual([]);
  });

  it("compare a file with a claimed holding by identity, where the file has one", () => {
    const w = numbersWorld();
    attest(w, "QM", "reg-m", [use("10.5.0.0|10.5.255.255", "H7")]);
    claimed(w);
    w.wait(31 * DAY);
    expect(w.at("10.5.0.0/16", "holding")?.identity).toBe("reg-m/H7");
    expect(conflicts(w, "10.5.0.0/16")).toEqual([]);
    attest(w, "QM", "reg-m", [use("10.5.0.0|10.5.255.255", "H8")], { date: "2026-11-15" });
    expect(conflicts(w, "10.5.0.0/16")).toEqual([]);
    w.wait(14 * DAY);
    const [conflict] = conflicts(w, "10.5.0.0/16");
    expect(conflict?.claims.map(({ by }) => by)).toEqual(["register", "file"]);
    expect(brief(w, "10.5.0.0/16")).toBe("claimed XA");
  });
});

const shared = new URL("../../../../../shared/data/registry/rir/", import.meta.url);

describe.skipIf(!existsSync(shared))("the published files of 2013 (skipped: shared data not present)", () => {
  /** The records of one registry's file inside 54.0.0.0/8. */
  const parts = new Map<string, Uint8Array>();
  function part(day: string, registry: string): Uint8Array {
    const known = parts.get(day + registry);
    if (known !== undefined) return known;
    const path = `plain-${day}/delegated-${registry}`;
    const { dataset, file } = importFile({ path, bytes: readFileSync(new URL(`${path}.gz`, shared)) });
    const records = dataset!.records.filter((r) => r.space === "ipv4" && r.first >>> 24 === 54);
    const written = writeDataset({ ...dataset!.header, original: file! }, records);
    if (!written.ok) throw new Error(written.error.detail);
    parts.set(day + registry, written.value.bytes);
    return written.value.bytes;
  }

  it.each([
    ["apnic", "arin"],
    ["arin", "apnic"],
  ])(
    "54.222.0.0/15 is disputed, with both claims, until ARIN's own file withdraws (order %s, %s)",
    (...order) => {
      // Demonstration parties stand in for the registries: only the data is real.
      const roots = datasetOf("roots", "iana", ["ipv4|54.0.0.0|54.255.255.255|allocated|||arin"]);
      const parties = { apnic: "QM", arin: "QN" } as const;
      const founders = [
        { id: "QM", label: "apnic" },
        { id: "QN", label: "arin" },
      ];
      const w = new World({ founders, roots });
      const file = (day: string, registry: string): void => {
        const dataset = w.addDataset(part(day, registry));
        w.must(w.act(parties[registry as "apnic"], "attest", { dataset }));
      };
      for (const registry of order) file("20130409", registry);
      expect(brief(w, "54.222.0.0/15")).toBe("disputed");
      const claims = answer(w, "54.222.0.0/15").rivals.map(({ record }) => (record as ReportRecord).source);
      expect(claims.toSorted()).toEqual(["apnic", "arin"]);
      expect(conflicts(w, "0.0.0.0/0")).toHaveLength(1);
      for (const registry of order) file("20130730", registry);
      expect(brief(w, "54.222.0.0/15")).toBe("disputed");
      w.wait(14 * DAY);
      expect(brief(w, "54.222.0.0/15")).toBe("attested-root-unconfirmed apnic");
      expect(conflicts(w, "0.0.0.0/0")).toEqual([]);
    },
  );
});
