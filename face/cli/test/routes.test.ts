/** `comity routes` and `comity slurm` as a user runs them: figures, rows, findings, exit codes. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { run, type Application, type CommandContext, type StricliProcess } from "@stricli/core";
import { describe, expect, it } from "vitest";

// By address: tests belong to another project than the room.
const { applicationOf } = (await import(new URL("../app.ts", import.meta.url).href)) as {
  applicationOf: () => Application<CommandContext>;
};

const work = mkdtempSync(join(tmpdir(), "comity-routes-"));
const FILES = /^(?:vrps\.json|routes|none|one|rows\.gz|local\.slurm|loose|strict|f|after\.\w+)$/;

/** The command in this process, its own streams; names of `FILES` are in the work folder. */
async function comity(...args: readonly string[]) {
  const said = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({ write: (text: string) => void (said[name] += text) });
  let ended: number | undefined;
  const host = {
    process: { stdout: stream("out"), stderr: stream("err") } as StricliProcess,
    env: {},
    exit: (code: number) => (ended = code),
  };
  // The second word of a command is no file.
  const words = args.map((word, i) => (i > 1 && FILES.test(word) ? join(work, word) : word));
  await run(applicationOf(), words, host);
  const usage = Number(host.process.exitCode ?? 0);
  return { code: usage < 0 ? 2 : usage > 0 ? usage : (ended ?? 0), ...said };
}
writeFileSync(
  join(work, "vrps.json"),
  JSON.stringify({
    roas: [
      { asn: "AS64496", prefix: "192.0.2.0/24", maxLength: 25, ta: "x", expires: 5 },
      { asn: 64_496, prefix: "192.0.2.0/24", maxLength: 25 },
      { asn: "ASAS1", prefix: "10.0.0.0/8/8", maxLength: 8 },
    ],
  }),
);
writeFileSync(
  join(work, "routes"),
  "192.0.2.0/24\t64496\n192.0.2.0/26\t64496\n192.0.2.0/25\t64497\n192.0.2.0/25\t{64496}\n2001:DB8::/32\t64496\nnonsense\n",
);
const files = ["--vrps", "vrps.json", "--routes", "routes"];

describe("routes", () => {
  it("validate counts, writes rows, and says what it left out", async () => {
    const { code, out, err } = await comity("routes", "validate", "--json", ...files, "--rows", "rows.gz");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      valid: 1,
      invalid: 3,
      notfound: 1,
      sum: 5,
      reasons: { asn: 1, length: 1, "as-set": 1 },
      ipv6: { notfound: 1, sum: 1 },
      vrps: { ipv4: 1, records: 3, duplicates: 1, rejected: 1, expired: 1, findings: [{ code: "rtrtr-72" }] },
      routes: { format: "text", sets: 1, rejected: 1 },
    });
    expect(gunzipSync(readFileSync(join(work, "rows.gz"))).toString()).toBe(
      "192.0.2.0/24\t64496\tvalid\t\n192.0.2.0/26\t64496\tinvalid\tlength\n192.0.2.0/25\t64497\tinvalid\tasn\n192.0.2.0/25\t{64496}\tinvalid\tas-set\n2001:db8::/32\t64496\tnotfound\t\n",
    );
    for (const said of ["RTRTR", "vrps-old", "route-line"]) expect(err).toContain(said);
  });

  it("validate applies SLURM files", async () => {
    writeFileSync(
      join(work, "local.slurm"),
      (await comity("slurm", "write", "--assert", "2001:db8::/32,AS64496", "--filter", "AS64496")).out,
    );
    const { out } = await comity("routes", "validate", "--json", ...files, "--slurm", "local.slurm");
    expect(JSON.parse(out)).toMatchObject({ valid: 1, invalid: 0, notfound: 4 });
  });

  it("advise ends with 3 when routes are harmed, with 0 when none is", async () => {
    const harm = await comity("routes", "advise", "--json", ...files, "--remove", "192.0.2.0/24-25,AS64496");
    expect([harm.code, JSON.parse(harm.out)]).toMatchObject([
      3,
      { unprotected: [{ prefix: "192.0.2.0/24" }] },
    ]);
    const good = await comity("routes", "advise", ...files, "--add", "2001:db8::/32-33,AS64496");
    expect(good.code).toBe(0);
    for (const said of ["become valid: 1", "too permissive", "maximum length 32"])
      expect(good.out).toContain(said);
  });

  it.each([
    [["routes", "advise", ...files], 2, "--add"],
    [["routes", "advise", ...files, "--add", "192.0.2.0/24"], 2, "PREFIX,ASN"],
    [["routes", "advise", ...files, "--add", "192.0.2.0/24-23,AS1"], 2, "max-length"],
    [["routes", "validate", "--vrps", "none", "--routes", "routes"], 1, "file-unreadable"],
    [["routes", "validate", "--vrps", "routes", "--routes", "routes"], 1, "vrp-csv-header"],
    [["slurm", "write", "--filter", "x"], 2, "asn"],
    [["slurm", "check"], 2, "file"],
  ])("%j ends with %i and says why", async (args, code, said) => {
    const got = await comity(...args);
    expect([got.code, got.out]).toEqual([code, ""]);
    expect(got.err).toContain(said);
  });
});

describe("slurm", () => {
  it("check is strict unless asked; write makes a strict file of a loose one", async () => {
    const loose = JSON.parse(
      (await comity("slurm", "write", "--assert", "192.0.2.0/24-25,AS64496", "--comment", "x")).out,
    ) as {
      locallyAddedAssertions: { prefixAssertions: object[] };
    };
    Object.assign(loose.locallyAddedAssertions.prefixAssertions[0]!, { source: "radb" });
    writeFileSync(join(work, "loose"), JSON.stringify(loose));
    expect(await comity("slurm", "check", "loose")).toMatchObject({
      code: 1,
      out: expect.stringContaining("slurm-member") as string,
    });
    expect(await comity("slurm", "check", "--lenient", "loose")).toMatchObject({
      code: 0,
      out: expect.stringContaining("/source") as string,
    });
    expect((await comity("slurm", "write", "--from", "loose", "--out", "strict")).code).toBe(0);
    expect(await comity("slurm", "check", "--json", "strict")).toMatchObject({ code: 0 });
    expect(await comity("slurm", "check", "strict", "strict")).toMatchObject({
      code: 1,
      out: expect.stringContaining("slurm-overlap") as string,
    });
  });

  it("apply shows what is filtered and added, and writes files that are read again", async () => {
    writeFileSync(
      join(work, "f"),
      (await comity("slurm", "write", "--filter", "192.0.2.0/24,AS64496", "--assert", "10.0.0.0/8,AS1")).out,
    );
    for (const out of ["after.csv", "after.json"]) {
      const { code, out: text } = await comity(
        "slurm",
        "apply",
        "f",
        "--json",
        "--vrps",
        "vrps.json",
        "--out",
        out,
      );
      expect([code, JSON.parse(text)]).toMatchObject([
        0,
        { before: 1, filtered: 1, added: 1, after: 1, addedVrps: [{ prefix: "10.0.0.0/8" }] },
      ]);
      writeFileSync(join(work, "one"), "10.0.0.0/8\t1\n");
      expect(
        JSON.parse((await comity("routes", "validate", "--json", "--vrps", out, "--routes", "one")).out),
      ).toMatchObject({ valid: 1 });
    }
  });
});
