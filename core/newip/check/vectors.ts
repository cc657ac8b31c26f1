/**
 * Judges a file of New IP vectors (reference page 2): flexible-address, contract or level prototype, told apart by their lists.
 * The reference's behaviour is compared in `reference` mode; the strict default must agree or fall under a row of
 * `DEVIATIONS`. A list or field nobody here knows is a failure, not a skip.
 */
import { addressStruct, addressText, addressWire } from "./addresses.ts";
import { Case, isObject, type Json, type Verdict } from "./case.ts";
import { contractCaptured, contractEncode } from "./contract.ts";
import { contractQueue, contractRouter } from "./contract-network.ts";
import { headerDecode, headerMalformed, headerRoundTrip } from "./headers.ts";
import { levelAddress } from "./level.ts";
import { checksums, packetTx, segmentation } from "./packets.ts";
import { packetRx } from "./reception.ts";

const LISTS: { readonly [list: string]: (c: Case) => void } = {
  address_struct: addressStruct,
  address_wire_decode: addressWire,
  address_text_nip_get_addr: addressText,
  header_encode_roundtrip: headerRoundTrip,
  header_encode_malformed_input: headerMalformed,
  header_decode: headerDecode,
  packet_tx: packetTx,
  packet_rx: packetRx,
  checksum_nip_check_sum_build: checksums,
  udp_segmentation_nip_calc_pkt_frag_num: segmentation,
  encode: contractEncode,
  captured: contractCaptured,
  xdp: contractRouter,
  lbf: contractQueue,
  vectors: levelAddress,
};

/** Numbers beyond 2^53 keep their digits: the reviver's context has the source text (ECMA-262 JSON source text access). */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

const failed = (list: string, reason: string): Verdict => ({
  id: "(file)",
  list,
  passed: false,
  reasons: [reason],
  deviations: [],
});

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text, exact) as Json;
  } catch {
    return undefined;
  }
}

function judgeList(list: string, value: Json): readonly Verdict[] {
  const judge = Object.hasOwn(LISTS, list) ? LISTS[list] : undefined;
  if (judge === undefined) return [failed(list, "a list nobody here knows")];
  if (!Array.isArray(value)) return [failed(list, "not a list")];
  return (value as readonly Json[]).map((vector) => {
    if (!isObject(vector)) return failed(list, "a vector that is no object");
    const c = new Case(list, vector);
    judge(c);
    return c.verdict();
  });
}

/** Every vector of a file's text with its verdict. A file without a vector has one, failed verdict. */
export function checkVectors(text: string): readonly Verdict[] {
  const file = parse(text);
  if (!isObject(file)) return [failed("(file)", "not a JSON object")];
  const verdicts = Object.entries(file)
    .filter(([key]) => key !== "meta")
    .flatMap(([list, value]) => judgeList(list, value));
  return verdicts.length > 0 ? verdicts : [failed("(file)", "no list of vectors")];
}
