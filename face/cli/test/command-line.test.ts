/** The real command, without a node: usage, messages, safety of `start --fresh`, completion. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { simpleMajority } from "@comity/rules";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-cli-"));
const comity = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};

describe("mistakes of usage end with 2, say nothing on stdout, and suggest", () => {
  it.each([
    [["statsu"], "status"],
    [["status", "--jsn"], "--json"],
    [["log", "chek"], "check"],
    [["log", "check"], "PATH|path"],
    [["show", "192.0.2.1", "--at", "abc"], "whole number"],
    [["start", "--port", "99999"], "65535"],
    [["status", "--node", "localhost"], "http://"],
    [["show", "a", "b"], "Too many"],
    [["completion", "csh"], "bash"],
  ])("%j", (args, hint) => {
    const { code, out, err } = comity(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(new RegExp(hint));
  });
});

it("a missing file is one line with a code, not a stack", () => {
  const { code, err } = comity("act", "sign", "nofile", "--key", "x");
  expect({ code, err }).toEqual({
    code: 1,
    err: "comity: nofile: no such file or folder [file-unreadable]\n",
  });
});

it("foreign text does not reach the terminal as control sequences", () => {
  const { err } = comity("act", "show", "a\u001B[2J");
  expect(err).not.toContain("\u001B");
  expect(err).toContain("\\u001b");
});

it("start --fresh removes demonstrations only", () => {
  writeFileSync(join(work, "precious"), "x");
  const { code, err } = comity("start", "--demo", "--fresh", "--folder", work);
  expect(code).toBe(1);
  expect(err).toContain("not-a-demonstration");
  expect(existsSync(join(work, "precious"))).toBe(true);
});

it("start without --demo makes no assembly of its own", () => {
  const { code, err } = comity("start", "--folder", join(work, "none"));
  expect(code).toBe(1);
  expect(err).toContain("no-assembly");
  expect(existsSync(join(work, "none"))).toBe(false);
});

it("rules lint accepts an example and names what is below a minimum", () => {
  const path = join(work, "rules.json");
  writeFileSync(path, JSON.stringify(simpleMajority));
  expect(comity("rules", "lint", path).code).toBe(0);
  const parameters = Object.fromEntries(Object.keys(simpleMajority.parameters).map((name) => [name, 1]));
  writeFileSync(path, JSON.stringify({ ...simpleMajority, parameters }));
  const { code, out } = comity("rules", "lint", path);
  expect(code).toBe(1);
  expect(out).toContain("/parameters/grace");
});

it("completion proposes commands, flags and values from the parser", () => {
  expect(comity("__complete", "st").out).toBe("start\nstatus\n");
  expect(comity("__complete", "status", "--j").out).toContain("--json");
  expect(comity("__complete", "completion", "f").out).toBe("fish\n");
  expect(comity("completion", "bash").out).toContain("__complete");
});

it("a private key is never printed and never overwritten", () => {
  const made = comity("keys", "new", "QM/office", "--json");
  const { secret }: { readonly secret: string } = JSON.parse(
    readFileSync(join(work, "QM-office.key"), "utf8").split("\n")[1]!,
  );
  expect(made.out).not.toContain(secret);
  expect(comity("keys", "new", "QM/office").code).toBe(1);
});
