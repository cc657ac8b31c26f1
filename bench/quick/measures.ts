/** Small measurements of the hot paths, each of about a second: how many a second, in this process. */
import { createHash, randomFillSync } from "node:crypto";
import { must, parseJcs, jcs, type Json, type Result } from "@comity/canon";
import { inclusionProof, leafHash, memoryReader, rootOf, verifyInclusion } from "@comity/log";
import { decodePacket, encodeUdp, decodeContract, encodeContract } from "@comity/newip";
import { emptyPayload, RouteValidator, VrpBuilder } from "@comity/routes";
import { evaluate, simpleMajority, type Ballot, type Electorate } from "@comity/rules";
import { plainGame, powerOf } from "@comity/rules/power";
import { randomIdentity, RtrCache } from "@comity/rtr";
import { RadixTree, verify } from "@comity/tree";
import { irrAnswer, newIrrSession, readRpsl, whoisOfFiles } from "@comity/whois";
import { readZone } from "@comity/zones";
import { utf8 } from "@comity/canon";

/** `run` does `times` of it. */
export type Measure = { readonly name: string; readonly times: number; readonly run: () => void };

const repeat = (times: number, one: (i: number) => void) => (): void => {
  for (let i = 0; i < times; i++) one(i);
};
let kept: unknown;
/** Keeps a result alive, so that nothing is optimised away. */
export const keep = (value: unknown): void => void (kept = value);
export const last = (): unknown => kept;

const random = new Uint32Array(1 << 16);
randomFillSync(random);

function treeMeasures(): Measure[] {
  const tree = new RadixTree({ register: 0, keyBytes: 4 });
  for (let i = 0; i < 20_000; i++) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, (random[i]! & 0xffff_ff00) >>> 0);
    tree.set({ bytes, bits: 24 }, [utf8(`holder ${i}`)]);
  }
  const version = tree.seal();
  const key = { bytes: Uint8Array.of(192, 0, 2, 1), bits: 32 };
  const proof = tree.prove(version, key);
  return [
    { name: "tree: prove", times: 20_000, run: repeat(20_000, () => keep(tree.prove(version, key))) },
    {
      name: "tree: verify a proof",
      times: 5000,
      run: repeat(5000, () => keep(verify(0, version.hash, key, proof))),
    },
  ];
}

function logMeasures(): Measure[] {
  const leaves = Array.from({ length: 4096 }, (_, i) => leafHash(utf8(`entry ${i}`)));
  const root = rootOf(leaves);
  const path = must(inclusionProof(1234, leaves.length, memoryReader(leaves)));
  const document: Json = { a: [1, 2, { b: "text", c: "é" }], d: "0".repeat(200), e: true };
  const text = jcs(document);
  return [
    {
      name: "log: verify inclusion",
      times: 20_000,
      run: repeat(20_000, () => keep(verifyInclusion(1234, 4096, leaves[1234]!, path, root))),
    },
    { name: "canon: parse JCS strictly", times: 20_000, run: repeat(20_000, () => keep(parseJcs(text))) },
  ];
}

function ruleMeasures(): Measure[] {
  const rule = simpleMajority.rules["ordinary"] ?? Object.values(simpleMajority.rules)[0]!;
  const electorate: Electorate = {
    chambers: Object.fromEntries(
      Object.keys(rule.electorates).map((chamber) => [
        chamber,
        Array.from({ length: 193 }, (_, i) => ({ member: `m${i}`, weight: 1, status: "voting" as const })),
      ]),
    ),
    affected: [],
  };
  const ballots: Ballot[] = Array.from({ length: 193 }, (_, i) => ({
    member: `m${i}`,
    choice: i % 3 === 0 ? "no" : "yes",
    at: 1,
  }));
  const consents = {
    parties: [],
    judgements: [],
    dueProcess: { grounds: false, notice: false, answer: false, hearing: false },
  };
  const moment = { now: 10, closes: [10] };
  const game = must(
    plainGame(
      80,
      Array.from({ length: 30 }, (_, i) => 1 + (i % 7)),
    ),
  );
  return [
    {
      name: "rules: evaluate 193 ballots",
      times: 2000,
      run: repeat(2000, () => keep(evaluate(rule, electorate, ballots, consents, moment))),
    },
    { name: "power: 30 weights, exact", times: 5, run: repeat(5, () => keep(powerOf(game))) },
  ];
}

