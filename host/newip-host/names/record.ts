/**
 * Names of New IP hosts in today's DNS: TXT records at `_newip.NAME`, in the style of other key=value records, instead
 * of a type number nobody assigned. `v=newip1 network=ridge address=fe64000000000001 key=<64 hex digits>`.
 */
import { fromHex, isPublic, parseAddress, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";

export type NameRecord = {
  readonly network: string;
  readonly address: Address;
  /** X25519 key of the host, when it has published one. */
  readonly key?: Uint8Array;
};

/** Codes `name-record`. Unknown keys are skipped, so that later versions can add some. */
export function parseNameRecord(text: string): Result<NameRecord> {
  const bad = (detail: string): Result<NameRecord> => refuse("name-record", detail, "record");
  const [version, ...rest] = text.split(" ");
  if (version !== "v=newip1" || text.length > 1024) return bad("not a v=newip1 record");
  const fields = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf("=");
    if (at < 1 || fields.has(part.slice(0, at)))
      return bad(`${JSON.stringify(part)} is not KEY=VALUE, or comes twice`);
    fields.set(part.slice(0, at), part.slice(at + 1));
  }
  const network = fields.get("network") ?? "";
  const address = parseAddress(fields.get("address") ?? "");
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(network)) return bad("network is missing or not a name");
  if (!address.ok || isPublic(address.value)) return bad("address is missing or not a host's");
  const text32 = fields.get("key");
  if (text32 === undefined) return ok({ network, address: address.value });
  const key = fromHex(text32);
  if (!key.ok || key.value.length !== 32) return bad("key is not 64 hexadecimal digits");
  return ok({ network, address: address.value, key: key.value });
}
