/** `comity start`: composes the node, RDAP and the explorer; with --demo it founds and plays the demonstration. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { must } from "@comity/canon";
import { startNode, type RunningNode } from "@comity/node";
import { rdapOfNode } from "@comity/rdap";
import { formatKeyFile, formatVkey, parseKeyFile, signerOf } from "@comity/signing";
import { DemoClock } from "@comity/world";
import { makeFolder, readText, writeFile } from "../../files.ts";
import type { StartFlags } from "../../flags.ts";
import { EXIT, fail, Stop, type Host } from "../../host.ts";
import { called } from "../../pages/look.ts";
import { publish } from "../../publish.ts";
import { rulesApi } from "../../rules-api.ts";
import { setting } from "../../settings.ts";
import { DEMO_ORIGIN, onlyDemonstration, startOver } from "./demo-folder.ts";
import { explorerOf } from "./explorer-pages.ts";
import { bootstrapIn } from "./rdap-bootstrap.ts";
import { foundOnce } from "./found-once.ts";
import { loggerOf } from "./plain-log.ts";
import { play } from "./play.ts";
import { started } from "./started.ts";
import { demoWitnesses } from "./witnesses.ts";

/** What a demonstration publishes without being asked. */
const DEMO_PORTS = { rtr: 8282, whois: 4343 };

export async function start(this: Host, flags: StartFlags): Promise<void> {
  const folder = flags.folder ?? join(setting("folder").value, flags.demo ? "demo" : "assembly");
  if (flags.demo && flags.fresh) startOver(folder);
  if (flags.demo) onlyDemonstration(folder);
  else if (!existsSync(join(folder, "log.key")))
    throw new Stop(EXIT.failed, "no-assembly", `${folder} holds no assembly`, {
      next: `prepare one with \`${called(this.env)} init ${folder} --origin NAME\`, or see the demonstration with --demo`,
    });
  const bootstrapFolder = flags.rdapBootstrap ?? setting("rdapBootstrap").value;
  makeFolder(folder);
  const logKey = logKeyOf(folder);
  const file = must(parseKeyFile(logKey));
  const clock = new DemoClock();
  const logVkey = formatVkey(signerOf(file).key);
  const asked = witnessUrls(flags.witness ?? []);
  const witnesses = flags.demo ? await demoWitnesses(folder, logVkey, clock.now) : undefined;
  const pages = await explorerOf(this);
  const elsewhere = bootstrapFolder === "" ? undefined : bootstrapIn(bootstrapFolder);
  const opened = await startNode({
    folder,
    origin: file.name,
    logKey,
    ...nextLogKey(folder),
    create: !existsSync(join(folder, "store.db")),
    host: flags.host,
    port: flags.port,
    plugins: [rdapOfNode(elsewhere === undefined ? {} : { elsewhere }), rulesApi(), ...pages],
    handleSignals: true,
    witnesses: { ...witnesses?.urls, ...asked },
    logger: loggerOf(this),
    ...(flags.demo
      ? {
          clock: clock.now,
          demonstration: { clock: "Time is simulated: it starts on 2026-01-05 and follows a script" },
        }
      : {}),
  });
  if (!opened.ok) {
    await witnesses?.stop();
    return explain(this, opened.error, flags, folder);
  }
  const node = opened.value;
  const ready = flags.demo
    ? await play(this, node, clock, flags, logVkey)
    : await founded(this, node, folder);
  if (!ready) {
    await node.stop();
    await witnesses?.stop();
    return;
  }
  const published = await publish(this, node.context, flags.host, { ...flags, ...portsOf(flags) });
  started(this, flags, node.url.replace("127.0.0.1", "localhost"), folder, published);
  const trouble = await node.stopped;
  await published.stop();
  await witnesses?.stop();
  if (trouble !== undefined) fail(this, trouble);
}

/** A flag that was left out is there as `undefined`. */
function portsOf(flags: StartFlags): { readonly rtr?: number; readonly whois?: number } {
  const rtr = flags.rtr ?? (flags.demo ? DEMO_PORTS.rtr : undefined);
  const whois = flags.whois ?? (flags.demo ? DEMO_PORTS.whois : undefined);
  return { ...(rtr === undefined ? {} : { rtr }), ...(whois === undefined ? {} : { whois }) };
}

async function founded(host: Host, node: RunningNode, folder: string): Promise<true> {
  await foundOnce(host, node, folder);
  return true;
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

/** The log's key is made once and stays in the folder; its name is the origin. */
function logKeyOf(folder: string): string {
  const path = join(folder, "log.key");
  if (!existsSync(path)) {
    const key = { name: DEMO_ORIGIN, type: "ed25519", secret: new Uint8Array(randomBytes(32)) } as const;
    writeFile(path, formatKeyFile(key), { mode: 0o600, flag: "wx" });
  }
  return readText(path);
}

/** A key that the log is to have next; it signs as soon as a decided key file names it. */
function nextLogKey(folder: string): { readonly nextLogKey?: string } {
  const path = join(folder, "next-log.key");
  return existsSync(path) ? { nextLogKey: readText(path) } : {};
}

type Refused = { readonly code: string; readonly detail: string; readonly field: string };

function explain(host: Host, error: Refused, flags: StartFlags, folder: string): void {
  if (error.code === "port-taken")
    return fail(host, {
      code: error.code,
      detail: `port ${flags.port} is taken, perhaps by a node that runs already: look at http://localhost:${flags.port}/`,
      next: `choose another with --port ${flags.port + 1}, or any free one with --port 0`,
    });
  if (error.code === "folder-locked")
    return fail(host, {
      code: error.code,
      detail: `another node already runs on ${folder}`,
      next: "stop it, or give this one a folder of its own with --folder",
    });
  fail(host, error, EXIT.failed);
}
