import { createHash } from "node:crypto";
import {
  check,
  findConflicts,
  importFile,
  numberText,
  outOfBlock,
  type Dataset,
  type ImportInput,
} from "@comity/import";
import { datasetLine, ipv4Text, type DatasetRecord, type NumberRecord } from "@comity/resources";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datasetOf, input, present, SKIPPED, text } from "./shared.ts";

const REGISTRIES = ["apnic", "arin", "lacnic", "ripencc"];
const PLAIN_2013 = REGISTRIES.map((r) => `rir/plain-20130409/delegated-${r}.gz`);

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((x, i) => permutations(items.toSpliced(i, 1)).map((rest) => [x].concat(rest)));

const small = (registry: string, records: readonly string[], serial = "20200101"): ImportInput => {
  const of = (type: string): number => records.filter((r) => r.startsWith(`|${type}|`)).length;
  const lines = [
    `2|${registry}|${serial}|${records.length}|||+0000`,
    ...["asn", "ipv4", "ipv6"].map((t) => `${registry}|*|${t}|*|${of(t)}|summary`),
  ];
  return text(
    [...lines, ...records.map((r) => `${registry}|QM${r}|20190101|assigned|x`), ""].join("\n"),
    `delegated-${registry}`,
  );
};
const dataset = (registry: string, records: readonly string[]): Dataset =>
  importFile(small(registry, records)).dataset!;
const show = (datasets: readonly Dataset[]): string[] =>
  findConflicts(datasets).map(
    (c) =>
      `${numberText(c.space, c.first)}-${numberText(c.space, c.last)} ${c.claims.map((x) => x.source).join()}`,
  );

const root = (first: number, last: number, holder: string): DatasetRecord => ({
  space: "asn",
  first,
  last,
  status: "allocated",
  cc: "",
  date: "",
  holder,
});

const roots = (records: readonly DatasetRecord[]): Dataset => {
  const base = dataset("arin", []);
  return { ...base, header: { ...base.header, kind: "roots", source: "iana" }, records };
};

const hash = (list: readonly ImportInput[]): string =>
  createHash("sha256")
    .update(JSON.stringify(check(list)))
    .digest("hex");

const number = (t: string): number => t.split(".").reduce((n, o) => n * 256 + Number(o), 0);

