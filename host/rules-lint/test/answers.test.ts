/** Questions as JSON, answered in a thread: every question, strict reading, limits. */
import { simpleMajority } from "@comity/rules";
import { rulesService, type RulesQuestion, type RulesService } from "@comity/rules-lint/service";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const shared = rulesService();
const opened: RulesService[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});
afterAll(() => shared.close());

const service = (...options: Parameters<typeof rulesService>): RulesService => {
  const started = rulesService(...options);
  opened.push(started);
  return started;
};
const bytes = (body: unknown): Uint8Array =>
  new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
const ask = (question: RulesQuestion, body: unknown, of: RulesService = shared) =>
  of.ask(question, bytes(body));

const constitution = simpleMajority;
const members = ["a", "b", "c"].map((id) => ({ id, chambers: ["members"] }));
const vote = { members, ballots: [{ member: "a", choice: "yes" }] };
const asked = { constitution, class: "ordinary", vote };
const game = { criteria: [{ weights: [4, 3, 2, 1], quota: "2/3" }] };

describe("every question is answered", () => {
  it("lint", async () => {
    const answer = await ask("lint", { constitution, share: { num: 1, den: 3 }, sizes: { panel: 5 } });
    expect(answer).toMatchObject({ ok: true, value: { schema: "comity/rules-lint/v2", errors: 0 } });
  });

  it("explain, also a text, with its lines", async () => {
    const text = JSON.stringify(constitution, undefined, 1);
    const answer = await ask("explain", { constitution: text, class: "ordinary" });
    const { sentences } = (answer as { value: { sentences: { path: string; line: number }[] } }).value;
    expect(sentences.every(({ path }) => path.startsWith("/rules/ordinary"))).toBe(true);
    const said = sentences.find(({ path }) => path === "/rules/ordinary")!;
    expect(text.split("\n")[said.line - 1]).toContain('"ordinary"');
  });

  it("evaluate, closed and open, with the tree in sentences", async () => {
    const closed = await ask("evaluate", asked);
    expect(closed).toMatchObject({
      ok: true,
      value: { schema: "comity/rules-evaluate/v1", evaluation: { outcome: "passes", settled: true } },
    });
    const open = await ask("evaluate", { ...asked, open: true });
    expect(open).toMatchObject({ ok: true, value: { evaluation: { outcome: "open" } } });
    expect((open as { value: { sentences: unknown[] } }).value.sentences.length).toBeGreaterThan(2);
  });

  it("diff", async () => {
    const { ordinary } = constitution.rules;
    const after = {
      ...constitution,
      rules: { ...constitution.rules, ordinary: { ...ordinary!, about: "Otherwise." } },
    };
    expect(await ask("diff", { before: constitution, after })).toMatchObject({
      ok: true,
      value: { schema: "comity/rules-diff/v1", changes: [{ path: "/rules/ordinary/about" }], protection: [] },
    });
  });

  it("power of a game, and of a rule with blocs, colluders and abstention", async () => {
    expect(await ask("power", { game, coalitions: true })).toMatchObject({
      ok: true,
      value: {
        normalised: { values: ["1/2", "3/10", "1/10", "1/10"] },
        coalitionList: [
          ["1", "2"],
          ["1", "3", "4"],
        ],
      },
    });
    const more = { abstention: true, shapley: false, collude: ["a", "b"], turnout: "full" };
    const full = await ask("power", { ...asked, ...more });
    expect(full).toMatchObject({
      ok: true,
      value: { shapley: null, collusion: { canPass: true }, abstention: { power: expect.anything() } },
    });
    const blocs = [{ name: "ab", members: ["a", "b"] }];
    expect(await ask("power", { ...asked, blocs })).toMatchObject({
      ok: true,
      value: { members: ["ab", "c"] },
    });
  });
});

