import { describe, expect, it } from "vitest";
import { must } from "@comity/canon";
import {
  askedResource,
  childrenOf,
  decisionList,
  decisionPage,
  exportLines,
  mapCells,
  offerList,
  partyList,
  partyPage,
  resourceAnswer,
  search,
  whyChains,
  type ReadState,
} from "@comity/view";
import { datasetOf, World } from "../../../core/assembly/test/world.ts";

const FINALITY = { grade: "ordered", orderedBy: "operator", durability: "one disk" } as const;
const made = new World({
  founders: [
    { id: "QM", label: "RIR-M" },
    { id: "QN", label: "RIR-N" },
  ],
  roots: datasetOf("roots", "iana", [
    "asn|64496|64511|allocated|||RIR-M",
    "ipv4|192.0.2.0|192.0.2.255|allocated|||RIR-M",
    "ipv4|203.0.113.0|203.0.113.255|allocated|||RIR-Z",
  ]),
});
made.join("XB");
made.must(
  made.act(
    "QM",
    "delegate",
    { to: "XB", resources: ["192.0.2.0/26"], terms: { kind: "permanent" }, note: "a note" },
    { cosign: ["XB"] },
  ),
);
const file = (source: string, lines: string[]): string =>
  made.addDataset(datasetOf("delegations", source, lines));
made.must(
  made.act("QM", "attest", {
    dataset: file("RIR-M", [
      "ipv4|192.0.2.128|192.0.2.191|assigned|ZZ|2011-08-11|H1",
      "ipv4|198.51.100.0|198.51.100.255|allocated|ZZ||H2",
    ]),
  }),
);
made.must(
  made.act("QN", "attest", { dataset: file("RIR-N", ["ipv4|192.0.2.160|192.0.2.191|assigned|ZY||N1"]) }),
);

const { state } = made.assembly;
const read: ReadState = {
  reader: {
    at: state.at.bind(state),
    covering: state.covering.bind(state),
    within: state.within.bind(state),
    mentioning: state.mentioning.bind(state),
    text: state.text.bind(state),
  },
  size: made.assembly.size,
  height: made.assembly.height - 1,
  time: made.time,
  stateRoot: "",
};
const answer = (text: string) => resourceAnswer(read, must(askedResource(text)), FINALITY);

describe("a resource", () => {
  it("has the grade and the chain of the register", () => {
    expect(answer("192.0.2.1")).toMatchObject({
      grade: "claimed",
      holder: { id: "XB" },
      matched: "192.0.2.0/26",
      note: "a note",
    });
    expect(answer("192.0.2.1").chain.map(({ resource, holder }) => [resource, holder?.id])).toEqual([
      ["192.0.2.0/24", "QM"],
      ["192.0.2.0/26", "XB"],
    ]);
    expect(answer("192.0.2.129")).toMatchObject({
      grade: "attested",
      opaqueHolder: { registry: "RIR-M", id: "H1" },
    });
    expect(answer("192.0.2.129").holder).toBeUndefined();
    expect(answer("192.0.2.161")).toMatchObject({ grade: "disputed" });
    expect(
      answer("192.0.2.161")
        .conflicts.map(({ by }) => by.id)
        .toSorted(),
    ).toEqual(["QM", "QN"]);
    expect(answer("203.0.113.9")).toMatchObject({ grade: "unclaimed", matched: "203.0.113.0/24" });
    expect(answer("8.8.8.8")).toMatchObject({ grade: "nobody", chain: [] });
    expect(answer("AS64496")).toMatchObject({ grade: "claimed", holder: { id: "QM" }, space: "asn" });
    for (const text of ["192.0.2.1", "192.0.2.129", "192.0.2.161", "203.0.113.9", "8.8.8.8"])
      expect(answer(text).gradeSays).toMatch(/^[A-Z].*\.$/);
  });

  it("lists what lies inside page by page", () => {
    const asked = must(askedResource("192.0.2.0/24"));
    const all = must(childrenOf(read, asked, undefined, 100));
    expect(all.items.map(({ resource }) => resource)).toEqual([
      "192.0.2.0/26",
      "192.0.2.128/26",
      "192.0.2.160/27",
    ]);
    expect(answer("192.0.2.0/24").children).toEqual({ count: 3, more: false });
    const first = must(childrenOf(read, asked, undefined, 2));
    expect(first.next).toBe("192.0.2.128/26");
    expect(must(childrenOf(read, asked, first.next, 2)).items.map(({ resource }) => resource)).toEqual([
      "192.0.2.160/27",
    ]);
    expect(childrenOf(read, asked, "nonsense", 2)).toMatchObject({ ok: false, error: { field: "after" } });
  });

  it("is read from ranges as the block around them, and words are refused", () => {
    expect(must(askedResource("AS64500-AS64503"))).toMatchObject({
      text: "AS64500-AS64503",
      key: { bits: 30 },
    });
    expect(must(askedResource("192.0.2.4-192.0.2.9")).key.bits).toBe(28);
    expect(must(askedResource("64500")).text).toBe("AS64500");
    expect(askedResource("some words")).toMatchObject({ ok: false, error: { code: "resource-text" } });
  });

  it("says why", () => {
    const chains = whyChains(read, must(askedResource("192.0.2.1")), () => undefined);
    expect(chains.map(([fact]) => fact!.title)).toEqual([
      "holding of 192.0.2.0/26",
      "holding of 192.0.2.0/24",
    ]);
    const [steps] = whyChains(read, must(askedResource("192.0.2.129")), (index) => ({
      index,
      type: "act",
      time: 0,
      height: 1,
      hash: "",
      says: "QM: attest",
      href: "",
      act: {
        assembly: "",
        body: { dataset: "AAAA" },
        by: "QM",
        kind: "attest",
        lane: "main",
        prev: "",
        seen: { root: "", size: 0 },
        seq: 1,
        signers: ["QM/office"],
      },
    }));
    expect(steps!.map(({ kind }) => kind)).toEqual(["fact", "act", "dataset", "constitution"]);
  });
});

