/** Datasets and their near misses (FORMATS 10). */
import { utf8 } from "@comity/canon";
import { parseDataset } from "@comity/resources";
import { datasetOf, hashOf } from "../world.ts";
import { ROOTS, text, type Case, type VectorFile } from "./shared.ts";

export function datasetVectors(): VectorFile {
  const good = text(
    datasetOf("delegations", "apnic", [
      "asn|64496|64511|assigned|AU|2011-08-11|A91872ED",
      "ipv4|1.0.0.0|1.0.0.255|assigned|AU|2011-08-11|A91872ED",
      "ipv4|1.0.1.0|1.0.3.255|available|||",
      "ipv6|2001:db8::|32|allocated|AU||",
    ]),
  );
  const edits: { readonly [id: string]: (d: string) => string } = {
    "another version": (d) => d.replace("/v1", "/v2"),
    "no last line feed": (d) => d.slice(0, -1),
    "an empty line": (d) => `${d}\n`,
    "a wrong count": (d) => d.replace('"ipv4":2', '"ipv4":3'),
    "records out of order": (d) => d.replace(/(ipv4\|1\.0\.0.*\n)(ipv4\|1\.0\.1.*\n)/, "$2$1"),
    "records that overlap": (d) => d.replace("1.0.1.0|", "1.0.0.255|"),
    "an unknown status": (d) => d.replace("assigned", "borrowed"),
    "a field too many": (d) => d.replace("allocated|AU||", "allocated|AU|||"),
    "a field missing": (d) => d.replace("allocated|AU||", "allocated|AU|"),
    "a date that does not exist": (d) => d.replace("2011-08-11", "2011-02-30"),
    "an address with leading zeros": (d) => d.replace("1.0.1.0", "1.0.01.0"),
    "an IPv6 address not in RFC 5952 form": (d) => d.replace("2001:db8::", "2001:0db8::"),
    "host bits set": (d) => d.replace("2001:db8::|32", "2001:db8::1|32"),
    "upper-case letters in the header keys": (d) => d.replace('"counts"', '"Counts"'),
    "text outside ASCII": (d) => d.replace("A91872ED", "Ä91872ED"),
    "an unknown kind": (d) => d.replace('"kind":"delegations"', '"kind":"rumours"'),
  };
  const judged = (id: string, dataset: string): Case => {
    const parsed = parseDataset(utf8(dataset));
    return parsed.ok
      ? { id, valid: true, dataset, hash: hashOf(utf8(dataset)), records: parsed.value.records.length }
      : { id, valid: false, code: parsed.error.code, dataset };
  };
  return {
    description: "Datasets (FORMATS 10). `hash` is base64 of H(bytes).",
    cases: [
      judged("delegations", good),
      judged("roots", text(ROOTS)),
      ...Object.entries(edits).map(([id, edit]) => judged(id, edit(good))),
    ],
  };
}
