/** What the reference does with a packet, in words: `reference` mode of the tools. */
import { formatIpText } from "../contract/ip-text.ts";
import { decodeAddress } from "../flexible/address.ts";
import { NEXT_NEIGHBOUR } from "../flexible/constants.ts";
import { Header } from "../flexible/header.ts";
import { readHeader } from "../flexible/read-header.ts";
import { toHex } from "../hex.ts";
import { readAsReceiver } from "./contract-receiver.ts";
import { referenceRoute } from "./contract-router.ts";
import { referenceReceive, type ReferenceEvent } from "./receive.ts";

/** The reference's node in these studies: it has every address, and this link address. */
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
const FROM = Uint8Array.of(2, 0, 0, 0, 0, 2);

export type FlexibleStudy = {
  /** What its decoder answers: the payload's offset, or its error number. */
  readonly ret: number;
  readonly events: readonly string[];
  readonly dropped: boolean;
  readonly leaked: boolean;
  readonly replies: readonly string[];
};

function said(e: ReferenceEvent): string {
  switch (e.kind) {
    case "accepted":
      return `accepted: next header ${e.nextHeader}, offset ${e.offset}, length ${e.length}`;
    case "udp-lookup":
      return `UDP ${e.sourcePort} to ${e.destinationPort}`;
    case "udp-deliver":
      return `delivers ${e.length} bytes`;
    case "tcp-accept":
      return `TCP ${e.sourcePort} to ${e.destinationPort}, ${e.length} bytes`;
    case "tcp-drop":
      return "drops the segment";
    case "neighbour":
      return `neighbour ${toHex(e.mac)} is ${e.state}`;
    case "log":
      return e.number === undefined ? e.reason : `${e.reason} ${e.number}`;
  }
}

/** A flexible-address packet received by the reference, which is taken to have the address it is asked for. */
export function studyFlexible(packet: Uint8Array): FlexibleStudy {
  const h = new Header();
  const ret = readHeader(packet, 0, packet.length, h);
  // A solicitation asks for its target; anything else is for the destination.
  const target = decodeAddress(packet, h.payload + 4);
  const asked =
    h.nextHeader === NEXT_NEIGHBOUR && packet[h.payload] === 1 && target.ok ? target.value : h.destination;
  const got = referenceReceive(packet, { local: asked, mac: MAC, from: FROM });
  const handed = got.events.some(
    (e) => e.kind === "udp-deliver" || e.kind === "tcp-accept" || e.kind === "tcp-drop",
  );
  return {
    ret,
    events: got.events.map((e) => said(e)),
    dropped: got.ret === 1,
    leaked: got.freed === 0 && !handed,
    replies: got.replies.map((r) => toHex(r)),
  };
}

export type ContractStudy = {
  readonly router: "pass" | "drop";
  readonly lookup: string | null;
  /** The packet as the router sends it on. */
  readonly out: string;
  /** How its receiver reads the contract. */
  readonly receiver: string;
};

/** A contract packet routed and read by the reference. */
export function studyContract(packet: Uint8Array): ContractStudy {
  const frame = new Uint8Array(14 + packet.length);
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb6]);
  frame.set(packet, 14);
  const verdict = referenceRoute(frame);
  const [lookup] = verdict.lookups;
  const reading = readAsReceiver(packet);
  const fields = Object.entries(reading)
    .filter(([k]) => k !== "kind")
    .map(([k, v]) => `${k} ${v}`);
  return {
    router: verdict.action,
    lookup: lookup === undefined ? null : formatIpText(lookup.type, lookup.address),
    out: toHex(verdict.out, 14),
    receiver: [reading.kind, ...fields].join(", "),
  };
}
