/** Text form of flexible addresses: plain hexadecimal of the wire bytes, either case, no separators. */
import { fromHex, toHex } from "../hex.ts";
import { ok, refuse, type Result } from "../result.ts";
import { checkAddress, type Address } from "./address.ts";

export const formatAddress = (address: Address): string => toHex(address);

/**
 * Reads an address, of every class. Codes `address-text`, `address-unknown`, `address-truncated`,
 * `address-not-canonical`.
 */
export function parseAddress(text: string): Result<Address> {
  if (text.length < 2 || text.length > 16) return refuse(-67);
  const bytes = fromHex(text);
  if (!bytes.ok) return refuse(-67, bytes.error.offset);
  const problem = checkAddress(bytes.value);
  return problem === undefined ? ok(bytes.value) : refuse(problem);
}
