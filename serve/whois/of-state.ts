/** A source over an assembly's newest state: holdings as inetnum, inet6num, aut-num and domain, authorisations as routes. */
import type { Found, StateReader } from "@comity/assembly";
import { allSets, pick, setKind } from "@comity/assembly";
import { toTimestamp } from "@comity/canon";
import { interpret, textOf, type Key, type Space } from "@comity/resources";
import type { ReadState } from "@comity/view";
import { IrrData } from "./irr/data.ts";
import type { RouteEntry } from "./irr/prefixes.ts";
import { routeObject } from "./irr/queries.ts";
import { levels } from "./levels.ts";
import { objectOf, type RpslObject } from "./rpsl/rpsl.ts";
import type { WhoisSource, Wider } from "./source.ts";

export type StateSource = {
  readonly state: () => ReadState;
  /** RPSL source name, such as COMITY. */
  readonly name: string;
  readonly banner?: readonly string[];
};

const CLASS: { readonly [space in Space]?: string } = {
  ipv4: "inetnum",
  ipv6: "inet6num",
  asn: "aut-num",
  names: "domain",
};

export function whoisOfState({ state, name, banner = [] }: StateSource): WhoisSource {
  const source = name.toUpperCase();
  let known: { readonly stateRoot: string; readonly irr: IrrData } | undefined;
  const irr = (): IrrData => {
    const { reader, stateRoot } = state();
    // Routes change rarely beside everything else, but a state root is cheap to compare.
    if (known?.stateRoot !== stateRoot)
      known = { stateRoot, irr: new IrrData(source, setObjects(reader, source), routesOf(reader, source)) };
    return known.irr;
  };
  return {
    irr,
    serial: () => state().size,
    lookup: (text, wider) => lookup(state(), text, wider, source),
    banner: [...banner, "Every answer can be proven: see the explorer and /api/v1/proof/fact."],
  };
}

/** Members on one line: lines stay short enough for every reader. */
const MEMBERS_A_LINE = 10;

/** Sets that holders of AS numbers keep, as RPSL. */
function setObjects(reader: StateReader, source: string): readonly RpslObject[] {
  return Array.from(allSets(reader), ({ name, record: { by, members, since } }) => {
    const kind = setKind(name)!;
    const lines: [string, string][] = [];
    // Prefixes of both families stand in one attribute each: `members` is IPv4's, `mp-members` any.
    const plain = members.filter((member) => kind === "as-set" || !/^[^A-Z]*:/.test(member));
    const multi = members.filter((member) => !plain.includes(member));
    for (const [attribute, list] of [
      ["members", plain],
      ["mp-members", multi],
    ] as const)
      for (let at = 0; at < list.length; at += MEMBERS_A_LINE)
        lines.push([attribute, list.slice(at, at + MEMBERS_A_LINE).join(", ")]);
    return objectOf([
      [kind, name],
      ...lines,
      ["org", by],
      ["remarks", `log entry ${since}`],
      ["source", source],
    ]);
  });
}

/** What mirrors of an assembly get: its routes and sets. Of several lengths of one prefix and origin the greatest counts. */
export function mirroredOfState(reader: StateReader, name: string): readonly RpslObject[] {
  const source = name.toUpperCase();
  const routes = new Map<string, RouteEntry>();
  for (const route of routesOf(reader, source)) {
    const id = `${route.prefix} ${route.origin}`;
    const before = routes.get(id);
    if (before === undefined || (before.maxLength ?? 0) < (route.maxLength ?? 0)) routes.set(id, route);
  }
  return [...setObjects(reader, source), ...Array.from(routes.values(), routeObject)];
}

const EVERYTHING = (bytes: number): Key => ({ bytes: new Uint8Array(bytes), bits: 0 });

function* routesOf(reader: StateReader, source: string): Generator<RouteEntry, void, void> {
  for (const [register, space, family, bytes] of [
    ["routes4", "ipv4", 4, 4],
    ["routes6", "ipv6", 6, 16],
  ] as const) {
    for (const { key, records } of reader.within(register, EVERYTHING(bytes)))
      for (const record of records) {
        if (record.t !== "route" || record.asn === "AS0") continue;
        const longer = record.maxLength > key.bits ? { maxLength: record.maxLength } : {};
        yield {
          family,
          key,
          prefix: textOf(space, key),
          origin: Number(record.asn.slice(2)),
          source,
          ...longer,
        };
      }
  }
}

