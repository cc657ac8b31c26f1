/** What the parts of a node file have in common. */
import { parseAddress, type Address } from "@comity/newip";
import { refuse, type Result } from "../refusal.ts";

export const bad = (detail: string, field: string): Result<never> => refuse("node-config", detail, field);

export function addressOf(text: unknown, field: string): Result<Address> {
  if (typeof text !== "string") return bad("expected the text of an address", field);
  const parsed = parseAddress(text);
  return parsed.ok ? parsed : refuse(parsed.error.code, parsed.error.detail, field);
}
