/**
 * Wireshark with our dissector over every vector packet and seeded traffic: no malformed packet among what decodes, and
 * every packet that strict decoding refuses is flagged with the same refusal code.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { decodeContract, decodeLevels, decodePacket, traffic } from "@comity/newip";
import { seeded, wiresharkDissector } from "@comity/newip-host";
import { LINK_ETHERNET, pcapWriter } from "@comity/newip-host/pcap";

/** A program of the system, not of this repository. */
const TSHARK = "tshark";
const VECTORS = new URL("../../../shared/vectors/newip/", import.meta.url);
const tsharkMissing = ((): string | false => {
  try {
    execFileSync(TSHARK, ["--version"], { stdio: "ignore" });
    return false;
  } catch {
    return "skipped: tshark is not installed (apt-get install tshark)";
  }
})();

type Kind = "flexible" | "contract" | "level";
type Case = { readonly id: string; readonly kind: Kind; readonly packet: Uint8Array };
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

function refusalOf({ kind, packet }: Case): string {
  const result =
    kind === "flexible"
      ? decodePacket(packet, { macLength: 6 })
      : kind === "contract"
        ? decodeContract(packet)
        : decodeLevels(packet);
  return result.ok ? "" : result.error.code;
}

type Packets = {
  readonly id: string;
  readonly packet?: string;
  readonly packets?: string[];
  readonly newip?: string;
  readonly in?: string;
  readonly wire?: string;
};
function vectorCases(): Case[] {
  const read = (name: string): Record<string, Packets[]> =>
    JSON.parse(readFileSync(new URL(name, VECTORS), "utf8")) as never;
  const flexible = read("flexible-address.json");
  const contract = read("contract.json");
  const of = (
    kind: Kind,
    list: Packets[] | undefined,
    text: (p: Packets) => (string | undefined)[],
  ): Case[] =>
    (list ?? []).flatMap((p) =>
      text(p)
        .filter((t) => t !== undefined)
        .map((t) => ({ id: p.id, kind, packet: hex(t) })),
    );
  return [
    ...of("flexible", flexible["packet_tx"], (p) => p.packets ?? []),
    ...["packet_rx", "header_decode", "header_encode_roundtrip"].flatMap((l) =>
      of("flexible", flexible[l], (p) => [p.packet]),
    ),
    ...of("contract", contract["encode"], (p) => [p.newip]),
    ...of("contract", contract["captured"], (p) => [p.newip]),
    ...of("contract", contract["xdp"], (p) => [p.in?.slice(24, 28) === "88b6" ? p.in.slice(28) : undefined]),
  ];
}

describe("the Wireshark dissector", { skip: tsharkMissing, timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "newip-lua-"));
  const lua = join(folder, "newip.lua");
  before(() => writeFileSync(lua, wiresharkDissector()));
  after(() => rmSync(folder, { recursive: true }));

  function dissect(cases: readonly Case[], link: number, ...fields: string[]): string[][] {
    const parts: Uint8Array[] = [];
    const writer = pcapWriter((bytes) => parts.push(bytes), link);
    for (const c of cases) {
      const type = c.kind === "flexible" ? [0xea, 0xdd] : [0x88, 0xb6];
      const head = link === LINK_ETHERNET ? [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ...type] : [];
      writer.write(Uint8Array.from([...head, ...c.packet]));
    }
    writer.flush();
    const file = join(folder, "cases.pcap");
    writeFileSync(file, Buffer.concat(parts));
    const wanted = ["frame.number", "newip.refusal", "_ws.malformed", "_ws.lua.error", ...fields].flatMap(
      (f) => ["-e", f],
    );
    const out = execFileSync(
      TSHARK,
      ["-X", `lua_script:${lua}`, "-r", file, "-T", "fields", "-E", "separator=|", ...wanted],
      {
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    return out
      .trimEnd()
      .split("\n")
      .map((line) => line.split("|"));
  }

  function judge(cases: readonly Case[], link: number = LINK_ETHERNET): { good: number; bad: number } {
    const lines = dissect(cases, link);
    assert.equal(lines.length, cases.length);
    let bad = 0;
    for (const [i, c] of cases.entries()) {
      const [, codes = "", malformed = "", error = ""] = lines[i]!;
      const expected = refusalOf(c);
      const shown = `${c.id} ${Buffer.from(c.packet).toString("hex")}: expected "${expected}", got "${codes}"`;
      assert.equal(error, "", shown);
      assert.equal(malformed !== "", expected !== "", shown);
      if (expected === "") assert.equal(codes, "", shown);
      else {
        assert.ok(codes.split(",").includes(expected), shown);
        bad++;
      }
    }
    return { good: cases.length - bad, bad };
  }

  const noVectors = existsSync(VECTORS) ? false : "skipped: shared data not present";

  test("agrees with strict decoding on every vector packet", { skip: noVectors }, () => {
    const { good, bad } = judge(vectorCases());
    assert.ok(good > 300 && bad > 50, `${good} good, ${bad} bad`);
  });

  test("agrees on vector packets that were cut or changed", { skip: noVectors }, () => {
    const random = seeded(5);
    const base = vectorCases();
    const mutated: Case[] = [];
    while (mutated.length < 3000) {
      const c = base[random.below(base.length)]!;
      const packet = c.packet.slice(
        0,
        random.next() < 0.3 ? random.below(c.packet.length + 1) : c.packet.length,
      );
      if (packet.length === 0) continue;
      if (random.next() < 0.8) packet[random.below(packet.length)] = random.below(256);
      mutated.push({ id: `mutant of ${c.id}`, kind: c.kind, packet });
    }
    judge(mutated);
  });

  test("level addresses, in captures of type USER0", { skip: noVectors }, () => {
    const file = JSON.parse(readFileSync(new URL("level-prototype.json", VECTORS), "utf8")) as Record<
      string,
      unknown
    >;
    const list = Object.values(file).find((v): v is Packets[] => Array.isArray(v))!;
    const good = list.map((p) => ({ id: p.id, kind: "level" as const, packet: hex(p.wire!) }));
    const cut = good.map((c) => ({ ...c, packet: c.packet.slice(0, -1) }));
    assert.deepEqual(judge([...good, ...cut], 147), { good: good.length, bad: good.length });
  });

  test("reads what the reference's dissector gets wrong", () => {
    const cases = [
      // Three bitmap bytes, unknown fields behind the header, another link address length.
      "57010080110102ff",
      "57818001020c8011010219aabbccdd",
      "7640000db150de000200ca4d00",
    ].map((t, i) => ({ id: `case ${i}`, kind: "flexible" as const, packet: hex(t) }));
    judge(cases);
  });

  test("generated traffic has no malformed packet", () => {
    const next = traffic({ seed: 9 });
    const cases: Case[] = Array.from({ length: 2000 }, (_, i) => {
      const { format, bytes } = next();
      return { id: `generated ${i}`, kind: format, packet: bytes };
    });
    assert.equal(judge(cases).bad, 0);
  });
});
