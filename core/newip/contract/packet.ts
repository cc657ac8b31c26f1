/** Packets of the contract format: strict decoding and encoding (reference page 4.1 to 4.3). */
import { ok, refuse, type Refusal, type Result } from "../result.ts";
import {
  ADDRESS_SIZES,
  ADDRESS_TYPES,
  MAX_CONTRACT_HEADER,
  OFFSET_SPEC,
  SHIPPING_HEAD,
  type AddressType,
} from "./constants.ts";
import { contractProblem, contractSize, readContract, writeContract, type Contract } from "./contracts.ts";

export type ShippingAddress = { readonly type: AddressType; readonly bytes: Uint8Array };

export type ContractPacket = {
  readonly source: ShippingAddress;
  readonly destination: ShippingAddress;
  /** 0 unicast … 4 groupcast; other values are passed on. */
  readonly cast: number;
  readonly contracts: readonly Contract[];
  /**
   * All bytes after the header. The format has no total length: padding of short Ethernet frames cannot be told from
   * payload.
   */
  readonly payload: Uint8Array;
};

/** Decodes strictly; addresses, unknown contracts and the payload are views of `bytes`. */
export function decodeContract(bytes: Uint8Array): Result<ContractPacket> {
  const size = bytes.length;
  if (size < OFFSET_SPEC) return refuse(-80, size);
  if (bytes[0] !== OFFSET_SPEC) return refuse(-81, 0, `${bytes[0]}`);
  if (size < SHIPPING_HEAD) return refuse(-83, size);
  const sourceType = ADDRESS_TYPES[bytes[3]!];
  if (sourceType === undefined) return refuse(-82, 3, `${bytes[3]}`, "sourceType");
  const destinationType = ADDRESS_TYPES[bytes[4]!];
  if (destinationType === undefined) return refuse(-82, 4, `${bytes[4]}`, "destinationType");
  const middle = SHIPPING_HEAD + ADDRESS_SIZES[sourceType];
  const end = middle + ADDRESS_SIZES[destinationType];
  if (end > size) return refuse(-83, size);
  const contractOffset = bytes[1]!;
  const payloadOffset = bytes[2]!;
  if (contractOffset !== 0 && contractOffset !== end)
    return refuse(-84, 1, `${contractOffset}, not 0 or ${end}`);
  if (contractOffset === 0 ? payloadOffset !== end : payloadOffset <= end) {
    return refuse(-85, 2, `${payloadOffset}, ${contractOffset === 0 ? "not" : "not more than"} ${end}`);
  }
  if (payloadOffset > size) return refuse(-87, 2, `${payloadOffset} of ${size} bytes`);
  const contracts: Contract[] = [];
  for (let at = end; at < payloadOffset;) {
    const contract = readContract(bytes, at, payloadOffset);
    if (!contract.ok) return contract;
    contracts.push(contract.value);
    at += contractSize(contract.value);
  }
  return ok({
    source: { type: sourceType, bytes: bytes.subarray(SHIPPING_HEAD, middle) },
    destination: { type: destinationType, bytes: bytes.subarray(middle, end) },
    cast: bytes[5]!,
    contracts,
    payload: bytes.subarray(payloadOffset),
  });
}

/**
 * Encodes; contracts are written back to back in their order. Codes `address-type` (wrong size), `contract-value`,
 * `field-range`, `header-too-long`. `reference` mode lets a minimum above the maximum pass, as the reference does.
 */
export function encodeContract(
  packet: ContractPacket,
  mode: "strict" | "reference" = "strict",
): Result<Uint8Array> {
  const { source, destination, cast, contracts, payload } = packet;
  if (source.bytes.length !== ADDRESS_SIZES[source.type]) return wrongSize("source", source);
  if (destination.bytes.length !== ADDRESS_SIZES[destination.type])
    return wrongSize("destination", destination);
  if ((cast & 0xff) !== cast) return refuse(-70, 0, "0 to 255", "cast");
  const end = SHIPPING_HEAD + source.bytes.length + destination.bytes.length;
  let payloadOffset = end;
  for (let i = 0; i < contracts.length; i++) {
    const contract = contracts[i]!;
    const field = contractProblem(contract);
    if (field !== undefined && !(mode === "reference" && onlyImpossible(contract))) {
      return refuse(-88, payloadOffset, `${field} of ${contract.kind}`, `contracts/${i}/${field}`);
    }
    if (contract.kind === "unknown" && i < contracts.length - 1) {
      const why = "an unknown contract has no length, so nothing can follow it";
      return refuse(-88, payloadOffset, why, `contracts/${i}`);
    }
    payloadOffset += contractSize(contract);
  }
  if (payloadOffset > MAX_CONTRACT_HEADER) return refuse(-72, 2, `${payloadOffset}`);
  const out = new Uint8Array(payloadOffset + payload.length);
  out[0] = OFFSET_SPEC;
  out[1] = contracts.length === 0 ? 0 : end;
  out[2] = payloadOffset;
  out[3] = ADDRESS_TYPES.indexOf(source.type);
  out[4] = ADDRESS_TYPES.indexOf(destination.type);
  out[5] = cast;
  out.set(source.bytes, SHIPPING_HEAD);
  out.set(destination.bytes, SHIPPING_HEAD + source.bytes.length);
  let at = end;
  for (let i = 0; i < contracts.length; i++) at = writeContract(out, at, contracts[i]!);
  out.set(payload, payloadOffset);
  return ok(out);
}

const wrongSize = (
  name: string,
  { type }: ShippingAddress,
): { readonly ok: false; readonly error: Refusal } =>
  refuse(-82, 0, `${type} has ${ADDRESS_SIZES[type]} bytes`, name);

/** A latency contract that fits its fields, but whose minimum exceeds its maximum. */
const onlyImpossible = (contract: Contract): boolean =>
  contract.kind === "latency" &&
  contractProblem({ ...contract, minimum: 0 }) === undefined &&
  contract.minimum <= 0xffff &&
  contract.minimum > contract.maximum;
