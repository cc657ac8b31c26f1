/** Parts of pages that the demonstration does not show: conditions, offers, receipts, records, suggestions. */
import { describe, expect, it } from "vitest";
import type { Decision, OfferView, Receipt, Resource } from "@comity/api";
import type { Host } from "../host.ts";
import { bodyFacts, inLine } from "../pages/body.ts";
import { conditionTree, sentencesOf } from "../pages/conditions.ts";
import { called, lookOf } from "../pages/look.ts";
import { receiptPage } from "../pages/receipt.ts";
import { recordText } from "../pages/records.ts";
import { resourcePage } from "../pages/resource.ts";
import { nameOf } from "../pages/search.ts";
import { momentOf } from "../pages/timeline.ts";
import { Page } from "../print/page.ts";
import { setting } from "../settings.ts";

const LOOK = { command: (words: string): string => `comity ${words}` };
const written = (write: (page: Page) => void): string => {
  const page = new Page({ width: 120, color: false, fits: true });
  write(page);
  return page.text;
};

type Condition = Decision["evaluations"][number]["stages"][number]["condition"];
const leaf = (path: string, holds: boolean, more: Partial<Condition> = {}): Condition => ({
  ...{ path, kind: "threshold", chamber: "c", holds, mayHold: true, mayFail: true },
  ...more,
});
const group = (kind: string, holds: boolean, of: readonly Condition[]): Condition => ({
  ...leaf("/g", holds),
  kind,
  left: of.filter((part) => part.holds).length,
  of,
});

describe("conditions", () => {
  const SENTENCES = sentencesOf(["/a: First way.", "/b: Second way: really.", "/g: One of these."]);
  const tree = (condition: Condition, open = false): string =>
    written((page) => conditionTree(page, condition, SENTENCES, open));

  it("of which one is enough are shown up to the first that holds, all of them when none does", () => {
    const both = [leaf("/a", true), leaf("/b", true)];
    expect(tree(group("any", true, both))).toBe("  ✓ One of these: 2 of 2\n  └ ✓ First way\n");
    expect(tree(group("any", false, [leaf("/a", false), leaf("/b", false)]))).toContain(
      "✗ Second way: really",
    );
    expect(tree(group("at-least", true, [leaf("/a", true), leaf("/b", false)]))).not.toContain("Second");
    expect(tree(group("all", false, [leaf("/a", true), leaf("/b", false)]))).toContain("✗ Second");
  });

  it("say their numbers, who is missing, and what would still change them", () => {
    expect(tree(leaf("/a", false, { counted: 1, base: 5, who: ["QM", "QN"] }))).toContain(
      "First way: 1 of 5 (QM and QN)",
    );
    expect(tree(leaf("/a", false, { counted: 1, base: 5, toHold: 2 }), true)).toContain(
      "… First way: 1 of 5; 2 more yes would do",
    );
    expect(tree(leaf("/a", true, { counted: 3, base: 5, toFail: 1 }), true)).toContain(
      "+ First way: 3 of 5; 1 more against",
    );
    expect(tree(leaf("/a", false, { toHold: 2 }))).not.toContain("would do");
    expect(tree(leaf("/a", false, { because: "zero" }))).toContain("nothing to count");
    expect(tree(leaf("/none", true))).toContain("Enough of the votes are yes in c");
    expect(tree(group("all", true, [leaf("/a", true, { because: "not-affected" })]))).not.toContain("First");
  });
});

const OFFER: OfferView = {
  ...{
    id: "7",
    href: "/entries/7",
    kind: "delegate",
    body: {},
    accepted: ["QM"],
    resources: ["192.0.2.0/24"],
  },
  ...{
    by: { id: "QM", href: "" },
    needs: [
      { id: "QM", href: "" },
      { id: "QN", href: "" },
    ],
  },
  ...{ says: "QM offers: delegate 192.0.2.0/24 to QN", until: 1_767_571_200, since: 7 },
};
const RECEIPT: Receipt = {
  ...{ grade: "ordered", orderedBy: "operator", durability: "one disk" },
  ...{ hash: "h", state: "logged", index: 7, outcome: "effective", href: "" },
};

it("a receipt of an offer says that nothing has changed, and who has to do what", () => {
  const text = written((page) => receiptPage(page, RECEIPT, OFFER, LOOK));
  expect(text).toContain("an offer: waits for QN");
  expect(text).toContain("Nothing has changed yet");
  expect(text).toContain("act new accept --by QN --offer 7");
  expect(text).not.toContain("--by QM");
  expect(written((page) => receiptPage(page, RECEIPT, undefined, LOOK))).toBe("entry 7  effective\nhash h\n");
  const lost = { ...RECEIPT, outcome: "void", code: "not-held", detail: "say why" } as Receipt;
  expect(written((page) => receiptPage(page, lost, undefined, LOOK))).toMatch(/void: not-held\nsay why/);
});

