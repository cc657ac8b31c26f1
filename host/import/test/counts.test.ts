import { gunzipSync } from "node:zlib";
import { diffRecords, parseMd5 } from "@comity/import";
import { parseDataset, readDataset } from "@comity/resources";
import { describe, expect, it } from "vitest";
import { datasetOf, input, load, present, SKIPPED } from "./shared.ts";

// name, header of the file as published, asn / ipv4 / ipv6, allocated / assigned / available / reserved, verdict
const FILES: [string, string, number[], number[], string?][] = [
  [
    "plain-20130409/delegated-apnic",
    "2|apnic|20130409|29547|19850701|20130408|+1000",
    [5125, 21_539, 2883],
    [21_437, 8110, 0, 0],
  ],
  [
    "plain-20130409/delegated-arin",
    "2|arin|20130409|71230|00000000|20130408|-0400",
    [21_933, 45_897, 3400],
    [38_886, 32_344, 0, 0],
  ],
  [
    "plain-20130409/delegated-lacnic",
    "2|lacnic|20130408|11993|19870101|20130408|-0300",
    [3428, 6951, 1614],
    [9972, 2021, 0, 0],
  ],
  [
    "plain-20130409/delegated-ripencc",
    "2|ripencc|1365458399|81260|19830705|20130408|+0200",
    [25_362, 49_071, 6827],
    [51_219, 30_041, 0, 0],
  ],
  ["plain-20130730/delegated-apnic", "|20130730|30446|", [5312, 22_085, 3049], [22_109, 8337, 0, 0]],
  ["plain-20130730/delegated-arin", "|20130729|72196|", [22_192, 46_465, 3539], [39_585, 32_611, 0, 0]],
  ["plain-20130730/delegated-lacnic", "|20130728|12675|", [3588, 7276, 1811], [10_550, 2125, 0, 0]],
  ["plain-20130730/delegated-ripencc", "|1375135199|82783|", [25_796, 49_542, 7445], [52_714, 30_069, 0, 0]],
  [
    "plain-20140701/delegated-afrinic",
    "2|afrinic|20140630|4024|00000000|20140630|00000",
    [1095, 2500, 429],
    [2895, 1129, 0, 0],
  ],
  ["plain-20140701/delegated-apnic", "|20140701|33307|", [5746, 24_065, 3496], [24_224, 9083, 0, 0]],
  ["plain-20140701/delegated-lacnic", "|20140629|15783|", [4306, 8693, 2784], [13_397, 2386, 0, 0]],
  ["plain-20140701/delegated-ripencc", "|1404165599|85681|", [26_416, 49_932, 9333], [57_184, 28_497, 0, 0]],
  ["plain-20260212/delegated-afrinic", "|20260211|9592|", [2681, 5327, 1584], [7600, 1992, 0, 0]],
  [
    "plain-20260212/delegated-apnic",
    "2|apnic|20260212|84181|19830613|20260211|+1000",
    [13_479, 53_987, 16_715],
    [61_806, 22_375, 0, 0],
  ],
  [
    "plain-20260212/delegated-lacnic",
    "2|lacnic|20260210|48920|19870101|20260210|-0300",
    [14_049, 20_066, 13_288],
    [43_244, 4159, 0, 0],
    "quarantine",
  ],
  [
    "ext-20130418/delegated-apnic-extended",
    "2.3|apnic|20130417|46596||20130416|+1000",
    [5483, 22_204, 18_909],
    [21_501, 8129, 16_199, 767],
  ],
  [
    "ext-20130418/delegated-ripencc-extended",
    "2|ripencc|1366322399|111223|19830705|20130418|+0200",
    [28_184, 49_504, 33_535],
    [51_405, 30_044, 9014, 20_760],
  ],
  [
    "ext-20210531/delegated-afrinic-extended",
    "|20210527|12544|",
    [3326, 4445, 4773],
    [5435, 1654, 1833, 3622],
  ],
  [
    "ext-20210531/delegated-lacnic-extended",
    "2.3|lacnic|20210531|79915|",
    [12_957, 19_073, 47_885],
    [38_543, 3832, 25_197, 12_343],
  ],
  [
    "ext-20230321/delegated-afrinic-extended",
    "|20230322|15019|",
    [3326, 5089, 6604],
    [6363, 1798, 3076, 3782],
  ],
  [
    "ext-20230321/delegated-lacnic-extended",
    "|20230321|86221|",
    [14_117, 19_616, 52_488],
    [40_349, 3957, 26_999, 14_916],
  ],
  [
    "ext-20230324/delegated-afrinic-extended",
    "|20230323|15019|",
    [3326, 5089, 6604],
    [6363, 1798, 3076, 3782],
  ],
  [
    "ext-20230324/delegated-lacnic-extended",
    "|20230323|86237|",
    [14_121, 19_618, 52_498],
    [40_349, 3958, 27_006, 14_924],
  ],
  [
    "ext-20260506/delegated-afrinic-extended",
    "|20260505|19286|",
    [4350, 5958, 8978],
    [7725, 2008, 5565, 3988],
  ],
];

