/** Spellings of resources in acts (FORMATS 1). */
import { asciiLabel, parseFields } from "@comity/assembly";
import type { Case, VectorFile } from "./shared.ts";

const long = (...labels: readonly number[]): string => labels.map((n) => "a".repeat(n)).join(".");

const GOOD: readonly string[] = [
  ...["0.0.0.0/0", "192.0.2.0/24", "192.0.2.1/32"],
  ...[
    "::/0",
    "::1/128",
    "2001:db8::/32",
    "1:0:0:2::/64",
    "1:0:2::/48",
    "1:0:2:3:4:5:6:0/112",
    "1::2:0:0:0/128",
    "64:ff9b::c000:200/120",
  ],
  ...["::ffff:0.0.0.0/96", "::ffff:192.0.2.0/120", "::c000:200/120", "::ffff:0:0:0/80"],
  ...["AS0", "AS4294967295", "AS0-AS4294967295", "AS64496-AS64511", "AS64497-AS64499"],
  ...[
    "org",
    "example.org",
    "a--b.example",
    "as64496",
    "1.example",
    "arpa",
    "ip4.arpa",
    long(63, 7),
    long(63, 63, 63, 61),
  ],
  ...[
    "xn--bcher-kva.example",
    "xn--e1afmkfd.xn--p1ai",
    "xn--ls8h.example",
    "xn--strae-oqa.example",
    "xn--80a",
    "xn--0ca.example",
    "xn--a-ecp.ru",
  ],
  ...[
    "newip:/0",
    "newip:f0/4",
    "newip:f8/5",
    "newip:f4/7",
    "newip:00/8",
    "newip:dc/8",
    "newip:dd00/16",
    "newip:f0ff/16",
  ],
  ...[
    "newip:f10102/24",
    "newip:f201020304/40",
    "newip:f2a0/12",
    "newip:f3010203040506/56",
    "newip:fe01020304050607/64",
  ],
];
const BAD: readonly string[] = [
  ...[
    "192.0.2.0",
    "192.0.2.1/24",
    "192.0.2.0/33",
    "192.0.2.0/024",
    "192.0.2/24",
    "192.0.02.0/24",
    "192.0.2.256/32",
  ],
  ...["2001:DB8::/32", "2001:db8:0::/32", "2001:db8::1/32", "2001:db8::/129", "1::2:0:0:0:0/64", "::/00"],
  ...["::ffff:c000:200/120", "::ffff:0:0/96", "::192.0.2.0/120", "64:ff9b::192.0.2.0/120", "fe80::%1/64"],
  ...["AS064496", "AS4294967296", "64496", "AS5-AS5", "AS64511-AS64496", "AS1-2", "AS1-AS2-AS3"],
  ...[
    "",
    ".",
    "EXAMPLE.org",
    "example.org.",
    "a..b",
    "-a.example",
    "a-.example",
    "_dmarc.example",
    "*.example",
  ],
  ...["1.2.3", "example.123", long(64, 7), long(63, 63, 63, 62), "b\u00fccher.example", "a b"],
  ...["in-addr.arpa", "2.0.192.in-addr.arpa", "ip6.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"],
  ...["xn--", "xn--a", "xn--abc-", "xn--BCHER-KVA.example", "a.xn--bcher-kva-"],
  // Not NFC; U+0085; assigned after Unicode 15.1, with a composition and without.
  ...["e\u0301", "a\u0085", "\u{113c2}\u{113c2}", "\u{16d68}"].map(asciiLabel),
  ...[
    "newip:F2A0/12",
    "newip:f2a0",
    "newip:f2a1/12",
    "newip:f2a000/12",
    "newip:f2/12",
    "newip:f2a0/012",
    "newip:f2a/12",
  ],
  ...[
    "newip:0000/16",
    "newip:dd0000/24",
    "newip:f1010203/32",
    "newip:f201020304050607/64",
    "newip:f4/8",
    "newip:fd/8",
  ],
  ...["newip:ff09/16", "newip:ff/8"],
];

export function resourceVectors(): VectorFile {
  const fields = { resource: { type: "resource", doc: "any" } } as const;
  const cases = [...GOOD, ...BAD].map((resource): Case => {
    const read = parseFields(fields, { resource });
    return { id: resource, valid: read.ok, ...(read.ok ? {} : { code: read.error.code }), resource };
  });
  return {
    description: "Spellings of resources (FORMATS 1), each good one first.",
    good: GOOD.length,
    cases,
  };
}
