/** What happens in the demonstration: invented acts of invented parties, in order. Days count from the founding. */
import type { Json } from "@comity/canon";
import { documentHash } from "./documents.ts";
import { demoVkey } from "./parties.ts";

export const DAY = 86_400;
/** Block time of the founding: 2026-01-05T00:00:00Z. The clock of the demonstration is simulated. */
export const START = 1_767_571_200;

type Body = { readonly [field: string]: Json };
export type Step = {
  readonly day: number;
  readonly by: string;
  readonly kind: string;
  /** `$name` in a text stands for the log index of the step called so. */
  readonly body: Body;
  readonly cosign?: readonly string[];
  readonly name?: string;
  /** What a reader should know; a void outcome is intended where it says so. */
  readonly remark?: string;
  readonly void?: string;
};

const permanent = { kind: "permanent" };
const lease = (days: number): Body => ({ kind: "lease", until: START + days * DAY });
const all = ["QM", "QN", "QO", "QP", "QQ", "QR", "QS", "QT", "XA", "XB", "XC"];
const ballots = (day: number, decision: string, choices: { readonly [party: string]: string }): Step[] =>
  Object.entries(choices).map(([by, choice]) => ({ day, by, kind: "vote", body: { decision, choice } }));
/** A New IP network with one gateway. */
const network = (id: string, title: string, range: string): Body => ({
  network: id,
  title,
  ranges: [range],
  plan: [
    { range, use: "hosts" },
    { range: "newip:00/1", use: "inside the network only", local: true },
  ],
  gateways: [{ label: "border", key: demoVkey(id, "border"), endpoint: "udp://[2001:db8::1]:30540" }],
});
const everyone = (choice: string, but: readonly string[] = []): { [party: string]: string } =>
  Object.fromEntries(all.filter((p) => !but.includes(p)).map((p) => [p, choice]));

