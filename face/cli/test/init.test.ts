/** From an empty folder to an audited assembly, with the real command. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-init-"));
const comity = (args: readonly string[], env: { readonly [name: string]: string } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    cwd: work,
    env: { ...process.env, ...env },
  });
  return { code: status, out: stdout, err: stderr };
};

const nodes: ChildProcess[] = [];
afterAll(() => {
  for (const node of nodes) node.kill("SIGKILL");
});

/** Starts a node and waits for its addresses. */
async function start(
  folder: string,
): Promise<{ url: string; stop: () => Promise<void>; said: () => string }> {
  const node = spawn(process.execPath, [MAIN, "start", "--folder", folder, "--port", "0"], { cwd: work });
  nodes.push(node);
  let out = "";
  let err = "";
  node.stderr.on("data", (chunk) => (err += chunk));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  node.stdout.on("data", (chunk) => {
    out += chunk;
    const url = /explorer {3}(http:\S+?)\/\n/.exec(out)?.[1];
    if (url !== undefined) resolve(url);
  });
  node.once("exit", () => reject(new Error(err)));
  const url = await promise;
  const stop = async (): Promise<void> => {
    const ended = once(node, "exit");
    node.kill("SIGTERM");
    await ended;
  };
  return { url, stop, said: () => err };
}

describe("init", () => {
  it("asks for a constitution and offers examples, none by default", () => {
    const { code, err } = comity(["init", "x", "--origin", "example.org/x", "--solo", "QM"]);
    expect(code).toBe(2);
    expect(err).toContain("simple-majority");
    expect(readdirSync(work)).not.toContain("x");
  });

  it("founds with several parties that sign apart; the log is audited from the folder and over the network", async () => {
    const keys = (id: string, ...labels: string[]): string[] =>
      labels.map((label) => {
        expect(comity(["keys", "new", `${id}/${label}`, "--out", `${id}-${label}.key`]).code).toBe(0);
        return `${id}-${label}.key`;
      });
    keys("QM", "office");
    keys("QN", "a", "b");
    const founder = (...args: string[]) =>
      expect(comity(["keys", "founder", "--kind", "other", "--seat", "members", ...args])).toMatchObject({
        code: 0,
      });
    founder("QM-office.key", "--id", "QM", "--out", "qm.json");
    founder("QN-a.key", "QN-b.key", "--id", "QN", "--need", "2", "--out", "qn.json");
    const made = comity(
      "init ours --origin example.org/ours --constitution simple-majority --founder qm.json --founder qn.json".split(
        " ",
      ),
    );
    expect(made).toMatchObject({ code: 0 });
    expect(comity(["init", "ours", "--origin", "example.org/ours", "--solo", "QM"]).err).toContain(
      "folder-used",
    );

    const act = join("ours", "found.act");
    for (const key of ["QM-office", "QN-a"]) comity(["act", "sign", act, "--key", `${key}.key`]);
    const early = await start("ours");
    expect(early.said()).toContain("Not founded");
    await early.stop();
    comity(["act", "sign", act, "--key", "QN-b.key"]);
    const node = await start("ours");
    expect(node.said()).toContain("Founded");
    const joined = comity(
      [
        "act",
        "new",
        "vote",
        "--by",
        "QM",
        "--decision",
        "7",
        "--choice",
        "yes",
        "--sign",
        "QM-office.key",
        "--submit",
      ],
      { COMITY_NODE: node.url },
    );
    expect(joined.out).toContain("decision-unknown");
    // A text travels to the node before the act that names it, at once or with an act file.
    writeFileSync(join(work, "plain.md"), "# Plain words\n\nReasons are given in plain words.\n");
    writeFileSync(join(work, "adopt.json"), '{"kind":"adopt","body":{"title":"Plain","text":"@plain.md"}}');
    writeFileSync(join(work, "crlf.md"), "# Plain words\r\n");
    const propose = (...args: string[]) =>
      comity(
        [
          "propose",
          "Plain words",
          "--measures",
          "adopt.json",
          "--by",
          "QM",
          "--sign",
          "QM-office.key",
          ...args,
        ],
        {
          COMITY_NODE: node.url,
        },
      );
    expect(propose("--text", "crlf.md", "--submit")).toMatchObject({ code: 2, out: "" });
    expect(propose("--text", "plain.md", "--out", "later.act").code).toBe(0);
    const later = ["act", "submit", "later.act"];
    const without = comity(later, { COMITY_NODE: node.url });
    expect(without.err).toContain("document-missing");
    expect(comity([...later, "--document", "plain.md"], { COMITY_NODE: node.url })).toMatchObject({
      code: 0,
    });
    const remote = comity(["audit", node.url, "--json"]);
    expect(JSON.parse(remote.out)).toMatchObject({ origin: "example.org/ours", acts: 3 });
    await node.stop();
    const local = comity(["audit", "ours", "--json"]);
    expect(JSON.parse(local.out)).toMatchObject({ entries: JSON.parse(remote.out).entries });

    const kept = join(work, "ours", "documents");
    const document = readdirSync(kept).find((name) => name.length === 64);
    const text = readFileSync(join(kept, document!), "utf8");
    writeFileSync(join(kept, document!), text.replace("plain", "other"));
    expect(comity(["audit", "ours"]).err).toContain("document-missing");
    writeFileSync(join(kept, document!), text);

    writeFileSync(join(work, "other.key"), "log example.org/ours+00000000+AAAA\nquorum none\n");
    expect(comity(["audit", "ours", "--key", "other.key"])).toMatchObject({ code: 3 });
    const path = join(work, "ours", "log", "checkpoint");
    writeFileSync(path, readFileSync(path, "utf8").replace(/\n[1-9][0-9]*\n/, "\n1\n"));
    expect(comity(["audit", "ours"]).code).not.toBe(0);
  });
});

describe("settings", () => {
  it("come from the environment, then the file, then the default, and the command says which", () => {
    writeFileSync(join(work, "comity.json"), '{"node":"http://file.example","port":9000}');
    const { out } = comity(["config", "--json"], { COMITY_PORT: "9001" });
    expect(JSON.parse(out).settings).toMatchObject([
      { name: "node", value: "http://file.example", from: "comity.json" },
      { name: "port", value: "9001", from: "COMITY_PORT" },
      { name: "host", value: "127.0.0.1", from: "default" },
      { name: "rdapBootstrap", from: "default" },
      { name: "folder", from: "default" },
    ]);
    writeFileSync(join(work, "bad.json"), '{"nod":"x"}');
    const bad = comity(["status"], { COMITY_CONFIG: "bad.json" });
    expect(bad).toMatchObject({ code: 2, out: "" });
    expect(bad.err).toContain('unknown setting "nod"');
  });
});

it("every kind has its fields as flags", () => {
  const { out } = comity(["act", "new", "delegate", "--help"]);
  expect(out).toContain("--resources");
  expect(out).toContain("--terms");
});