function lookup(state: ReadState, text: string, wider: Wider, source: string): readonly RpslObject[] {
  const { reader } = state;
  const party = reader.text("parties", `party/${text.toUpperCase()}`, "party");
  if (party !== undefined) {
    return [
      objectOf([
        ["organisation", party.id],
        ["org-name", party.name ?? party.id],
        ["remarks", `${party.kind}, ${party.status}, since entry ${party.joined} of the log`],
        ["source", source],
      ]),
    ];
  }
  const meant = interpret(text);
  if (meant.kind !== "address" && meant.kind !== "prefix" && meant.kind !== "asn" && meant.kind !== "name")
    return [];
  const { space, key } = meant;
  if (wider === "m" || wider === "M") return inside(reader, space, key, wider, source);
  const around = reader
    .covering(space, key)
    .toReversed()
    .flatMap((found) => objectsAt(space, found, source));
  if (wider === "x") return around.filter(({ bits }) => bits === key.bits).map(({ object }) => object);
  if (wider === "L") return around.map(({ object }) => object);
  const nearest = around[0]?.bits;
  const chosen = wider === "l" ? around.find(({ bits }) => bits !== nearest)?.bits : nearest;
  return around.filter(({ bits }) => bits === chosen).map(({ object }) => object);
}

/** Objects that are looked at for `-m` and `-M`: more are shown to nobody. */
const MAX_INSIDE = 2000;

function inside(
  reader: StateReader,
  space: Space,
  key: Key,
  wanted: "m" | "M",
  source: string,
): readonly RpslObject[] {
  const found = function* (): Generator<{ key: Key; object: RpslObject }, void, void> {
    for (const at of reader.within(space, key))
      if (at.key.bits > key.bits)
        for (const { object } of objectsAt(space, at, source)) yield { key: at.key, object };
  };
  const out: RpslObject[] = [];
  for (const { object } of levels(found(), wanted)) if (out.push(object) === MAX_INSIDE) break;
  return out;
}

/** The holding at a key, else what registries report there. */
function objectsAt(
  space: Space,
  { key, records }: Found,
  source: string,
): { bits: number; object: RpslObject }[] {
  const kind = CLASS[space];
  if (kind === undefined) return [];
  const text = textOf(space, key);
  const holding = pick(records, "holding");
  const servers = pick(records, "servers");
  if (holding !== undefined) {
    const { holder, terms, since } = holding;
    const object = objectOf([
      [kind, text],
      [kind === "aut-num" ? "as-name" : "netname", kind === "domain" ? undefined : `COMITY-${since}`],
      ["org", holder],
      [
        "status",
        kind === "domain"
          ? undefined
          : terms.kind === "lease"
            ? `LEASE UNTIL ${toTimestamp(terms.until)}`
            : terms.kind.toUpperCase(),
      ],
      ...(servers?.servers ?? []).map(({ name, addresses }): [string, string] => [
        "nserver",
        [name, ...(addresses ?? [])].join(" "),
      ]),
      ...(servers?.ds ?? []).map(({ keyTag, algorithm, digestType, digest }): [string, string] => [
        "ds-rdata",
        `${keyTag} ${algorithm} ${digestType} ${digest}`,
      ]),
      ["remarks", `log entry ${since}`],
      ["source", source],
    ]);
    return [{ bits: key.bits, object }];
  }
  return records.flatMap((record) =>
    record.t === "report" && record.status !== "available" && record.status !== "reserved"
      ? [
          {
            bits: key.bits,
            object: objectOf([
              [kind, text],
              [kind === "aut-num" ? "as-name" : "netname", "REPORTED"],
              ["country", record.code === "" ? undefined : record.code],
              ["status", record.status.toUpperCase()],
              ["remarks", `report of ${record.by}, unclaimed, log entry ${record.since}`],
              ["source", source],
            ]),
          },
        ]
      : [],
  );
}
