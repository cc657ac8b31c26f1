/**
 * `node core/newip/bench/newip.bench.ts [PYTHON]`: packets per second in one thread. Flexible-address UDP with all pairs of
 * address classes and 0 to 63 bytes of payload; the contract format beside scapy, which needs a Python that has it.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  acceptHeader,
  decodeContract,
  decodePacket,
  encodeContract,
  encodeUdp,
  Header,
  Random,
  randomAddress,
  readHeader,
  readUdp,
  toHex,
  traffic,
  Udp,
  writeUdp,
  type ContractPacket,
  type UdpPacket,
} from "@comity/newip";

const ROUNDS = 7;
const COUNT = 200_000;

/** Best of several rounds, packets per second of processor time (all threads), beside the clock's. */
function rate(name: string, count: number, work: () => void): number {
  let best = 0;
  let clock = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const before = process.cpuUsage();
    work();
    const used = process.cpuUsage(before);
    clock = Math.max(clock, (count / (performance.now() - start)) * 1000);
    best = Math.max(best, (count / (used.user + used.system)) * 1e6);
  }
  const shown = (n: number): string => Math.round(n).toLocaleString("en").padStart(12);
  console.log(`${name.padEnd(48)} ${shown(best)}/s of CPU ${shown(clock)}/s by the clock`);
  return best;
}

const random = new Random(1);
const fields: UdpPacket[] = Array.from({ length: COUNT }, () => ({
  destination: randomAddress(random),
  source: randomAddress(random),
  sourcePort: random.below(65_536),
  destinationPort: random.below(65_536),
  payload: random.bytes(random.below(64)),
}));
const packets = fields.map((f) => {
  const made = encodeUdp(f);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
});

let sum = 0;
rate("flexible: decodePacket (UDP, checksum verified)", COUNT, () => {
  for (const bytes of packets) {
    const decoded = decodePacket(bytes);
    if (!decoded.ok || decoded.value.kind !== "udp") throw new Error("refused");
    sum += decoded.value.udp.destinationPort;
  }
});
const header = new Header();
const udp = new Udp();
rate("flexible: readHeader + readUdp, reused objects", COUNT, () => {
  for (const bytes of packets) {
    if (
      readHeader(bytes, 0, bytes.length, header) < 0 ||
      acceptHeader(header) !== 0 ||
      readUdp(header, udp) !== 0
    )
      throw new Error("refused");
    sum += udp.destinationPort;
  }
});
rate("flexible: encodeUdp (a new packet each)", COUNT, () => {
  for (const f of fields) {
    const made = encodeUdp(f);
    if (!made.ok) throw new Error("refused");
    sum += made.value.length;
  }
});
const buffer = new Uint8Array(256);
rate("flexible: writeUdp into one buffer", COUNT, () => {
  for (const f of fields)
    sum += writeUdp(buffer, 0, f.destination, f.source, 128, f.sourcePort, f.destinationPort, f.payload);
});

const next = traffic({ seed: 2, formats: ["contract"] });
// At most one contract a packet: the peer reads no more.
const contracts: Uint8Array[] = [];
while (contracts.length < COUNT) {
  const { bytes } = next();
  const decoded = decodeContract(bytes);
  if (decoded.ok && decoded.value.contracts.length < 2) contracts.push(bytes);
}
const decodedContracts: ContractPacket[] = contracts.map((bytes) => {
  const decoded = decodeContract(bytes);
  if (!decoded.ok) throw new Error(decoded.error.code);
  return decoded.value;
});
const decoding = rate("contract: decodeContract", COUNT, () => {
  for (const bytes of contracts) {
    const decoded = decodeContract(bytes);
    if (!decoded.ok) throw new Error(decoded.error.code);
    sum += decoded.value.contracts.length;
  }
});
const encoding = rate("contract: encodeContract", COUNT, () => {
  for (const packet of decodedContracts) {
    const made = encodeContract(packet);
    if (!made.ok) throw new Error(made.error.code);
    sum += made.value.length;
  }
});

const peer = spawnSync(
  process.argv[2] ?? "python3",
  [fileURLToPath(new URL("scapy-peer.py", import.meta.url))],
  {
    input: contracts
      .slice(0, 20_000)
      .map((b) => toHex(b))
      .join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 24,
  },
);
const [dissected, built] = peer.stdout.trim().split(" ").map(Number);
if (peer.status === 0 && dissected !== undefined && built !== undefined) {
  console.log(
    `scapy: dissect ${dissected}/s (${Math.round(decoding / dissected)} times slower), build ${built}/s (${Math.round(encoding / built)} times)`,
  );
} else
  console.log(
    `scapy: not measured (${peer.stderr.trim().split("\n").at(-1) ?? peer.error?.message ?? "no Python"})`,
  );
if (sum === 0) throw new Error("nothing was done");
