/** `comity newip decode`: one JSON line per packet, from which `comity newip encode` makes the same bytes again. */
import { packetJson, reference, toHex, type Format } from "@comity/newip";
import type { Host } from "../../host.ts";
import { EXIT } from "../../host.ts";
import { readPackets, type Given } from "./input.ts";

export type DecodeFlags = {
  readonly json: boolean;
  readonly format: Format;
  readonly only: boolean;
  readonly reference: boolean;
};

const CHUNK = 1 << 18;
const pad9 = (value: number): string => String(value).padStart(9, "0");

/** What the reference implementation does with the packet, as one more member. */
function studied(given: Given): string {
  if (given.format !== "flexible" && given.format !== "contract") return "";
  const packet = given.bytes.subarray(given.start, given.end);
  const study =
    given.format === "flexible" ? reference.studyFlexible(packet) : reference.studyContract(packet);
  return `,"reference":${JSON.stringify(study)}`;
}

/** The JSON line of a packet, without its end. */
function lineOf(given: Given, outcome: { refused: boolean }): string {
  const { frame, format, bytes, start, end } = given;
  if (frame === undefined)
    return `{"packet":${given.number},${packetJson(format!, bytes, start, end, 0, outcome)}`;
  const type = frame.etherType < 0 ? "" : `,"etherType":"0x${frame.etherType.toString(16).padStart(4, "0")}"`;
  const cut = frame.cut ? `,"cut":true` : "";
  const head = `{"packet":${given.number},"time":"${frame.seconds}.${pad9(frame.nanoseconds)}","link":${frame.link},"frame":"${frame.head}"${type}${cut},`;
  if (format === undefined) return `${head}"format":null,"bytes":"${toHex(bytes, start, end)}"`;
  return `${head}${packetJson(format, bytes, start, end, frame.macLength === 6 ? 6 : 0, outcome)}`;
}

export async function decode(this: Host, flags: DecodeFlags, ...inputs: readonly string[]): Promise<void> {
  let lines = "";
  const outcome = { refused: false };
  try {
    readPackets(inputs, flags.format, (given) => {
      if (flags.only && given.format === undefined) return;
      const line = lineOf(given, outcome);
      lines += flags.reference ? `${line}${studied(given)}}\n` : `${line}}\n`;
      if (lines.length < CHUNK) return;
      this.process.stdout.write(lines);
      lines = "";
    });
  } finally {
    // Also what came before a capture broke off.
    this.process.stdout.write(lines);
  }
  if (outcome.refused) this.exit(EXIT.failed);
}
