/** Failures as data: one code and sentence each, what to do next, and the same as JSON on stderr. */
import { createServer, type Server } from "node:http";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "@stricli/core";
import { applicationOf } from "../app.ts";
import { actNewKinds } from "../areas/act-new.ts";
import { EXIT, failureOf, Stop, told } from "../failure.ts";
import { makeFolder, readBytes, writeFile } from "../files.ts";
import type { Host } from "../host.ts";
import { inProcess } from "./in-process.ts";

const work = mkdtempSync(join(tmpdir(), "comity-failure-"));
const error = (fields: object): Error => Object.assign(new Error("raw"), fields);

async function asJson(...args: readonly string[]) {
  return asJsonOf(undefined, ...args);
}

async function asJsonOf(actNew: Parameters<typeof applicationOf>[0], ...args: readonly string[]) {
  let [out, err] = ["", ""];
  const ended: { code?: number } = {};
  const host = {
    process: {
      stdout: { write: (text: string) => void (out += text) },
      stderr: { write: (text: string) => void (err += text) },
    },
    env: {},
    json: true,
    exit: (code: number) => (ended.code = code),
  } as unknown as Host;
  await run(applicationOf(actNew, true), [...args, "--json"], host);
  const usage = Number(host.process.exitCode ?? 0);
  const code = usage < 0 ? 2 : usage > 0 ? usage : (ended.code ?? 0);
  return {
    code,
    out,
    error: (
      JSON.parse(err.trim().split("\n").at(-1)!) as {
        error: { code: string; detail: string; field?: string; next?: string };
      }
    ).error,
  };
}

describe("system errors in words", () => {
  it.each([
    [{ code: "ENOENT", syscall: "open", path: "f" }, "file-unreadable", "f: no such file or folder"],
    [{ code: "EACCES", syscall: "open", path: "f" }, "file-unreadable", "f: permission denied"],
    [
      { code: "EEXIST", syscall: "open", path: "f" },
      "file-exists",
      "f: exists already, and is not overwritten",
    ],
    [
      { code: "EEXIST", syscall: "mkdir", path: "f" },
      "file-unreadable",
      "f: a file, where a folder is needed",
    ],
    [{ code: "ENOSPC", syscall: "write" }, "disk-full", "no space is left on the disk"],
    [{ code: "EROFS", syscall: "open", path: "f" }, "folder-read-only", "f: the file system is read-only"],
    [
      { code: "EADDRINUSE", syscall: "listen", address: "::1", port: 5 },
      "port-taken",
      "::1:5: the port is taken",
    ],
    [
      { code: "EACCES", syscall: "listen", port: 80 },
      "port-forbidden",
      "port 80: only the administrator may open it",
    ],
    [
      { cause: error({ code: "ECONNREFUSED", port: 1, address: "a" }) },
      "unreachable",
      "a:1: nothing listens there",
    ],
  ])("%j is %s", (fields, code, detail) => expect(failureOf(error(fields))).toMatchObject({ code, detail }));

  it("end with the exit code of their kind; what is not known is a defect with its stack", () => {
    expect(failureOf(error({ code: "ECONNREFUSED" })).exit).toBe(EXIT.unreachable);
    expect(failureOf(error({ code: "ENOSPC" })).exit).toBe(EXIT.failed);
    expect(failureOf(new Stop(4, "x", "y", { field: "f" }))).toEqual({
      code: "x",
      detail: "y",
      exit: 4,
      field: "f",
    });
    expect(failureOf(new RangeError("boom"))).toMatchObject({ code: "defect", exit: EXIT.failed });
    expect(failureOf(new RangeError("boom")).detail).toContain("failure.test.ts");
  });

  it("also inside the sentence of another room", () => {
    const say = (detail: string): string => told(false, { code: "c", detail });
    expect(say("p: missing (ENOENT: no such file or directory, open 'p')")).toBe("comity: p: missing [c]");
    expect(say("EISDIR: illegal operation on a directory, read")).toContain(
      "a folder, where a file is needed",
    );
    expect(say("cannot listen: Error: listen EADDRNOTAVAIL: address not available 10.9.9.9")).toBe(
      "comity: cannot listen: not an address of this machine [c]",
    );
  });
});

it("words name the field once and say what to do next", () => {
  expect(told(false, { code: "x", detail: "wrong", field: "--to" })).toBe("comity: wrong (--to) [x]");
  expect(told(false, { code: "x", detail: "f: wrong", field: "f" })).toBe("comity: f: wrong [x]");
  expect(told(false, { code: "x", detail: "wrong", next: "do this" })).toBe(
    "comity: wrong [x]\n        do this",
  );
  expect(told(false, { code: "party-unknown", detail: "no" })).toContain("comity show parties");
  expect(told(false, { code: "x", detail: "a\u001B[2J" })).not.toContain("\u001B");
});

