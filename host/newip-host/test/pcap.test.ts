import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  CaptureReader,
  LINK_COOKED,
  LINK_COOKED_2,
  pcapngWriter,
  pcapWriter,
  readCapture,
  readCaptureFile,
  readLink,
  type CaptureFrame,
} from "@comity/newip-host/pcap";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const written = (make: typeof pcapWriter, frames: Uint8Array[], link = 1): Uint8Array => {
  const parts: Uint8Array[] = [];
  const writer = make((bytes) => parts.push(bytes), link);
  frames.forEach((frame, i) => writer.write(frame, { seconds: 1_700_000_000 + i, nanoseconds: 123_456_789 }));
  writer.flush();
  return Uint8Array.from(Buffer.concat(parts));
};
const frames = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 12 });

describe.each([
  ["pcap", pcapWriter],
  ["pcapng", pcapngWriter],
] as const)("%s", (_name, make) => {
  it("reads back what it writes, in chunks of any size", () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 64 }), (list, size) => {
        const file = written(make, list);
        const seen: [Uint8Array, number, number, number][] = [];
        const reader = new CaptureReader((f) =>
          seen.push([f.bytes.slice(f.start, f.end), f.seconds, f.nanoseconds, f.number]),
        );
        for (let at = 0; at < file.length; at += size) {
          expect(reader.push(file.subarray(at, at + size))).toBeUndefined();
        }
        expect(reader.end()).toBeUndefined();
        expect(seen).toEqual(list.map((f, i) => [f, 1_700_000_000 + i, 123_456_789, i + 1]));
      }),
    );
  });

  it("refuses every truncation inside a record, with the offset of the record", () => {
    const file = written(make, [hex("0102030405"), hex("0a0b")]);
    const starts = new Set<number>();
    for (let end = 0; end < file.length; end++) {
      const got = readCapture(file.subarray(0, end));
      if (got.ok) starts.add(end);
      else expect(got.error.code).toBe("capture-truncated");
    }
    // A capture may end where a record ends: pcap after its header and each frame, pcapng after each block.
    expect([...starts]).toEqual(make === pcapWriter ? [24, 45] : [28, 60, 100]);
  });

  it("survives random damage without an exception", () => {
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (list, edits) => {
          const file = written(make, list);
          for (const [at, value] of edits) if (at < file.length) file[at] = value;
          const got = readCapture(file);
          if (!got.ok) expect(got.error.code).toMatch(/^(capture|pcap|pcapng)-/);
        },
      ),
    );
  });
});

const one = (make: () => Uint8Array): CaptureFrame => {
  const got = readCapture(make());
  if (!got.ok) throw new Error(got.error.code);
  return got.value[0]!;
};

describe("classic pcap", () => {
  it("reads big-endian and microsecond files", () => {
    const big = hex(
      "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001 00000007 0000000a 00000002 00000005 abcd",
    );
    expect(one(() => big)).toMatchObject({ seconds: 7, nanoseconds: 10_000, link: 1, length: 5, end: 2 });
    const little = hex(
      "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000 07000000 0a000000 02000000 05000000 abcd",
    );
    expect(one(() => little)).toMatchObject({ seconds: 7, nanoseconds: 10_000, length: 5 });
  });

  it.each([
    ["capture-format", "00010203"],
    ["capture-format", "1f8b0800"],
    ["pcap-version", "a1b2c3d4 0003 0004 00000000 00000000 00040000 00000001"],
    [
      "pcap-frame-length",
      "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001 00000000 00000000 00040001 00040001",
    ],
    [
      "pcap-time",
      "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001 00000000 000f4240 00000000 00000000",
    ],
    ["pcapng-byte-order", "0a0d0d0a 1c000000 00000000"],
    ["pcapng-block-length", "0a0d0d0a 0000000d 1a2b3c4d"],
    ["pcapng-block-length", "0a0d0d0a 0000000c 1a2b3c4d"],
    ["pcapng-version", "0a0d0d0a 0000001c 1a2b3c4d 0002 0000 ffffffff ffffffff 0000001c"],
    [
      "pcapng-block-length",
      "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffff ffffffff 0000001c 00000005 00000010 00000000 00000014",
    ],
    [
      "pcapng-interface",
      "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffff ffffffff 0000001c 00000006 00000020 00000000 00000000 00000000 00000000 00000000 00000020",
    ],
    [
      "pcapng-option",
      "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffff ffffffff 0000001c 00000001 00000018 00010000 00000000 0009 0008 00000018",
    ],
  ])("refuses %s", (code, text) => {
    const got = readCapture(hex(text));
    expect(got.ok ? "" : got.error.code).toBe(code);
  });
});

it("a file that is not there is refused", () => {
  expect(readCaptureFile("/no/such/file", () => {})).toMatchObject({ error: { code: "capture-file" } });
});

describe("link headers", () => {
  const link = (type: number, text: string) => {
    const bytes = hex(text);
    return readLink({ ...one(() => written(pcapWriter, [bytes], type)) });
  };
  it("Ethernet with and without tags", () => {
    expect(link(1, "020000000001 020000000002 eadd 55")).toMatchObject({
      value: { etherType: 0xeadd, payload: 14, source: 6, destination: 0, vlans: 0 },
    });
    expect(link(1, "020000000001 020000000002 88a8 0001 8100 0002 88b6 55")).toMatchObject({
      value: { etherType: 0x88b6, payload: 22, vlans: 2 },
    });
    expect(link(1, "020000000001 020000000002 8100 0001")).toMatchObject({
      error: { code: "link-truncated" },
    });
    expect(link(1, `020000000001 020000000002 ${"8100 0001 ".repeat(5)} eadd`)).toMatchObject({
      error: { code: "link-tags" },
    });
    expect(link(1, "0200000000")).toMatchObject({ error: { code: "link-truncated" } });
  });
  it("Linux cooked v1 and v2", () => {
    expect(link(LINK_COOKED, "0000 0001 0006 0a0b0c0d0e0f 0000 eadd 55")).toMatchObject({
      value: { etherType: 0xeadd, payload: 16, source: 6, sourceLength: 6, destination: -1 },
    });
    expect(link(LINK_COOKED_2, "88b6 0000 00000003 0001 00 06 0a0b0c0d0e0f 0000 55")).toMatchObject({
      value: { etherType: 0x88b6, payload: 20, source: 12, sourceLength: 6 },
    });
    expect(link(LINK_COOKED, "0000")).toMatchObject({ error: { code: "link-truncated" } });
    expect(link(LINK_COOKED_2, "0000")).toMatchObject({ error: { code: "link-truncated" } });
    expect(link(101, "45")).toMatchObject({ error: { code: "link-type" } });
  });
});
