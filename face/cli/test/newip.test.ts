/** `comity newip …` as a user runs it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const VECTORS = fileURLToPath(new URL("../../../../shared/vectors/newip/", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "comity-newip-"));
const newip = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "newip", ...args], {
    encoding: "utf8",
    cwd: work,
  });
  return { code: status, out: stdout, err: stderr };
};

describe("newip check", () => {
  const present = existsSync(VECTORS);
  it.skipIf(!present)(
    `the shared files pass; one wrong digit fails${present ? "" : " (skipped: shared data not present)"}`,
    () => {
      const files = ["flexible-address.json", "contract.json", "level-prototype.json"].map((f) =>
        join(VECTORS, f),
      );
      const good = newip("check", ...files);
      expect([good.code, good.out]).toEqual([0, "793 passed, 0 failed\n"]);
      writeFileSync(
        join(work, "bad.json"),
        readFileSync(files[2]!, "utf8")
          .replace('"wire_len": 4', '"wire_len": 5')
          .replace('"wire_len":4', '"wire_len":5'),
      );
      const bad = newip("check", "bad.json");
      expect(bad.code).toBe(1);
      expect(bad.out.trimEnd().split("\n").at(-1)).toBe("12 passed, 1 failed");
    },
  );
  it("a missing file is a code, not a stack", () => {
    const { code, err } = newip("check", "nothing.json");
    expect(code).toBe(1);
    expect(err).toContain("[file-unreadable]");
  });
});

describe("captures", () => {
  it("hexadecimal has a line for every packet, also for one without a byte", () => {
    const made = newip("gen", "--seed", "11", "--count", "2000", "--near-valid", "100", "--format", "level");
    const lines = made.out.trimEnd().split("\n");
    expect([lines.length, lines.includes("-"), lines.includes("")]).toEqual([2000, true, false]);
    writeFileSync(join(work, "cut.hex"), made.out);
    const decoded = newip("decode", "--format", "level", "cut.hex");
    expect(decoded.out.trimEnd().split("\n").length).toBe(2000);
  });

  it("gen, decode, encode and back is the identity; diff finds what changed", () => {
    expect(newip("gen", "--seed", "3", "--count", "300", "--near-valid", "40", "--out", "a.pcap").code).toBe(
      0,
    );
    const decoded = newip("decode", "a.pcap");
    expect(decoded.code).toBe(1);
    expect(decoded.out.split("\n").length).toBe(301);
    // A frame of another EtherType stays what it is, also when its bytes would decode.
    const foreign = decoded.out.split("\n")[0]!.replace("eadd", "0800").replace("88b6", "0800");
    const { frame, time } = JSON.parse(foreign) as { frame: string; time: string };
    const other = `{"packet":301,"time":"${time}","link":1,"frame":"${frame}","etherType":"0x0800","format":null,"bytes":"5680110102"}\n`;
    writeFileSync(join(work, "a.json"), decoded.out + other);
    expect(newip("encode", "a.json", "--out", "b.pcap").code).toBe(0);
    const before = readFileSync(join(work, "a.pcap"));
    expect(readFileSync(join(work, "b.pcap")).subarray(0, before.length).equals(before)).toBe(true);
    expect(newip("decode", "b.pcap").out).toBe(decoded.out + other);
    const lines = decoded.out.split("\n").filter((line) => line !== "");
    const at = lines.findIndex((line) => line.includes('"udp"'));
    lines[at] = lines[at]!.replace(/"ttl":\d+/, '"ttl":200');
    lines.splice(at + 3, 1);
    writeFileSync(join(work, "c.json"), lines.join("\n"));
    expect(newip("encode", "c.json", "--out", "c.pcapng").code).toBe(0);
    const diff = newip("diff", "a.pcap", "c.pcapng");
    expect(diff.code).toBe(1);
    expect(diff.out).toMatch(
      /newip\.ttl: \d+ -> 200\n- packet \d+ only in the first\n300 and 299 packets, 2 differences\n$/,
    );
  });
});

describe("one packet", () => {
  const hello = "570080110101e1052382000dc58a48656c6c6f";
  it("explain: a table, a picture, an exit code", () => {
    const good = newip("explain", hello, "--svg", "x.svg");
    expect(good.code).toBe(0);
    expect(good.out).toContain("0xc58a");
    expect(readFileSync(join(work, "x.svg"), "utf8")).toMatch(/^<svg /);
    const bad = newip("explain", "568011dddc02aa");
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("[destination-invalid] at byte 3 (reference -6)");
  });
  it("decode says what the reference does on request", () => {
    const { out } = newip("decode", "--reference", "7640000ab1ff04500100");
    const line = JSON.parse(out) as { ok: boolean; reference: { leaked: boolean; ret: number } };
    expect([line.ok, line.reference.leaked, line.reference.ret]).toEqual([false, true, 8]);
  });
  it("encode refuses what would not decode, with the line", () => {
    const { code, err, out } = newip(
      "encode",
      '{"format":"flexible","destination":"dddc","source":"01","nextHeader":99,"payload":""}',
    );
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("line 1: a 2-byte address below 221 has a shorter form");
  });
});
