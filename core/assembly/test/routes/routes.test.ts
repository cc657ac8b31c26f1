import {
  authorisationsIn,
  authorisationsOver,
  blockText,
  blocksOf,
  providersOf,
  setOf,
  setsOf,
  routeVerdict,
} from "@comity/assembly";
import type { Json } from "@comity/canon";
import { describe, expect, it } from "vitest";
import { attest, held, lease, measure, numbersWorld, PERMANENT, claimed } from "../numbers/numbers-world.ts";
import { DAY, type World } from "../world.ts";
import { authorise, ownAs, route, routes } from "./routes-attacks.ts";

const R = "10.1.0.0/16";
const block = (text: string) => blocksOf(text)[0]!;
const list = (w: World, around = "10.0.0.0/8"): string[] =>
  authorisationsIn(w.assembly.state, block(around)).map(
    ({ block: at, record }) =>
      `${blockText(at)}-${record.maxLength} ${record.asn} ${record.by}${record.ends === undefined ? "" : " until"}`,
  );
const delegate = (
  w: World,
  by: string,
  to: string,
  resource: string,
  more = {},
): { readonly code?: string } =>
  w.do(by, "delegate", { to, resources: [resource], terms: PERMANENT, ...more }, { cosign: [to] });
const validity = (w: World, prefix: string, asn: string): string => {
  const { key } = block(prefix);
  return routeVerdict(key, asn, w.assembly.state.covering("routes4", key)).state;
};
const offers = (w: World): number => w.dump("decisions").filter((l) => l.includes('"t":"offer"')).length;

describe("authorise-routes", () => {
  it("is an own act inside the holding, and replaces itself", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R), route(R, "AS64501", 24), route("10.1.2.0/24"));
    authorise(w, "XA", route(R));
    expect(list(w)).toEqual([
      "10.1.0.0/16-16 AS64500 XA",
      "10.1.0.0/16-24 AS64501 XA",
      "10.1.2.0/24-24 AS64500 XA",
    ]);
    expect(authorisationsOver(w.assembly.state, block("10.1.2.3/32"))).toHaveLength(3);
  });

  it("over delegated space waits for every holder inside, at any depth, and for claims", () => {
    const w = numbersWorld();
    held(w);
    delegate(w, "XA", "XB", "10.1.2.0/24");
    claimed(w, "10.2.0.0/16");
    const wide = routes(route("10.0.0.0/14"));
    const offer = w.must(w.act("QM", "authorise-routes", wide, { cosign: ["XA"] }));
    expect(list(w)).toEqual([]);
    expect(w.assembly.state.text("decisions", `offer/${offer}`, "offer")?.needs).toEqual(["XA", "XB"]);
    w.must(w.act("XB", "accept", { offer }));
    expect(list(w)).toEqual(["10.0.0.0/14-14 AS64500 QM"]);
  });

  it("needs no consent for an aggregate that the terms name and that stops above the delegation", () => {
    const w = numbersWorld();
    delegate(w, "QM", "XA", R, { aggregate: ["AS64500"] });
    authorise(w, "QM", route("10.0.0.0/12", "AS64500", 15));
    expect(list(w)).toEqual(["10.0.0.0/12-15 AS64500 QM"]);
    authorise(w, "QM", route("10.0.0.0/12", "AS64500", 16));
    authorise(w, "QM", route("10.0.0.0/12", "AS64501", 12));
    expect(offers(w)).toBe(2);
    expect(list(w)).toHaveLength(1);
  });

  it("allows AS0 over space that nobody else holds, and no delegation under it", () => {
    const w = numbersWorld();
    authorise(w, "QM", route("10.0.0.0/12", "AS0"));
    expect(delegate(w, "QM", "XA", R).code).toBe("as0-covering");
    const listed = { covering: [route("10.0.0.0/12", "AS0")] };
    expect(delegate(w, "QM", "XA", R, listed).code).toBe("as0-covering");
    w.must(w.act("QM", "withdraw-routes", routes(route("10.0.0.0/12", "AS0"))));
    expect(delegate(w, "QM", "XA", R).code).toBeUndefined();
  });
});

