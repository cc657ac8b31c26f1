/** List `packet_rx` of the flexible-address vectors: the reference's reception, and what the strict default does instead. */
import { NEXT_NEIGHBOUR, SOLICITATION } from "../flexible/constants.ts";
import { encodeAdvertisement } from "../flexible/neighbour.ts";
import { receivePacket } from "../flexible/receive.ts";
import { toHex } from "../hex.ts";
import { referenceReceive, type ReferenceReception } from "../reference/receive.ts";
import type { Case } from "./case.ts";
import { sameTrace } from "./reception-trace.ts";

/** The node's own link address in the vectors. */
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);

/** Which rule lets a strict refusal stand where the reference accepts. */
const STRICTER: { readonly [code: string]: string } = {
  "ttl-expired": "receive/ttl-zero",
  "neighbour-source": "receive/neighbour-source",
  "neighbour-mac-length": "receive/mac-length",
  "address-reserved": "receive/reserved-address",
  "tcp-offset": "receive/tcp-offset",
};

/** Whether the reference acted upon the packet: delivered it, or learnt from it. */
const acted = (r: ReferenceReception): boolean =>
  r.events.some((e) => e.kind === "udp-deliver" || e.kind === "tcp-accept" || e.kind === "neighbour");

export function packetRx(c: Case): void {
  c.only(c.vector, "id", "note", "local_address", "src_mac", "packet", "expect");
  const expected = c.expectation("events", "tx");
  const local = c.hex(c.vector, "local_address");
  const packet = c.hex(c.vector, "packet");
  const got = referenceReceive(packet, { local, mac: MAC, from: c.hex(c.vector, "src_mac") });
  sameTrace(c, c.text(expected, "events"), got.events, got.ret, got.freed);
  const replies = got.replies.map((r) => toHex(r));
  c.same("tx", replies, c.array(expected, "tx"));

  // Strict; the harness awaits an answer from everybody.
  const strict = receivePacket(packet, { local, macLength: MAC.length, awaited: () => true });
  if (strict.ok) {
    if (!acted(got)) c.fail("strict: accepted what the reference drops");
    const { value } = strict;
    if (value.kind === "neighbour" && value.neighbour.type === SOLICITATION) {
      const reply = encodeAdvertisement({ destination: value.header.source!, source: local, mac: MAC });
      c.same("strict reply", [reply.ok ? toHex(reply.value) : reply.error.code], replies);
    } else if (value.header.nextHeader === NEXT_NEIGHBOUR) c.deviates("receive/unsolicited");
    return;
  }
  const { code } = strict.error;
  if (acted(got)) {
    const rule = STRICTER[code];
    if (rule === undefined) c.fail(`strict: ${code}`);
    else c.deviates(rule);
  } else if (code === "total-length-below-header") c.deviates("receive/total-length");
  else if (code === "neighbour-type" || code === "neighbour-truncated") c.deviates("receive/leak");
}
