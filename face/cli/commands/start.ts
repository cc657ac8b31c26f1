/** `comity start`: composes the node, RDAP and the explorer; with --demo it founds and plays the demonstration. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Client } from "@comity/api";
import { createLogger, explorer, startNode, type NodePlugin, type RunningNode } from "@comity/node";
import { rdapOfNode } from "@comity/rdap";
import { formatKeyFile, formatVkey, parseKeyFile, signerOf } from "@comity/signing";
import { DemoClock, keyFragment, populate } from "@comity/world";
import { must } from "@comity/canon";
import type { StartFlags } from "../flags.ts";
import { publish } from "../publish.ts";
import { rulesApi } from "../rules-api.ts";
import { setting } from "../settings.ts";
import { demoWitnesses } from "./demo-witnesses.ts";
import { EXIT, fail, progressOn, say, Stop, type Host } from "../host.ts";

const DEMO_ORIGIN = "demonstration.example/assembly";
const web = fileURLToPath(new URL("../../web/", import.meta.url));

export async function start(this: Host, flags: StartFlags): Promise<void> {
  const folder = flags.folder ?? join(setting("folder").value, flags.demo ? "demo" : "assembly");
  if (flags.demo && flags.fresh) startOver(folder);
  if (!flags.demo && !existsSync(join(folder, "log.key"))) {
    throw new Stop(
      EXIT.failed,
      "no-assembly",
      `${folder} holds no assembly: prepare one with \`comity init ${folder} --origin NAME\`, or see the demonstration with --demo`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const logKey = logKeyOf(folder, DEMO_ORIGIN);
  const origin = must(parseKeyFile(logKey)).name;
  const clock = new DemoClock();
  const logVkey = formatVkey(signerOf(must(parseKeyFile(logKey))).key);
  const asked = witnessUrls(flags.witness ?? []);
  const demoWitness = flags.demo ? await demoWitnesses(folder, logVkey, clock.now) : undefined;
  const pages = await explorerOf(this);
  const started = await startNode({
    folder,
    origin,
    logKey,
    create: !existsSync(join(folder, "store.db")),
    host: flags.host,
    port: flags.port,
    plugins: [rdapOfNode(), rulesApi(), ...pages],
    handleSignals: true,
    witnesses: { ...demoWitness?.urls, ...asked },
    logger: createLogger("warn"),
    ...(flags.demo
      ? {
          clock: clock.now,
          demonstration: { clock: "Time is simulated: it starts on 2026-01-05 and follows a script" },
        }
      : {}),
  });
  if (!started.ok) {
    await demoWitness?.stop();
    return explain(this, started.error, flags, folder);
  }
  const node = started.value;
  if (flags.demo) {
    const progress = progressOn(this);
    const known = await node.client.get("status");
    const founded = known.ok && known.value.founded;
    say(
      this,
      founded
        ? "Going on with the demonstration in this folder (--fresh starts over) …"
        : "Founding the demonstration assembly (invented parties, real IANA blocks) …",
    );
    try {
      const populated = await populate(node, clock, {
        origin,
        logVkey,
        witnessed: true,
        ...(flags.data === undefined ? {} : { data: flags.data }),
        progress: progress.at,
      });
      // The pages are there already; the files follow, and what goes wrong with one is said.
      populated.finished.catch((error: unknown) => say(this, `files: ${(error as Error).message}`));
    } catch (error) {
      await node.stop();
      await demoWitness?.stop();
      return fail(this, {
        code: "demonstration-failed",
        detail: `${(error as Error).message}${flags.fresh ? "" : "; try --fresh"}`,
      });
    } finally {
      progress.end();
    }
    clock.run();
  } else {
    await foundOnce(this, node, folder);
  }
  const demo = flags.demo ? DEMO_PORTS : undefined;
  const ports = { ...flags, ...definedPorts(flags.rtr ?? demo?.rtr, flags.whois ?? demo?.whois) };
  const published = await publish(this, node.context, flags.host, ports);
  const url = node.url.replace("127.0.0.1", "localhost");
  this.process.stdout.write(
    [
      `explorer   ${url}/${flags.as === undefined ? "" : keyFragment(flags.as)}`,
      `RDAP       ${url}/rdap/ip/192.0.2.1`,
      `API        ${url}/api/v1/status    (description: ${url}/api/v1/openapi.json)`,
      ...published.lines,
      `data       ${folder}`,
      "stop       Ctrl-C; start again with the same command",
      ...tries(url, flags.demo),
      "",
    ].join("\n"),
  );
  const trouble = await node.stopped;
  await published.stop();
  await demoWitness?.stop();
  if (trouble !== undefined) fail(this, trouble);
}

function witnessUrls(given: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(
    given.map((text) => {
      const [name, url] = [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
      if (name === "" || !/^https?:\/\/[^/]/.test(url))
        throw new Stop(EXIT.usage, "witness-form", `write --witness NAME=URL, not ${text}`);
      return [name, url];
    }),
  );
}

const definedPorts = (
  rtr: number | undefined,
  whois: number | undefined,
): { rtr?: number; whois?: number } => ({
  ...(rtr === undefined ? {} : { rtr }),
  ...(whois === undefined ? {} : { whois }),
});

/** What a demonstration publishes without being asked. */
const DEMO_PORTS = { rtr: 8282, whois: 4343 };

