/**
 * Every difference between the reference and this room's strict default (reference page 3.10, 4.6): the only list of
 * exceptions. A vector whose strict result differs from the reference's must fall under the row of its rule.
 */
export type Deviation = {
  /** Name of the rule; a strict refusal's code where there is one. */
  readonly rule: string;
  readonly where: string;
  readonly reference: string;
  readonly ours: string;
  readonly because: string;
};

const d = (rule: string, where: string, reference: string, ours: string, because: string): Deviation => ({
  rule,
  where,
  reference,
  ours,
  because,
});

export const DEVIATIONS: readonly Deviation[] = [
  d(
    "text/not-canonical",
    "address text",
    "accepts text of a form that is not canonical",
    "refuses",
    "what the decoder refuses must not be typed in",
  ),
  d(
    "text/eight-bytes",
    "address text",
    "refuses every 8-byte address (FE)",
    "accepts",
    "the wire format has them",
  ),
  d(
    "encode/not-canonical",
    "encoding",
    "emits an address that is not canonical, unchanged",
    "refuses",
    "no receiver would accept the packet",
  ),
  d(
    "encode/contradiction",
    "encoding",
    "emits a packet that contradicts the address structure (bit length and first byte differ, source bit without source)",
    "refuses",
    "the packet means something else, or nothing",
  ),
  d(
    "encode/public-address",
    "encoding",
    "emits FFxx as a source, or as a destination outside neighbour discovery",
    "refuses",
    "reserved addresses are never generated; FF04 only asks for neighbours",
  ),
  d("encode/ttl-zero", "encoding", "emits a TTL of 0", "refuses", "the first hop would drop it"),
  d(
    "decode/header-length-beyond-packet",
    "decoding",
    "answers a payload offset beyond the packet and leaves it to the caller",
    "refuses while decoding",
    "every caller would have to remember",
  ),
  d(
    "decode/total-length",
    "decoding",
    "the decoder does not compare the total length with the packet (its caller does) nor with the header (nobody does)",
    "refuses while decoding",
    "accepted and lost silently otherwise",
  ),
  d(
    "send/split",
    "UDP longer than the MTU",
    "sends several independent datagrams",
    "refuses; splits on request",
    "the receiver cannot join them; a middle length of 0 divides by zero there",
  ),
  d("receive/ttl-zero", "receiving", "accepts and forwards TTL 0", "drops", "loops must die"),
  d(
    "receive/neighbour-source",
    "receiving",
    "learns from and answers a solicitation with an absent, public or own source",
    "neither learns nor answers",
    "spoofing and amplification",
  ),
  d(
    "receive/mac-length",
    "receiving",
    "accepts link addresses of 0 to 32 bytes on Ethernet, padded or cut",
    "the length must be the link's",
    "a cut or padded address is nobody's",
  ),
  d(
    "receive/reserved-address",
    "receiving",
    "treats reserved public addresses like any other",
    "drops",
    "access authentication and identity addresses are not implemented",
  ),
  d(
    "receive/tcp-offset",
    "receiving",
    "hands a segment to TCP whose data offset is below 5 or past its end",
    "refuses while decoding",
    "no reader may follow it",
  ),
  d(
    "receive/leak",
    "receiving",
    "never frees the buffer of a neighbour message of unknown type or below 4 bytes",
    "drops and counts",
    "memory",
  ),
  d(
    "receive/total-length",
    "receiving",
    "accepts a total length smaller than the header and loses the packet silently",
    "drops with its own code",
    "every drop has a reason",
  ),
  d(
    "receive/unsolicited",
    "receiving",
    "an advertisement nobody asked for overrides a neighbour (the vectors' harness asks)",
    "accepted only while an answer is awaited",
    "spoofing",
  ),
  d(
    "contract/minimum-above-maximum",
    "contract encoding",
    "emits a latency contract no packet can meet",
    "refuses",
    "the packet would only be dropped later",
  ),
  d(
    "router/strict-decode",
    "contract router",
    "forwards packets whose shipping spec is not where it reads it, or of unknown type",
    "refuses what does not decode",
    "the destination is read at a fixed offset",
  ),
  d(
    "router/ping-padding",
    "contract router",
    "drops a ping with fewer than 2 payload bytes",
    "forwards",
    "a C structure padded to 16 bytes is not the format",
  ),
  d(
    "router/hops-wrap",
    "contract router",
    "a ping with 0 hops leaves with 65,535",
    "drops",
    "loops must die",
  ),
  d(
    "router/every-ping",
    "contract router",
    "counts the hop of the first contract only",
    "counts it in every ping",
    "contracts can be concatenated",
  ),
  d(
    "queue/late",
    "contract queue",
    "delivers late packets except at the last hop, judged by another packet",
    "drops and counts every late packet",
    "that is what the contract says",
  ),
  d(
    "queue/overflow",
    "contract queue",
    "16-bit arithmetic: a maximum above 6,553 ms becomes a window near 0",
    "32-bit microseconds",
    "the contract says milliseconds up to 65,535",
  ),
  d(
    "queue/max-delay-unit",
    "contract queue",
    "compares scheduler ticks of 64 ns with milliseconds",
    "milliseconds",
    "500 ms would be 32 µs",
  ),
  d(
    "queue/impossible-window",
    "contract queue",
    "holds a packet whose minimum exceeds its maximum and delivers it late",
    "refuses it at once",
    "no time would be right",
  ),
  d(
    "queue/best-effort",
    "contract queue",
    "a maximum of 0 still ends after one second",
    "no maximum",
    "0 means none",
  ),
  d(
    "queue/rounding",
    "contract queue",
    "whole 0.1 ms steps for the window",
    "microseconds",
    "16-bit arithmetic is not needed",
  ),
  d(
    "queue/strict-decode",
    "contract queue",
    "queues packets that do not decode, and reads those without a contract at offset 0",
    "refuses what does not decode",
    "nothing can be promised for it",
  ),
  d(
    "queue/every-contract",
    "contract queue",
    "applies the first contract only",
    "applies all of them",
    "contracts can be concatenated",
  ),
  d(
    "queue/hop-borrow",
    "contract queue",
    "counts hops in network byte order: 256 becomes 511",
    "256 becomes 255",
    "arithmetic",
  ),
];
