/** `comity newip encode`: packets from JSON lines (those of `decode`, or written by hand). */
import { ETHERTYPE_CONTRACT, ETHERTYPE_FLEXIBLE, fromHex, packetFromJson } from "@comity/newip";
import { readText } from "../../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { ethernetHead, packetSink, type PacketSink } from "./output.ts";

export type EncodeFlags = { readonly json: boolean; readonly out?: string };

type Line = {
  readonly format?: unknown;
  readonly frame?: unknown;
  readonly time?: unknown;
  readonly link?: unknown;
};

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Stop(EXIT.usage, "json", `line ${number}: ${(error as Error).message}`);
  }
}

function headOf(line: Line): Uint8Array {
  const given = typeof line.frame === "string" ? fromHex(line.frame) : undefined;
  if (given?.ok === true) return given.value;
  return ethernetHead(line.format === "contract" ? ETHERTYPE_CONTRACT : ETHERTYPE_FLEXIBLE);
}

function timeOf(line: Line): { seconds: number; nanoseconds: number } {
  const found = typeof line.time === "string" ? /^(\d{1,10})\.(\d{9})$/.exec(line.time) : null;
  return { seconds: Number(found?.[1] ?? 0), nanoseconds: Number(found?.[2] ?? 0) };
}

export async function encode(this: Host, flags: EncodeFlags, path: string): Promise<void> {
  const text = path.trimStart().startsWith("{") ? path : readText(path);
  let sink: PacketSink | undefined;
  let refused = 0;
  let packets = 0;
  for (const [i, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    const line = parse(row, i + 1);
    const packet = packetFromJson(line);
    if (!packet.ok) {
      refused++;
      say(this, `line ${i + 1}: ${packet.error.detail} (${packet.error.field}) [${packet.error.code}]`);
      continue;
    }
    const about = line as Line;
    sink ??= packetSink(this, flags, typeof about.link === "number" ? about.link : undefined);
    packets++;
    sink.write(packet.value, headOf(about), timeOf(about));
  }
  sink?.end();
  if (flags.json && flags.out !== undefined)
    answer(this, true, { schema: "comity/newip-packets/v1", packets, refused, out: flags.out }, () => "");
  if (refused > 0) this.exit(EXIT.failed);
}
