/** `comity rtr serve`: a VRP file to routers. Nothing of the assembly is loaded. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import type { TlsOptions } from "node:tls";
import {
  FileSource,
  metricsText,
  nextIdentity,
  randomIdentity,
  RtrServer,
  timersFrom,
  type Identity,
  type LoadFacts,
  type Version,
} from "@comity/rtr";
import type { Result } from "@comity/canon";
import { EXIT, fail, say, sayLine, Stop, type Host } from "../../host.ts";

export type ServeFlags = {
  readonly vrps: string;
  readonly slurm?: readonly string[];
  readonly slurmAspa: boolean;
  readonly host: string;
  readonly port: number;
  readonly tlsPort?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  readonly highest: "0" | "1" | "2";
  readonly lowest: "0" | "1" | "2";
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly maxAge?: number;
  readonly guard?: number;
  readonly watch: number;
  readonly metrics?: number;
  readonly state?: string;
  readonly maxSessions: number;
  readonly maxPerAddress: number;
  readonly json: boolean;
};

const unix = (): number => Date.now() / 1_000;

export async function serve(this: Host, flags: ServeFlags): Promise<void> {
  const timers = timersFrom(flags);
  if (!timers.ok) return fail(this, timers.error, EXIT.usage);
  const [lowest, highest] = [Number(flags.lowest) as Version, Number(flags.highest) as Version];
  if (lowest > highest) throw new Stop(EXIT.usage, "rtr-versions", "--lowest is above --highest");
  const tls = tlsFrom(flags);
  const log = (line: string): void => sayLine(this, `${new Date().toISOString()} ${line}`);

  const source = new FileSource({
    vrps: flags.vrps,
    slurm: flags.slurm ?? [],
    slurmAspa: flags.slurmAspa,
    ...(flags.guard === undefined ? {} : { guard: flags.guard / 100 }),
    told: (outcome) => {
      // Why the first load failed is what the command ends with.
      if (outcome.ok || source.current() !== undefined) tell(log, outcome, source);
    },
  });
  const loaded = await source.load();
  if (!loaded.ok) return fail(this, loaded.error);

  const server = new RtrServer({
    source,
    identity: identityFor(this, flags.state),
    timers: timers.value,
    lowest,
    highest,
    sessions: flags.maxSessions,
    sessionsPerAddress: flags.maxPerAddress,
    ...(flags.maxAge === undefined ? {} : { maxAge: flags.maxAge }),
    log,
  });
  const web = createServer((request, response) => {
    const found = request.url === "/metrics" || request.url === "/healthz";
    const text = request.url === "/metrics" ? metricsText(server, unix(), source) : "";
    response.writeHead(found ? (request.url === "/healthz" && !server.available ? 503 : 200) : 404, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    });
    response.end(text);
  });
  process.on("SIGHUP", () => {
    log("SIGHUP: loading again");
    void source.load(true);
    if (tls !== undefined) reloadTls(server, flags, log);
  });
  try {
    const port = await server.listen(flags.host, flags.port);
    const tlsPort = tls === undefined ? undefined : await server.listenTls(flags.host, flags.tlsPort!, tls);
    const metrics = flags.metrics === undefined ? undefined : await open(web, flags.host, flags.metrics);
    const { serial } = server.cache;
    const sessions = [0, 1, 2].map((v) => server.cache.sessionId(v as Version));
    const said = {
      schema: "comity/rtr-serve/v1",
      host: flags.host,
      port,
      tlsPort,
      metrics,
      serial,
      sessions,
    };
    this.process.stdout.write(
      flags.json
        ? `${JSON.stringify({ ...said, ...sizes(server) })}\n`
        : `${lines({ rtr: `${flags.host} port ${port}`, tls: tlsPort, metrics, serial, ...sizes(server) })}\n`,
    );
  } catch (cause) {
    await server.close();
    web.close();
    const { message } = cause as Error;
    throw new Stop(EXIT.failed, "listen-failed", `cannot listen on ${flags.host}: ${message}`);
  }
  if (!server.available) log("WARNING: the data is older than --max-age: routers get No Data");
  if (flags.watch > 0) source.watch(flags.watch);
  const why = await new Promise<"restart" | "shutdown">((resolve) => {
    process.once("SIGTERM", () => resolve("restart"));
    process.once("SIGINT", () => resolve("shutdown"));
  });
  web.close();
  source.close();
  await server.close(why);
}

function sizes(server: RtrServer): {
  readonly vrps: number;
  readonly aspas: number;
  readonly routerKeys: number;
} {
  const { vrps, aspas, routerKeys } = server.cache.current!;
  return { vrps: vrps.v4.count + vrps.v6.count, aspas: aspas.count, routerKeys: routerKeys.length };
}

const lines = (facts: { readonly [name: string]: unknown }): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.replace("routerKeys", "router keys").padEnd(12)}${String(value)}`)
    .join("\n");

const DAY = 86_400;
function ago(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} minutes`;
  return seconds < 2 * DAY ? `${Math.floor(seconds / 3_600)} hours` : `${Math.floor(seconds / DAY)} days`;
}

/** What a load found, one line each; an old file is served, and said to be old. */
function tell(log: (line: string) => void, outcome: Result<LoadFacts>, source: FileSource): void {
  if (!outcome.ok) return log(`not loaded: ${outcome.error.detail} [${outcome.error.code}]`);
  const { records, duplicates, rejected, expired, findings, filtered, asserted } = outcome.value;
  const age = Math.max(0, Math.round(unix() - source.current()!.asOf));
  log(`loaded ${records} VRP records (${duplicates} duplicates, ${rejected} refused), made ${ago(age)} ago`);
  if (filtered + asserted > 0) log(`SLURM took ${filtered} VRPs away and brought ${asserted} in`);
  for (const { record, code, detail } of findings.slice(0, 10)) log(`record ${record}: ${detail} [${code}]`);
  if (expired > 0) {
    log(`WARNING: ${expired} of ${records} VRPs have expired: this is an old file, served as it is`);
  } else if (age > DAY) log("WARNING: this file is more than a day old, served as it is");
}

