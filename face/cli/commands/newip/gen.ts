/** `comity newip gen`: seeded valid and near-valid traffic. */
import { traffic, type Format } from "@comity/newip";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { ethernetHead, packetSink } from "./output.ts";

export type GenFlags = {
  readonly json: boolean;
  readonly seed: number;
  readonly count: number;
  readonly nearValid: number;
  readonly format?: readonly Format[];
  readonly out?: string;
};

export async function gen(this: Host, flags: GenFlags): Promise<void> {
  if (flags.nearValid > 100) throw new Stop(EXIT.usage, "percent", "--near-valid is 0 to 100");
  const formats = flags.format === undefined || flags.format.length === 0 ? {} : { formats: flags.format };
  if (flags.format?.includes("level") === true && /\.pcap(?:ng)?$/.test(flags.out ?? "")) {
    throw new Stop(EXIT.usage, "format", "level addresses travel in no frame: write them as hexadecimal");
  }
  const next = traffic({ seed: flags.seed, nearValid: flags.nearValid, ...formats });
  const sink = packetSink(this, flags);
  for (let i = 0; i < flags.count; i++) {
    const { bytes, etherType } = next();
    // A millisecond apart, from the epoch: the same seed gives the same file.
    sink.write(bytes, ethernetHead(etherType ?? 0), {
      seconds: Math.floor(i / 1000),
      nanoseconds: (i % 1000) * 1_000_000,
    });
  }
  sink.end();
  const { count, out, seed } = flags;
  if (out === undefined) return;
  if (flags.json)
    answer(this, true, { schema: "comity/newip-packets/v1", packets: count, seed, out }, () => "");
  else say(this, `${count} packets, seed ${seed}, in ${out}`);
}