describe("lists", () => {
  it("page through parties and a party's holdings", () => {
    expect(partyList(read, undefined, 2)).toMatchObject({ items: [{ id: "QM" }, { id: "QN" }], next: "QN" });
    expect(partyList(read, "QN", 2).items.map(({ id }) => id)).toEqual(["XB"]);
    const one = must(partyPage(read, "QM", undefined, 1));
    expect(one.holdings.items).toHaveLength(1);
    const two = must(partyPage(read, "QM", one.holdings.next, 1));
    expect([...one.holdings.items, ...two.holdings.items].map(({ resource }) => resource)).toEqual([
      "192.0.2.0/24",
      "AS64496-AS64511",
    ]);
    expect(two.holdings.next).toBeUndefined();
    expect(partyPage(read, "XZ", undefined, 1)).toMatchObject({
      ok: false,
      error: { code: "party-unknown" },
    });
    expect(must(partyPage(read, "XB", undefined, 9)).lanes).toMatchObject([{ lane: "main", seq: 1 }]);
  });

  it("find parties by words and resources by text", () => {
    expect(search(read, "rir-m", 10).results).toMatchObject([{ kind: "party", href: "/parties/QM" }]);
    expect(search(read, "192.0.2.1", 10).results[0]).toMatchObject({
      kind: "resource",
      href: "/resources/192.0.2.1",
    });
    expect(search(read, "2", 10).results.map(({ kind }) => kind)).toEqual(["resource", "entry"]);
    expect(search(read, "", 10).results).toEqual([]);
  });
});

describe("the map", () => {
  it("gives each cell its most specific record", () => {
    const { codes, legend } = must(mapCells(read, "192.0.2.0/24", 27, 16));
    const shown = codes
      .map((code) => legend[code]!)
      .map(({ kind, holder }) => `${kind} ${holder ?? ""}`.trim());
    expect(shown).toEqual([
      "holding XB",
      "holding XB",
      "root QM",
      "root QM",
      "report QM",
      "report QN",
      "root QM",
      "root QM",
    ]);
    expect(must(mapCells(read, "0.0.0.0/0", 8, 16)).codes.filter((code) => code > 0)).toHaveLength(3);
    expect(mapCells(read, "0.0.0.0/0", 17, 16)).toMatchObject({ ok: false, error: { field: "bits" } });
  });
});

