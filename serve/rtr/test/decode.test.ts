import { fromHex, must } from "@comity/canon";
import { decodePdu } from "@comity/rtr";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { words } from "./rtr-world.ts";

const bytes = (hex: string): Uint8Array => must(fromHex(hex.replaceAll(" ", "")));
const said = (hex: string): string => {
  const heard = decodePdu(bytes(hex));
  if (heard.kind === "pdu") return words(heard.pdu);
  return heard.kind === "fault" ? `fault ${heard.code}` : heard.kind;
};

describe("PDUs as RFC 8210 section 5 draws them", () => {
  it.each([
    ["01 00 1234 0000000c 00000007", "notify 4660 7"],
    ["01 01 1234 0000000c fffffffe", "serial-query 4660 4294967294"],
    ["00 02 0000 00000008", "reset-query"],
    ["02 03 0009 00000008", "response 9"],
    ["01 04 0000 00000014 01 18 19 00 c0000200 0000fbf0", "+192.0.2.0/24-25 64496"],
    ["01 04 0000 00000014 00 00 00 00 00000000 00000000", "-0.0.0.0/0-0 0"],
    [
      "01 06 0000 00000020 01 20 30 00 20010db8000000000000000000000000 0000fbf0",
      "+20010db8000000000000000000000000/32-48 64496",
    ],
    ["00 07 0009 0000000c 00000007", "end-of-data 9 7"],
    ["01 07 0009 00000018 00000007 00000e10 00000258 00001c20", "end-of-data 9 7"],
    ["01 08 0000 00000008", "cache-reset"],
    ["01 0a 0002 00000010 00000000 00000000", "error 2"],
    ["02 0b 0100 00000014 00000001 00000002 00000003", "+ASPA 1 2 3"],
    ["02 0b 0000 0000000c 00000001", "-ASPA 1"],
    ["02 0b 0100 00000010 00000001 00000000", "+ASPA 1 0"],
  ])("%s is %s", (hex, expected) => expect(said(hex)).toBe(expected));

  it("reads the timers, the key and the report whole", () => {
    const end = decodePdu(bytes("01 07 0009 00000018 00000007 00000e10 00000258 00001c20"));
    expect(end).toMatchObject({ pdu: { timers: { refresh: 3600, retry: 600, expire: 7200 } }, size: 24 });
    const key = decodePdu(bytes(`01 09 0100 00000022 ${"0a".repeat(20)} 00003cb8 3059`));
    expect(key).toMatchObject({
      pdu: { announce: true, asn: 15_544, ski: bytes("0a".repeat(20)), spki: bytes("3059") },
    });
    const report = decodePdu(bytes("01 0a 0003 0000001a 00000008 0102000000000008 00000002 6e6f"));
    expect(report).toMatchObject({ pdu: { code: 3, enclosed: bytes("0102000000000008"), text: "no" } });
  });

  it("ignores what is reserved", () => {
    expect(said("01 02 ffff 00000008")).toBe("reset-query");
    expect(said("01 08 ffff 00000008")).toBe("cache-reset");
    expect(said("01 04 ffff 00000014 ff 18 18 ff c0000200 0000fbf0")).toBe("+192.0.2.0/24-24 64496");
    expect(said("02 0b 01ff 00000010 00000001 00000002")).toBe("+ASPA 1 2");
  });
});

