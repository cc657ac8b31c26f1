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
    "good: a record of nothing but its numbers": (d) => d.replace("AU|2011-08-11|A91872ED", "||"),
    "good: adjacent records of one holder": (d) =>
      d.replace("available|||", "assigned|AU|2011-08-11|A91872ED"),
    "good: no date, no serial": (d) =>
      d.replace(/"date":"[^"]*"/, '"date":""').replace(/"serial":"[^"]*"/, '"serial":""'),
    "good: a code that no country has": (d) => d.replace("|AU|", "|ZZ|"),
    "good: a holder with a blank inside": (d) => d.replace("A91872ED", "A9 ED"),
    "good: a holder of 255": (d) => d.replace("A91872ED", "a".repeat(255)),
    "good: a mapped prefix": (d) => d.replace("2001:db8::|32", "::ffff:192.0.2.0|120"),
    "good: the whole of IPv6": (d) => d.replace("2001:db8::|32", "::|0"),
    "good: an available record with a holder": (d) => d.replace("available|||", "available|||x"),
    "good: the year 0": (d) => d.replace("2011-08-11", "0000-01-01"),
    "a holder of 256": (d) => d.replace("A91872ED", "a".repeat(256)),
    "a holder with a blank before it": (d) => d.replace("A91872ED", " A9"),
    "a holder with a tab": (d) => d.replace("A91872ED", "A\t9"),
    "a holder with DEL": (d) => d.replace("A91872ED", "A\u007f9"),
    "carriage returns": (d) => d.replaceAll("\n", "\r\n"),
    "no status": (d) => d.replace("|assigned|", "||"),
    "a code in lower case": (d) => d.replace("|AU|", "|au|"),
    "a code of three": (d) => d.replace("|AU|", "|AUS|"),
    "a date without hyphens": (d) => d.replace("2011-08-11", "20110811"),
    "first after last": (d) => d.replace("64496|64511", "64511|64496"),
    "an AS number with AS": (d) => d.replace("64496|", "AS64496|"),
    "an AS number of 33 bits": (d) => d.replace("64511", "4294967296"),
    "a mapped prefix in hexadecimal": (d) => d.replace("2001:db8::|32", "::ffff:c000:200|120"),
    "an IPv6 length of 129": (d) => d.replace("2001:db8::|32", "2001:db8::|129"),
    "an IPv6 length with a leading zero": (d) => d.replace("2001:db8::|32", "2001:db8::|032"),
    "spaces in another order": (d) => d.replace(/(asn\|.*\n)((?:.*\n)*)$/, "$2$1"),
    "one record twice": (d) => d.replace(/(asn\|.*\n)/, "$1$1").replace('"asn":1', '"asn":2'),
    "good: countries": (d) =>
      d
        .replace('"kind":"delegations"', '"kind":"countries"')
        .replaceAll("|A91872ED", "|")
        .replace("available||", "available|ZZ|"),
    "countries without a code": (d) =>
      d.replace('"kind":"delegations"', '"kind":"countries"').replaceAll("|A91872ED", "|"),
    "countries with a holder": (d) => d.replace('"kind":"delegations"', '"kind":"countries"'),
    "a source with a blank": (d) => d.replace('"source":"apnic"', '"source":"RIPE NCC"'),
    "a source of one letter": (d) => d.replace('"source":"apnic"', '"source":"a"'),
    "a serial with a blank": (d) => d.replace(/"serial":"[^"]*"/, '"serial":"1 2"'),
    "a file name with a folder": (d) => d.replace('"name":"file"', '"name":"a/file"'),
    "no file name": (d) => d.replace('"name":"file"', '"name":""'),
    "a hash in upper case": (d) => d.replace('"sha256":"0', '"sha256":"A'),
    "a field more in the header": (d) => d.replace('"date"', '"by":"x","date"'),
    "counts without a space": (d) => d.replace(',"ipv6":1', ""),
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
      ...Object.entries(edits).map(([id, edit]) => {
        const edited = edit(good);
        if (edited === good) throw new Error(`no change: ${id}`);
        return judged(id, edited);
      }),
    ],
  };
}
