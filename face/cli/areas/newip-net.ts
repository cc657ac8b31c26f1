/** `comity newip …`, the part that runs: simulator, node, gateway, Wireshark dissector. */
import { buildCommand, type Command } from "@stricli/core";
import type { DissectorFlags } from "../commands/newip-net/dissector.ts";
import type { GatewayFlags } from "../commands/newip-net/gateway.ts";
import type { NodeFlags } from "../commands/newip-net/node.ts";
import type { SimFlags } from "../commands/newip-net/sim.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const word = (brief: string, placeholder: string) => ({ parse: String, brief, placeholder });

/** The whole of a small file: what a newcomer needs to begin. */
const NODE_FILE = `A configuration:
  { "format": "comity-newip-node/v1", "extension": "all",
    "interfaces": [{ "local": "127.0.0.1:40001", "remote": "127.0.0.1:40002", "addresses": ["01"] }],
    "routes": [{ "prefix": "default" }],
    "security": { "keyFile": "one.key", "peers": [{ "prefix": "02", "key": "PUBLIC KEY OF 02" }] } }
Interfaces are "device" (CAP_NET_RAW), "tap" (CAP_NET_ADMIN) or "local" and "remote" (UDP). Every member, names and
borders: docs/OPERATE/newip-node.md.`;
const GATEWAY_FILE = `A mapping:
  { "format": "comity-newip-gateway/v1",
    "records": [{ "newip": "de05", "ip": "192.0.2.1" }], "embed": ["fe640000"],
    "listen": [{ "protocol": "tcp", "ip": "0.0.0.0", "port": 8080, "newip": "01", "to": 80 }] }
or by the gateway's record in an assembly, whose proofs are verified with its key file:
  { "format": "comity-newip-gateway/v1",
    "assembly": { "url": "https://assembly.example", "keyFile": "assembly.key", "network": "alpha", "gateway": "gw" } }
All of it: docs/OPERATE/newip-gateway.md.`;

const sim = buildCommand<SimFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/newip-net/sim.ts")).sim,
  parameters: {
    flags: {
      json: flag.json,
      seed: flag.number("seed in the place of the file's", "number"),
      svg: flag.text("folder for the plots", "folder"),
    },
    positional: { kind: "array", parameter: word("scenario file", "scenario"), minimum: 1 },
  },
  docs: {
    brief: "Run network scenarios in virtual time",
    fullDescription: `${examples(
      "comity newip sim host/newip-host/scenarios/files/three-networks.json --svg plots",
      "comity newip sim --json --seed 7 scenario.json",
    )}\nExit codes: 0 everything the scenario expects holds, 1 something does not or a file is refused, 2 usage.`,
  },
});

const node = buildCommand<NodeFlags, [string], Host>({
  loader: async () => (await import("../commands/newip-net/node.ts")).node,
  parameters: {
    flags: {
      json: flag.json,
      newKey: flag.on("make a key pair in the file named, and print its public key"),
      ping: flag.text("send echo requests to this address or name and stop", "address"),
      count: flag.number("how many echo requests; 3 when left out", "n"),
      get: flag.text("open a TCP connection, print what comes back, and stop", "address:port"),
      udp: flag.text("send a datagram, print the answer, and stop", "address:port"),
      send: flag.text("what to send with --get or --udp", "text"),
      out: flag.text("file for what --get receives", "file"),
      serve: flag.text("serve a file over TCP", "port=file"),
      udpEcho: flag.number("answer datagrams on this port with themselves", "port"),
      seconds: flag.number("stop after this time", "seconds"),
    },
    positional: {
      kind: "tuple",
      parameters: [word("node configuration, or the key file with --new-key", "config")],
    },
  },
  docs: {
    brief: "Run a New IP node in user space",
    fullDescription: `${examples(
      "comity newip node router.json",
      "comity newip node host.json --ping de05",
    )}\n\n${NODE_FILE}\n\nEncryption between nodes is on unless the configuration says "security": "off".\nExit codes: 0 done, 1 refused or no answer, 2 usage.`,
  },
});

const gateway = buildCommand<GatewayFlags, [string, string], Host>({
  loader: async () => (await import("../commands/newip-net/gateway.ts")).gateway,
  parameters: {
    flags: {
      json: flag.json,
      allow: {
        kind: "parsed",
        parse: String,
        brief: "IP address of this machine or link that may be reached all the same",
        placeholder: "ip",
        optional: true,
        variadic: true,
      },
      seconds: flag.number("stop after this time", "seconds"),
    },
    positional: {
      kind: "tuple",
      parameters: [word("node configuration", "config"), word("address mapping", "mapping")],
    },
  },
  docs: {
    brief: "Join a New IP network with IPv4 and IPv6 (UDP, TCP, echo)",
    fullDescription: `${examples(
      "comity newip gateway gateway.json mapping.json",
      "comity newip gateway gateway.json mapping.json --allow 127.0.0.1",
    )}\n\n${GATEWAY_FILE}\n\nIt logs no payload, address or port; at the end it prints totals.\nExit codes: 0 stopped, 1 refused, 2 usage.`,
  },
});

const dissector = buildCommand<DissectorFlags, [], Host>({
  loader: async () => (await import("../commands/newip-net/dissector.ts")).dissector,
  parameters: {
    flags: { json: flag.json, out: flag.text("file to write; standard output when left out", "file") },
  },
  docs: {
    brief: "Print the Wireshark dissector of all three formats (Lua)",
    fullDescription: `${examples(
      "comity newip dissector --out newip.lua",
      "comity newip dissector > ~/.local/lib/wireshark/plugins/newip.lua",
    )}\nExit codes: 0 done, 1 the file cannot be written, 2 usage.`,
  },
});

export const newipNet: { readonly [name: string]: Command<Host> } = { sim, node, gateway, dissector };