// Findings of each file, beyond those that a count in registry.md section 1.1 names.
const TOTALS: Record<string, Record<string, number>> = {
  "plain-20130409/delegated-arin": { "date-zero": 130 },
  "plain-20130730/delegated-arin": { "date-zero": 130 },
  "plain-20130730/delegated-apnic": { "cc-not-iso": 3 },
  "plain-20130730/delegated-ripencc": { "cc-not-iso": 1126, unsorted: 2 },
  "plain-20260212/delegated-apnic": { "cc-missing": 1, "cc-not-iso": 2 },
  "plain-20260212/delegated-lacnic": { "header-count": 1, "summary-count": 1 },
  "plain-20260212/delegated-afrinic": {},
  "ext-20130418/delegated-ripencc-extended": { "cc-not-iso": 1167, "seven-fields": 111_223, unsorted: 3 },
  "ext-20210531/delegated-lacnic-extended": { "seven-fields": 25_197 },
  "ext-20230321/delegated-lacnic-extended": { "seven-fields": 26_999 },
  "ext-20260506/delegated-afrinic-extended": { unsorted: 1 },
};

describe("delegated files as published", () => {
  it.skipIf(!present).each(FILES)(
    `%s has exactly the known content ${SKIPPED}`,
    (name, header, types, statuses, verdict) => {
      const found = load(`rir/${name}.gz`);
      expect(found.header?.raw).toContain(header);
      expect(found.verdict).toBe(verdict ?? "accept");
      const [asn, ipv4, ipv6] = types as [number, number, number];
      const [allocated, assigned, available, reserved] = statuses as [number, number, number, number];
      expect(found.statistics).toMatchObject({
        records: asn + ipv4 + ipv6,
        types: { asn, ipv4, ipv6 },
        statuses: { allocated, assigned, available, reserved },
      });
      const known = TOTALS[name];
      if (known !== undefined) expect(found.totals).toEqual(known);
      const read = readDataset(found.dataset!.bytes);
      expect(read).toEqual({ ok: true, value: found.dataset!.header });
      expect(found.dataset!.header.counts).toEqual({ asn, ipv4, ipv6 });
      expect(found.dataset!.header.original).toMatchObject({
        name: name.split("/")[1],
        size: found.file!.bytes.length,
      });
    },
  );

  it.skipIf(!present).each([
    ["20130409", 3_441_540_664, undefined],
    ["20130730", 3_453_464_376, 62_534],
    ["20140701", 1_867_113_064, 41_620],
    ["20260212", 1_185_282_240, 47_569],
  ])(`the files of %s cover the known totals ${SKIPPED}`, (date, ipv4, asn) => {
    const all = FILES.filter(([name]) => name.startsWith(`plain-${date}/`)).map(
      ([name]) => load(`rir/${name}.gz`).statistics.covered,
    );
    expect(all.reduce((n, c) => n + c.ipv4, 0)).toBe(ipv4);
    if (asn !== undefined) expect(all.reduce((n, c) => n + c.asn, 0)).toBe(asn);
  });

  it.skipIf(!present)(`refuses both malformed files ${SKIPPED}`, () => {
    const cut = load("rir/malformed/delegated-ripencc-20131216-truncated.gz");
    expect(cut.verdict).toBe("reject");
    expect(cut.dataset).toBeUndefined();
    expect(cut.rejects.map((f) => f.code).sort()).toEqual(["line-short", "no-final-newline"]);
    expect(cut.rejects[0]).toMatchObject({ line: 16_069, raw: "ripencc|RU|ipv4|185.36.156.0|1024|20131" });
    expect(cut.statistics).toMatchObject({ records: 16_064, types: { asn: 0, ipv4: 16_064, ipv6: 0 } });
    const empty = load("rir/malformed/delegated-arin-20130917-empty");
    expect(empty).toMatchObject({ verdict: "reject", rejects: [{ code: "file-empty" }] });
  });

  it.skipIf(!present)(`every finding has a line and the raw line ${SKIPPED}`, () => {
    const path = "rir/plain-20260212/delegated-apnic.gz";
    const lines = gunzipSync(input(path).bytes).toString("latin1").split("\n");
    const { warnings } = load(path);
    expect(warnings.map((w) => w.raw)).toEqual(warnings.map((w) => lines[w.line - 1]));
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: "cc-missing", raw: "apnic||ipv6|2001:de3::|48|20250703|assigned" }),
    );
    const unsorted = load("rir/ext-20260506/delegated-afrinic-extended.gz").warnings[0]!;
    const other = gunzipSync(input("rir/ext-20260506/delegated-afrinic-extended.gz").bytes)
      .toString("latin1")
      .split("\n");
    expect(unsorted.raw).toBe(other[unsorted.line - 1]);
  });

  it.skipIf(!present)(`the companions match ${SKIPPED}`, () => {
    for (const registry of ["afrinic", "lacnic"]) {
      const { md5 } = input(`rir/ext-20230324/delegated-${registry}-extended.gz`);
      expect(parseMd5(md5!).ok).toBe(true);
      expect(load(`rir/ext-20230324/delegated-${registry}-extended.gz`).file?.claimedMd5).toHaveLength(32);
    }
  });
});

