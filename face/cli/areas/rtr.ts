/** `comity rtr …`: serve validated payloads to routers, and look at what a cache serves. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { DumpFlags } from "../commands/rtr/dump.ts";
import type { ServeFlags } from "../commands/rtr/serve.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;

const wholeWithin =
  (least: number, most: number) =>
  (input: string): number => {
    const value = /^[0-9]{1,10}$/.test(input) ? Number(input) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`"${input}" is not a whole number from ${least} to ${most}`);
  };

/** A whole number within bounds, both included. */
const maybe = (least: number, most: number, brief: string) =>
  ({ kind: "parsed", parse: wholeWithin(least, most), brief, placeholder: "n", optional: true }) as const;
const within = (least: number, most: number, brief: string, byDefault: number) =>
  ({
    kind: "parsed",
    parse: wholeWithin(least, most),
    brief,
    placeholder: "n",
    default: String(byDefault),
  }) as const;

const files = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, variadic: true, optional: true }) as const;
const VERSIONS = ["0", "1", "2"] as const;

const serve = buildCommand<ServeFlags, [], Host>({
  loader: async () => (await import("../commands/rtr/serve.ts")).serve,
  parameters: {
    flags: {
      vrps: flag.required(
        "VRP file: JSON or CSV of rpki-client, Routinator, StayRTR or FORT, also gzipped",
        "file",
      ),
      slurm: files("SLURM file with local exceptions (RFC 8416); may be repeated", "file"),
      slurmAspa: flag.on("also take SLURM version 2, with its ASPA members"),
      host: {
        kind: "parsed",
        parse: String,
        brief: "address to listen on",
        placeholder: "address",
        default: "127.0.0.1",
      },
      port: within(0, 65_535, "TCP port; 0 chooses a free one", 8_282),
      tlsPort: maybe(0, 65_535, "TLS port, with --tls-cert and --tls-key"),
      tlsCert: flag.text("certificate chain, PEM", "file"),
      tlsKey: flag.text("private key, PEM", "file"),
      tlsCa: flag.text(
        "accept only routers with a certificate of this CA that carries their address",
        "file",
      ),
      highest: { kind: "enum", values: VERSIONS, brief: "highest protocol version spoken", default: "2" },
      lowest: { kind: "enum", values: VERSIONS, brief: "lowest protocol version spoken", default: "0" },
      refresh: within(1, 86_400, "seconds after which routers ask again", 3_600),
      retry: within(1, 7_200, "seconds after which they retry a failed query", 600),
      expire: within(600, 172_800, "seconds after which they drop the data", 7_200),
      maxAge: maybe(1, 1e9, "end all sessions when the data is older than this many seconds"),
      guard: maybe(0, 100, "hold a new file back when a trust anchor lost more than this many percent"),
      watch: within(0, 86_400, "seconds between looks at the files; 0 reloads on SIGHUP only", 1),
      metrics: maybe(0, 65_535, "port for Prometheus, on the same address"),
      state: flag.text("file that keeps session ids apart over restarts", "file"),
      maxSessions: within(1, 100_000, "routers at the same time", 1_000),
      maxPerAddress: within(1, 100_000, "sessions from one address", 250),
      json: flag.json,
    },
  },
  docs: {
    brief: "Serve a VRP file to routers (RTR versions 0, 1 and 2), by itself",
    fullDescription: [
      "Listens once the file is loaded, follows every change of it, and goes on with the last good set when a new",
      "one is damaged. SIGHUP reloads at once, also what --guard holds back, and the TLS files. SIGTERM ends sessions",
      "as a restart, SIGINT as a shutdown. Exit codes: 0 stopped, 1 the file or a port could not be used, 2 usage.",
      "",
      examples(
        "comity rtr serve --vrps /var/lib/rpki-client/json --host :: --metrics 9847",
        "comity rtr serve --vrps vrps.csv.gz --slurm local.json --max-age 86400 --tls-port 324 --tls-cert c.pem --tls-key k.pem",
      ),
    ].join("\n"),
  },
});

const dump = buildCommand<DumpFlags, [string], Host>({
  loader: async () => (await import("../commands/rtr/dump.ts")).dump,
  parameters: {
    flags: {
      version: { kind: "enum", values: VERSIONS, brief: "highest protocol version to offer", default: "2" },
      tls: flag.on("connect with TLS"),
      tlsCa: flag.text("CA of the cache's certificate, PEM", "file"),
      tlsName: flag.text("name to expect in the cache's certificate", "name"),
      session: maybe(0, 65_535, "with --serial: session id of the set you have"),
      serial: maybe(0, 4_294_967_295, "with --session: only what changed since this serial"),
      count: flag.on("print how many records there are, not the records"),
      patience: within(1, 3_600, "seconds to wait for an answer", 60),
      json: flag.json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "HOST:PORT of a cache", placeholder: "cache" }],
    },
  },
  docs: {
    brief: "Print what an RTR cache serves",
    fullDescription: [
      "CSV as rpki-client writes it, or with --json the JSON that `comity rtr serve --vrps` and StayRTR read.",
      "With --session and --serial one line per change, + or -. Exit codes: 0 done, 1 the cache reported an error or",
      "broke the protocol, 2 usage, 5 no cache answers.",
      "",
      examples(
        "comity rtr dump rtr.example.net:323 > vrps.csv",
        "comity rtr dump --json --version 1 127.0.0.1:8282",
      ),
    ].join("\n"),
  },
});

export const rtr = buildRouteMap({
  routes: { serve, dump },
  docs: { brief: "RPKI to Router: serve routers, look at caches" },
});