describe("a registry's block", () => {
  const file = (w: World, by: string, source: string, block: string) =>
    attest(w, by, source, [`ipv4|${block}.0.0|${block}.255.255|allocated|ZZ|2020-01-01|H1`]);

  it("is not closed by another's file, and reported holders that claimed consent themselves", () => {
    const w = numbersWorld();
    file(w, "QN", "reg-n", "10.2");
    authorise(w, "QM", route("10.2.0.0/16"));
    file(w, "QM", "reg-m", "10.5");
    claimed(w);
    w.wait(60 * DAY);
    expect(w.at("10.5.0.0/16", "holding")?.holder).toBe("XA");
    const wide = routes(route("10.4.0.0/15"));
    expect(w.do("QM", "authorise-routes", wide, { cosign: ["XA"] }).code).toBeUndefined();
    expect(list(w)).toEqual(["10.2.0.0/16-16 AS64500 QM", "10.4.0.0/15-15 AS64500 QM"]);
    const other = numbersWorld();
    file(other, "QM", "reg-m", "10.7");
    expect(other.do("QM", "authorise-routes", routes(route("10.6.0.0/15"))).code).toBe("reported-holder");
  });
});

describe("covering authorisations at delegation", () => {
  it("are listed and accepted; what lies inside becomes the recipient's", () => {
    const w = numbersWorld();
    authorise(w, "QM", route("10.0.0.0/12"), route("10.1.2.0/24"));
    expect(delegate(w, "QM", "XA", R, { covering: [route("10.0.0.0/12")] }).code).toBe("covering-unlisted");
    const covering = [route("10.0.0.0/12"), route("10.1.2.0/24")];
    expect(delegate(w, "QM", "XA", R, { covering }).code).toBeUndefined();
    expect(list(w)).toEqual(["10.0.0.0/12-12 AS64500 QM", "10.1.2.0/24-24 AS64500 XA"]);
  });

  it("are accepted by the clause of the same act when it allows them", () => {
    const w = numbersWorld();
    authorise(w, "QM", route("10.0.0.0/12", "AS64500", 15));
    expect(delegate(w, "QM", "XA", R, { aggregate: ["AS64500"] }).code).toBeUndefined();
  });

  it("made after the offer are seen at the acceptance", () => {
    const w = numbersWorld();
    const offer = w.must(w.act("QM", "delegate", { to: "XA", resources: [R], terms: PERMANENT }));
    authorise(w, "QM", route("10.0.0.0/12"));
    expect(w.do("XA", "accept", { offer }).code).toBe("covering-unlisted");
  });

  it("of a claim: made with its consent, they are the claimant's when it matures", () => {
    const w = numbersWorld();
    claimed(w, R);
    w.must(w.act("QM", "authorise-routes", routes(route(R)), { cosign: ["XA"] }));
    w.wait(60 * DAY);
    expect(w.at(R, "holding")?.holder).toBe("XA");
    expect(list(w)).toEqual(["10.1.0.0/16-16 AS64500 XA"]);
  });
});

/** XA holds R, XB 10.1.2.0/24 in it; XA authorises R-24 with XB's consent, and the /20 around XB's for itself. */
function family(): World {
  const w = numbersWorld();
  w.must(w.act("QM", "delegate", { to: "XA", resources: [R], terms: lease(w, 40) }, { cosign: ["XA"] }));
  const body = { to: "XB", resources: ["10.1.2.0/24"], terms: lease(w, 40) };
  w.must(w.act("XA", "delegate", body, { cosign: ["XB"] }));
  w.must(w.act("XA", "authorise-routes", routes(route(R, "AS64500", 24)), { cosign: ["XB"] }));
  return w;
}

describe("others' authorisations around what is sold", () => {
  it("are accepted by who takes it over, also those made after the offer; aggregates by the terms", () => {
    const w = numbersWorld();
    const aggregate = ["AS64501"];
    delegate(w, "QM", "XA", R, { aggregate });
    authorise(w, "QM", route("10.0.0.0/8", "AS64501", 15));
    authorise(w, "XA", route(R));
    const sale = { to: "XC", resources: [R], routes: { choice: "withdraw" } };
    const offer = w.must(w.act("XA", "transfer", sale));
    const around = route("10.0.0.0/14", "AS64500", 24);
    w.must(w.act("QM", "authorise-routes", routes(around), { cosign: ["XA"] }));
    expect(w.do("XC", "accept", { offer }).code).toBe("covering-unlisted");
    const known = { ...sale, covering: [around] };
    w.must(w.act("XA", "transfer", known, { cosign: ["XC"] }));
    expect(list(w)).toEqual(["10.0.0.0/8-15 AS64501 QM", "10.0.0.0/14-24 AS64500 QM"]);
    // Its own author needs no list.
    w.must(w.act("XC", "transfer", { to: "QM", resources: [R] }, { cosign: ["QM"] }));
  });

  it("need no word when they are what a former holder left, which ends", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R));
    const half = ["10.1.0.0/17"];
    w.must(w.act("XA", "transfer", { to: "XB", resources: half }, { cosign: ["XB"] }));
    expect(list(w)).toEqual(["10.1.0.0/16-16 AS64500 XA until"]);
    w.must(w.act("XB", "transfer", { to: "XC", resources: half }, { cosign: ["XC"] }));
  });
});

