/** The whole demonstration on real nodes: what it has to show, and what it must never show. */
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import { readDataset, recordKeys } from "@comity/resources";
import { formatVkey, signerOf } from "@comity/signing";
import {
  demoWorld,
  END,
  FOUNDERS,
  keyFragment,
  NEWCOMER,
  populate,
  registryDatasets,
  SCRIPT,
} from "@comity/world";
import { ROUTES, type RouteName } from "@comity/api";
import { wrongAnswers } from "./answer-schemas.ts";
import { LOG_VKEY, logOf, newFolder, ORIGIN, removeFolders, running, type Running } from "./running.ts";

/** ISO 3166 user-assigned codes that nobody uses (the design's neutrality). */
const USER_ASSIGNED = /^(?:Q[M-Z]|X[A-H])$/;
const IANA_LABELS = ["afrinic", "apnic", "arin", "lacnic", "ripencc"];
const shared = fileURLToPath(new URL("../../../../shared/data/registry/rir/", import.meta.url));

let world: Running;
let folder: string;
beforeAll(async () => {
  folder = newFolder();
  world = await running(folder);
  await world.play();
}, 120_000);
afterAll(async () => {
  await world.node.stop();
  removeFolders();
});

describe("parties", () => {
  const all = [...FOUNDERS, NEWCOMER];

  it("carry user-assigned codes and names that say demonstration", () => {
    for (const { id, name } of all) {
      expect(id).toMatch(USER_ASSIGNED);
      expect(name).toMatch(/^Demonstration /);
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it("are all there is in the register", async () => {
    const { items } = must(await world.node.client.get("parties", { limit: 100 }));
    expect(items.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it("one needs two of its three keys", async () => {
    const sorrel = must(await world.node.client.get("party", { id: "QS" }));
    expect([sorrel.policy.keys.length, sorrel.policy.thresholds[0]?.k]).toEqual([3, 2]);
  });

  it("have keys for the browser", () => {
    const { keyOf } = demoWorld({ origin: ORIGIN, logVkey: LOG_VKEY });
    expect(keyFragment("QM")).toMatch(/^#key=QM%2Foffice%3A/);
    expect(formatVkey(signerOf(keyOf("QS", "second")).key)).toMatch(/^QS\/second\+/);
    expect(() => keyOf("QS", "fourth")).toThrow(RangeError);
    expect(() => keyOf("XH")).toThrow(RangeError);
  });
});

describe("script", () => {
  it("has exactly the void acts it intends", async () => {
    const found = (await logOf(world.node)).filter((entry) => entry.act !== undefined);
    const voids = found.flatMap((e) =>
      e.void === undefined ? [] : [`${e.act!.by} ${e.act!.kind} ${e.void}`],
    );
    const intended = SCRIPT.flatMap((s) => (s.void === undefined ? [] : [`${s.by} ${s.kind} ${s.void}`]));
    expect(voids).toEqual(intended);
    expect(intended.length).toBeGreaterThan(3);
    // founding, script, two files of country records
    expect(found.length).toBe(SCRIPT.length + 3);
  });

  it("ends with decisions in every state that a reader should see", async () => {
    const { items } = must(await world.node.client.get("decisions", { limit: 100 }));
    expect(Object.fromEntries(items.map(({ title, phase }) => [title, phase]))).toEqual({
      "Give out a name and two New IP blocks": "carried-out",
      "Publish the register's dates in UTC": "carried-out",
      "Meet on paper only": "rejected",
      "Seat Demonstration Network Yarrow": "carried-out",
      "Reclaim 198.51.100.0/24 from QS": "annulled",
      "Declare an exercise emergency": "carried-out",
      "Give reasons in plain language": "voting",
      "Open the archive every spring": "notice",
    });
    expect(world.clock.now()).toBe(END);
  });

  const grade = async (text: string) => must(await world.node.client.get("resource", { text }));

  it("shows a claim that became a holding, one that is contested, and a dispute", async () => {
    expect(await grade("100.101.0.0/16")).toMatchObject({ grade: "claimed", holder: { id: "XC" } });
    const contested = await grade("100.100.128.0/17");
    expect(contested.claims).toHaveLength(1);
    expect(contested.grade).toBe("disputed");
    expect(contested.conflicts.map(({ by }) => by.id).sort()).toEqual(["QU", "QV"]);
  });

  it("shows a lease that lapsed and rests, and leases renewed in bulk", async () => {
    const lapsed = await grade("100.70.0.0/16");
    expect(lapsed.holder?.id).not.toBe("XB");
    expect(JSON.stringify(lapsed.setAside)).toContain("lease ended");
    const { holdings } = must(await world.node.client.get("party", { id: "QR", limit: 100 }));
    const leases = holdings.items.flatMap(({ terms }) => (terms.kind === "lease" ? [terms.until] : []));
    expect(leases).toHaveLength(1);
    expect(leases[0]).toBeGreaterThan(END);
  });

  it("shows routes, a reverse zone, names and networks, and the attempts against them without effect", async () => {
    const { client } = world.node;
    const route = must(await client.get("route", { text: "192.0.2.0/24", origin: "AS327680" }));
    expect(route).toMatchObject({ state: "valid", covering: [{ by: { id: "QR" } }] });
    expect((await grade("192.0.2.0/24")).nameServers?.zones).toEqual(["2.0.192.in-addr.arpa"]);
    const half = must(await client.get("route", { text: "203.0.113.128/25" }));
    expect(half.covering.map(({ asn, by }) => `${asn} ${by.id}`)).toEqual(["AS64498 QS"]);
    expect(await grade("xn--bcherei-n2a.example")).toMatchObject({ unicode: "bücherei.example" });
    const network = must(await client.get("network", { id: "rowan-net" }));
    expect(network.interconnections.map((i) => i.with)).toEqual(["sorrel-net"]);
    expect(network.rules).toHaveLength(1);
  });

  it("leaves the reclaimed block with its holder, and the attempted seizures without effect", async () => {
    expect((await grade("198.51.100.0/24")).holder?.id).toBe("QS");
    expect((await grade("192.0.2.0/24")).holder?.id).toBe("QR");
    expect((await grade("192.0.2.128/25")).holder?.id).toBe("QR");
    expect((await grade("203.0.113.128/25")).holder?.id).toBe("QS");
  });
});

describe("answers", () => {
  it("of every route are as its OpenAPI description says", async () => {
    const { client } = world.node;
    const parties = must(await client.get("parties", { limit: 100 })).items;
    const decisions = must(await client.get("decisions", { limit: 100 })).items;
    const networks = must(await client.get("networks", { limit: 100 })).items;
    const entries = await logOf(world.node);
    const acts = entries.filter(({ act }) => act !== undefined);
    const texts = [
      ...["192.0.2.0/24", "203.0.113.128/25", "198.51.100.0/24", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32"],
      ...["AS64500", "AS64496-AS64511", "www.example.org", "newip:f2/8", "54.222.0.0/15"],
    ];
    const held = (await Promise.all(parties.map(({ id }) => client.get("party", { id, limit: 20 })))).flatMap(
      (p) => must(p).holdings.items.map(({ resource }) => resource),
    );
    // A name of one label is asked with its final dot.
    const resources = [...new Set([...texts, ...held])].filter((text) => /[./:]|^AS/.test(text));
    const of = (route: RouteName, name: string, values: readonly (string | number)[]) =>
      values.map((value) => ({ route, params: { [name]: value } }));
    const { routes, wrong } = await wrongAnswers(world, [
      { route: "status", params: {} },
      ...["192.0.2.1", "QM", "demonstration", "decision 1", "AS64500"].map((q) => ({
        route: "search" as const,
        params: { q },
      })),
      ...of("resource", "text", resources),
      ...of("children", "text", resources),
      ...of("why", "text", resources),
      ...of(
        "route",
        "text",
        resources.filter((text) => text.includes("/") && !text.startsWith("newip")),
      ),
      { route: "protections", params: {} },
      { route: "offers", params: {} },
      { route: "attested", params: {} },
      { route: "networks", params: {} },
      ...of(
        "network",
        "id",
        networks.map(({ id }) => id),
      ),
      { route: "parties", params: {} },
      ...of(
        "party",
        "id",
        parties.map(({ id }) => id),
      ),
      ...parties.map(({ id: party }) => ({ route: "lane" as const, params: { party, lane: "main" } })),
      { route: "decisions", params: {} },
      ...of(
        "decision",
        "id",
        decisions.map(({ id }) => id),
      ),
      { route: "log", params: {} },
      ...of(
        "entry",
        "index",
        entries.map(({ index }) => index),
      ),
      ...of(
        "act",
        "hash",
        acts.slice(0, 5).map(({ hash }) => Buffer.from(hash, "base64").toString("hex")),
      ),
      { route: "constitution", params: {} },
      { route: "catalogue", params: {} },
      { route: "map", params: { prefix: "192.0.0.0/8", bits: 16 } },
      { route: "drafts", params: {} },
    ]);
    expect(wrong).toEqual([]);
    const json = Object.entries(ROUTES).flatMap(([name, { media, method }]) =>
      media === "json" && method === "GET" && name !== "openapi" ? [name] : [],
    );
    expect([...routes].toSorted()).toEqual(json.toSorted());
  });
});

describe("country records", () => {
  it("are shown as what they are", async () => {
    const answer = must(await world.node.client.get("resource", { text: "8.8.8.0/24" }));
    expect(answer.reports.map(({ kind, source }) => `${kind} ${source}`)).toEqual(["countries countries"]);
    const six = must(await world.node.client.get("resource", { text: "2001:200::/32" }));
    expect(six.reports.map(({ source }) => source)).toEqual(["countries-ipv6"]);
  });

  it("give nobody a holding", async () => {
    const { datasets } = demoWorld({ origin: ORIGIN, logVkey: LOG_VKEY });
    let roots = 0;
    must(
      readDataset(datasets["roots"]!.bytes, (record) => {
        if (IANA_LABELS.includes(record.holder)) roots += recordKeys(record).length;
      }),
    );
    // Claimed, delegated and allocated by the script; the pair of AS numbers is one block.
    const given = [
      "100.101.0.0/16",
      "192.0.2.0/24",
      "198.18.0.0/20",
      "198.18.64.0/18",
      "198.51.100.0/24",
      "2001:db8:100::/40",
      "2001:db8::/32",
      "203.0.113.0/25",
      "203.0.113.128/25",
      "AS327680-AS327681",
      "example",
      "yarrow.example",
      "xn--bcherei-n2a.example",
      "newip:f2/8",
      "newip:f3/8",
    ];
    expect(must(await world.node.client.get("status")).counts.holdings).toBe(roots + given.length);
    const attester = must(await world.node.client.get("party", { id: "XA" }));
    expect(attester.holdings.items).toEqual([]);
  });
});

describe("again", () => {
  it("gives the same state and the same log elsewhere", async () => {
    const other = await running(newFolder());
    await other.play();
    const [a, b] = [must(await world.node.client.get("status")), must(await other.node.client.get("status"))];
    await other.node.stop();
    expect([b.stateRoot, b.root, b.size]).toEqual([a.stateRoot, a.root, a.size]);
  }, 120_000);

  it("resumes without writing anything", async () => {
    const before = must(await world.node.client.get("status"));
    await world.node.stop();
    world = await running(folder, false);
    await world.play();
    expect(must(await world.node.client.get("status"))).toMatchObject({
      size: before.size,
      root: before.root,
    });
  }, 120_000);

  it("goes on where it was cut off", async () => {
    const whole = must(await world.node.client.get("status"));
    const place = newFolder();
    const cut = await running(place);
    const stops = { ...cut.node, tick: cut.node.tick.bind(cut.node) };
    let acts = 0;
    const { client } = cut.node;
    const post: typeof client.post = (route, body, params) => {
      if (route === "submit" && ++acts > 40) throw new Error("cut off");
      return client.post(route, body, params);
    };
    const demo = { origin: ORIGIN, logVkey: LOG_VKEY, progress: () => undefined };
    await expect(populate({ ...stops, client: { ...client, post } }, cut.clock, demo)).rejects.toThrow(
      "cut off",
    );
    await cut.node.stop();
    const again = await running(place, false);
    await again.play();
    const after = must(await again.node.client.get("status"));
    await again.node.stop();
    expect(after.stateRoot).toBe(whole.stateRoot);
  }, 120_000);
});

describe("registry files", () => {
  it("that are none, damaged or cut off are told, not taken", () => {
    const data = newFolder();
    writeFileSync(join(data, "notes.txt"), "hello\n");
    writeFileSync(join(data, "short"), "2|apnic|20130101|2|19830101|20130101|+1000\napnic|AU|asn|1221|1\n");
    const lines: string[] = [];
    expect([...registryDatasets(data, (line) => lines.push(line))]).toEqual([]);
    expect(lines.join("\n")).toMatch(/notes\.txt: not taken: not a delegated file/);
    expect(lines.join("\n")).toMatch(/short: not taken/);
  });

  it.skipIf(!existsSync(shared))(
    "of 2013 dispute 54.222.0.0/15 (skipped: shared data not present)",
    async () => {
      const data = newFolder();
      for (const name of ["apnic", "arin"])
        copyFileSync(join(shared, "plain-20130409", `delegated-${name}.gz`), join(data, `${name}-file.gz`));
      const holdings = must(await world.node.client.get("status")).counts.holdings;
      await world.play(data);
      const answer = must(await world.node.client.get("resource", { text: "54.222.0.0/15" }));
      expect(answer.grade).toBe("disputed");
      expect(new Set(answer.conflicts.map(({ source }) => source))).toEqual(new Set(["apnic", "arin"]));
      const { counts, size } = must(await world.node.client.get("status"));
      expect(counts.holdings).toBe(holdings);
      await world.play(data);
      expect(must(await world.node.client.get("status")).size).toBe(size);
    },
    120_000,
  );

  it.skipIf(!existsSync(shared))("come earlier dates first (skipped: shared data not present)", () => {
    const data = newFolder();
    for (const [as, from] of [
      ["a.gz", "ext-20230324/delegated-afrinic-extended.gz"],
      ["b.gz", "plain-20140701/delegated-afrinic.gz"],
      ["c.gz", "ext-20210531/delegated-afrinic-extended.gz"],
    ] as const)
      copyFileSync(join(shared, from), join(data, as));
    const dates = [...registryDatasets(data, () => undefined)].map(({ header }) => header.date);
    expect(dates).toHaveLength(3);
    expect(dates).toEqual(dates.toSorted());
  });
});
