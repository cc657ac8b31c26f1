/**
 * The pages of the explorer that compute by themselves, in a real browser over a real node: the rules (votes, power,
 * comparison, links) and the packets (fields to bytes and back, refusals, links); and questions about routes.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import type { RunningNode } from "@comity/node";

type World = {
  readonly startExplorer: () => Promise<RunningNode>;
  readonly stopExplorer: (node: RunningNode) => Promise<void>;
};
// Not an import by name: the explorer's files are checked as a browser's, these as Node's.
const world = new URL("../face/web/test/explorer-node.ts", import.meta.url).href;
const { startExplorer, stopExplorer } = (await import(world)) as World;

let node: RunningNode;
let browser: Browser;
before(async () => {
  node = await startExplorer();
  browser = await chromium.launch({
    executablePath: process.env["COMITY_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});
after(async () => {
  await browser?.close();
  await stopExplorer(node);
});

/** A page with the strict policy on; what goes wrong in it fails the test at its end. */
async function withPage(path: string, use: (page: Page, requests: string[]) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(node.url + path);
  await page.waitForFunction(() => !document.documentElement.classList.contains("no-script"));
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await use(page, requests);
  await context.close();
  assert.deepEqual(errors, []);
}
const outcomes = (page: Page): Promise<string[]> =>
  page.$$eval("[data-outcome]", (all) => all.map((each) => each.getAttribute("data-outcome") ?? ""));
const verdict = (page: Page): Promise<string> => page.innerText(".verdict");

test("rules: one veto turns the vote, power shows it, a link carries it, two stand side by side", async () => {
  let link = "";
  await withPage("/rules?example=un-security-council-15&rule=substantive", async (page, requests) => {
    assert.deepEqual(await outcomes(page), ["passes"]);
    await page.waitForSelector("text=19.63");
    assert.match(await page.innerText(".panel"), /4 Security Council \+ 5 Permanent, in 210 ways/);
    await page.locator(".choice-no input").nth(1).fill("1");
    assert.deepEqual(await outcomes(page), ["fails"]);
    await page.locator(".choice-no input").nth(1).press("ArrowLeft");
    assert.deepEqual(await outcomes(page), ["passes"], "sliders work with keys");
    await page.locator(".choice-no input").nth(1).press("ArrowRight");
    await page.getByRole("button", { name: "Compare with another" }).click();
    await page.locator("#side1-source").selectOption("un-security-council-11");
    await page.waitForSelector(".only >> text=at least 7");
    assert.match(await page.innerText(".rules"), /Only here[^]*at least 9[^]*at least 7/);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    await page.waitForTimeout(400);
    link = page.url().slice(node.url.length);
    assert.deepEqual(
      requests.filter((path) => path.startsWith("/api/")),
      [],
      "nothing is sent",
    );
  });
  await withPage(link, async (page) => {
    await page.waitForFunction(() => document.querySelectorAll("[data-outcome]").length === 2);
    assert.equal((await outcomes(page))[0], "fails");
    assert.equal(await page.inputValue("#side1-source"), "un-security-council-11");
  });
});

test("rules: a threshold is moved, a constitution of one's own is refused with its place, or used", async () => {
  await withPage("/rules?example=un-general-assembly", async (page) => {
    const own = await page.evaluate(() => document.getElementById("shown")!.textContent);
    const { data } = JSON.parse(own) as { data: { text: { name: string; format: string } } };
    await page.click(".bring summary");
    await page.fill("#constitution", JSON.stringify({ ...data.text, format: "other" }));
    await page.getByRole("button", { name: "Use it" }).click();
    assert.match(await page.innerText(".bring [role=alert]"), /\/format/);
    await page.fill("#constitution", JSON.stringify({ ...data.text, name: "Our own" }));
    await page.getByRole("button", { name: "Use it" }).click();
    await page.locator("#side0-source", { hasText: "Our own" }).waitFor();
    const share = page.locator(".control input[type=range]").last();
    await share.fill("90");
    await page.waitForSelector('[data-outcome="fails"]');
    await page.getByRole("button", { name: "As written" }).first().click();
    assert.equal(await page.locator(".control button").count(), 0);
  });
});

test("rules: a constitution in YAML is read, and refused with its line and what to write", async () => {
  const yaml = readFileSync(
    new URL("../examples/rules/tutorial/housing-cooperative.yaml", import.meta.url),
    "utf8",
  );
  await withPage("/rules", async (page) => {
    await page.click(".bring summary");
    const use = page.getByRole("button", { name: "Use it" });
    await page.fill("#constitution", yaml.replace("share: { num: 1, den: 2 }", "share: 1/2"));
    await use.click();
    assert.match(
      await page.innerText(".bring [role=alert]"),
      /^Line 1[0-9], column [0-9]+: .*; write \{num: 1, den: 2\}/,
    );
    await page.fill("#constitution", yaml);
    await use.click();
    await page.locator("#side0-source", { hasText: "Twelve Doors" }).waitFor();
  });
});

test("packets: a number changes the bytes, bytes change the number, a refusal names its byte", async () => {
  let link = "";
  await withPage("/newip", async (page, requests) => {
    assert.match(await verdict(page), /decodes/);
    await page.getByLabel("TTL at 1, as a number").fill("7");
    assert.match(await page.inputValue("#hex"), /^56 07 /);
    await page.getByLabel("Bytes of TTL at 1").fill("0a");
    assert.equal(await page.getByLabel("TTL at 1, as a number").inputValue(), "10");
    await page.getByLabel("Bytes of TTL at 1").fill("0a0b");
    assert.match(await page.innerText("table"), /needs 1 byte/);
    await page.getByRole("link", { name: "wrong checksum" }).click();
    assert.match(await verdict(page), /Refused/);
    assert.match(await page.innerText(".facts"), /checksum/);
    await page.getByRole("button", { name: "Put in the right checksum" }).click();
    assert.match(await verdict(page), /decodes/);
    await page.getByRole("link", { name: "latency contract" }).click();
    const json = JSON.parse(await page.inputValue("#json")) as { contracts: object[] };
    json.contracts.push({ kind: "max-delay", maximum: 9, experienced: 1 });
    await page.fill("#json", JSON.stringify(json));
    await page.getByRole("button", { name: "Encode" }).click();
    assert.match(await page.innerText("table"), /maximum delay/);
    await page.waitForFunction(() => location.hash.startsWith("#s="));
    await page.waitForTimeout(400);
    link = page.url().slice(node.url.length);
    assert.deepEqual(
      requests.filter((path) => path !== "/icon.svg"),
      [],
      "nothing is sent",
    );
  });
  await withPage(link, async (page) => {
    await page.waitForSelector("text=experienced delay");
    assert.match(await verdict(page), /decodes/);
  });
});

test("routes: asked in the search box, in a form, and as of an earlier state", async () => {
  await withPage("/search", async (page) => {
    await page.fill("#q", "1.250.200.0/24 AS64497");
    await page.press("#q", "Enter");
    await page.waitForSelector(".results .tag.good");
    await page.click(".results a");
    await page.waitForFunction(() => location.pathname.startsWith("/routes/"));
    assert.match(await page.innerText("h1"), /valid/);
    await page.fill("main input[name=origin]", "AS64500");
    await page.click("main form button");
    await page.waitForSelector(".grade.disputed");
    await page.fill("#at", "12");
    await page.click(".as-of button");
    await page.waitForSelector(".grade.nobody");
    assert.match(page.url(), /origin=AS64500/);
    assert.match(page.url(), /at=12/);
  });
});
