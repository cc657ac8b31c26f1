/**
 * Serial numbers (RFC 1982, 32 bits): after 2^32 - 1 comes 0. Older and newer are never compared here: a cache knows the
 * serials whose changes it keeps, and answers all others, older, newer or without an order, with Cache Reset.
 */
export const nextSerial = (serial: number): number => (serial + 1) >>> 0;
