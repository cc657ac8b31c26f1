import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchRir, md5Line, RIR_FILES, type Fetch, type Fetched } from "@comity/import";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "comity-fetch-"));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const content = (url: string): string => `content of ${url}\n`;
const honest = (url: string): string =>
  url.endsWith(".md5") ? md5Line("x", content(url.slice(0, -4))) : content(url);

/** A server from a function: a string is the body, a number a status, an error a broken connection. */
const serve =
  (answer: (url: string, n: number) => string | number | Error, asked: string[] = []): Fetch =>
  (url) => {
    asked.push(url);
    const a = answer(url, asked.filter((u) => u === url).length);
    if (a instanceof Error) return Promise.reject(a);
    if (typeof a === "number") return Promise.resolve({ ok: false, status: a, body: null });
    return Promise.resolve({
      ok: true,
      status: 200,
      body: new Blob([a]).stream(),
    });
  };
const codes = (found: readonly Fetched[]): string[] => found.map((f) => (f.ok ? "ok" : f.error.code));

const hang: Fetch = (_, { signal }) =>
  new Promise((_resolve, fail) => signal.addEventListener("abort", () => fail(new Error("timeout"))));

// The platform's own function fits.
const platform: Fetch = fetch;

describe("fetch", () => {
  it("lists the five registries over https", () => {
    expect(platform).toBeTypeOf("function");
    expect(RIR_FILES.map((f) => f.registry)).toEqual(["afrinic", "apnic", "arin", "lacnic", "ripencc"]);
    for (const { registry, url } of RIR_FILES)
      expect(url).toMatch(new RegExp(`^https://ftp\\.[a-z.]+/.*/delegated-${registry}-extended-latest$`));
  });

  it("writes every file with its companion and nothing else", async () => {
    const found = await fetchRir(folder, { fetch: serve(honest) });
    expect(codes(found)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
    expect((await readdir(folder)).sort()).toEqual(
      RIR_FILES.flatMap((f) => [
        `delegated-${f.registry}-extended-latest`,
        `delegated-${f.registry}-extended-latest.md5`,
      ]),
    );
    for (const f of found) if (f.ok) expect(await readFile(f.path, "utf8")).toBe(content(f.url));
  });

  it.each([
    ["fetch-status", (url: string) => (url.endsWith(".md5") ? honest(url) : 503)],
    ["fetch-status", (url: string) => (url.endsWith(".md5") ? 404 : honest(url))],
    ["fetch-failed", () => new Error("reset")],
    ["md5-format", (url: string) => (url.endsWith(".md5") ? "<html>" : honest(url))],
    ["md5-mismatch", (url: string) => (url.endsWith(".md5") ? honest(url) : "cut off")],
  ] as [string, (url: string) => string | number | Error][])(
    "answers %s and leaves the old file",
    async (code, answer) => {
      await writeFile(join(folder, "delegated-apnic-extended-latest"), "old");
      const found = await fetchRir(folder, {
        fetch: serve((url) => (url.includes("apnic") ? answer(url) : honest(url))),
      });
      expect(codes(found)).toEqual(["ok", code, "ok", "ok", "ok"]);
      expect(await readFile(join(folder, "delegated-apnic-extended-latest"), "utf8")).toBe("old");
      expect((await readdir(folder)).filter((n) => n.includes("apnic"))).toEqual([
        "delegated-apnic-extended-latest",
      ]);
    },
  );

  it("tries a wrong checksum once more", async () => {
    const asked: string[] = [];
    const files = RIR_FILES.slice(0, 1);
    const found = await fetchRir(folder, {
      files,
      fetch: serve((url, n) => (n === 1 && !url.endsWith(".md5") ? "older" : honest(url)), asked),
    });
    expect(codes(found)).toEqual(["ok"]);
    expect(asked).toHaveLength(4);
  });

  it("gives up after the timeout", async () => {
    expect(
      codes(await fetchRir(folder, { files: RIR_FILES.slice(0, 1), fetch: hang, timeoutMs: 20 })),
    ).toEqual(["fetch-failed"]);
  });
});
