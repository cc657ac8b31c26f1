/** The ready constitutions: our own pass every check, real ones have the findings that their bodies are known for. */
import { constitutions, ownConstitutions } from "@comity/example-rules";
import { registriesOperatorsSociety } from "@comity/rules";
import { lintConstitution, openProver, type Checked, type Prover } from "@comity/rules-lint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

type Expected = {
  readonly sizes?: { readonly [chamber: string]: number };
  /** Errors and warnings by check, with the rules (or chambers) where they are; not the fixed minimums. */
  readonly found: { readonly [check: string]: readonly string[] };
};
const FIVE = { registries: 5 };

const REAL: { readonly [name: string]: Expected } = {
  "un-general-assembly": {
    sizes: { "security-council": 15 },
    found: {
      "few-pass": ["ordinary", "important", "category", "reconsideration"],
      "no-helps": ["ordinary", "important", "category", "reconsideration", "admission"],
      "one-blocks": ["consensus", "admission", "charter-amendment"],
      "weak-guard": ["consensus"],
    },
  },
  "un-security-council-15": {
    sizes: { "security-council": 15 },
    found: {
      "one-blocks": ["substantive", "pacific-settlement", "admission", "charter-amendment"],
      "recusal-blocks": ["pacific-settlement"],
      "no-helps": ["admission"],
    },
  },
  "un-security-council-11": {
    sizes: { "security-council": 11 },
    found: {
      "one-blocks": ["substantive", "pacific-settlement", "admission", "charter-amendment"],
      "recusal-blocks": ["pacific-settlement"],
      "no-helps": ["admission"],
    },
  },
  "un-charter-amendment": { found: { "one-blocks": ["charter-amendment"] } },
  itu: { found: { "few-pass": ["ordinary"], "no-helps": ["ordinary"] } },
  "eu-council": {
    sizes: { council: 27 },
    found: {
      // "Fewer than four oppose" passes with nobody for it when almost all are suspended or recused.
      "zero-votes": ["qualified-majority", "qualified-majority-of-participants"],
      improper: ["qualified-majority", "qualified-majority-of-participants"],
      "few-pass-against-all": ["qualified-majority"],
      "no-helps": ["qualified-majority", "qualified-majority-of-participants"],
      "few-block": ["reinforced-majority"],
      "few-pass": ["unanimity"],
      "one-blocks": ["unanimity", "treaty-revision"],
    },
  },
  icann: {
    sizes: { board: 16, "empowered-community": 5 },
    found: {
      "few-block": ["fundamental-bylaw", "recall-seat"],
      "recusal-blocks": [
        "reject-budget",
        "reject-bylaw",
        "reject-bylaw-from-policy",
        "recall-nominated-director",
        "recall-board",
      ],
      "one-blocks": ["reject-bylaw-from-policy"],
      "weak-guard": ["reject-budget", "reject-bylaw-from-policy", "recall-board"],
    },
  },
  imf: {
    found: {
      bypass: ["ordinary"],
      "few-pass": ["ordinary"],
      "no-helps": ["ordinary", "charges", "structure", "quota"],
      "one-blocks": ["charges", "structure", "quota", "amendment", "entrenched"],
    },
  },
  "nro-global-policy": {
    sizes: FIVE,
    found: { "one-blocks": ["executive-council", "global-policy", "recognition"] },
  },
  "rir-governance-unanimity": {
    sizes: FIVE,
    found: { "one-blocks": ["recognition", "derecognition", "amendment"] },
  },
  "rir-governance-all-but-affected": {
    sizes: FIVE,
    found: { "one-blocks": ["recognition", "derecognition", "amendment"] },
  },
  "rir-governance-three-of-five": {
    sizes: FIVE,
    found: { "recusal-blocks": ["derecognition"], "one-blocks": ["amendment"] },
  },
  ietf: {
    found: {
      "judged-alone": ["working-group"],
      "one-blocks": ["working-group-document", "individual-document"],
      "few-block": ["recall"],
      "weak-guard": ["appeal-iesg"],
    },
  },
  "ripe-pdp": { found: { "judged-alone": ["policy"], "one-blocks": ["appeal-chair"] } },
  "cosmos-gov": {
    found: {
      "few-pass": ["proposal", "expedited"],
      "no-helps": ["proposal", "expedited"],
      "weak-guard": ["expedited"],
    },
  },
  "cosmos-group": {
    found: {
      improper: ["threshold", "percentage"],
      "few-pass-against-all": ["threshold"],
      "one-blocks": ["threshold"],
      "weak-guard": ["threshold"],
    },
  },
  "openzeppelin-governor": { found: { "few-pass": ["proposal"] } },
  "compound-bravo": { found: { "few-pass": ["proposal"], "one-blocks": ["proposal"] } },
  aragon: {
    found: {
      "few-pass": ["standard", "early", "replacement"],
      "no-helps": ["standard", "early", "replacement"],
    },
  },
};

function byCheck(checked: readonly Checked[]): { readonly [check: string]: readonly string[] } {
  const found: { [check: string]: string[] } = {};
  for (const { check, clause, holds, severity } of checked) {
    if (holds || severity === "note" || check === "below-minimum") continue;
    const place = clause.split("/")[2]!;
    const places = (found[check] ??= []);
    if (!places.includes(place)) places.push(place);
  }
  return found;
}

it.each(Object.keys(ownConstitutions))("%s passes every check, all of them proved", async (name) => {
  const checked = await lintConstitution(ownConstitutions[name]!, { prover });
  expect(checked.filter((each) => !each.holds && each.severity !== "note")).toEqual([]);
  expect(checked.filter((each) => each.how === "searched")).toEqual([]);
});

describe("real bodies", () => {
  // The largest ones take their time: in the long run only.
  const long = process.env["COMITY_SOAK"] === undefined ? ["icann", "un-security-council-11", "aragon"] : [];
  const known = Object.keys(constitutions).filter(
    (name) => Object.hasOwn(REAL, name) && !long.includes(name),
  );
  it.each(known)("%s has the findings it is known for", async (name) => {
    const { sizes = {}, found } = REAL[name]!;
    const checked = await lintConstitution(constitutions[name]!, { prover, sizes });
    expect(byCheck(checked)).toEqual(found);
  });

  it("every ready constitution has its findings recorded here", () => {
    const recorded = [...Object.keys(ownConstitutions), ...Object.keys(REAL)];
    expect(Object.keys(constitutions).toSorted()).toEqual(recorded.toSorted());
  });
});

it("the default constitution is linted, with the start of z3, within seconds of computing", async () => {
  const from = process.cpuUsage();
  const checked = await lintConstitution(registriesOperatorsSociety);
  expect(checked.filter((each) => !each.holds && each.severity !== "note")).toEqual([]);
  // The processor's time, so that other programs on the machine do not matter.
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1e6).toBeLessThan(10);
});
