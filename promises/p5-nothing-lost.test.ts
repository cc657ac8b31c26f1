/**
 * P5: no act that was acknowledged is lost. A node is killed with SIGKILL at many moments under load and started again;
 * every write point of the store is killed, and a disk that drops and reorders unsynced writes is simulated, in
 * `host/store/test`. Loss of the disk itself: not yet (see the README here).
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { World, policyOf } from "../core/assembly/test/world.ts";
import { FOUNDERS, noteOf } from "../host/node/test/shared.ts";

const CHILD = fileURLToPath(new URL("../host/node/test/kill-child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "comity-p5-"));
let last: ChildProcess | undefined;
afterAll(() => {
  last?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function node(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
  last = child;
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rounds = process.env["COMITY_SOAK"] === undefined ? 5 : 100;
/** Milliseconds until the kill: the same in every run. */
const delays = Array.from({ length: rounds }, (_, i) => 20 + ((i * 7919) % 211));

describe("a node killed under load", () => {
  it("has every act it acknowledged, once, and goes on", { timeout: 600_000 }, async () => {
    const world = new World({ founders: FOUNDERS });
    let running = await node();
    const submit = (note: string, until = "yes"): Promise<Response> =>
      fetch(`${running.url}/api/v1/acts?wait=${until}`, { method: "POST", body: note });
    expect((await submit(noteOf(world.blocks[0]!.acts[0]!))).ok).toBe(true);
    const acknowledged: string[] = [];
    let n = 0;
    for (const [round, delay] of delays.entries()) {
      // On a slow machine nothing is acknowledged so soon: every other kill waits for the first acknowledgement.
      const first = Promise.withResolvers<void>();
      const sending = Array.from({ length: 30 }, async (_x, i) => {
        const id = `P${n++}`;
        const note = noteOf(world.act(id, "join", { kind: "operator", policy: policyOf(id) }));
        await wait(i * 4);
        const answer = await submit(note, i % 2 ? "yes" : "no").catch(() => undefined);
        const body = await answer?.text().catch(() => undefined);
        if (answer?.ok === true && body !== undefined) {
          acknowledged.push(note);
          first.resolve();
        }
      });
      if (round % 2 === 1) await Promise.race([first.promise, Promise.all(sending)]);
      await wait(delay);
      running.child.kill("SIGKILL");
      await Promise.all([...sending, once(running.child, "exit")]);
      running = await node();
    }
    // How many depends on the machine; each of them counts.
    expect(acknowledged.length).toBeGreaterThanOrEqual(Math.floor(rounds / 2));
    for (const note of acknowledged) {
      const receipt = (await (await submit(note)).json()) as { outcome: string };
      expect(receipt.outcome).toBe("effective");
    }
    const logged: string[] = [];
    for (let from = 0; ; from = logged.length) {
      const page = (await (await fetch(`${running.url}/api/v1/log?from=${from}&limit=1000`)).json()) as {
        items: { text: string }[];
      };
      logged.push(...page.items.map(({ text }) => text));
      if (page.items.length < 1_000) break;
    }
    for (const note of acknowledged) expect(logged.filter((text) => text === note)).toHaveLength(1);
    running.child.kill("SIGTERM");
    await once(running.child, "exit");
  });
});