it("a resource shows offers, conflicts, claims and what is set aside", () => {
  const by = { id: "QM", name: "Marsh", href: "" };
  const resource: Resource = {
    ...{
      resource: "192.0.2.0/24",
      space: "ipv4",
      says: "the prefix",
      grade: "disputed",
      gradeSays: "Two say so.",
    },
    asOf: { size: 9, height: 1, time: 1_767_000_000, stateRoot: "" },
    finality: { grade: "ordered", orderedBy: "operator", durability: "one disk" },
    ...{ chain: [], reports: [], proofs: [], children: { count: 2, more: true } },
    claims: [
      {
        resource: "192.0.2.0/25",
        to: { id: "QN", href: "" },
        by,
        terms: { kind: "permanent" },
        until: 1,
        objections: ["QO"],
        since: 3,
      },
    ],
    conflicts: [{ by, resource: "192.0.2.0/24", says: "it is mine", since: 4 }],
    setAside: [{ resource: "192.0.2.0/26", kind: "quarantine", by, reason: "returned", since: 5 }],
  };
  const text = written((page) => resourcePage(page, resource, [OFFER], [], LOOK));
  for (const line of [
    "… offer 7: QM offers",
    "(in 6 days)",
    "! QM Marsh: it is mine",
    "from QO",
    "in quarantine by QM Marsh: returned",
    "more than 2",
  ])
    expect(text).toContain(line);
  expect(text).toContain("show 192.0.2.0/24 --inside");
});

it("long bodies are summed up, short ones written out", () => {
  const parties = Array.from({ length: 20 }, (_, i) => ({ id: `Q${i}`, policy: { keys: ["k".repeat(60)] } }));
  const facts = new Map(
    bodyFacts({ to: "QN", parties, text: "a\nb", rules: { one: "x".repeat(500), two: 1 } }),
  );
  expect(facts.get("to")).toBe("QN");
  expect(facts.get("parties")).toMatch(/^20: Q0, Q1, .* … and 8 more$/);
  expect(facts.get("text")).toBe("a · b");
  expect(facts.get("rules")).toBe("with one and two");
  expect(inLine("until", 1_767_571_200)).toBe("2026-01-05");
  expect(inLine("count", 1_767_571_200)).toBe("1767571200");
});

it("records are sentences; what has none is shown field by field", () => {
  const holding = {
    t: "holding",
    holder: "QM",
    terms: { kind: "lease", until: 1_767_571_200 },
    from: "delegate",
    protection: 1,
    made: 0,
    since: 3,
  } as const;
  expect(recordText(holding)).toBe("QM holds it: lease until 2026-01-05 (entry 3)");
  const closed = { t: "closed", id: "n", by: "QM", rules: 1, since: 4 } as const;
  expect(recordText(closed)).toBe("closed: id n, by QM, rules 1, since 4 (entry 4)");
});

it("what changed with a block was done by the clock", () => {
  const block = {
    index: 5,
    type: "block",
    time: 1,
    height: 2,
    hash: "",
    says: "Block 2: 0 acts",
    href: "",
  } as const;
  expect(momentOf(block).what).toBe("the clock did what was due (block 2)");
  expect(momentOf({ ...block, type: "act", says: "QM: vote", void: "late" })).toMatchObject({
    what: "QM: vote",
    void: "late",
  });
});

it("suggestions can be typed as they stand: how the command is called, and for which node", () => {
  const host = (env: NodeJS.ProcessEnv): Host => ({ env }) as unknown as Host;
  expect(called({})).toBe("comity");
  expect(called({ npm_command: "exec" })).toBe("npx --no comity");
  const usual = setting("node").value;
  expect(lookOf(host({}), { node: usual }).command("show x")).toBe("comity show x");
  expect(lookOf(host({}), { node: "http://h:1", at: 7 }).command("show x")).toBe(
    "comity show x --at 7 --node http://h:1",
  );
  expect(lookOf(host({}), { node: usual, at: 7 }).command("vote 1 yes")).toBe("comity vote 1 yes");
  expect(nameOf({ href: "/parties/QM" })).toBe("party/QM");
  expect(nameOf({ href: "/resources/192.0.2.0/24" })).toBe("192.0.2.0/24");
});