describe("what is wrong gets the code of section 12", () => {
  it.each([
    ["length below the header", "01 02 0000 00000007", "fault 0"],
    ["length 0", "01 02 0000 00000000", "fault 0"],
    ["length 0 in an unknown version", "03 02 0000 00000000", "fault 0"],
    ["length above 65,535", "01 0a 0000 00010000", "fault 0"],
    ["length of 4 GB", "01 02 0000 ffffffff", "fault 0"],
    ["length too large for its type", "01 02 0000 0000000c 00000000", "fault 0"],
    ["length too small for its type", "01 01 0000 00000008", "fault 0"],
    ["End of Data of version 0 with timers", "00 07 0000 00000018", "fault 0"],
    ["End of Data of version 1 without timers", "01 07 0000 0000000c", "fault 0"],
    ["unknown type 5", "01 05 0000 00000008", "fault 5"],
    ["unknown type 12", "01 0c 0000 00000008", "fault 5"],
    ["unknown type 255", "02 ff 0000 00000008", "fault 5"],
    ["router key in version 0", "00 09 0000 00000022", "fault 5"],
    ["ASPA in version 1", "01 0b 0000 0000000c", "fault 5"],
    ["IPv4 length above maximum length", "01 04 0000 00000014 01 19 18 00 c0000200 0000fbf0", "fault 0"],
    ["IPv4 maximum length 33", "01 04 0000 00000014 01 18 21 00 c0000200 0000fbf0", "fault 0"],
    ["IPv4 with host bits", "01 04 0000 00000014 01 17 18 00 c0000300 0000fbf0", "fault 0"],
    ["IPv6 maximum length 129", `01 06 0000 00000020 01 20 81 00 ${"00".repeat(20)}`, "fault 0"],
    ["IPv6 with host bits", `01 06 0000 00000020 01 7f 80 00 ${"00".repeat(15)}01 00000000`, "fault 0"],
    ["ASPA announced without providers", "02 0b 0100 0000000c 00000001", "fault 9"],
    ["ASPA withdrawn with providers", "02 0b 0000 00000010 00000001 00000002", "fault 9"],
    ["ASPA providers descending", "02 0b 0100 00000014 00000001 00000003 00000002", "fault 9"],
    ["ASPA provider twice", "02 0b 0100 00000014 00000001 00000002 00000002", "fault 9"],
    ["ASPA with AS0 among others", "02 0b 0100 00000014 00000001 00000000 00000002", "fault 9"],
    ["ASPA of odd length", "02 0b 0100 00000012", "fault 0"],
    ["router key without a key", "01 09 0100 00000020", "fault 0"],
    ["report too short", "01 0a 0000 0000000c", "fault 0"],
    ["report whose PDU is too long", "01 0a 0000 00000010 00000001 00000000", "fault 0"],
    ["report whose text is too long", "01 0a 0000 00000010 00000000 00000001", "fault 0"],
    ["report with something after its text", "01 0a 0000 00000011 00000000 00000000 00", "fault 0"],
    ["report whose PDU claims 4 GB", "01 0a 0000 00000010 ffffffff 00000000", "fault 0"],
  ])("%s", (_, hex, expected) => expect(said(hex)).toBe(expected));

  it("waits for the rest, and reads no more than one PDU", () => {
    const whole = bytes("01 01 1234 0000000c 00000007");
    for (let n = 0; n < whole.length; n++) expect(decodePdu(whole.subarray(0, n)).kind).toBe("more");
    expect(decodePdu(bytes("01 02 0000 00000008 ff"))).toMatchObject({ kind: "pdu", size: 8 });
  });

  it("does not read the body of a foreign version", () => {
    expect(said("03 02 0000 00000008")).toBe("foreign");
    expect(said("ff 77 0000 0000000a 00")).toBe("more");
    expect(said("ff 77 0000 0000000a 0000")).toBe("foreign");
  });
});

it("fuzz: every byte string gives a value, and a PDU never reaches beyond its length", () => {
  const runs = process.env["COMITY_SOAK"] === undefined ? 8_000 : 2_000_000;
  const pdu = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 13 }), fc.uint8Array({ maxLength: 48 }))
    .map(([version, type, rest]) => {
      const out = new Uint8Array(8 + rest.length);
      out.set([version, type, 0, 0, 0, 0, 0, 8 + rest.length]);
      out.set(rest, 8);
      return out;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), pdu), (input) => {
      const heard = decodePdu(input);
      if (heard.kind === "pdu" || heard.kind === "foreign") {
        expect(heard.size).toBeGreaterThanOrEqual(8);
        expect(heard.size).toBeLessThanOrEqual(input.length);
      }
      if (heard.kind === "fault") expect([0, 5, 9]).toContain(heard.code);
    }),
    { numRuns: runs },
  );
});
