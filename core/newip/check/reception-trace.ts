/** The reference's trace in `packet_rx`: `;`-separated tokens, compared by meaning. */
import { toHex } from "../hex.ts";
import type { DropReason, ReferenceEvent } from "../reference/receive.ts";
import type { Case } from "./case.ts";

/** The reference's log lines, by their beginning. */
const LINES: readonly (readonly [RegExp, ...DropReason[]])[] = [
  [/^nexthdr\((\d+)\) invalid/, "next-header"],
  [/^total_len\((\d+)\) is bigger/, "total-length"],
  [/^check in failure, errcode=(-?\d+)/, "header"],
  [/^invalid skb length.*len=(\d+)/, "udp-truncated"],
  [/^invalid udp packet length.*len=(\d+)/, "udp-length"],
  [/^invalid tcp packet length.*len=(\d+)/, "tcp-length"],
  [/^rcv newip icmp packet\. type=(\d+)/, "neighbour-message"],
  [/^ns ICMP checksum failed/, "ns-checksum"],
  [/^na ICMP checksum failed/, "na-checksum"],
  [/checksum failed/, "checksum", "tcp-checksum", "na-checksum", "ns-checksum"],
  [/^failure when decode source address/, "target"],
  [/^invalid ICMP packet/, "neighbour-truncated"],
  [/^nip icmp packet type error/, "neighbour-type"],
  [/^invalid msg data/, "na-body"],
  [/^invalid length,.*len=(\d+)/, "mac-length", "na-body"],
];

/** Drops whose wording no known vector shows: our event may stand without a line, or with a line we cannot read. */
const UNWORDED: readonly DropReason[] = ["not-mine", "tcp-checksum", "na-checksum", "na-body"];

const written = (e: Exclude<ReferenceEvent, { kind: "log" }>): string => {
  switch (e.kind) {
    case "accepted":
      return `nip_ok:nexthdr=${e.nextHeader},l4off=${e.offset},len=${e.length}`;
    case "udp-lookup":
      return `udp_lookup:sport=${e.sourcePort},dport=${e.destinationPort}`;
    case "udp-deliver":
      return `udp_deliver:len=${e.length}`;
    case "tcp-accept":
      return `tcp_accept:sport=${e.sourcePort},dport=${e.destinationPort},seglen=${e.length}`;
    case "tcp-drop":
      return "tcp_drop";
    case "neighbour":
      return `neigh_update:${e.state}:${toHex(e.mac)}`;
  }
};

function lineAgrees(line: string, event: Extract<ReferenceEvent, { kind: "log" }>): boolean {
  const row = LINES.find(([pattern]) => pattern.test(line));
  if (row === undefined) return true;
  const [pattern, ...reasons] = row;
  const number = pattern.exec(line)?.[1];
  if (!reasons.includes(event.reason)) return false;
  return number === undefined || event.number === undefined || Number(number) === event.number;
}

/** Compares the tokens with our events, in order. */
export function sameTrace(
  c: Case,
  trace: string,
  events: readonly ReferenceEvent[],
  ret: number,
  freed: number,
): void {
  const tokens = trace.split(";");
  const end = `ret=${ret},freed=${freed}`;
  if (tokens.at(-1) !== end) c.fail(`trace ends with ${tokens.at(-1)}, ours with ${end}`);
  let i = 0;
  for (const event of events) {
    const token = tokens[i] ?? "";
    if (event.kind === "log") {
      if (token.startsWith("dbg:") && lineAgrees(token.slice(4), event)) i++;
      else if (!UNWORDED.includes(event.reason))
        c.fail(`trace says "${token}", ours drops because of ${event.reason}`);
    } else if (token === written(event)) i++;
    else c.fail(`trace says "${token}", ours "${written(event)}"`);
  }
  if (i < tokens.length - 1) c.fail(`trace goes on with "${tokens[i]}"`);
}