describe("a parent that moves or withdraws", () => {
  const goes: readonly (readonly [string, (w: World) => unknown])[] = [
    ["withdraws it", (w) => w.must(w.act("XA", "withdraw-routes", routes(route(R, "AS64500", 24))))],
    ["returns the holding", (w) => w.must(w.act("XA", "return", { resources: [R] }))],
    [
      "passes the holding on at once",
      (w) =>
        w.must(
          w.act(
            "XA",
            "transfer",
            { to: "XC", resources: [R], routes: { choice: "withdraw" } },
            { cosign: ["XC", "QM"] },
          ),
        ),
    ],
    [
      "passes the holding on, and the days are over",
      (w) => {
        const keep = { choice: "keep", days: 3 };
        w.must(w.act("XA", "transfer", { to: "XC", resources: [R], routes: keep }, { cosign: ["XC", "QM"] }));
        expect(list(w)).toEqual(["10.1.0.0/16-24 AS64500 XA until"]);
        w.wait(4 * DAY);
      },
    ],
    ["is reclaimed", (w) => measure(w, "reclaim", { holder: "XA", resources: [R] })],
  ];
  it.each(goes)("%s: the child keeps what it accepted, as its own", (_, act) => {
    const w = family();
    act(w);
    expect(list(w)).toEqual(["10.1.2.0/24-24 AS64500 XB"]);
    expect(validity(w, "10.1.2.0/24", "AS64500")).toBe("valid");
  });

  it("gives back a part: the child in it keeps what it accepted, the parent what lies in the rest", () => {
    const w = family();
    w.must(w.act("XA", "return", { resources: ["10.1.0.0/17"] }));
    expect(list(w)).toEqual(["10.1.2.0/24-24 AS64500 XB", "10.1.128.0/17-24 AS64500 XA"]);
  });

  it("leaves children's own words alone, and gives them none that stops above them", () => {
    const w = family();
    authorise(w, "XB", route("10.1.2.0/24", "AS64510"));
    w.must(w.act("XA", "authorise-routes", routes(route(R, "AS64501")), { cosign: ["XB"] }));
    w.must(w.act("XA", "transfer", { to: "XC", resources: [R] }, { cosign: ["XC", "QM"] }));
    expect(list(w)).toEqual([
      "10.1.0.0/16-24 AS64500 XA until",
      "10.1.0.0/16-16 AS64501 XA until",
      "10.1.2.0/24-24 AS64510 XB",
    ]);
    w.must(w.act("XC", "return", { resources: [R] }));
    expect(list(w)).toEqual(["10.1.2.0/24-24 AS64500 XB", "10.1.2.0/24-24 AS64510 XB"]);
  });

  it("whose word ends gives the child its own in the place of what a former holder of the child's left", () => {
    const w = family();
    authorise(w, "XB", route("10.1.2.0/24", "AS64500"));
    const days = { choice: "keep", days: 2 };
    const parties = { cosign: ["XC", "XA"] };
    const covering = [route(R, "AS64500", 24), route(R, "AS64501")];
    const sale = { to: "XC", resources: ["10.1.2.0/24"], routes: days, covering };
    w.must(w.act("XB", "transfer", sale, parties));
    w.must(w.act("XA", "withdraw-routes", routes(route(R, "AS64500", 24))));
    w.wait(3 * DAY);
    expect(list(w)).toEqual(["10.1.2.0/24-24 AS64500 XC"]);
  });

  it("replaces what a former holder left: the child keeps what it accepted of that", () => {
    const w = family();
    const body = { to: "XC", resources: [R] };
    w.must(w.act("XA", "transfer", body, { cosign: ["XC", "QM"] }));
    w.must(w.act("XC", "authorise-routes", routes(route(R, "AS64501")), { cosign: ["XB"] }));
    expect(list(w)).toEqual(["10.1.0.0/16-16 AS64501 XC", "10.1.2.0/24-24 AS64500 XB"]);
  });

  it("lapses: its authorisations go, nothing comes in their place, the space rests", () => {
    const w = numbersWorld();
    w.must(w.act("QM", "delegate", { to: "XA", resources: [R], terms: lease(w, 20) }, { cosign: ["XA"] }));
    authorise(w, "XA", route(R));
    w.wait(30 * DAY);
    expect(w.at(R, "quarantine")).toBeDefined();
    expect(list(w)).toEqual([]);
  });
});

