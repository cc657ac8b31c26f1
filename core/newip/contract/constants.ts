/** Numbers of the contract format (reference page 4.1). */

/** EtherType: IEEE "local experimental 2". */
export const ETHERTYPE_CONTRACT = 0x88b6;

export const OFFSET_SPEC = 3;
/** Offset spec and the three type bytes of the shipping spec. */
export const SHIPPING_HEAD = 6;

/** Address types by number; type 3 ("16b") has a name in the reference but no encoding. */
export const ADDRESS_TYPES = ["ipv4", "ipv6", "8bit"] as const;
export type AddressType = (typeof ADDRESS_TYPES)[number];
export const ADDRESS_SIZES: { readonly [type in AddressType]: number } = { ipv4: 4, ipv6: 16, "8bit": 1 };

/** Casts by number; nothing acts upon them. */
export const CASTS = ["unicast", "coordcast", "multicast", "broadcast", "groupcast"] as const;

export const MAX_DELAY = 1;
export const LATENCY = 2;
export const PING = 3;
export const MAX_DELAY_SIZE = 6;
export const LATENCY_SIZE = 12;
export const PING_SIZE = 14;
/** Longest header: the payload offset is one byte. */
export const MAX_CONTRACT_HEADER = 255;
