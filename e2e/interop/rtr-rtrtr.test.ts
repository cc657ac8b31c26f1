/**
 * RTRTR as our router over version 2: it is strict about ASPAs (their order, one for each customer, no unknown withdrawal),
 * and gives back what it holds as JSON. Skipped by name without it; `COMITY_RTRTR` names one (`cargo install rtrtr`).
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { aspaSetOf, vrpSetOf } from "../../core/routes/index.ts";
import { must } from "../../core/canon/index.ts";
import { HeldSource, randomIdentity, RtrServer } from "../../serve/rtr/index.ts";
import { installed } from "./rtr-peers.ts";
import { freePort } from "./rpki-peers.ts";

const rtrtr =
  [process.env["COMITY_RTRTR"], join(homedir(), ".cargo/bin/rtrtr")].find(
    (path) => path !== undefined && existsSync(path),
  ) ?? (installed("rtrtr") ? "rtrtr" : undefined);
const skip =
  rtrtr === undefined ? "RTRTR not installed (cargo install rtrtr): ASPAs are read by our own client" : false;

type Aspa = { readonly customer: number; readonly providers: readonly number[] };
const payload = (prefixes: readonly string[], aspas: readonly Aspa[]) => ({
  vrps: must(vrpSetOf(prefixes.map((prefix) => ({ prefix, maxLength: 128, asn: 64496 })))),
  aspas: must(aspaSetOf(aspas)),
  routerKeys: [],
});
const many = Array.from({ length: 400 }, (_, i) => 65_000 + i * 7);

describe("RTRTR reads ASPAs over version 2", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "comity-rtrtr-"));
  let child: ChildProcess | undefined;
  let server: RtrServer | undefined;
  after(async () => {
    child?.kill();
    await server?.close("shutdown");
    rmSync(folder, { recursive: true, force: true });
  });

  // Other providers for a customer are one announcement that replaces the set (8210bis-26, as rtrlib reads it). RTRTR 0.3.3
  // keeps the old set beside the new one then, so that this change is not judged here.
  it("holds the same after the first set, and after a new customer and one that is gone", async () => {
    const source = new HeldSource();
    const now = (): number => Math.trunc(Date.now() / 1000);
    const first = [
      { customer: 64_494, providers: [3, 1, 2] },
      { customer: 64_495, providers: [0] },
      { customer: 4_200_000_000, providers: many },
    ];
    source.publish(payload(["2001:db8::/32"], first), now());
    server = new RtrServer({ source, identity: randomIdentity(), log: () => {} });
    const port = await server.listen("127.0.0.1", 0);
    const http = await freePort();
    const config = join(folder, "rtrtr.conf");
    writeFileSync(
      config,
      [
        'log_level = "debug"',
        'log_target = "stderr"',
        `http-listen = ["127.0.0.1:${http}"]`,
        "[units.cache]",
        'type = "rtr"',
        `remote = "127.0.0.1:${port}"`,
        "[targets.json]",
        'type = "http"',
        'path = "/json"',
        'unit = "cache"',
        'format = "json"',
        "",
      ].join("\n"),
    );
    child = spawn(rtrtr!, ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr!.on("data", (chunk: Buffer) => (log += String(chunk)));
    child.on("error", (error) => (log += error.message));

    const held = async (): Promise<Aspa[] | undefined> => {
      try {
        const answer = await fetch(`http://127.0.0.1:${http}/json`);
        if (!answer.ok) return undefined;
        const found = (await answer.json()) as { aspas?: Aspa[] };
        return (found.aspas ?? [])
          .map(({ customer, providers }) => ({ customer, providers }))
          .sort((a, b) => a.customer - b.customer);
      } catch {
        return undefined;
      }
    };
    const becomes = async (expected: readonly Aspa[], seconds: number): Promise<void> => {
      const sorted = expected.map(({ customer, providers }) => ({
        customer,
        providers: [...providers].sort((a, b) => a - b),
      }));
      let seen: Aspa[] | undefined;
      for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
        seen = await held();
        if (JSON.stringify(seen) === JSON.stringify(sorted)) return;
      }
      assert.deepEqual(seen, sorted, log);
    };
    await becomes(first, 30);

    // One gone, one new: an announcement and a withdrawal, which must name what it holds.
    const second = [
      { customer: 64_493, providers: [64_500] },
      { customer: 64_494, providers: [3, 1, 2] },
      { customer: 4_200_000_000, providers: many },
    ];
    source.publish(payload(["2001:db8::/32", "2001:db8:1::/48"], second), now());
    // A cache notifies once a minute at most.
    await becomes(second, 90);
    for (let i = 0; i < 50 && !log.includes("(reset=false)"); i++) await sleep(100);
    assert.doesNotMatch(log, /ERROR|error:|duplicate|corrupt/i);
    assert.match(log, /starting update \(reset=false\)/);
  });
});
