/**
 * A name → the New IP address of a host: the TXT record of `_newip.NAME` for the own network (other networks have other
 * address plans: their records are not ours to use), or else the IPv4 address of the name inside an embedding prefix,
 * by which a gateway reaches it (as DNS64 does for NAT64, RFC 6147).
 */
import type { Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import type { Ask } from "./ask.ts";
import { parseNameRecord } from "./record.ts";

export type NamePlan = {
  /** The network whose records count. */
  readonly network: string;
  /** Four bytes of the 8-byte class that a gateway embeds IPv4 addresses behind. */
  readonly embed?: Uint8Array;
};

/** `key`: the X25519 key that the record names. */
export type Named = { readonly address: Address; readonly key?: Uint8Array };

/** Letters, digits, hyphens and underscores, as host names have them; at most 253 with the label before it. */
const NAME =
  /^(?=.{1,246}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** Codes `name-form`, `name-server`, `name-not-found`. */
export async function resolveName(
  name: string,
  { embed, network }: NamePlan,
  ask: Ask,
): Promise<Result<Named>> {
  const plain = name.replace(/\.$/, "");
  if (!NAME.test(plain))
    return refuse("name-form", `${JSON.stringify(name)} is not the name of a host`, "name");
  const texts = await ask(`_newip.${plain}`, "TXT");
  if (!texts.ok) return texts;
  for (const text of texts.value) {
    const record = parseNameRecord(text);
    if (record.ok && record.value.network === network) return record;
  }
  if (embed !== undefined) {
    const addresses = await ask(plain, "A");
    if (!addresses.ok) return addresses;
    const [ip] = addresses.value;
    if (ip !== undefined) return ok({ address: Uint8Array.from([...embed, ...ip.split(".").map(Number)]) });
  }
  const what = texts.value.length > 0 ? `no record for the network ${network}` : "no v=newip1 record";
  return refuse(
    "name-not-found",
    `${plain} has ${what}${embed === undefined ? "" : " and no IPv4 address"}`,
    "name",
  );
}
