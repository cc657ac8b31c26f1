/**
 * Every refusal of this room, in one table. The fast readers answer the (negative) numbers; everything else speaks
 * the codes. −1 … −13 are the reference's own numbers (flexible-address header), with its names; its address
 * validity codes 1 … 6 are rows −61 … −66.
 */
export type RefusalRow = {
  readonly code: string;
  readonly field: string;
  readonly detail: string;
  /** The reference's number and name, where it has one. */
  readonly reference?: number;
  readonly name?: string;
};

/** Number, code, field, sentence; then the reference's number and name. */
const ROWS = [
  // Flexible-address header (reference page 3.5)
  [
    -1,
    "bitmap-invalid",
    "bitmap",
    "the first bit is set, so this is not a New IP header",
    -1,
    "NIP_HDR_BITMAP_INVALID",
  ],
  [
    -2,
    "bitmap-too-long",
    "bitmap",
    "a ninth bitmap byte is announced; at most 8 are allowed",
    -2,
    "NIP_HDR_BITMAP_NUM_OUT_RANGE",
  ],
  [-3, "ttl-missing", "ttl", "the bitmap has no TTL, which is mandatory", -3, "NIP_HDR_NO_TTL"],
  [
    -4,
    "next-header-missing",
    "nextHeader",
    "the bitmap has no next header, which is mandatory",
    -4,
    "NIP_HDR_NO_NEXT_HDR",
  ],
  [
    -5,
    "destination-missing",
    "destination",
    "the bitmap has no destination, which is mandatory",
    -5,
    "NIP_HDR_NO_DADDR",
  ],
  [
    -6,
    "destination-invalid",
    "destination",
    "the destination address is cut short or not a valid form",
    -6,
    "NIP_HDR_DECAP_DADDR_ERR",
  ],
  [
    -7,
    "destination-unusable",
    "destination",
    "the destination address cannot be used",
    -7,
    "NIP_HDR_DADDR_INVALID",
  ],
  [
    -8,
    "source-invalid",
    "source",
    "the source address is cut short or not a valid form",
    -8,
    "NIP_HDR_DECAP_SADDR_ERR",
  ],
  [-9, "source-unusable", "source", "the source address cannot be used", -9, "NIP_HDR_SADDR_INVALID"],
  [
    -10,
    "packet-truncated",
    "header",
    "the packet ends inside the header",
    -10,
    "NIP_HDR_RCV_BUF_READ_OUT_RANGE",
  ],
  [
    -11,
    "unknown-without-length",
    "bitmap",
    "unknown fields are announced without a header length to skip them",
    -11,
    "NIP_HDR_UNKNOWN_AND_NO_HDR_LEN",
  ],
  [
    -12,
    "header-length-low",
    "headerLength",
    "the header length is smaller than the fields before it",
    -12,
    "NIP_HDR_LEN_INVALID",
  ],
  [
    -13,
    "header-length-out-of-range",
    "headerLength",
    "the header length leaves nothing of the packet",
    -13,
    "NIP_HDR_LEN_OUT_RANGE",
  ],
  // … and what strict reading adds
  [
    -14,
    "header-length-beyond-packet",
    "headerLength",
    "the header length reaches past the end of the packet",
  ],
  [-15, "total-length-beyond-packet", "totalLength", "the total length reaches past the end of the packet"],
  [-16, "total-length-below-header", "totalLength", "the total length is smaller than the header"],
  // UDP
  [-20, "udp-truncated", "udp", "fewer than the 8 bytes of a UDP header"],
  [-21, "udp-length-low", "udp.length", "the UDP length is smaller than its header of 8 bytes"],
  [-22, "udp-length-beyond-packet", "udp.length", "the UDP length reaches past the end of the packet"],
  [-23, "udp-checksum", "udp.checksum", "the UDP checksum does not match (0 is no exemption here)"],
  // TCP
  [-30, "tcp-truncated", "tcp", "fewer than the 20 bytes of a TCP header"],
  [-31, "tcp-offset", "tcp.dataOffset", "the data offset is below 5 or reaches past the segment"],
  [-32, "tcp-checksum", "tcp.checksum", "the TCP checksum does not match"],
  [-33, "tcp-option", "tcp.options", "an option is cut short or has an impossible length"],
  [
    -34,
    "tcp-too-long",
    "tcp",
    "a segment has at most 65,535 bytes: its checksum counts its length in two bytes",
  ],
  // Neighbour discovery
  [-40, "neighbour-truncated", "neighbour", "fewer than the 4 bytes of a neighbour message header"],
  [
    -41,
    "neighbour-type",
    "neighbour.type",
    "the neighbour message is neither a solicitation (1) nor an advertisement (2)",
  ],
  [-42, "neighbour-target", "neighbour.target", "the target address is cut short or not a valid form"],
  [-43, "neighbour-checksum", "neighbour.checksum", "the checksum of the neighbour message does not match"],
  [-44, "neighbour-mac-truncated", "neighbour.mac", "the link address is cut short"],
  [
    -45,
    "neighbour-mac-length",
    "neighbour.macLength",
    "a link address has 1 to 32 bytes, and as many as the link's own addresses have",
  ],
  [-46, "neighbour-target-foreign", "neighbour.target", "the target is not an address of this node"],
  [
    -47,
    "neighbour-source",
    "source",
    "a solicitation from an absent, public or own address is neither learnt from nor answered",
  ],
  [-48, "neighbour-unsolicited", "neighbour", "an advertisement nobody asked for changes nothing"],
  // Receiving
  [
    -50,
    "next-header-unknown",
    "nextHeader",
    "the next header is none of TCP (6), UDP (17), neighbour discovery (177)",
  ],
  [-51, "ttl-expired", "ttl", "the TTL is 0"],
  [
    -52,
    "address-reserved",
    "address",
    "a reserved public address that is never answered (access authentication, EUI-64)",
  ],
  // Addresses (3.4)
  [-60, "address-truncated", "address", "the address is shorter than its first byte says"],
  [
    -61,
    "address-not-canonical",
    "address",
    "a 2-byte address below 221 has a shorter form",
    1,
    "ADDR_2BYTE_INVALID",
  ],
  [
    -62,
    "address-not-canonical",
    "address",
    "a 3-byte address below 5120 has a shorter form",
    2,
    "ADDR_3BYTE_INVALID",
  ],
  [
    -63,
    "address-not-canonical",
    "address",
    "a 5-byte address below 65536 has a shorter form",
    3,
    "ADDR_5BYTE_INVALID",
  ],
  [
    -64,
    "address-not-canonical",
    "address",
    "a 7-byte address below 4294967296 has a shorter form",
    4,
    "ADDR_7BYTE_INVALID",
  ],
  [-65, "address-length", "address", "bytes after the stated length are not zero", 5, "ADDR_BITLEN_INVALID"],
  [
    -66,
    "address-unknown",
    "address",
    "the first byte is unassigned (F4 to FD), or another length belongs to it",
    6,
    "NIP_ADDR_UNKNOWN",
  ],
  [
    -67,
    "address-text",
    "address",
    "an address is 2 to 16 hexadecimal digits, an even number, without separators",
  ],
  [-68, "address-public", "address", "a public address (FFxx) cannot be used here"],
  [-69, "address-value", "address", "the number has no address form"],
  // Encoding
  [-70, "field-range", "field", "the value does not fit its field"],
  [-71, "packet-too-long", "packet", "the packet is longer than a total length can say (65,535)"],
  [-72, "header-too-long", "header", "the header is longer than its length field can say"],
  [-73, "mtu-too-small", "mtu", "no payload fits: the packet is longer than the MTU"],
  [-74, "bitmap-contradiction", "bitmap", "the bitmap contradicts the fields"],
  [-75, "address-text", "address", "not the text of an address of its type"],
  // Contract format (4.3)
  [-80, "contract-truncated", "offsets", "fewer than the 3 bytes of the offset spec"],
  [-81, "shipping-offset", "shippingOffset", "the shipping spec must begin at offset 3"],
  [-82, "address-type", "addressType", "the address type is none of ipv4 (0), ipv6 (1), 8bit (2)"],
  [-83, "shipping-truncated", "shipping", "the shipping spec is cut short"],
  [
    -84,
    "contract-offset",
    "contractOffset",
    "the contract offset must be 0 (none) or the end of the shipping spec",
  ],
  [
    -85,
    "payload-offset",
    "payloadOffset",
    "the payload offset must be the end of the shipping spec, or of the contracts",
  ],
  [-86, "contract-short", "contract", "a contract is cut short by the payload offset"],
  [
    -87,
    "payload-offset-beyond-packet",
    "payloadOffset",
    "the payload offset reaches past the end of the packet",
  ],
  [-88, "contract-value", "contract", "a value of the contract is not possible"],
  // Level address (5)
  [-90, "level-type", "type", "the type is neither 1 (source) nor 2 (destination)"],
  [-91, "level-length", "length", "the length does not equal the bytes that follow"],
  [-92, "level-count", "levels", "an address has 1 to 4 levels"],
  [-93, "level-size", "level", "a level has 1 to 16 bytes, all inside the length"],
  [-94, "level-truncated", "header", "fewer than the 2 bytes of type and length"],
  // Router and queue of the contract format (4.4, 4.5, 4.7)
  [-100, "hops-exhausted", "hops", "no hops are left"],
  [-101, "delay-exceeded", "contract", "the packet cannot arrive within its maximum delay"],
  [-102, "late", "contract", "the packet left its window of time"],
  [
    -103,
    "experienced-overflow",
    "experienced",
    "the delay so far is more than its field can say (6,553.5 ms), so the next hop could not keep the maximum",
  ],
  // Input of tools
  [-110, "hex", "hex", "an even number of hexadecimal digits is expected"],
] as const;

export type RefusalNumber = (typeof ROWS)[number][0];

const row = (r: readonly [number, string, string, string, number?, string?]): RefusalRow => {
  const [, code, field, detail, reference, name] = r;
  return reference === undefined || name === undefined
    ? { code, field, detail }
    : { code, field, detail, reference, name };
};

export const REFUSALS: { readonly [row in RefusalNumber]: RefusalRow } = Object.fromEntries(
  ROWS.map((r) => [r[0], row(r)]),
) as { [row in RefusalNumber]: RefusalRow };
