/** P2: the state is the fold of the log; replaying it gives the same root on every machine, locale and time zone. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { assemblyOfFive, castAll, HASH, MEMBERS, propose, settle, yes } from "./assembly-of-five.ts";

const replay = fileURLToPath(new URL("replay-here.ts", import.meta.url));
const rootIn = (env: { readonly [name: string]: string }): string =>
  execFileSync(process.execPath, [replay], { env: { ...process.env, ...env }, encoding: "utf8" }).trim();

describe("replay", () => {
  it("gives every block record again", () => {
    const world = assemblyOfFive();
    const id = propose(world, "QN", "adopt", { title: "a text", text: HASH });
    castAll(world, id, yes(MEMBERS));
    expect(settle(world, id).phase).toBe("carried-out");
    expect(() => world.replay()).not.toThrow();
  });

  it("gives one root in every locale and time zone", () => {
    const roots = [
      rootIn({ TZ: "UTC", LANG: "C" }),
      rootIn({ TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }),
      rootIn({ TZ: "America/St_Johns", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" }),
    ];
    expect(new Set(roots).size).toBe(1);
    expect(roots[0]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});