/** Commands to try; other nodes than the usual one are named in them. */
function tries(url: string, demo: boolean): string[] {
  const comity = (words: string): string =>
    `${setting("node").value === url ? "" : `COMITY_NODE=${url} `}npx --no comity ${words}`;
  const asked = demo ? [comity("show 192.0.2.0/24"), comity("why 203.0.113.128/25")] : [comity("status")];
  const proof = `curl -s ${url}/api/v1/key > assembly.key && ${comity("prove party/QM")} | npx --no comity verify - --key assembly.key`;
  return [...asked, proof].map((line, i) => `${i === 0 ? "try        " : "           "}${line}`);
}

/** Hands in the founding act that `comity init` prepared, until the log begins with one. */
async function foundOnce(host: Host, node: RunningNode, folder: string): Promise<void> {
  const status = await node.client.get("status");
  const path = join(folder, "found.act");
  if (!status.ok || (status.value as { founded: boolean }).founded) return;
  if (!existsSync(path))
    return say(host, "Not founded yet: submit the founding act (comity act submit found.act).");
  const receipt = await node.client.post("submit", readFileSync(path, "utf8"));
  const outcome = receipt.ok ? (receipt.value as { outcome?: string; code?: string }) : receipt.error;
  if ("outcome" in outcome && outcome.outcome === "effective") return say(host, "Founded with found.act.");
  const { code, detail } = outcome as { code?: string; detail?: string };
  say(
    host,
    `Not founded: found.act is not taken: ${detail ?? ""} [${code}]. The node runs and waits for one that is.`,
  );
}

const DEMO_FILES = ["datasets", "documents", "drafts", "log", "sealed", "snapshots", "witnesses", "log.key"];
const DEMO_STORE = ["store.db", "store.db-shm", "store.db-wal", "lock", "lock.owner"];

/** Removes a demonstration, and never anything else: only by its own log key, not while a node runs, only its files. */
function startOver(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const key = existsSync(join(folder, "log.key"))
    ? parseKeyFile(readFileSync(join(folder, "log.key"), "utf8"))
    : undefined;
  if (key === undefined || !key.ok || key.value.name !== DEMO_ORIGIN)
    throw new Stop(
      EXIT.failed,
      "not-a-demonstration",
      `${folder} holds no demonstration: nothing was removed`,
    );
  if (isRunning(folder))
    throw new Stop(EXIT.failed, "folder-locked", `a node runs on ${folder}: stop it before starting over`);
  for (const name of [...DEMO_FILES, ...DEMO_STORE])
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** Whether a live process owns the folder, by the pid in `lock.owner`. */
function isRunning(folder: string): boolean {
  const path = join(folder, "lock.owner");
  if (!existsSync(path)) return false;
  const { pid } = JSON.parse(readFileSync(path, "utf8")) as { pid: number };
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The log's key is made once and stays in the folder; its name is the origin. */
function logKeyOf(folder: string, origin: string): string {
  const path = join(folder, "log.key");
  if (!existsSync(path)) {
    const file = formatKeyFile({ name: origin, type: "ed25519", secret: new Uint8Array(randomBytes(32)) });
    writeFileSync(path, file, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(path, "utf8");
}

/** The explorer, built again when its sources are newer than the build. Without it the API and RDAP still serve. */
async function explorerOf(host: Host): Promise<NodePlugin[]> {
  const built = join(web, "dist", "server", "render.js");
  if (!existsSync(built) || newest(web) > statSync(built).mtimeMs) {
    say(host, "Building the explorer …");
    try {
      execFileSync(process.execPath, [join(web, "build.ts")], {
        cwd: web,
        stdio: ["ignore", "ignore", "pipe"],
      });
    } catch (error) {
      say(host, `the explorer could not be built: ${(error as Error).message}`);
      if (!existsSync(built)) return [];
    }
  }
  const { render } = (await import(pathToFileURL(built).href)) as {
    render: (path: string, api: Client) => Promise<{ status: number; html: string }>;
  };
  return [explorer({ client: join(web, "dist", "client"), render })];
}

function newest(folder: string): number {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["dist", "node_modules", ".types", "test"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

function explain(
  host: Host,
  error: { code: string; detail: string; field: string },
  flags: StartFlags,
  folder: string,
): void {
  if (error.code === "port-taken") {
    say(
      host,
      `Port ${flags.port} is taken, perhaps by a node that runs already: open http://localhost:${flags.port}/`,
    );
    return fail(host, { code: error.code, detail: `choose another with --port ${flags.port + 1}` });
  }
  if (error.code === "folder-locked") {
    say(host, `Another node already runs on ${folder}.`);
    return fail(host, {
      code: error.code,
      detail: "stop it, or give this one a folder of its own with --folder",
    });
  }
  fail(host, error, EXIT.failed);
}
