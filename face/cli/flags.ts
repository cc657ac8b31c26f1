/** Flags that several commands share; defaults come from `settings.ts`. */
import type { PublishFlags } from "./publish.ts";
import { setting } from "./settings.ts";

export const on = (brief: string) =>
  ({ kind: "boolean", brief, default: false, withNegated: false }) as const;
export const json = on("answer as one JSON document");
export const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, optional: true }) as const;
export const required = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder }) as const;
export const number = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: whole, brief, placeholder, optional: true }) as const;
export const several = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, optional: true, variadic: true }) as const;
const portFlag = (brief: string) =>
  ({ kind: "parsed", parse: portNumber, brief, placeholder: "port", optional: true }) as const;
/** NRTMv4: what `whois serve` and `start` publish to mirrors. */
export const nrtm = (what: string) =>
  ({
    nrtm: text(`publish ${what} to mirrors (NRTMv4) in this folder`, "folder"),
    nrtmKey: text("private key that signs the publication (PEM, P-256)", "file"),
    nrtmNextKey: text("key that will sign next: announced to mirrors", "file"),
    nrtmPort: portFlag("also serve that folder over HTTP"),
    nrtmTlsCert: text("certificate chain (PEM): serve it over HTTPS", "file"),
    nrtmTlsKey: text("private key of the certificate (PEM)", "file"),
  }) as const;
export const node = {
  kind: "parsed",
  parse: address,
  brief: "address of the node",
  placeholder: "url",
  default: setting("node").value,
} as const;

export function whole(input: string): number {
  if (!/^[0-9]{1,15}$/.test(input)) throw new Error(`"${input}" is not a whole number`);
  return Number(input);
}

export function portNumber(input: string): number {
  if (whole(input) > 65_535) throw new Error("a port is a number from 0 to 65535");
  return whole(input);
}

export function address(input: string): string {
  if (!/^https?:\/\/[^/]/.test(input)) throw new Error("a node's address starts with http:// or https://");
  return input.replace(/\/+$/, "");
}

export type ReadFlags = { readonly json: boolean; readonly node: string; readonly at?: number };
export const read = { json, node, at: number("answer as of this log size", "size") } as const;

export type ActFlags = {
  readonly by: string;
  readonly lane: string;
  readonly node: string;
  readonly body?: string;
  readonly days: number;
  readonly seq?: number;
  readonly prev?: string;
  readonly assembly?: string;
  readonly sign?: string;
  readonly out?: string;
  readonly submit: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
};
export const act = {
  by: required("acting party", "party"),
  lane: { kind: "parsed", parse: String, brief: "lane of the party", placeholder: "lane", default: "main" },
  node,
  body: text("JSON file with the body", "file"),
  days: {
    kind: "parsed",
    parse: whole,
    brief: "days for which the act may be ordered",
    placeholder: "n",
    default: "14",
  },
  seq: number("position in the lane; asked from the node when left out", "n"),
  prev: text("hash of the lane's previous act, with --seq and --assembly: needs no network", "hash"),
  assembly: text("origin of the assembly", "origin"),
  sign: text("private key file to sign with", "file"),
  out: text("file to write; standard output when left out", "file"),
  submit: on("send it to the node at once"),
  dryRun: on("only print the act that would be signed"),
  json,
} as const;

export type StartFlags = {
  readonly json: boolean;
  readonly demo: boolean;
  readonly fresh: boolean;
  readonly port: number;
  readonly host: string;
  readonly folder?: string;
  readonly data?: string;
  readonly as?: string;
  readonly rdapBootstrap?: string;
  readonly witness?: readonly string[];
} & PublishFlags;
export const start = {
  json: on("say where it answers as one JSON document"),
  demo: on("found the demonstration assembly once, and go on with it"),
  fresh: on("with --demo: start over"),
  port: {
    kind: "parsed",
    parse: portNumber,
    brief: "port; 0 chooses a free one",
    placeholder: "n",
    default: setting("port").value,
  },
  host: {
    kind: "parsed",
    parse: String,
    brief: "address to listen on",
    placeholder: "address",
    default: setting("host").value,
  },
  folder: text("data folder of the node", "folder"),
  data: text("folder with registry files to attest (with --demo)", "folder"),
  witness: several(
    "where a witness of the key file is asked, NAME=URL, instead of at its address there",
    "name=url",
  ),
  as: text("with --demo: print the address with this party's demonstration key", "party"),
  rdapBootstrap: text(
    "folder with IANA's bootstrap files (dns.json, ipv4.json, …): RDAP redirects for what is unknown here",
    "folder",
  ),
  rtr: portFlag("also publish route authorisations to routers (RTR)"),
  whois: portFlag("also answer WHOIS and IRR queries"),
  ...nrtm("the routes and sets of the register"),
  rpki: text(
    "also publish as an RPKI repository: folder of `comity rpki init`; with --demo a new one gets a trust anchor for tests",
    "folder",
  ),
  rpkiPort: portFlag(
    "port of its RRDP files, of /metrics and of parties with own CA keys; 8443 when left out",
  ),
  rpkiTlsCert: text("certificate chain for that port, PEM; without it plain HTTP, for a proxy", "file"),
  rpkiTlsKey: text("its private key, PEM", "file"),
  dns: portFlag("also be the primary of the zones named with --zone"),
  zone: several("name or reverse zone to publish, example.org or 192.in-addr.arpa", "name"),
  zoneServer: several("name server of the zones", "name"),
  zoneMailbox: text("mailbox of the zones, hostmaster.example.org", "name"),
  dnsKey: several("TSIG key that may transfer, hmac-sha256:NAME:BASE64", "key"),
} as const;