describe("differences between dates", () => {
  it.skipIf(!present).each([
    ["plain-20130409/delegated-apnic", "plain-20130730/delegated-apnic", 1045, 146],
    ["plain-20130409/delegated-arin", "plain-20130730/delegated-arin", 1297, 331],
    ["plain-20130409/delegated-lacnic", "plain-20130730/delegated-lacnic", 803, 121],
    ["plain-20130409/delegated-ripencc", "plain-20130730/delegated-ripencc", 2050, 527],
    ["ext-20230321/delegated-afrinic-extended", "ext-20230324/delegated-afrinic-extended", 1, 1],
    ["ext-20230321/delegated-lacnic-extended", "ext-20230324/delegated-lacnic-extended", 43, 27],
  ])(`%s to %s: the known lines ${SKIPPED}`, (before, after, plus, minus) => {
    const [a, b] = [load(`rir/${before}.gz`), load(`rir/${after}.gz`)];
    const { added, removed, changed } = diffRecords(a.dataset!.records, b.dataset!.records);
    // The counts are of lines: the header line and the summary lines that differ are among them.
    const summaries = (["asn", "ipv4", "ipv6"] as const).filter(
      (t) => a.statistics.types[t] !== b.statistics.types[t],
    ).length;
    expect(added.length + changed.length + summaries + 1).toBe(plus);
    expect(removed.length + changed.length + summaries + 1).toBe(minus);
    expect(diffRecords(b.dataset!.records, a.dataset!.records)).toMatchObject({
      added: removed,
      removed: added,
    });
    for (const c of changed) expect(c.before).not.toEqual(c.after);
  });

  it.skipIf(!present)(`a dataset does not differ from itself ${SKIPPED}`, () => {
    const d = datasetOf("rir/plain-20140701/delegated-afrinic.gz");
    const again = parseDataset(d.bytes);
    expect(again.ok && diffRecords(d.records, again.value.records)).toEqual({
      added: [],
      removed: [],
      changed: [],
    });
  });
});