function routeMeasures(): Measure[] {
  const builder = new VrpBuilder();
  for (let i = 0; i < 60_000; i++) builder.add4((random[i]! & 0xffff_ff00) >>> 0, 24, 24, 64_496 + (i & 15));
  const vrps = builder.build();
  const { v4 } = new RouteValidator(vrps);
  const words = new Uint32Array(1);
  return [
    {
      name: "routes: validate",
      times: 1_000_000,
      run: repeat(1_000_000, (i) => {
        words[0] = random[i & 0xffff]! & 0xffff_ff00;
        keep(v4.validate(words, 0, 24, 64_496 + (i & 15)));
      }),
    },
    {
      name: "rtr: make a set ready (60,000 VRPs)",
      times: 1,
      run: repeat(1, () => {
        const cache = new RtrCache(randomIdentity(), { refresh: 3600, retry: 600, expire: 7200 });
        cache.publish({ ...emptyPayload(), vrps });
        keep(cache.whole(1));
      }),
    },
  ];
}

function newipMeasures(): Measure[] {
  const udp = {
    destination: Uint8Array.of(2),
    source: Uint8Array.of(1),
    sourcePort: 1,
    destinationPort: 2,
    payload: new Uint8Array(32),
  };
  const packet = must(encodeUdp(udp) as Result<Uint8Array>);
  const address = (value: number) => ({ type: "ipv4", bytes: Uint8Array.of(192, 0, 2, value) }) as const;
  const encoded = encodeContract({
    source: address(1),
    destination: address(2),
    cast: 0,
    contracts: [],
    payload: new Uint8Array(16),
  });
  const more: Measure[] = encoded.ok
    ? [
        {
          name: "newip: decode a contract packet",
          times: 200_000,
          run: repeat(200_000, () => keep(decodeContract(encoded.value))),
        },
      ]
    : [];
  return [
    { name: "newip: decode UDP", times: 500_000, run: repeat(500_000, () => keep(decodePacket(packet))) },
    { name: "newip: encode UDP", times: 300_000, run: repeat(300_000, () => keep(encodeUdp(udp))) },
    ...more,
  ];
}

function publishingMeasures(): Measure[] {
  const records = Array.from({ length: 5000 }, (_, i) => `n${i} 3600 IN NS ns${i % 7}.example.\n`).join("");
  const zone = utf8(`@ 3600 IN SOA ns h 1 1 1 1 1\n@ 3600 IN NS ns\n${records}`);
  const rpsl = utf8(
    Array.from(
      { length: 2000 },
      (_, i) => `route: 10.${i >> 8}.${i & 255}.0/24\norigin: AS64500\nsource: X\n`,
    ).join("\n"),
  );
  const source = whoisOfFiles("X", readRpsl(rpsl).objects, undefined);
  const session = { ...newIrrSession(source.irr()), keepOpen: true };
  return [
    { name: "zones: read 5,000 records", times: 1, run: repeat(1, () => keep(readZone(zone, "example."))) },
    {
      name: "whois: !g of 2,000 routes",
      times: 50,
      run: repeat(50, () => keep(irrAnswer(source.irr(), session, "!gas64500", 1))),
    },
  ];
}

/** The yardstick: SHA-256 of 64 bytes, which every machine does in the same code. */
export const yardstick: Measure = {
  name: "SHA-256 of 64 bytes",
  times: 100_000,
  run: repeat(100_000, () => keep(createHash("sha256").update(random.subarray(0, 16)).digest())),
};

export const measures = (): readonly Measure[] => [
  ...treeMeasures(),
  ...logMeasures(),
  ...ruleMeasures(),
  ...routeMeasures(),
  ...newipMeasures(),
  ...publishingMeasures(),
];
