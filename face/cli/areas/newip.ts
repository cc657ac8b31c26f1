/** `comity newip …`: decode, encode, explain, check and generate New IP packets. */
import { buildCommand, buildRouteMap, type RouteMap } from "@stricli/core";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import type { CheckFlags } from "../commands/newip/check.ts";
import type { DecodeFlags } from "../commands/newip/decode.ts";
import type { DiffFlags } from "../commands/newip/diff.ts";
import type { EncodeFlags } from "../commands/newip/encode.ts";
import type { ExplainFlags } from "../commands/newip/explain.ts";
import type { GenFlags } from "../commands/newip/gen.ts";
import { newipNet } from "./newip-net.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const word = (brief: string, placeholder: string) => ({ parse: String, brief, placeholder });

const check = buildCommand<CheckFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/newip/check.ts")).check,
  parameters: {
    flags: { json: flag.json, deviations: flag.on("also list where the strict default differs, and why") },
    positional: { kind: "array", parameter: word("vector file", "file"), minimum: 1 },
  },
  docs: {
    brief: "Judge files of New IP test vectors",
    fullDescription: `${examples(
      "comity newip check flexible-address.json contract.json level-prototype.json",
      "comity newip check --deviations flexible-address.json",
    )}\nExit codes: 0 all passed, 1 some failed or a file cannot be read, 2 usage.`,
  },
});

const FORMATS = ["flexible", "contract", "level"] as const;
const format = {
  kind: "enum",
  values: FORMATS,
  brief: "format of packets given as hexadecimal; in a capture the EtherType says",
  default: "flexible",
} as const;
const input = word("hexadecimal, a file of hexadecimal lines, a pcap or pcapng file, or -", "input");

const whole = (least: number, most: number, brief: string, byDefault: string) =>
  ({
    kind: "parsed",
    parse: (text: string): number => {
      const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      throw new Error(`"${text}" is not a whole number from ${least} to ${most}`);
    },
    brief,
    placeholder: "n",
    default: byDefault,
  }) as const;

const decode = buildCommand<DecodeFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/newip/decode.ts")).decode,
  parameters: {
    flags: {
      format,
      json: flag.on("the answer is JSON lines in any case"),
      only: flag.on("leave out frames of other EtherTypes"),
      reference: flag.on("also say what the reference implementation does with each packet"),
    },
    positional: { kind: "array", parameter: input, minimum: 1 },
  },
  docs: {
    brief: "Decode packets to JSON lines",
    fullDescription: `${examples(
      "comity newip decode 570080110101e1052382000dc58a48656c6c6f",
      "comity newip decode --only capture.pcapng",
    )}\nExit codes: 0 all decoded, 1 a packet was refused (its line says why), 2 usage.`,
  },
});

const encode = buildCommand<EncodeFlags, [string], Host>({
  loader: async () => (await import("../commands/newip/encode.ts")).encode,
  parameters: {
    flags: {
      json: flag.on("answer as JSON lines, one a packet; with --out as one document"),
      out: flag.text("file to write: .pcap and .pcapng get frames, others hexadecimal", "file"),
    },
    positional: { kind: "tuple", parameters: [word("JSON lines: a file, - or one object", "json")] },
  },
  docs: {
    brief: "Encode packets from JSON lines, as decode writes them",
    fullDescription: `${examples(
      `comity newip encode '{"format":"flexible","destination":"de00","source":"01","udp":{"sourcePort":1,"destinationPort":2,"data":"ff"}}'`,
      "comity newip decode a.pcap | comity newip encode - --out b.pcap",
    )}\nExit codes: 0 all encoded, 1 a packet was refused, 2 usage.`,
  },
});

const explain = buildCommand<ExplainFlags, [string], Host>({
  loader: async () => (await import("../commands/newip/explain.ts")).explain,
  parameters: {
    flags: {
      json: flag.json,
      format,
      packet: flag.number("number of the packet in a file; 1 when left out", "n"),
      svg: flag.text("also write a picture", "file"),
    },
    positional: { kind: "tuple", parameters: [input] },
  },
  docs: {
    brief: "Explain every byte of a packet",
    fullDescription: `${examples(
      "comity newip explain 570080110101e1052382000dc58a48656c6c6f",
      "comity newip explain capture.pcap --packet 7 --svg packet.svg",
    )}\nExit codes: 0 it decodes, 1 it does not, 2 usage, 4 no such packet.`,
  },
});

const gen = buildCommand<GenFlags, [], Host>({
  loader: async () => (await import("../commands/newip/gen.ts")).gen,
  parameters: {
    flags: {
      json: flag.on("answer as JSON lines, one a packet; with --out as one document"),
      seed: whole(0, 0xffffffff, "the same seed gives the same packets", "1"),
      count: whole(0, 1_000_000_000, "how many packets", "10"),
      nearValid: whole(0, 100, "share of packets with one small change, in percent", "0"),
      format: {
        kind: "enum",
        values: FORMATS,
        brief: "formats to generate; flexible and contract when left out",
        optional: true,
        variadic: true,
      },
      out: flag.text("file to write: .pcap and .pcapng get frames, others hexadecimal", "file"),
    },
  },
  docs: {
    brief: "Generate packets: valid, or nearly",
    fullDescription: `${examples(
      "comity newip gen --count 1000 --out traffic.pcap",
      "comity newip gen --seed 7 --near-valid 50 --format flexible",
    )}\nExit codes: 0 done, 1 the file cannot be written, 2 usage.`,
  },
});

const diff = buildCommand<DiffFlags, [string, string], Host>({
  loader: async () => (await import("../commands/newip/diff.ts")).diff,
  parameters: {
    flags: { json: flag.json, format, all: flag.on("compare frames of other EtherTypes too") },
    positional: { kind: "tuple", parameters: [word("capture", "first"), word("capture", "second")] },
  },
  docs: {
    brief: "Compare two captures, packet by packet",
    fullDescription: `${examples(
      "comity newip diff before.pcap after.pcap",
      "comity newip diff --json a.pcapng b.pcapng",
    )}\nExit codes: 0 the same, 1 different or unreadable, 2 usage.`,
  },
});

export const newip: RouteMap<Host> = buildRouteMap({
  routes: { decode, encode, explain, check, gen, diff, ...newipNet },
  docs: {
    brief: "New IP: decode, encode, explain, check, generate, compare; simulate, run nodes and gateways",
  },
});