describe("conflicts", () => {
  it.skipIf(!present)(
    `54.222.0.0/15 of 2013-04-09 is one, with both claims, whatever the order ${SKIPPED}`,
    () => {
      const sets = PLAIN_2013.map(datasetOf);
      const found = findConflicts(sets);
      expect(found).toHaveLength(1);
      const [conflict] = found;
      expect(numberText("ipv4", conflict!.first)).toBe("54.222.0.0");
      expect(numberText("ipv4", conflict!.last)).toBe("54.223.255.255");
      expect(conflict!.claims.map((c) => [c.source, c.dataset, datasetLine(c.record)])).toEqual([
        ["apnic", sets[0]!.sha256, "ipv4|54.222.0.0|54.223.255.255|allocated|CN|1992-03-17|"],
        ["arin", sets[1]!.sha256, "ipv4|54.222.0.0|54.223.255.255|assigned|US|1992-03-17|"],
      ]);
      for (const order of permutations(sets)) expect(findConflicts(order)).toEqual(found);
    },
  );

  it.skipIf(!present)(`no other date has one ${SKIPPED}`, () => {
    for (const [date, names] of [
      ["20130730", REGISTRIES],
      ["20140701", ["afrinic", "apnic", "lacnic", "ripencc"]],
      ["20260212", ["afrinic", "apnic", "lacnic"]],
    ] as const) {
      expect(findConflicts(names.map((r) => datasetOf(`rir/plain-${date}/delegated-${r}.gz`))), date).toEqual(
        [],
      );
    }
  });

  it("shows exactly the numbers in question", () => {
    const a = dataset("arin", [
      "|ipv4|1.0.0.0|1024",
      "|asn|5|3",
      "|ipv6|2001:db8::|32",
      "|ipv6|2001:dba::|32",
    ]);
    const b = dataset("apnic", [
      "|ipv4|1.0.2.0|1024",
      "|asn|8|1",
      "|ipv6|2001:db8:1::|48",
      "|ipv6|2001:dba::|32",
    ]);
    const c = dataset("lacnic", ["|ipv4|1.0.3.0|256", "|ipv6|2001:dba:8000::|33"]);
    expect(show([a, b])).toEqual([
      "1.0.2.0-1.0.3.255 apnic,arin",
      "2001:db8:1::-2001:db8:1:ffff:ffff:ffff:ffff:ffff apnic,arin",
      "2001:dba::-2001:dba:ffff:ffff:ffff:ffff:ffff:ffff apnic,arin",
    ]);
    expect(show([c, b, a])).toEqual([
      "1.0.2.0-1.0.2.255 apnic,arin",
      "1.0.3.0-1.0.3.255 apnic,arin,lacnic",
      "2001:db8:1::-2001:db8:1:ffff:ffff:ffff:ffff:ffff apnic,arin",
      "2001:dba::-2001:dba:7fff:ffff:ffff:ffff:ffff:ffff apnic,arin",
      "2001:dba:8000::-2001:dba:ffff:ffff:ffff:ffff:ffff:ffff apnic,arin,lacnic",
    ]);
    expect(show([a, dataset("arin", ["|ipv4|1.0.0.0|256"])])).toEqual([]); // one source does not conflict with itself
    expect(show([])).toEqual([]);
  });

  it("agrees with counting claims number by number", () => {
    const list = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 });
    const registry = fc.tuple(fc.nat(8), list, fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }));
    fc.assert(
      fc.property(registry, registry, registry, (...all) => {
        const sets = all.map(([start, sizes, gaps], i) => {
          let at = start;
          const records = sizes.map((size, j) => {
            const record = `|asn|${at}|${size}`;
            at += size + gaps[j]!;
            return record;
          });
          return dataset(["apnic", "arin", "lacnic"][i]!, records);
        });
        const claimed = (n: bigint): number =>
          sets.filter((s) => s.records.some((r) => r.space === "asn" && r.first <= n && n <= r.last)).length;
        const conflicts = findConflicts(sets);
        for (let n = 0n; n < 80n; n++) {
          const here = conflicts.filter((c) => c.first <= n && n <= c.last);
          expect(here).toHaveLength(claimed(n) > 1 ? 1 : 0);
          if (here[0]) expect(here[0].claims).toHaveLength(claimed(n));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("out of block", () => {
  it("tells transfers, legacy space and unknown space apart", () => {
    const iana = roots([
      root(0, 9, "arin"),
      root(10, 19, "apnic"),
      root(20, 29, "Some Company"),
      root(30, 39, "iana"),
    ]);
    const found = outOfBlock(
      [
        dataset("arin", [
          "|asn|1|2",
          "|asn|9|2",
          "|asn|12|1",
          "|asn|20|1",
          "|asn|30|1",
          "|asn|40|1",
          "|ipv4|1.0.0.0|256",
        ]),
      ],
      [iana],
    );
    expect(found.map((o) => [datasetLine(o.record).split("|")[1], o.blocks, o.reason])).toEqual([
      ["9", ["apnic", "arin"], "registry"],
      ["12", ["apnic"], "registry"],
      ["20", ["Some Company"], "legacy"],
      ["30", ["iana"], "none"],
      ["40", [""], "none"],
    ]);
    expect(outOfBlock([dataset("arin", ["|asn|12|1"])], [])).toEqual([]);
  });

  it.skipIf(!present)(`thousands in 2013, none of them a conflict but one ${SKIPPED}`, () => {
    const iana = ["ipv4-address-space", "ipv6-unicast-address-assignments", "as-numbers"].map((n) =>
      datasetOf(`iana/${n}.xml`),
    );
    const found = outOfBlock(PLAIN_2013.map(datasetOf), iana);
    const of = (source: string): number => found.filter((o) => o.source === source).length;
    expect(REGISTRIES.map(of)).toEqual([1874, 511, 368, 4652]);
    expect(found.filter((o) => o.reason === "legacy")).toHaveLength(35);
    // Against the blocks one by one.
    const blocks = iana.flatMap((d) => d.records);
    for (const o of found.slice(0, 200)) {
      const r = o.record;
      const touched = blocks.filter(
        (b) =>
          b.space === r.space &&
          b.space !== "ipv6" &&
          r.space !== "ipv6" &&
          b.first <= r.last &&
          r.first <= b.last,
      );
      if (r.space !== "ipv6") expect(o.blocks).toEqual([...new Set(touched.map((b) => b.holder))].sort());
    }
  });
});

describe("check report", () => {
  it("has a stable shape and does not depend on the order of files", () => {
    const files = [
      small("arin", ["|ipv4|1.0.0.0|256"]),
      small("apnic", ["|ipv4|1.0.0.0|256"]),
      small("apnic", ["|ipv4|2.0.0.0|256"], "20190101"),
      text("", "empty"),
      text("1.0.0.0,1.0.0.255,AU\n", "c.csv"),
      text(
        '<registry id="ipv4-address-space"><updated>2020-01-01</updated><record><prefix>001/8</prefix><designation>APNIC</designation><status>ALLOCATED</status></record></registry>',
        "i.xml",
      ),
    ];
    const report = check(files);
    expect(Object.keys(report)).toEqual(["schema", "verdict", "files", "conflicts", "outOfBlock"]);
    expect(report).toMatchObject({
      schema: "comity/import-check/v1",
      verdict: "reject",
      conflicts: [
        {
          space: "ipv4",
          first: "1.0.0.0",
          last: "1.0.0.255",
          claims: [
            { source: "apnic" },
            { source: "arin", record: "ipv4|1.0.0.0|1.0.0.255|assigned|QM|2019-01-01|x" },
          ],
        },
      ],
      outOfBlock: {
        total: 1,
        sources: { arin: { registry: 1, legacy: 0, none: 0, total: 1 } },
        examples: [{ source: "arin", blocks: ["apnic"] }],
      },
    });
    expect(report.files.map((f) => [f.name, f.kind, f.verdict, f.superseded, f.records])).toEqual(
      expect.arrayContaining([
        ["delegated-apnic", "delegations", "accept", false, 1],
        ["delegated-apnic", "delegations", "accept", true, 1],
        ["empty", "rejected", "reject", false, 0],
        ["c.csv", "countries", "accept", false, 1],
        ["i.xml", "roots", "accept", false, 1],
      ]),
    );
    expect(Object.keys(report.files[0]!)).toEqual([
      "name",
      "kind",
      "source",
      "serial",
      "date",
      "sha256",
      "size",
      "dataset",
      "superseded",
      "records",
      "types",
      "statuses",
      "covered",
      "verdict",
      "rejects",
      "quarantines",
      "warnings",
      "totals",
    ]);
    const json = JSON.stringify(report);
    for (const order of permutations(files.slice(0, 4)))
      expect(JSON.stringify(check([...order, ...files.slice(4)]))).toBe(json);
    expect(check([]).verdict).toBe("accept");
    const lying = {
      ...files[0]!,
      bytes: new TextEncoder().encode(new TextDecoder().decode(files[0]!.bytes).replace("|1|||", "|2|||")),
    };
    expect(check([lying]).verdict).toBe("quarantine");
  });

  it.skipIf(!present)(`the order of the files of 2013 does not change the report ${SKIPPED}`, () => {
    // One other order here, all 24 with COMITY_SOAK; findConflicts alone runs through all of them above.
    const files = PLAIN_2013.map(input);
    const first = hash(files);
    const orders = process.env["COMITY_SOAK"] ? permutations(files) : [files.toReversed()];
    for (const order of orders) expect(hash(order)).toBe(first);
  });
});

describe("lookups", () => {
  it.skipIf(!present)(`agree with looking at every record ${SKIPPED}`, () => {
    const records = datasetOf("rir/ext-20130418/delegated-ripencc-extended.gz").records.filter(
      (r): r is NumberRecord => r.space === "ipv4",
    );
    // The oracle reads the dataset's lines afresh, as text, and tests every one of them.
    const plain = records.map((r) => datasetLine(r).split("|"));
    const firsts = Float64Array.from(plain, (p) => number(p[1]!));
    const lasts = Float64Array.from(plain, (p) => number(p[2]!));
    const lookUp = (address: number): number => {
      for (let i = 0; i < firsts.length; i++) if (firsts[i]! <= address && address <= lasts[i]!) return i;
      return -1;
    };
    const runs = process.env["COMITY_SOAK"] ? 100_000 : 5000;
    let seed = 12_345;
    let hits = 0;
    for (let i = 0; i < runs; i++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const address =
        i % 2 === 0 ? seed : ((i % 4 === 1 ? firsts : lasts)[seed % firsts.length]! + (seed % 3) - 1) >>> 0;
      let low = 0;
      let high = records.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (records[middle]!.first <= address) low = middle;
        else high = middle - 1;
      }
      const r = records[low]!;
      const found = r.first <= address && address <= r.last ? low : -1;
      const oracle = lookUp(address);
      if (found !== oracle) throw new Error(`${ipv4Text(address)}: ${found} instead of ${oracle}`);
      if (oracle >= 0) hits++;
    }
    expect(hits).toBeGreaterThan(runs / 4);
  });
});
