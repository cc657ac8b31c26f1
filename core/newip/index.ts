export { ok } from "./result.ts";
export type { Result, Ok, Err, Refusal } from "./result.ts";
export { REFUSALS } from "./refusals.ts";
export type { RefusalNumber, RefusalRow } from "./refusals.ts";
export { toHex, fromHex } from "./hex.ts";
export * from "./flexible/constants.ts";
export {
  addressLength,
  addressAt,
  addressProblem,
  decodeAddress,
  checkAddress,
  isPublic,
  isAny,
  addressValue,
  addressFromValue,
  addressKey,
  sameAddress,
} from "./flexible/address.ts";
export type { Address } from "./flexible/address.ts";
export { parseAddress, formatAddress } from "./flexible/address-text.ts";
export { PUBLIC_ADDRESSES, LOOPBACK, BROADCAST, ANY, isReservedAt } from "./flexible/public-addresses.ts";
export type { PublicAddress } from "./flexible/public-addresses.ts";
export { Header } from "./flexible/header.ts";
export { readHeader } from "./flexible/read-header.ts";
export { acceptHeader, decodeHeader, headerRefusal } from "./flexible/accept-header.ts";
export { checksum, sumWords, pseudoSum, fold } from "./flexible/checksum.ts";
export { headerSize, writeHeader, addressesProblem } from "./flexible/write-header.ts";
export { Udp, readUdp, writeUdp, udpPacketSize, encodeUdp } from "./flexible/udp.ts";
export type { UdpPacket } from "./flexible/udp.ts";
export { Tcp, readTcp, readMss, encodeTcp, TCP_FLAGS } from "./flexible/tcp.ts";
export type { TcpPacket } from "./flexible/tcp.ts";
export { Neighbour, readNeighbour, encodeSolicitation, encodeAdvertisement } from "./flexible/neighbour.ts";
export type { Solicitation, Advertisement } from "./flexible/neighbour.ts";
export { decodePacket } from "./flexible/packet.ts";
export type { Packet, DecodeOptions } from "./flexible/packet.ts";
export { encodePacket } from "./flexible/encode-packet.ts";
export type { PacketFields } from "./flexible/encode-packet.ts";
export { receivePacket } from "./flexible/receive.ts";
export type { ReceiveContext } from "./flexible/receive.ts";
export {
  ETHERTYPE_CONTRACT,
  ADDRESS_TYPES,
  ADDRESS_SIZES,
  CASTS,
  MAX_CONTRACT_HEADER,
} from "./contract/constants.ts";
export type { AddressType } from "./contract/constants.ts";
export { readContract, contractSize, contractProblem } from "./contract/contracts.ts";
export type { Contract } from "./contract/contracts.ts";
export { parseIpText, formatIpText } from "./contract/ip-text.ts";
export { decodeContract, encodeContract } from "./contract/packet.ts";
export type { ContractPacket, ShippingAddress } from "./contract/packet.ts";
export { forwardContract } from "./contract/router.ts";
export type { Forwarded } from "./contract/router.ts";
export { HoldQueue, holdWindow, afterHold } from "./contract/queue.ts";
export type { HoldWindow, Dequeued } from "./contract/queue.ts";
export { decodeLevels, encodeLevels, LEVEL_TYPES, MAX_LEVELS, MAX_LEVEL } from "./level/level.ts";
export type { LevelAddress } from "./level/level.ts";
export { splitUdp } from "./reference/split.ts";
export type { Split } from "./reference/split.ts";
export * as reference from "./reference/index.ts";
export { checkVectors } from "./check/vectors.ts";
export type { Verdict } from "./check/case.ts";
export { DEVIATIONS } from "./check/deviations.ts";
export type { Deviation } from "./check/deviations.ts";
export { annotate } from "./fields/annotate.ts";
export type { Annotated, Format } from "./fields/annotate.ts";
export type { Span } from "./fields/walker.ts";
export { explainText, explainSvg } from "./fields/explain.ts";
export type { FieldRow, FieldKind, HeaderTable, Bit } from "./fields/table.ts";
export * as flexibleFields from "./fields/flexible.ts";
export * as contractFields from "./fields/contract.ts";
export { packetJson } from "./fields/json.ts";
export { packetFromJson } from "./fields/from-json.ts";
export { traffic } from "./gen/traffic.ts";
export type { Generated, TrafficOptions } from "./gen/traffic.ts";
export type { Mutation } from "./gen/mutate.ts";
export { Random } from "./gen/random.ts";
export { randomAddress } from "./gen/packets.ts";