describe("space that rests", () => {
  it("takes no authorisation before its time is over; a child in it goes on by itself", () => {
    const w = numbersWorld();
    held(w);
    held(w, "10.1.128.0/17", "XB", "XA");
    w.must(w.act("XA", "return", { resources: [R] }));
    const parents = routes(route("10.1.0.0/17", "AS0"));
    expect(w.do("QM", "authorise-routes", parents).code).toBe("at-rest");
    authorise(w, "XB", route("10.1.128.0/17"), route("10.1.200.0/24", "AS0"));
    authorise(w, "QM", route("10.2.0.0/16"));
    w.wait(91 * DAY);
    expect(w.do("QM", "authorise-routes", parents).code).toBeUndefined();
  });
});

describe("a part that leaves", () => {
  it("divides a wider authorisation exactly: every route of the rest stays valid, no other becomes so", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R, "AS64500", 20), route("10.1.0.0/16", "AS0"));
    const keep = { choice: "keep", days: 5 };
    const body = { to: "XB", resources: ["10.1.16.0/20"], routes: keep };
    w.must(w.act("XA", "transfer", body, { cosign: ["XB"] }));
    expect(list(w)).toEqual([
      "10.1.0.0/16-16 AS64500 XA until",
      "10.1.0.0/17-17 AS64500 XA until",
      "10.1.0.0/18-18 AS64500 XA until",
      "10.1.0.0/19-19 AS64500 XA until",
      "10.1.0.0/20-20 AS0 XA",
      "10.1.0.0/20-20 AS64500 XA",
      "10.1.16.0/20-20 AS64500 XA until",
      "10.1.32.0/19-19 AS0 XA",
      "10.1.32.0/19-20 AS64500 XA",
      "10.1.64.0/18-18 AS0 XA",
      "10.1.64.0/18-20 AS64500 XA",
      "10.1.128.0/17-17 AS0 XA",
      "10.1.128.0/17-20 AS64500 XA",
    ]);
    // The recipient's word replaces what was left for it; what reaches beyond is its maker's.
    authorise(w, "XB", route("10.1.16.0/20", "AS64501"));
    expect(list(w, "10.1.16.0/20")).toEqual(["10.1.16.0/20-20 AS64501 XB"]);
    expect(w.do("QM", "withdraw-routes", routes(route(R))).code).toBe("not-holder");
    w.must(w.act("XA", "withdraw-routes", routes(route(R))));
    w.wait(6 * DAY);
    expect(list(w)).not.toContain("10.1.0.0/17-17 AS64500 XA until");
  });

  describe("of a holding inside another of the same holder", () => {
    const INNER = "10.1.128.0/17";
    const nested = (): World => {
      const w = numbersWorld();
      held(w);
      delegate(w, "XA", "XB", INNER);
      w.must(w.act("XB", "transfer", { to: "XA", resources: [INNER] }, { cosign: ["XA"] }));
      return w;
    };
    const sale = (more: { readonly [field: string]: Json } = {}) => ({
      to: "XC",
      resources: [INNER],
      ...more,
    });

    it("takes no AS0 of the outer one along, and the rest of it only for the days that are left", () => {
      const w = nested();
      authorise(w, "XA", route(R, "AS0"), route(R), route(R, "AS64501", 24));
      w.must(w.act("XA", "transfer", sale(), { cosign: ["XC"] }));
      expect(list(w)).toEqual([
        "10.1.0.0/16-16 AS64500 XA until",
        "10.1.0.0/16-16 AS64501 XA until",
        "10.1.0.0/17-17 AS0 XA",
        "10.1.0.0/17-24 AS64501 XA",
        "10.1.128.0/17-24 AS64501 XA until",
      ]);
      w.wait(31 * DAY);
      expect(list(w)).toEqual(["10.1.0.0/17-17 AS0 XA", "10.1.0.0/17-24 AS64501 XA"]);
      expect(validity(w, "10.1.130.0/24", "AS64501")).toBe("notfound");
    });

    it("leaves nothing behind that was said after the offer", () => {
      const w = nested();
      const offer = w.must(w.act("XA", "transfer", sale({ routes: { choice: "withdraw" } })));
      authorise(w, "XA", route(R, "AS64500", 24));
      w.must(w.act("XC", "accept", { offer }));
      expect(list(w)).toEqual(["10.1.0.0/17-24 AS64500 XA"]);
      const again = routes(route(R, "AS64500", 24));
      w.must(w.act("XA", "authorise-routes", again));
      expect(list(w)).toEqual(["10.1.0.0/17-24 AS64500 XA"]);
    });

    it("stays with who did not act: a lease that ends takes nothing of the holding around it", () => {
      const w = numbersWorld();
      held(w);
      delegate(w, "XA", "XB", INNER, { terms: lease(w, 30) });
      const lessor = { cosign: ["XA"] };
      w.must(w.act("XB", "transfer", { to: "XA", resources: [INNER] }, lessor));
      authorise(w, "XA", route(R));
      w.wait(31 * DAY);
      expect(w.at(INNER, "holding")).toBeUndefined();
      expect(list(w)).toEqual(["10.1.0.0/16-16 AS64500 XA"]);
    });

    it("leaves who stands between the two what it accepted", () => {
      const w = numbersWorld();
      held(w);
      delegate(w, "XA", "QM", INNER);
      w.must(
        w.act("QM", "authorise-routes", routes(route("10.0.0.0/14", "AS64500", 24)), { cosign: ["XA"] }),
      );
      w.must(w.act("QM", "transfer", sale({ routes: { choice: "withdraw" } }), { cosign: ["XC"] }));
      expect(list(w)).toEqual([
        "10.0.0.0/16-24 AS64500 QM",
        "10.1.0.0/16-16 AS64500 XA",
        "10.1.0.0/17-24 AS64500 XA",
        "10.2.0.0/15-24 AS64500 QM",
      ]);
    });
  });

  it("takes no AS0 along, is not kept longer by a second transfer, and is the next delegation's own", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R), route(R, "AS0"));
    const keep = (to: string, days: number) => ({ to, resources: [R], routes: { choice: "keep", days } });
    w.must(w.act("XA", "transfer", keep("XB", 5), { cosign: ["XB"] }));
    expect(list(w)).toEqual(["10.1.0.0/16-16 AS64500 XA until"]);
    w.must(w.act("XB", "transfer", keep("XC", 60), { cosign: ["XC"] }));
    w.wait(6 * DAY);
    expect(list(w)).toEqual([]);
    authorise(w, "XC", route("10.1.2.0/24"));
    w.must(w.act("XC", "transfer", keep("XB", 5), { cosign: ["XB"] }));
    const covering = [route("10.1.2.0/24")];
    expect(delegate(w, "XB", "XA", "10.1.2.0/23", { covering }).code).toBeUndefined();
    expect(list(w)).toEqual(["10.1.2.0/24-24 AS64500 XA"]);
  });

  it("and what reaches beyond it outlasts the acts of those above", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R));
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["10.1.0.0/17"] }, { cosign: ["XB"] }));
    const around = routes(route(R, "AS64599"));
    w.must(w.act("QM", "authorise-routes", around, { cosign: ["XA", "XB"] }));
    const all = { to: "QN", resources: ["10.0.0.0/8"], routes: { choice: "withdraw" } };
    w.must(w.act("QM", "transfer", all, { cosign: ["QN"] }));
    expect(list(w)).toEqual(["10.1.0.0/16-16 AS64500 XA until"]);
  });

  it("needs no word of a recipient about its own authorisations", () => {
    const w = numbersWorld();
    held(w);
    w.must(w.act("QM", "authorise-routes", routes(route("10.0.0.0/12")), { cosign: ["XA"] }));
    expect(delegate(w, "XA", "QM", "10.1.2.0/24").code).toBeUndefined();
    expect(delegate(w, "XA", "XB", "10.1.3.0/24").code).toBe("covering-unlisted");
  });

  it("is not withdrawn early by who left it", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R));
    w.must(w.act("XA", "transfer", { to: "XB", resources: [R] }, { cosign: ["XB"] }));
    expect(w.do("XA", "withdraw-routes", routes(route(R))).code).toBe("not-holder");
    w.must(w.act("XB", "withdraw-routes", routes(route(R))));
    expect(list(w)).toEqual([]);
  });

  it("takes its request for protection with it; the rest stays protected", () => {
    const w = numbersWorld();
    held(w);
    w.must(w.act("XA", "protect-routes", { resources: [R], days: 7 }));
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["10.1.0.0/17"] }, { cosign: ["XB"] }));
    expect(w.dump("routes4")).toHaveLength(1);
    expect(w.dump("routes4")[0]).toMatch(/^0a018000\/17 .*"protect"/);
    w.must(w.act("XA", "unprotect-routes", { resources: ["10.1.128.0/17"] }));
    expect(w.dump("routes4")).toEqual([]);
  });

  it("after a reclaim is nobody's; after a reassignment routes stay for the recipient, AS0 never", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R, "AS64500", 17), route(R, "AS0"));
    measure(w, "reassign", { holder: "XA", resources: ["10.1.0.0/17"], to: "XB" }, { consents: ["XB"] });
    expect(list(w, "10.1.0.0/17")).toEqual(["10.1.0.0/17-17 AS64500 XA until"]);
    expect(list(w, "10.1.128.0/17")).toEqual(["10.1.128.0/17-17 AS0 XA", "10.1.128.0/17-17 AS64500 XA"]);
  });
});