describe("refused", () => {
  const cases: readonly [string, RulesQuestion, unknown, string, string, RegExp?][] = [
    ["no JSON", "lint", "{", "yaml", ""],
    ["a key twice", "lint", '{"constitution": {}, "constitution": {}}', "duplicate-key", ""],
    ["a list", "lint", "[]", "request-form", ""],
    ["an unknown key", "lint", { constitution, sizez: {} }, "unknown-key", "/sizez"],
    ["nothing asked about", "lint", {}, "missing-key", "/constitution"],
    ["a share above 1", "lint", { constitution, share: { num: 4, den: 3 } }, "fraction", "/share"],
    ["a share that is none", "lint", { constitution, share: 0.5 }, "fraction", "/share"],
    ["a size of no chamber", "lint", { constitution, sizes: { nosuch: 3 } }, "unknown-name", "/sizes/nosuch"],
    ["a size of nobody", "lint", { constitution, sizes: { panel: 0 } }, "integer", "/sizes/panel"],
    ["a broken constitution", "explain", { constitution: {} }, "missing-key", "/constitution/format"],
    [
      "a broken text",
      "explain",
      { constitution: "format: 1\n" },
      "choice",
      "/constitution/format",
      /^line 1, column/,
    ],
    ["a class that is none", "explain", { constitution, class: "x" }, "no-rule", "/class", /ordinary/],
    [
      "a stranger's ballot",
      "evaluate",
      { ...asked, vote: { members, ballots: [{ member: "x", choice: "yes" }] } },
      "unknown-name",
      "/vote/ballots/0/member",
      /did you mean|no such member/,
    ],
    [
      "a text with a stranger's ballot",
      "evaluate",
      { ...asked, vote: "members: []\nballots:\n  - {member: x, choice: yes}\n" },
      "unknown-name",
      "/vote/ballots/0/member",
      /^line 3/,
    ],
    ["open in words", "evaluate", { ...asked, open: "yes" }, "shape", "/open"],
    [
      "open, and a time",
      "evaluate",
      { ...asked, open: true, vote: { members, time: { closes: [9], now: 3 } } },
      "time",
      "/open",
    ],
    [
      "a broken second constitution",
      "diff",
      { before: constitution, after: {} },
      "missing-key",
      "/after/format",
    ],
    ["a game without criteria", "power", { game: {} }, "game-file", "/game/criteria"],
    ["a game and a rule", "power", { ...asked, game }, "unknown-key", "/constitution"],
    [
      "too much weight",
      "power",
      { game: { criteria: [{ weights: [1_000_001], quota: 1 }] } },
      "power-too-large",
      "/game",
    ],
    [
      "too many members",
      "power",
      { game: { criteria: [{ weights: Array(301).fill(1), quota: 1 }] } },
      "power-too-large",
      "/game",
    ],
    ["one colluder", "power", { game, collude: ["1"] }, "collude", "/collude"],
    [
      "a bloc of strangers",
      "power",
      { game, blocs: [{ name: "x", members: ["9"] }] },
      "unknown-member",
      "/blocs/0",
    ],
    ["blocs that are none", "power", { game, blocs: [{ members: ["1"] }] }, "shape", "/blocs"],
    ["a turnout that is none", "power", { ...asked, turnout: "half" }, "choice", "/turnout"],
  ];
  it.each(cases)("%s", async (_, question, body, code, field, detail) => {
    const answer = await ask(question, body);
    expect(answer).toMatchObject({ ok: false, error: { code, field } });
    if (detail !== undefined && !answer.ok) expect(answer.error.detail).toMatch(detail);
  });

  it("what is no text", async () => {
    expect(await shared.ask("lint", new Uint8Array([0xff]))).toMatchObject({
      ok: false,
      error: { code: "request-form" },
    });
  });
});

describe("limits", () => {
  it("what takes too long ends, and the next question is answered", async () => {
    const short = service({ milliseconds: 1 });
    const [late, next] = await Promise.all([ask("lint", { constitution }, short), ask("explain", {}, short)]);
    expect(late).toMatchObject({ ok: false, error: { code: "rules-time" } });
    expect(next).toMatchObject({ ok: false });
    expect(await ask("power", { game })).toMatchObject({ ok: true });
  });

  it("a queue that is full says so; closing answers everybody", async () => {
    const many = service();
    const all = Array.from({ length: 10 }, () => ask("lint", { constitution }, many));
    expect(await all[9]).toMatchObject({ ok: false, error: { code: "rules-busy" } });
    await many.close();
    expect(await all[8]).toMatchObject({ ok: false, error: { code: "stopping" } });
    expect(await ask("explain", { constitution }, many)).toMatchObject({
      ok: false,
      error: { code: "stopping" },
    });
  });

  it("the thread ends when it is not used, and starts again", async () => {
    const idle = service({ idle: 1 });
    expect(await ask("power", { game }, idle)).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask("power", { game }, idle)).toMatchObject({ ok: true });
  });
});
