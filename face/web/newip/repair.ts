/** The right checksum of a flexible-address packet, put in: for packets that are refused for nothing else. */
import { annotate, checksum, type Annotated } from "@comity/newip";

const TRANSPORTS = ["udp", "tcp", "nd"];

/** Undefined when another checksum would not make it decode. */
export function withChecksum({ format, bytes, spans }: Annotated): Uint8Array | undefined {
  const field = spans.find((span) => span.key === "checksum" && span.end - span.start === 2);
  const next = spans.find((span) => span.key === "nextHeader");
  const own = spans.filter((span) => TRANSPORTS.includes(span.header) && span.key !== "trailer");
  const first = own[0];
  if (format !== "flexible" || field === undefined || next === undefined || first === undefined)
    return undefined;
  const address = (key: string): Uint8Array => {
    const span = spans.find((each) => each.header === "newip" && each.key === key);
    return span === undefined ? new Uint8Array() : bytes.slice(span.start, span.end);
  };
  const repaired = bytes.slice();
  repaired.fill(0, field.start, field.end);
  const transport = repaired.slice(first.start, own.at(-1)!.end);
  const sum = checksum(address("source"), address("destination"), bytes[next.start]!, transport);
  repaired[field.start] = sum >> 8;
  repaired[field.start + 1] = sum & 0xff;
  return annotate(format, repaired).refusal === undefined ? repaired : undefined;
}