describe("a pause of ordering", () => {
  it("moves the end of what a former holder left", () => {
    const w = numbersWorld();
    held(w);
    authorise(w, "XA", route(R));
    w.must(
      w.act(
        "XA",
        "transfer",
        { to: "XB", resources: [R], routes: { choice: "keep", days: 1 } },
        { cosign: ["XB"] },
      ),
    );
    w.block([], 30 * DAY);
    expect(list(w)).toHaveLength(1);
    w.wait(2 * DAY);
    expect(list(w)).toEqual([]);
  });
});

describe("providers", () => {
  it("are the customer's whole set, and follow its number", () => {
    const w = numbersWorld();
    ownAs(w);
    const set = (providers: string[]) => ({ customer: "AS64500", providers });
    w.must(w.act("XA", "set-providers", set(["AS1", "AS2"])));
    w.must(w.act("XA", "set-providers", set(["AS0"])));
    expect(providersOf(w.assembly.state, "AS64500")?.providers).toEqual(["AS0"]);
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["AS64500"] }, { cosign: ["XB"] }));
    expect(providersOf(w.assembly.state, "AS64500")).toMatchObject({ by: "XA" });
    w.wait(31 * DAY);
    expect(providersOf(w.assembly.state, "AS64500")).toBeUndefined();
    w.must(w.act("XB", "set-providers", set(["AS3"])));
    w.must(w.act("XB", "return", { resources: ["AS64500"] }));
    expect(providersOf(w.assembly.state, "AS64500")).toBeUndefined();
  });

  it("of a child stay when what is around it moves", () => {
    const w = numbersWorld();
    ownAs(w);
    w.must(w.act("XA", "set-providers", { customer: "AS64500", providers: ["AS1"] }));
    const body = { to: "QN", resources: ["AS64496-AS64511"], routes: { choice: "withdraw" } };
    w.must(w.act("QM", "transfer", body, { cosign: ["QN"] }));
    expect(providersOf(w.assembly.state, "AS64500")).toMatchObject({ by: "XA", providers: ["AS1"] });
  });

  it("end with the return of a large range, and are not handed down", () => {
    const w = numbersWorld();
    w.must(w.act("QM", "set-providers", { customer: "AS64501", providers: ["AS1"] }));
    const body = { to: "XA", resources: ["AS64501"], terms: PERMANENT };
    w.must(w.act("QM", "delegate", body, { cosign: ["XA"] }));
    expect(providersOf(w.assembly.state, "AS64501")).toBeUndefined();
    const { code } = measure(
      w,
      "assign",
      { to: "XB", resources: ["AS131072-AS196607"] },
      { consents: ["XB"] },
    );
    expect(code).toBeUndefined();
    w.must(w.act("XB", "set-providers", { customer: "AS131073", providers: ["AS1"] }));
    w.must(w.act("XB", "return", { resources: ["AS131072-AS196607"] }));
    expect(w.dump("providers")).toEqual([]);
  });
});

