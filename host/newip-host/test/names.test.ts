import { expect, it } from "vitest";
import { parseNameRecord, resolveName } from "@comity/newip-host";
import { must } from "./world.ts";

const KEY = "ab".repeat(32);

it("reads records of names, with and without a key, and skips others", async () => {
  const record = must(parseNameRecord(`v=newip1 network=ridge address=fe64000000000001 later=1 key=${KEY}`));
  expect([record.network, Buffer.from(record.address).toString("hex"), record.key?.length]).toEqual([
    "ridge",
    "fe64000000000001",
    32,
  ]);
  const found = must(
    await resolveName("host.example", async (name) =>
      name === "_newip.host.example" ? [["v=spf1"], ["v=newip1 network=a", " address=01"]] : [],
    ),
  );
  expect(found.map((r) => [r.network, ...r.address])).toEqual([["a", 1]]);
  expect(await resolveName("x", async () => [["v=spf1"]])).toMatchObject({
    error: { code: "name-not-found" },
  });
  expect(await resolveName("x", () => Promise.reject(new Error("ENOTFOUND")))).toMatchObject({
    error: { code: "name-not-found" },
  });
});

it.each([
  "",
  "v=newip2 network=a address=01",
  "v=newip1 address=01",
  "v=newip1 network=A address=01",
  "v=newip1 network=a",
  "v=newip1 network=a address=ff00",
  "v=newip1 network=a address=dd00",
  "v=newip1 network=a address=01 address=02",
  "v=newip1 network=a address=01 x",
  `v=newip1 network=a address=01 key=${KEY}0`,
  "v=newip1 network=a address=01 key=ab",
])("refuses %j", (text) => {
  expect(parseNameRecord(text)).toMatchObject({ error: { code: "name-record" } });
});
