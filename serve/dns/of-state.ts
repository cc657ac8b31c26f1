/**
 * Zones out of an assembly's state: delegations of names below a name it is primary for, and reverse zones from
 * holdings only (SEMANTICS I, H). The log index of the last change travels as a TXT record at `_comity`.
 */
import {
  blocksOf,
  isGlue,
  pick,
  reverseDelegations,
  type ReverseDelegation,
  type ServersRecord,
  type StateReader,
} from "@comity/assembly";
import { must, type Result } from "@comity/canon";
import { equalKeys, parseKey, textOf } from "@comity/resources";
import {
  isWithin,
  parseName,
  parseRdata,
  TYPE,
  withZonemd,
  zoneOf,
  type WireName,
  type Zone,
  type ZoneRecord,
} from "@comity/zones";

export type ZoneSettings = {
  /** `example.org`, `2.0.192.in-addr.arpa`, … */
  readonly origin: string;
  /** Names of the servers that publish the zone, absolute without the last dot; the first is the SOA's. */
  readonly servers: readonly string[];
  /** Mailbox of the SOA, `hostmaster.example.org`. */
  readonly mailbox: string;
  readonly ttl?: number;
};

const TTL = 86_400;

type Delegation = {
  readonly name: string;
  readonly zone: ReverseDelegation["block"];
  readonly record: ServersRecord;
};

/** `serial` has to grow with every change: the tree size does. Codes of `zoneOf`. */
export function zoneOfState(reader: StateReader, settings: ZoneSettings, serial: number): Result<Zone> {
  const { origin, servers, mailbox, ttl = TTL } = settings;
  const apex = must(parseName(`${origin}.`));
  const rdata = (type: number, ...words: string[]): Uint8Array =>
    must(
      parseRdata(
        type,
        words.map((text) => ({ text, quoted: type === TYPE.TXT })),
        apex,
      ),
    );
  const records: ZoneRecord[] = [
    {
      owner: apex,
      type: TYPE.SOA,
      ttl,
      rdata: rdata(
        TYPE.SOA,
        `${servers[0]!}.`,
        `${mailbox}.`,
        String(serial),
        "3600",
        "900",
        "1209600",
        "3600",
      ),
    },
    ...servers.map((server) => ({ owner: apex, type: TYPE.NS, ttl, rdata: rdata(TYPE.NS, `${server}.`) })),
  ];
  let changed = 0;
  for (const { name, record, zone: at } of delegations(reader, origin)) {
    changed = Math.max(changed, record.since);
    const owner = must(parseName(`${name}.`));
    for (const server of record.servers) {
      records.push({ owner, type: TYPE.NS, ttl, rdata: rdata(TYPE.NS, `${server.name}.`) });
      const host = must(parseName(`${server.name}.`));
      if (!isWithin(host, apex)) continue;
      for (const address of glueOf(reader, origin, { zone: at, record }, server)) {
        const type = address.includes(":") ? TYPE.AAAA : TYPE.A;
        records.push({ owner: host, type, ttl, rdata: rdata(type, address) });
      }
    }
    for (const { keyTag, algorithm, digestType, digest } of record.ds ?? [])
      records.push({
        owner,
        type: TYPE.DS,
        ttl,
        rdata: rdata(TYPE.DS, String(keyTag), String(algorithm), String(digestType), digest),
      });
  }
  const note: WireName = must(parseName("_comity", apex));
  records.push({ owner: note, type: TYPE.TXT, ttl, rdata: rdata(TYPE.TXT, `index=${changed}`) });
  const zone = zoneOf(apex, records);
  return zone.ok ? withZonemd(zone.value) : zone;
}

/**
 * The addresses of a server that this record may publish: those its name's holder gives, and of these what the server's
 * own delegation says before what other names of the holder say.
 */
function glueOf(
  reader: StateReader,
  origin: string,
  { record, zone }: Pick<Delegation, "record" | "zone">,
  { addresses, name }: ServersRecord["servers"][number],
): readonly string[] {
  const [server] = blocksOf(name);
  if (addresses === undefined || server === undefined || !isGlue(reader, zone, record, server)) return [];
  const nearest = reader
    .covering("names", server.key)
    .findLast(({ records }) => records.some(({ t }) => t === "servers"));
  // What the origin itself says is not published here.
  if (nearest === undefined || nearest.key.bits <= must(parseKey("names", origin)).bits) return addresses;
  const own = pick(nearest.records, "servers")!.servers.find((s) => s.name === name);
  return own?.addresses === undefined || equalKeys(nearest.key, zone.key) ? addresses : [];
}

function* delegations(reader: StateReader, origin: string): Generator<Delegation, void, void> {
  const space = origin.endsWith("in-addr.arpa") ? "ipv4" : origin.endsWith("ip6.arpa") ? "ipv6" : undefined;
  if (space !== undefined) {
    for (const { block, record, zone } of reverseDelegations(reader, space))
      if (zone.endsWith(`.${origin}`)) yield { name: zone, zone: block, record };
    return;
  }
  const key = must(parseKey("names", origin));
  for (const { key: at, records } of reader.within("names", key)) {
    const record = pick(records, "servers");
    // The apex's own servers are the parent's to publish.
    if (record !== undefined && at.bits > key.bits)
      yield { name: textOf("names", at), zone: { space: "names", key: at }, record };
  }
}
