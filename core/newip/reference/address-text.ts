/** `reference` mode of the address text: the demo library's parser (reference page 3.4), with its gaps. */
import { addressLength } from "../flexible/address.ts";
import { fromHex } from "../hex.ts";
import { structOf, type AddressStruct } from "./flexible-encode.ts";

/** 0 accepted, −1 length refused, 1 content refused. Every 8-byte address is refused, non-canonical text is not. */
export function referenceParseAddress(text: string): {
  readonly ret: number;
  readonly address: AddressStruct;
} {
  const none = structOf(new Uint8Array(0));
  if (text.length === 0 || text.length % 2 !== 0 || text.length >= 15) return { ret: -1, address: none };
  const bytes = fromHex(text);
  if (!bytes.ok || addressLength(bytes.value[0]!) !== bytes.value.length) return { ret: 1, address: none };
  return { ret: 0, address: structOf(bytes.value) };
}
