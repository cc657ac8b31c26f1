/** Numbers of the flexible-address format (reference page 3.1 to 3.8). */

/** EtherType; its registration at IEEE is not verified. */
export const ETHERTYPE_FLEXIBLE = 0xeadd;

/** First bitmap byte. */
export const BITMAP_INVALID = 0x80;
export const HAS_TTL = 0x40;
export const HAS_TOTAL_LENGTH = 0x20;
export const HAS_NEXT_HEADER = 0x10;
export const RESERVED = 0x08;
export const HAS_DESTINATION = 0x04;
export const HAS_SOURCE = 0x02;
/** Last bit of every bitmap byte: another one follows. */
export const MORE = 0x01;
/** Second bitmap byte. */
export const HAS_HEADER_LENGTH = 0x80;

/** Next headers. 177 is unassigned at IANA. */
export const NEXT_TCP = 6;
export const NEXT_UDP = 17;
export const NEXT_NEIGHBOUR = 177;

export const TTL_DATA = 128;
export const TTL_NEIGHBOUR = 64;

/** Limits. */
export const MAX_BITMAPS = 8;
export const MAX_ADDRESS = 8;
export const MAX_HEADER = 255;
export const MAX_PACKET = 65_535;
/** Longest link address in an advertisement. */
export const MAX_MAC = 32;
/** Smallest MTU of the reference's current generation. */
export const MIN_MTU = 44;

export const UDP_HEADER = 8;
export const TCP_HEADER = 20;
export const NEIGHBOUR_HEADER = 4;
export const SOLICITATION = 1;
export const ADVERTISEMENT = 2;
