/** Every vector of the shared files; the deviation table is the only list of exceptions. */
import { describe, expect, it } from "vitest";
import { checkVectors, DEVIATIONS } from "@comity/newip";
import { FILES, listOf, present, textOf } from "./shared.ts";

const SIZES = { "flexible-address.json": 577, "contract.json": 203, "level-prototype.json": 13 };
const shared = it.skipIf(!present);
const why = present ? "" : " (skipped: shared data not present)";

/** The vectors of each rule, as the reference page lists them (3.10, 4.4, 4.6). */
const EXPECTED: { readonly [rule: string]: string } = {
  "text/eight-bytes": "txt-037 txt-038 txt-039 txt-040 txt-041 txt-058",
  "text/not-canonical": "txt-061 txt-062",
  "encode/not-canonical": "encbad-004 encbad-005 encbad-011 encbad-012",
  "encode/contradiction": "encbad-002 encbad-003 encbad-006 encbad-009 encbad-013",
  "decode/header-length-beyond-packet": "hdr-020",
  "send/split": "tx-045 tx-048",
  "receive/ttl-zero": "rx-085",
  "receive/leak": "rx-107 rx-109",
  "receive/neighbour-source": "rx-111 rx-115 rx-116",
  "receive/mac-length": "rx-117 rx-118 rx-119",
  "receive/total-length": "rx-127",
  "router/ping-padding": "nest-xdp-146",
  "router/strict-decode": "nest-xdp-137 nest-xdp-138",
  "queue/impossible-window": "nest-lbf-026",
};

describe("vectors", () => {
  for (const file of FILES) {
    shared(`${file}: all of them${why}`, () => {
      const verdicts = checkVectors(textOf(file));
      expect(verdicts.filter((v) => !v.passed)).toEqual([]);
      expect(verdicts.length).toBe(SIZES[file]);
    });
  }

  shared(`strict mode differs by a declared rule only, on the vectors the page names${why}`, () => {
    const verdicts = FILES.flatMap((file) => checkVectors(textOf(file)));
    const used = new Map<string, string[]>();
    for (const v of verdicts)
      for (const rule of v.deviations) used.set(rule, [...(used.get(rule) ?? []), v.id]);
    const rules = DEVIATIONS.map((d) => d.rule);
    for (const rule of used.keys()) expect(rules).toContain(rule);
    for (const [rule, ids] of Object.entries(EXPECTED))
      expect([rule, used.get(rule)?.join(" ")]).toEqual([rule, ids]);
    expect(used.get("receive/unsolicited")?.length).toBe(16);
  });

  shared(`a changed expectation is a failure, in every list and field${why}`, () => {
    for (const file of FILES) {
      const whole = JSON.parse(textOf(file)) as { readonly [list: string]: unknown };
      for (const list of Object.keys(whole).filter((key) => key !== "meta")) {
        for (const [path, vector] of changed(listOf(file, list)[0]!)) {
          if (list.startsWith("udp_segmentation") && path === "hdr_len") continue;
          // The addresses of this list are input, and the first vector's is refused whatever the other is.
          if (list === "header_encode_malformed_input" && /^.addr$/.test(path)) continue;
          const verdicts = checkVectors(JSON.stringify({ [list]: [vector] }));
          expect([list, path, verdicts.every((v) => v.passed)]).toEqual([list, path, false]);
        }
      }
    }
  });

  it("unknown lists, fields and broken files are failures", () => {
    expect(checkVectors("{").map((v) => v.reasons)).toEqual([["not a JSON object"]]);
    expect(checkVectors("{}")[0]?.passed).toBe(false);
    expect(checkVectors('{"meta":{}}')[0]?.reasons).toEqual(["no list of vectors"]);
    expect(checkVectors('{"header_trace":[]}')[0]?.passed).toBe(false);
    for (const list of ["constructor", "toString", "hasOwnProperty"])
      expect(checkVectors(`{"${list}":[{"id":"x"}]}`)[0]?.passed).toBe(false);
    expect(checkVectors('{"header_decode":{}}')[0]?.passed).toBe(false);
    expect(checkVectors('{"header_decode":[1]}')[0]?.passed).toBe(false);
    const level = { id: "x", field_type: 1, levels: ["01"], wire: "01020101", wire_len: 4 };
    expect(checkVectors(JSON.stringify({ vectors: [level] }))[0]?.passed).toBe(true);
    expect(checkVectors(JSON.stringify({ vectors: [{ ...level, surprise: 1 }] }))[0]?.reasons).toEqual([
      "unknown field surprise",
    ]);
  });

  it("numbers beyond 2^53 are compared digit by digit", () => {
    const vector = (value: string): string =>
      `{"address_struct":[{"id":"x","class":"8","bytes":"feffffffffffffff","bitlen":64,"numeric_value_doc_formula":${value},"expect":{"current_gpl2":{"invalid":0,"public":0,"any":0,"len":8,"built":"feffffffffffffff","addr":{"bitlen":64,"field8":"feffffffffffffff"},"invalid_name":"CURRENT_ADDR_VALID"}}}]}`;
    expect(checkVectors(vector("72057594037927935"))[0]?.passed).toBe(true);
    expect(checkVectors(vector("72057594037927934"))[0]?.passed).toBe(false);
  });
});

/** Labels that say where a vector comes from, not what must come out. */
const LABELS =
  /^(?:id|note|class|.addr_class|function|kind|file|n|of|agree|encode_agree|agree_both_generations|retired_bsd3|src_mac|local_address|mtu|bytes|meta|crash|lookups|text|content|error)$/;
const INPUTS = /^(?:fields|in|wait_us|user_len)$/;

/** Copies of a vector with one expectation changed. */
function* changed(vector: object): Generator<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(vector) as [string, unknown][]) {
    if (LABELS.test(key) || INPUTS.test(key)) continue;
    if (typeof value === "number") yield [key, { ...vector, [key]: value + 1 }];
    else if (typeof value === "boolean") yield [key, { ...vector, [key]: !value }];
    else if (typeof value === "string" && /[0-9]/.test(value)) {
      yield [key, { ...vector, [key]: value.replace(/[0-9](?=[^0-9]*$)/, (d) => (d === "7" ? "6" : "7")) }];
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [path, inner] of changed(value)) yield [`${key}/${path}`, { ...vector, [key]: inner }];
    }
  }
}
