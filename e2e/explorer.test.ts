/**
 * The explorer in a real browser over a real node: accessibility in light and dark, narrow screens, reading without
 * JavaScript, verification that one flipped byte turns red, keys, and a first load within its size.
 * `COMITY_SHOTS=FOLDER` keeps a picture of every page.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { RunningNode } from "@comity/node";
import { startExplorer, stopExplorer } from "../face/web/test/explorer-node.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env["COMITY_SHOTS"];
let node: RunningNode;
let browser: Browser;
let decision = "";

before(async () => {
  node = await startExplorer();
  const list = await node.client.get("decisions");
  decision = list.ok ? (list.value.items.at(-1)?.id ?? "") : "";
  browser = await chromium.launch({
    executablePath: process.env["COMITY_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});
after(async () => {
  await browser?.close();
  await stopExplorer(node);
});

const pages = (): readonly (readonly [name: string, path: string])[] => [
  ["home", "/"],
  ["resource", "/resources/1.250.200.0/24"],
  ["disputed", "/resources/1.64.0.0/16"],
  ["block", "/resources/1.0.0.0/8"],
  ["nobody", "/resources/2001:db8::1"],
  ["asn", "/resources/AS64497"],
  ["party", "/parties/XA"],
  ["parties", "/parties"],
  ["decisions", "/decisions"],
  ["none-open", "/decisions?phase=closed"],
  ["decision", `/decisions/${decision}`],
  ["log", "/entries"],
  ["entry", "/entries/10"],
  ["void", "/entries/14"],
  ["record", "/entries/11"],
  ["constitution", "/constitution"],
  ["catalogue", "/catalogue"],
  ["search", "/search?q=1.250.200.1"],
  ["search-none", "/search?q=zzzz+nothing"],
  ["verify", "/verify"],
  ["as-of", "/parties/XA?at=10"],
  ["route", "/routes/1.250.200.0/24?origin=AS64497"],
  ["route-ask", "/routes"],
  ["route-none", "/routes/192.0.2.0/24"],
  ["search-route", "/search?q=1.250.200.0/24+AS64500"],
  ["networks", "/networks"],
  ["no-network", "/networks/none"],
  ["rules", "/rules"],
  ["rules-council", "/rules?example=un-security-council-15&rule=substantive"],
  ["rules-bad-link", "/rules#s=AAAA"],
  ["newip", "/newip"],
  ["newip-contract", "/newip?format=contract&hex=03000c000000c0000201c6336407"],
  ["newip-refused", "/newip?format=flexible&hex=f90080"],
  ["newip-no-hex", "/newip?format=level&hex=zz"],
  ["not-found", "/nowhere"],
  ["no-party", "/parties/ZZ"],
];

async function open(
  context: BrowserContext,
  path: string,
): Promise<{ page: Page; errors: string[]; requests: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on(
    "console",
    (message) =>
      message.type() === "error" && !/status of 4/.test(message.text()) && errors.push(message.text()),
  );
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(node.url + path);
  await page.waitForFunction(() => !document.documentElement.classList.contains("no-script"));
  await page.waitForTimeout(path === "/" ? 800 : 150);
  return { page, errors, requests };
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is accessible and without errors, ${colorScheme}`, async () => {
    const context = await browser.newContext({
      colorScheme,
      bypassCSP: true,
      viewport: { width: 1280, height: 900 },
    });
    const bad: string[] = [];
    for (const [name, path] of pages()) {
      const { page, errors } = await open(context, path);
      await page.evaluate(axe);
      type Violation = { id: string; nodes: { html: string }[] };
      const violations = await page.evaluate(
        async () =>
          (
            await (
              globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
            ).axe.run()
          ).violations,
      );
      bad.push(
        ...violations.map((v) => `${name}: ${v.id}: ${v.nodes[0]?.html.slice(0, 160)}`),
        ...errors.map((e) => `${name}: ${e}`),
      );
      if (shots !== undefined)
        await page.screenshot({
          path: `${shots}/${name}-${colorScheme}.png`,
          fullPage: name !== "catalogue" && name !== "constitution",
        });
      await page.close();
    }
    await context.close();
    assert.deepEqual(bad, []);
  });
}

test("nothing is wider than a 360 px screen, and the policy blocks nothing", async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const bad: string[] = [];
  for (const [name, path] of pages()) {
    const { page, errors, requests } = await open(context, path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 360) bad.push(`${name}: ${width} px`);
    bad.push(...errors.map((e) => `${name}: ${e}`));
    const foreign = requests.filter(
      (url) => !/^\/(?:api\/v1\/|assets\/|icon\.svg)/.test(url) && url !== new URL(path, node.url).pathname,
    );
    bad.push(...foreign.map((url) => `${name} calls ${url}`));
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-360.png` });
    await page.close();
  }
  await context.close();
  assert.deepEqual(bad, []);
});

test("every page reads without JavaScript", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [, path] of pages()) {
    await page.goto(node.url + path);
    assert.ok((await page.innerText("h1")).length > 0, path);
  }
  await page.goto(`${node.url}/`);
  await page.fill("#q", "XA");
  await page.click('form[role="search"] button');
  assert.match(page.url(), /\/search\?q=XA$/);
  await context.close();
});

for (const [name, path] of [
  ["holding", "/resources/1.250.200.0/24"],
  ["absence", "/resources/2001:db8::1"],
  ["party", "/parties/XA"],
  ["act", "/entries/10"],
  ["void act", "/entries/14"],
  ["decision", "/decisions/16"],
  ["route", "/routes/1.250.200.0/24?origin=AS64497"],
  ["invalid route", "/routes/1.250.200.0/24?origin=AS64500"],
  ["earlier state", "/parties/XA?at=10"],
] as const) {
  test(`verify this: ${name} turns green, and red with one byte flipped`, async () => {
    const context = await browser.newContext();
    const { page } = await open(context, path);
    await page.click(".verify button.primary");
    await page.waitForSelector("[data-verdict]");
    assert.equal(
      await page.getAttribute("[data-verdict]", "data-verdict"),
      "good",
      await page.innerText(".verify"),
    );
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/verified-${name.replace(" ", "-")}.png`, fullPage: true });
    await page.route("**/api/v1/proof/**", async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      // A letter inside the base64 of the last field: the tree path, or a hash.
      const at = body.length - 40;
      body[at] = body[at] === 0x41 ? 0x42 : 0x41;
      await route.fulfill({ response, body });
    });
    await page.click(".verify button.primary");
    await page.waitForSelector('[data-verdict="bad"]');
    assert.ok((await page.locator(".steps .no").count()) >= 1);
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/flipped-${name.replace(" ", "-")}.png`, fullPage: true });
    await context.close();
  });
}

test("a document is read from its decision, shown as it is, and another text under its hash is noticed", async () => {
  const context = await browser.newContext();
  const { page } = await open(context, "/decisions/16");
  await page.click("text=read it");
  await page.waitForSelector("pre.document");
  await page.waitForSelector("aside p.good");
  assert.equal(await page.innerText("h1"), "Why XB");
  assert.match(await page.innerText("pre.document"), /<b>since<\/b> 2011/);
  const path = new URL(page.url()).pathname;
  await page.route("**/api/v1/documents/*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace("2011", "1911") });
  });
  await page.goto(`${node.url}/decisions`);
  await page.evaluate((to) => {
    const link = document.createElement("a");
    link.href = to;
    document.querySelector("main")!.append(link);
    link.click();
  }, path);
  await page.waitForSelector("pre.document:has-text('1911')");
  await page.waitForSelector("aside p.bad");
  await context.close();
});

test("a valid proof of something else is not accepted", async () => {
  const context = await browser.newContext();
  const { page } = await open(context, "/parties/XA");
  const other = await fetch(`${node.url}/api/v1/proof/fact?register=parties&key=party%2FXB`).then((r) =>
    r.text(),
  );
  await page.route("**/api/v1/proof/**", (route) => route.fulfill({ body: other }));
  await page.click(".verify button.primary");
  await page.waitForSelector('[data-verdict="bad"]');
  await context.close();
});

test("keys: / focuses the search, ? lists keys, arrows and plus move and zoom the map", async () => {
  const context = await browser.newContext();
  const { page } = await open(context, "/");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "q");
  await page.keyboard.press("Escape");
  await page.focus(".pad");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.focus(".pad");
  const before = await page.innerText("#under a");
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await page.innerText("#under a"), before);
  await page.keyboard.press("+");
  await page.waitForFunction(() => document.querySelector("#under a")?.textContent?.endsWith("/20"));
  await page.keyboard.press("-");
  await page.waitForFunction(() => document.querySelector("#under a")?.textContent?.endsWith("/16"));
  await context.close();
});

test("the first load of the front page is at most 25 KiB", () => {
  type Chunk = {
    readonly file: string;
    readonly imports?: readonly string[];
    readonly css?: readonly string[];
  };
  const dist = new URL("../face/web/dist/client/", import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8")) as Partial<
    Record<string, Chunk>
  >;
  const files = new Set<string>(manifest["main.tsx"]?.css);
  const collect = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const next of chunk.imports ?? []) collect(next);
  };
  collect("main.tsx");
  collect("pages/home.tsx");
  const total = [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length,
    0,
  );
  console.log(`first load ${(total / 1024).toFixed(1)} KiB`);
  assert.ok(total <= 25 * 1024, `${total} bytes`);
});