export const SCRIPT: readonly Step[] = [
  {
    day: 1,
    by: "QN",
    kind: "delegate",
    body: {
      to: "QR",
      resources: ["192.0.2.0/24"],
      terms: permanent,
      note: "demonstration, in documentation space",
    },
    cosign: ["QR"],
  },
  {
    day: 1,
    by: "QN",
    kind: "delegate",
    body: { to: "QS", resources: ["198.51.100.0/24"], terms: permanent },
    cosign: ["QS"],
  },
  {
    day: 1,
    by: "QM",
    kind: "delegate",
    body: { to: "QT", resources: ["203.0.113.0/24"], terms: permanent },
    cosign: ["QT"],
  },
  {
    day: 1,
    by: "QM",
    kind: "delegate",
    body: { to: "QT", resources: ["2001:db8::/32"], terms: permanent },
    cosign: ["QT"],
  },
  {
    day: 2,
    by: "QN",
    kind: "allocate",
    body: { to: "QR", pool: "198.18.0.0/15", size: { by: "length", length: 20 }, terms: lease(60) },
    cosign: ["QR"],
    remark: "first free: the register picks",
  },
  {
    day: 2,
    by: "QN",
    kind: "allocate",
    body: { to: "QT", pool: "198.18.0.0/15", size: { by: "length", length: 18 }, terms: lease(300) },
    cosign: ["QT"],
  },
  {
    day: 2,
    by: "QN",
    kind: "reserve",
    body: { resources: ["198.19.0.0/16"], reason: "kept for measurements" },
  },
  {
    day: 2,
    by: "QN",
    kind: "delegate",
    body: { to: "XB", resources: ["100.70.0.0/16"], terms: lease(150) },
    cosign: ["XB"],
    remark: "nobody renews this lease: it lapses and rests in quarantine",
  },
  {
    day: 2,
    by: "QQ",
    kind: "delegate",
    body: {
      to: "QR",
      resources: ["AS327680-AS327681"],
      terms: permanent,
      note: "demonstration: numbers that the registry of this label showed as available in May 2026",
    },
    cosign: ["QR"],
  },
  {
    day: 3,
    by: "QT",
    kind: "delegate",
    body: { to: "QR", resources: ["2001:db8:100::/40"], terms: permanent },
    cosign: ["QR"],
  },
  {
    day: 3,
    by: "QT",
    kind: "authorise-routes",
    body: { routes: [{ prefix: "203.0.113.0/24", asn: "AS64497", maxLength: 25 }] },
  },
  {
    day: 3,
    by: "QT",
    kind: "authorise-routes",
    body: { routes: [{ prefix: "2001:db8::/32", asn: "AS64497" }] },
    cosign: ["QR"],
    remark: "it contains space delegated to QR, which therefore signs too",
  },
  {
    day: 4,
    by: "QT",
    kind: "transfer",
    body: { to: "QS", resources: ["203.0.113.128/25"] },
    name: "offer",
    remark: "offered first, accepted two days later",
  },
  { day: 6, by: "QS", kind: "accept", body: { offer: "$offer" } },
  {
    day: 7,
    by: "QR",
    kind: "set-custody",
    body: { to: "QN", resources: ["192.0.2.0/24"] },
    cosign: ["QN"],
    remark: "managed by the registry, still held by QR",
  },
  {
    day: 8,
    by: "QN",
    kind: "return",
    body: { resources: ["192.0.2.0/24"] },
    void: "not-holder",
    remark: "a registry tries to take a holder's block back alone: void",
  },
  {
    day: 9,
    by: "QO",
    kind: "delegate",
    body: { to: "QS", resources: ["192.0.2.128/25"], terms: permanent },
    cosign: ["QS"],
    void: "not-holder",
    remark: "another registry hands out what is not its own: void",
  },
  {
    day: 9,
    by: "QR",
    kind: "authorise-routes",
    body: { routes: [{ prefix: "192.0.2.0/24", asn: "AS327680" }] },
  },
  { day: 9, by: "QR", kind: "set-providers", body: { customer: "AS327680", providers: ["AS64496"] } },
  { day: 9, by: "QR", kind: "protect-routes", body: { resources: ["192.0.2.0/24"], days: 7 } },
  {
    day: 9,
    by: "QR",
    kind: "set-name-servers",
    body: { zone: "192.0.2.0/24", servers: [{ name: "ns1.example" }, { name: "ns2.example" }] },
    remark: "the reverse zone follows the holding",
  },
  {
    day: 9,
    by: "QN",
    kind: "withdraw-routes",
    body: { routes: [{ prefix: "192.0.2.0/24", asn: "AS327680" }] },
    void: "not-holder",
    remark: "a registry tries to switch off a holder's route: void",
  },
  {
    day: 9,
    by: "QN",
    kind: "authorise-routes",
    body: { routes: [{ prefix: "192.0.0.0/16", asn: "AS0" }] },
    void: "as0-over-others",
    remark: "a registry tries AS0 over its holders: void",
  },
  {
    day: 10,
    by: "QO",
    kind: "propose",
    body: {
      title: "Give out a name and two New IP blocks",
      measures: [
        { kind: "assign", body: { to: "XC", resources: ["example"], note: "reserved for examples" } },
        { kind: "assign", body: { to: "QR", resources: ["newip:f2/8"] } },
        { kind: "assign", body: { to: "QS", resources: ["newip:f3/8"] } },
      ],
    },
    name: "names",
  },
  ...["XC", "QR", "QS"].map((by) => ({
    day: 10,
    by,
    kind: "consent",
    body: { decision: "$names", answer: "consents" },
  })),
  {
    day: 10,
    by: "QO",
    kind: "propose",
    body: {
      title: "Publish the register's dates in UTC",
      measures: [
        { kind: "adopt", body: { title: "Dates are given in UTC", text: documentHash("dates-in-utc") } },
      ],
    },
    name: "utc",
  },
  {
    day: 10,
    by: "XA",
    kind: "propose",
    body: {
      title: "Meet on paper only",
      measures: [
        { kind: "adopt", body: { title: "Meetings on paper", text: documentHash("meetings-on-paper") } },
      ],
    },
    name: "paper",
  },
  { day: 12, by: "XG", kind: "join", body: {}, name: "join" },
  {
    day: 14,
    by: "QR",
    kind: "propose",
    body: {
      title: "Seat Demonstration Network Yarrow",
      measures: [{ kind: "admit", body: { party: "XG", chamber: "operators", weight: 1 } }],
    },
    name: "admit",
  },
  {
    day: 16,
    by: "QS",
    kind: "authorise-routes",
    body: { routes: [{ prefix: "203.0.113.128/25", asn: "AS64498" }] },
    remark: "replaces what the former holder had left for this half",
  },
  {
    day: 20,
    by: "QP",
    kind: "propose",
    body: {
      title: "Reclaim 198.51.100.0/24 from QS",
      measures: [{ kind: "reclaim", body: { holder: "QS", resources: ["198.51.100.0/24"] } }],
      grounds: documentHash("grounds"),
    },
    name: "case",
  },
  {
    day: 22,
    by: "QP",
    kind: "propose",
    body: {
      title: "Take 198.51.100.0/24 without saying why",
      measures: [{ kind: "reclaim", body: { holder: "QS", resources: ["198.51.100.0/24"] } }],
    },
    void: "grounds-missing",
    remark: "an attempt to take a holding without a case: void",
  },
  { day: 30, by: "QS", kind: "answer", body: { decision: "$case", text: documentHash("answer") } },
  ...ballots(40, "$utc", { ...everyone("yes", ["XB", "QQ"]), XB: "abstain" }),
  ...ballots(40, "$names", everyone("yes")),
  ...ballots(40, "$paper", { ...everyone("no", ["XA", "XB"]), XA: "yes", XB: "yes" }),
  ...ballots(44, "$admit", everyone("yes", ["QQ"])),
  {
    day: 50,
    by: "QP",
    kind: "hear",
    body: { decision: "$case", record: documentHash("hearing") },
    cosign: ["QS"],
  },
  {
    day: 53,
    by: "QQ",
    kind: "vote",
    body: { decision: "$utc", choice: "no" },
    void: "poll-not-open",
    remark: "too late: the ballot does not count",
  },
  {
    day: 58,
    by: "QN",
    kind: "renew",
    body: {
      leases: { which: "ending", within: "198.18.0.0/15", before: START + 400 * DAY },
      until: START + 500 * DAY,
    },
    remark: "leases renewed in bulk",
  },
  { day: 60, by: "QU", kind: "attest", body: { dataset: "@campus" } },
  {
    day: 61,
    by: "QV",
    kind: "attest",
    body: { dataset: "@exchange" },
    remark: "half of 100.100.0.0/16 is disputed from here on",
  },
  {
    day: 62,
    by: "QU",
    kind: "recognise",
    body: { to: "XC", resources: ["100.101.0.0/16"] },
    cosign: ["XC", "QN"],
    remark: "its holder in the file gets keys; nobody objects, so the claim becomes a holding after CONTEST",
  },
  ...ballots(85, "$case", everyone("yes", ["QP", "QS", "QT"])),
  { day: 104, by: "QS", kind: "appeal", body: { decision: "$case", grounds: documentHash("appeal") } },
  {
    day: 110,
    by: "XC",
    kind: "set-name-servers",
    body: {
      zone: "example",
      servers: [
        { name: "ns1.example", addresses: ["192.0.2.53", "2001:db8::53"] },
        { name: "ns2.example", addresses: ["203.0.113.53"] },
      ],
      ds: [{ keyTag: 12345, algorithm: 13, digestType: 2, digest: "5e".repeat(32) }],
    },
  },
  {
    day: 110,
    by: "XC",
    kind: "delegate",
    body: { to: "XG", resources: ["yarrow.example"], terms: lease(400) },
    cosign: ["XG"],
  },
  {
    day: 110,
    by: "XC",
    kind: "delegate",
    body: { to: "XB", resources: ["xn--bcherei-n2a.example"], terms: permanent },
    cosign: ["XB"],
    remark: "an internationalised name",
  },
  {
    day: 110,
    by: "XG",
    kind: "set-name-servers",
    body: { zone: "yarrow.example", servers: [{ name: "ns1.example" }] },
  },
  {
    day: 112,
    by: "QR",
    kind: "register-network",
    body: network("rowan-net", "Demonstration Network Rowan, New IP", "newip:f2a0/16"),
  },
  {
    day: 112,
    by: "QS",
    kind: "register-network",
    body: network("sorrel-net", "Demonstration Network Sorrel, New IP", "newip:f3a0/16"),
  },
  {
    day: 113,
    by: "QR",
    kind: "interconnect",
    body: {
      network: "rowan-net",
      with: "sorrel-net",
      gateways: ["border"],
      theirs: ["border"],
      terms: documentHash("interconnection"),
      notice: 60,
    },
    cosign: ["QS"],
    remark: "two networks with different addresses agree where they meet; both sign",
  },
  {
    day: 114,
    by: "QR",
    kind: "publish-rules",
    body: { network: "rowan-net", version: 1, title: "House rules", text: documentHash("house-rules") },
  },
  {
    day: 115,
    by: "QR",
    kind: "map-addresses",
    body: {
      network: "rowan-net",
      gateway: "border",
      maps: [
        { newip: "newip:f2a0000050/40", ip: "192.0.2.80/32" },
        { newip: "newip:f2a00001/32", ip: "198.51.100.0/24" },
      ],
    },
    remark:
      "what addresses of the network stand for in IPv4 at its gateway: its own word on its own addresses",
  },
  ...ballots(118, "$case", { XD: "yes", XE: "yes", XF: "no" }),
  {
    day: 140,
    by: "QT",
    kind: "propose",
    body: {
      title: "Declare an exercise emergency",
      measures: [{ kind: "emergency", body: { title: "Exercise", text: documentHash("exercise") } }],
    },
    name: "emergency",
  },
  ...ballots(141, "$emergency", everyone("yes")),
  {
    day: 180,
    by: "XC",
    kind: "propose",
    body: {
      title: "Give reasons in plain language",
      measures: [
        { kind: "adopt", body: { title: "Reasons in plain language", text: documentHash("plain-language") } },
      ],
    },
    name: "plain",
  },
  {
    day: 190,
    by: "QU",
    kind: "recognise",
    body: { to: "QR", resources: ["100.100.128.0/17"] },
    cosign: ["QR", "QN"],
  },
  {
    day: 192,
    by: "QV",
    kind: "object",
    body: { resources: ["100.100.128.0/17"], reason: "our file shows exchange-7 here" },
    remark: "the claim stays a claim until the two agree or the assembly decides",
  },
  ...ballots(210, "$plain", { QM: "yes", XC: "yes", QR: "no" }),
  {
    day: 212,
    by: "XB",
    kind: "propose",
    body: {
      title: "Open the archive every spring",
      measures: [{ kind: "adopt", body: { title: "Open archive", text: documentHash("open-archive") } }],
    },
    name: "archive",
  },
];

/** Where the simulated clock goes on at ordinary speed. */
export const END: number = START + 213 * DAY;