describe("exports", () => {
  it("hold every record once", () => {
    const csv = [...exportLines(read, "example.org/assembly", "csv")];
    expect(csv).toHaveLength(1 + 7);
    expect(csv).toContain("192.0.2.128/26,report,H1,assigned,ZZ,2011-08-11,RIR-M,6");
    const json = [...exportLines(read, "example.org/assembly", "json")].map(
      (line) => JSON.parse(line) as { resource: string },
    );
    expect(json).toHaveLength(7);
    const delegated = [...exportLines(read, "example.org/assembly", "delegated")];
    expect(delegated[0]).toMatch(/^2\|example\.org\/assembly\|20261114\|1\|\|20261114\|\+0000$/);
    expect(delegated.at(-1)).toBe("example.org/assembly|ZZ|ipv4|192.0.2.0|64|20261114|allocated|XB");
  });
});

describe("decisions", () => {
  it("show dates, rules, what is missing and ballots", () => {
    const measure = { kind: "adopt", body: { title: "A text", text: "A".repeat(43) + "=" } };
    const id = made.must(made.act("QM", "propose", { title: "Adopt a text", measures: [measure] }));
    const before = must(decisionPage({ ...read, time: made.time }, id));
    expect(before).toMatchObject({
      id,
      title: "Adopt a text",
      phase: "notice",
      isCase: false,
      measures: [{ kind: "adopt" }],
    });
    expect(before.rules[0]!.explained.length).toBeGreaterThan(3);
    expect(before.timeline.map(({ what }) => what)[0]).toBe("opened");
    made.wait(before.polls[0]!.opens - made.time);
    made.must(made.act("QM", "vote", { decision: id, choice: "yes" }));
    const open = must(decisionPage({ ...read, time: made.time }, id));
    expect(open.phase).toBe("voting");
    expect(open.polls[0]!.ballots).toMatchObject([{ party: { id: "QM" }, choice: "yes" }]);
    expect(open.evaluations).toHaveLength(1);
    expect(open.missing).toEqual([]);
    made.must(made.act("QN", "vote", { decision: id, choice: "no" }));
    expect(must(decisionPage({ ...read, time: made.time }, id)).missing).toEqual([
      expect.stringMatching(/^[A-Z].* Now: 1 of 2\.$/),
    ]);
    expect(decisionList(read, "open", undefined, 5).items.map((d) => d.id)).toEqual([id]);
    expect(decisionList(read, "closed", undefined, 5).items).toEqual([]);
    expect(decisionPage(read, "0")).toMatchObject({ ok: false, error: { code: "decision-unknown" } });
  });
});

describe("offers", () => {
  const about = (text: string) => must(askedResource(text));
  const ids = (party?: string, resource?: string, after?: string, limit = 10) =>
    offerList(read, party, resource === undefined ? undefined : about(resource), after, limit).items.map(
      (o) => o.id,
    );

  it("are found by party and by resource, below and above, until they are answered", () => {
    expect(ids()).toEqual([]);
    const terms = { kind: "permanent" };
    const first = made.must(made.act("QM", "delegate", { to: "XB", resources: ["192.0.2.64/26"], terms }));
    const second = made.must(made.act("QM", "delegate", { to: "QN", resources: ["AS64500"], terms }));
    expect(ids()).toEqual([first, second]);
    expect(ids("XB")).toEqual([first]);
    expect(ids("QM")).toEqual([first, second]);
    expect(ids("QO")).toEqual([]);
    expect(ids(undefined, "192.0.2.70")).toEqual([first]);
    expect(ids(undefined, "192.0.0.0/16")).toEqual([first]);
    expect(ids(undefined, "192.0.2.0/26")).toEqual([]);
    expect(ids(undefined, "AS64500")).toEqual([second]);
    expect(ids(undefined, undefined, first)).toEqual([second]);
    const page = offerList(read, undefined, undefined, undefined, 1);
    expect(page).toMatchObject({ next: first, items: [{ id: first, kind: "delegate", accepted: [] }] });
    expect(page.items[0]).toMatchObject({
      by: { id: "QM" },
      needs: [{ id: "XB" }],
      resources: ["192.0.2.64/26"],
      says: "QM offers: delegate 192.0.2.64/26 to XB",
    });
    made.must(made.act("XB", "accept", { offer: first }));
    expect(ids()).toEqual([second]);
    made.must(made.act("QN", "decline", { offer: second }));
    expect(ids()).toEqual([]);
  });
});
