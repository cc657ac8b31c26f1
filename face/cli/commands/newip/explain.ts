/** `comity newip explain`: every byte of a packet with its field, as a table and as an SVG picture. */
import { writeFileSync } from "node:fs";
import { annotate, explainSvg, explainText, type Annotated, type Format } from "@comity/newip";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";
import { readPackets } from "./input.ts";

export type ExplainFlags = {
  readonly json: boolean;
  readonly format: Format;
  readonly packet?: number;
  readonly svg?: string;
};

export async function explain(this: Host, flags: ExplainFlags, input: string): Promise<void> {
  const wanted = flags.packet ?? 1;
  let found: Annotated | undefined;
  let foreign = false;
  readPackets([input], flags.format, (given) => {
    if (given.number !== wanted) return;
    foreign = given.format === undefined;
    if (given.format === undefined) return;
    const bytes = given.bytes.slice(given.start, given.end);
    found = annotate(given.format, bytes, given.frame?.macLength === 6 ? { macLength: 6 } : {});
  });
  if (found === undefined) {
    const why = foreign ? "has another EtherType than New IP's" : "does not exist";
    throw new Stop(EXIT.notFound, "packet-not-found", `packet ${wanted} ${why}`);
  }
  const packet = found;
  if (flags.svg !== undefined) {
    writeFileSync(flags.svg, explainSvg(packet));
    say(this, `wrote ${flags.svg}`);
  }
  const { bytes, ...rest } = packet;
  answer(this, flags.json, { schema: "comity/newip-explain/v1", length: bytes.length, ...rest }, () =>
    explainText(packet),
  );
  if (packet.refusal !== undefined) this.exit(EXIT.failed);
}
