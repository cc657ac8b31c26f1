/** The raw key of a fact's key text, by register. */
import { ok, refuse, type Result } from "@comity/canon";
import { parseKey, parsePrefix, textOf, type Space } from "@comity/resources";
import { vrpKey } from "../numbers/set-keys.ts";
import { keyWidth, textKey, type Key, type RegisterName } from "../state/registers.ts";

const SPACE: { readonly [register: string]: Space } = {
  ipv4: "ipv4",
  routes4: "ipv4",
  ipv6: "ipv6",
  routes6: "ipv6",
  asn: "asn",
  names: "names",
};

/** Code `proof-key`: numbers and names in their one spelling; an address as /32 or /128. */
export function factKey(register: RegisterName, text: string): Result<Key> {
  // The register of networks has two kinds of keys: New IP blocks and texts.
  const newip = register === "networks" && text.startsWith("newip:");
  const space = newip ? "networks" : SPACE[register];
  if (space !== undefined) {
    const key = parseKey(space, text, "key");
    if (!key.ok || textOf(space, key.value) !== text) {
      return refuse(
        "proof-key",
        "the key is a prefix, AS number, aligned AS range, name or New IP block in canonical form",
        "key",
      );
    }
    return key;
  }
  if (register === "decisions" && text.startsWith("vrp/")) {
    const [, source = "", prefix = ""] = /^vrp\/([A-Za-z0-9.-]{2,32})\/(.*)$/s.exec(text) ?? [];
    const key = parsePrefix(prefix.includes(":") ? "ipv6" : "ipv4", prefix, "key");
    if (!key.ok || textOf(prefix.includes(":") ? "ipv6" : "ipv4", key.value) !== prefix)
      return refuse("proof-key", "a VRP's key is vrp/, its source, / and a prefix in canonical form", "key");
    return ok(vrpKey(source, key.value));
  }
  if (keyWidth(register) !== "text" || text.length === 0 || text.includes("\0") || !text.isWellFormed()) {
    return refuse("proof-key", "the key is a text without zero characters", "key");
  }
  return ok(textKey(text));
}