function identityFor(host: Host, file: string | undefined): Identity {
  const folder = host.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  const identity = nextIdentity(file ?? join(folder, "comity", "rtr-sessions.json"));
  if (identity.ok) return identity.value;
  if (file !== undefined) throw new Stop(EXIT.failed, identity.error.code, identity.error.detail);
  say(host, `${identity.error.detail}; session ids are random this time [${identity.error.code}]`);
  return randomIdentity();
}

function tlsFrom(flags: ServeFlags): TlsOptions | undefined {
  const { tlsPort, tlsCert, tlsKey, tlsCa } = flags;
  if (tlsPort === undefined && tlsCert === undefined && tlsKey === undefined && tlsCa === undefined)
    return undefined;
  if (tlsPort === undefined || tlsCert === undefined || tlsKey === undefined) {
    throw new Stop(EXIT.usage, "rtr-tls", "TLS needs --tls-port, --tls-cert and --tls-key");
  }
  return {
    cert: readFileSync(tlsCert),
    key: readFileSync(tlsKey),
    minVersion: "TLSv1.2",
    ...(tlsCa === undefined ? {} : { ca: readFileSync(tlsCa), requestCert: true, rejectUnauthorized: true }),
  };
}

function reloadTls(server: RtrServer, flags: ServeFlags, log: (line: string) => void): void {
  try {
    server.renewTls(tlsFrom(flags)!);
  } catch (cause) {
    log(`TLS files not reloaded: ${(cause as Error).message}`);
  }
}

const open = (web: ReturnType<typeof createServer>, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    web.once("error", reject);
    web.listen(port, host, () => resolve((web.address() as { readonly port: number }).port));
  });
