/** Answers about what real delegated files say: all of them valid, and about the record that the file has. */
import { existsSync, readFileSync } from "node:fs";
import { importFile } from "@comity/import";
import { ipv4Text, ipv6Text, withTail, type DatasetRecord } from "@comity/resources";
import { describe, expect, it } from "vitest";
import { World } from "../../../core/assembly/test/world.ts";
import { serverOver, sourceOver } from "./rdap-world.ts";
import { faultsOf, type Body } from "./rdap-helpers.ts";

const shared = new URL("../../../../shared/data/registry/", import.meta.url);
const read = (path: string) =>
  importFile({ path: path.replace(/\.gz$/, ""), bytes: readFileSync(new URL(path, shared)) }).dataset!;
/** What only concerns the data: private, documentation and reserved space, which real files do list. */
const WARNINGS = [1306, 1307, 1308, 1309, 1310, 1311, 1312, 1313, 1402, 1403, 1404];

type Extent = readonly [path: string, first: unknown, last: unknown];
function extentOf(record: DatasetRecord): Extent {
  if (record.space === "ipv6") {
    const last = ipv6Text(withTail(record.bytes, record.bits, 1));
    return [`ip/${last}`, ipv6Text(record.bytes), last];
  }
  const { first, last, space } = record;
  return space === "asn"
    ? [`autnum/${last}`, first, last]
    : [`ip/${ipv4Text(last)}`, ipv4Text(first), ipv4Text(last)];
}

async function answersOf(file: string, samples: number): Promise<void> {
  const delegated = read(file);
  const { source } = delegated.header;
  const roots = read("iana/ipv4-address-space.xml").bytes;
  const world = new World({ founders: [{ id: "QM", label: source }], roots });
  world.must(world.act("QM", "attest", { dataset: world.addDataset(delegated.bytes) }));
  const app = await serverOver(sourceOver(world));
  const step = Math.max(1, Math.floor(delegated.records.length / samples));
  let asked = 0;
  for (let i = 0; i < delegated.records.length; i += step) {
    const [path, first, last] = extentOf(delegated.records[i]!);
    const body: Body = (await app.inject(`/rdap/${path}`)).json();
    const schema = path.startsWith("ip") ? "ip" : "autnum";
    const faults = faultsOf(body, schema).filter((fault) => !WARNINGS.includes(fault as number));
    expect(faults, path).toEqual([]);
    expect([body.startAddress ?? body.startAutnum, body.endAddress ?? body.endAutnum], path).toEqual([
      first,
      last,
    ]);
    asked++;
  }
  expect(asked).toBeGreaterThanOrEqual(Math.min(samples, delegated.records.length));
}

describe.skipIf(!existsSync(shared))("real files (skipped: shared data not present)", () => {
  it("every kind of record is answered validly with its own extent", async () => {
    await answersOf("rir/plain-20260212/delegated-afrinic.gz", 300);
  });

  it
    .runIf(process.env["COMITY_SOAK"])
    .each([
      "ext-20260506/delegated-afrinic-extended.gz",
      "plain-20130409/delegated-apnic.gz",
      "plain-20130409/delegated-arin.gz",
      "plain-20130409/delegated-ripencc.gz",
      "ext-20230321/delegated-lacnic-extended.gz",
      "plain-20260212/delegated-apnic.gz",
    ])(
    "%s",
    async (file) => {
      await answersOf(`rir/${file}`, 20_000);
    },
    600_000,
  );
});
