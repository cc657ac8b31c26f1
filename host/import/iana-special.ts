/** IANA's special-purpose address registries (RFC 6890): blocks with their own rules, which may nest. */
import { ok, refuse, type Result } from "@comity/canon";
import { compareKeys, familyOf, parsePrefix, type Key } from "@comity/resources";
import type { ForeignFile } from "./foreign-file.ts";
import { recordsIn } from "./iana.ts";
import { childrenOf, parseXml, textIn } from "./xml.ts";

export type SpecialBlock = {
  readonly space: "ipv4" | "ipv6";
  readonly key: Key;
  readonly name: string;
  /** `RFC6890` and the like, in the order of the registry. */
  readonly documents: readonly string[];
  /** `YYYY-MM` as published; `terminated` is empty for blocks without an end. */
  readonly allocated: string;
  readonly terminated: string;
  /** `undefined` where the registry says that the question does not apply. */
  readonly globallyReachable: boolean | undefined;
  readonly forwardable: boolean | undefined;
};

/** All blocks in order of their keys. Codes `xml`, `iana-registry`, `iana-record`. */
export function parseIanaSpecial(file: ForeignFile): Result<SpecialBlock[]> {
  const root = parseXml(file.bytes, file.name);
  if (!root.ok) return root;
  if (!/^iana-ipv[46]-special-registry$/.test(root.value.attributes.get("id") ?? "")) {
    return refuse(
      "iana-registry",
      "expected iana-ipv4-special-registry or iana-ipv6-special-registry",
      file.name,
    );
  }
  const blocks: SpecialBlock[] = [];
  for (const [i, record] of recordsIn(root.value).entries()) {
    const text = (name: string): string => textIn(childrenOf(record, name)[0]);
    const truth = (name: string): boolean | undefined =>
      text(name).startsWith("True") ? true : text(name).startsWith("False") ? false : undefined;
    const specification = childrenOf(record, "spec")[0];
    const documents = specification ? childrenOf(specification, "xref") : [];
    // One record may list several blocks, and a footnote may follow.
    for (const address of text("address").replace(/\[.*/, "").split(",")) {
      const space = familyOf(address.trim().split("/")[0]!);
      const key = space && parsePrefix(space, address.trim());
      if (space === undefined || !key?.ok) return refuse("iana-record", "not a prefix", `record ${i + 1}`);
      blocks.push({
        space,
        key: key.value,
        name: text("name"),
        documents: documents.map((d) => (d.attributes.get("data") ?? "").toUpperCase()),
        allocated: text("allocation"),
        terminated: /^[0-9]{4}-[0-9]{2}/.exec(text("termination"))?.[0] ?? "",
        globallyReachable: truth("global"),
        forwardable: truth("forwardable"),
      });
    }
  }
  return ok(
    blocks.sort((a, b) => (a.space === b.space ? compareKeys(a.key, b.key) : a.space < b.space ? -1 : 1)),
  );
}