describe("files", () => {
  it("are named in what fails, also where the system does not", () => {
    expect(() => readBytes(work)).toThrow(expect.objectContaining({ path: work, code: "EISDIR" }) as Error);
    writeFile(join(work, "kept"), "1", { flag: "wx" });
    expect(() => writeFile(join(work, "kept"), "2", { flag: "wx" })).toThrow(/EEXIST/);
  });

  it("folders are made one in the other; a file in the way is told", () => {
    makeFolder(join(work, "a", "b", "c"));
    makeFolder(join(work, "a", "b", "c"));
    const attempt = (): void => makeFolder(join(work, "kept", "d"));
    let cause: unknown;
    try {
      attempt();
    } catch (thrown) {
      cause = thrown;
    }
    expect(failureOf(cause).detail).toContain("a file, where a folder is needed");
  });
});

describe("with --json", () => {
  it("mistakes of usage, missing files and refusals are objects, stdout is empty, exit codes stay", async () => {
    for (const [args, code, exit] of [
      [["shwo"], "usage", 2],
      [["show"], "usage", 2],
      [["status", "--at", "abc"], "usage", 2],
      [["show", "a", "b", "--node", "http://127.0.0.1:9"], "usage", 2],
      [["act", "show", join(work, "none")], "file-unreadable", 1],
      [["verify", work, "--key", work], "file-unreadable", 1],
      [["keys", "show", work], "file-unreadable", 1],
      [["log", "fsck", work], "no-assembly", 1],
      [["audit", work], "no-assembly", 1],
      [["vote", "1", "maybe", "--by", "QM"], "field-choice", 2],
    ] as const) {
      const answer = await asJson(...args);
      expect({ args, out: answer.out, code: answer.code, name: answer.error.code }).toEqual({
        args,
        out: "",
        code: exit,
        name: code,
      });
      expect(answer.error.detail).not.toMatch(/E[A-Z]{4,}:|undefined/);
    }
  });
});

describe("a node that does not answer, or is none", () => {
  let server: Server;
  let url = "";
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.statusCode = request.url?.startsWith("/api/v1/status") === true ? 200 : 404;
      response.end("<html>hello</html>");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it.each([
    ["status"],
    ["search", "x"],
    ["show", "192.0.2.1"],
    ["show", "decisions"],
    ["why", "192.0.2.1"],
    ["prove", "192.0.2.1"],
    ["export"],
    ["vote", "1", "yes", "--by", "QM"],
  ])("%s %s", async (...args) => {
    // Port 9 is one nobody listens at; 127.0.0.1:1 is refused by the HTTP client itself.
    for (const node of ["http://127.0.0.1:9", "http://127.0.0.1:1"]) {
      const nobody = await asJson(...args, "--node", node);
      expect(nobody).toMatchObject({ code: 5, out: "", error: { code: "unreachable" } });
      expect(nobody.error.next).toContain("comity start");
    }
    expect(await asJson(...args, "--node", url)).toMatchObject({
      code: 5,
      out: "",
      error: { code: "no-node" },
    });
  });

  it("in words", async () => {
    const { code, err } = await inProcess("status", "--node", url);
    expect(code).toBe(5);
    expect(err).toMatch(/is no Comity node.*\[no-node\]\n +give the address/);
  });
});

it("init names a seat that the constitution does not have, and keys are never overwritten", async () => {
  const founder = join(work, "f.json");
  writeFileSync(founder, JSON.stringify({ id: "QM", seats: { nowhere: 1 } }));
  mkdirSync(join(work, "new"));
  const made = await asJson(
    ...["init", join(work, "new"), "--origin", "example.org/a", "--constitution", "simple-majority"],
    ...["--founder", founder],
  );
  expect(made).toMatchObject({ code: 2, error: { code: "founder-seat" } });
  expect(made.error.detail).toContain("nowhere");
  const key = join(work, "x.key");
  expect((await inProcess("keys", "new", "QM/x", "--out", key)).code).toBe(0);
  expect((await asJson("keys", "new", "QM/x", "--out", key)).error.code).toBe("file-exists");
});

it("a mistake in an act names the flag or the pair that was typed", async () => {
  const given = ["act", "new", "delegate", "--by", "QM"];
  for (const [more, field] of [
    [[], "--to"],
    [["to=1"], "to="],
    [["--to", "QN"], "--resources"],
    [["--to", "QN", "--resources", "192.0.2.0/24,x y"], "--resources, at /1"],
    [["--to", "QN", "--resources", "192.0.2.0/24", "--terms", "for-ever"], "--terms"],
  ] as const) {
    const { code, error: said } = await asJsonOf(actNewKinds(), ...given, ...more);
    expect({ more, code, field: said.field }).toEqual({ more, code: 2, field });
    expect(said.next).toContain("act new delegate --help");
  }
  // The word alone is enough: then only the node is missing.
  const whole = [
    "--to",
    "QN",
    "--resources",
    "192.0.2.0/24",
    "--terms",
    "permanent",
    "--node",
    "http://127.0.0.1:9",
  ];
  expect((await asJsonOf(actNewKinds(), ...given, ...whole)).error.code).toBe("unreachable");
});