describe("sets of AS numbers and routes", () => {
  const SET = "AS64500:AS-CUSTOMERS";
  const put = (set: string, ...members: string[]) => ({ set, members });

  it("are the holder's word under its AS number, in one order", () => {
    const w = numbersWorld();
    ownAs(w);
    w.must(w.act("XA", "set-members", put(SET, "AS-OTHERS", "AS70000", "AS9", "AS1:AS-X:AS2")));
    expect(setOf(w.assembly.state, SET)).toMatchObject({
      by: "XA",
      members: ["AS9", "AS70000", "AS-OTHERS", "AS1:AS-X:AS2"],
    });
    const routes = ["192.0.2.0/24", "192.0.2.0/24^+", "2001:db8::/32^48-64", "AS9^-", "AS1:RS-X^24", "AS-X"];
    w.must(w.act("XA", "set-members", put("AS64500:RS-OUT:AS1", ...routes)));
    expect(setsOf(w.assembly.state, "AS64500").map(({ name }) => name)).toEqual([SET, "AS64500:RS-OUT:AS1"]);
    expect(setsOf(w.assembly.state, "AS6450")).toEqual([]);
    w.must(w.act("XA", "withdraw-set", { set: SET }));
    expect(setOf(w.assembly.state, SET)).toBeUndefined();
    // Loops are the business of who expands them.
    w.must(w.act("XA", "set-members", put("AS64500:AS-A", "AS64500:AS-B")));
    w.must(w.act("XA", "set-members", put("AS64500:AS-B", "AS64500:AS-A")));
  });

  it("follow their AS number: kept until replaced, gone with a return, not handed down", () => {
    const w = numbersWorld();
    ownAs(w);
    w.must(w.act("XA", "set-members", put(SET, "AS1")));
    w.must(w.act("XA", "set-members", put("AS64500:AS-OTHER", "AS1")));
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["AS64500"] }, { cosign: ["XB"] }));
    expect(setOf(w.assembly.state, SET)).toMatchObject({ by: "XA" });
    w.must(w.act("XB", "set-members", put("AS64500:AS-OTHER", "AS2")));
    w.wait(31 * DAY);
    expect(setOf(w.assembly.state, SET)).toBeUndefined();
    expect(setOf(w.assembly.state, "AS64500:AS-OTHER")).toMatchObject({ by: "XB", members: ["AS2"] });
    w.must(w.act("XB", "return", { resources: ["AS64500"] }));
    expect(w.dump("providers")).toEqual([]);
    w.must(w.act("QM", "set-members", put("AS64501:AS-X", "AS1")));
    const range = { to: "QN", resources: ["AS64496-AS64499"], routes: { choice: "withdraw" } };
    w.must(w.act("QM", "transfer", range, { cosign: ["QN"] }));
    const body = { to: "XA", resources: ["AS64501"], terms: PERMANENT };
    w.must(w.act("QM", "delegate", body, { cosign: ["XA"] }));
    expect(setOf(w.assembly.state, "AS64501:AS-X")).toBeUndefined();
    measure(w, "assign", { to: "XB", resources: ["AS131072-AS196607"] }, { consents: ["XB"] });
    w.must(w.act("XB", "set-members", put("AS131073:AS-X", "AS1")));
    w.must(w.act("XB", "return", { resources: ["AS131072-AS196607"] }));
    expect(w.dump("providers")).toEqual([]);
  });
});

describe("routeVerdict (RFC 6811)", () => {
  const w = numbersWorld();
  held(w);
  authorise(w, "XA", route(R, "AS64500", 20), route("10.1.2.0/24", "AS0"));
  it.each([
    [R, "AS64500", "valid"],
    ["10.1.0.0/20", "AS64500", "valid"],
    ["10.1.0.0/21", "AS64500", "invalid"],
    [R, "AS64501", "invalid"],
    ["10.1.2.0/24", "AS0", "invalid"],
    ["10.0.0.0/8", "AS64500", "notfound"],
    ["10.2.0.0/16", "AS64500", "notfound"],
  ])("%s %s is %s", (prefix, asn, state) => expect(validity(w, prefix, asn)).toBe(state));

  it("without an origin is never valid", () => {
    const { key } = block(R);
    expect(routeVerdict(key, undefined, w.assembly.state.covering("routes4", key)).state).toBe("invalid");
  });
});
