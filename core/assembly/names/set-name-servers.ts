/**
 * `set-name-servers`, `withdraw-name-servers`: where a name is answered, or the reverse zones of an address block, with
 * glue and DS (RFC 1034, RFC 4034, RFC 9471). Own acts of the holder (SEMANTICS I).
 */
import { covers, parseIpv4, parseIpv6, ipv4Text, ipv6Text } from "@comity/resources";
import { blocksOf, type Block } from "../acts/resource.ts";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Condition, type Context } from "../acts/kind.ts";
import { namedOnce, notLocked } from "../numbers/clauses.ts";
import { allBlocks, holdingOver, isNumberSpace } from "../numbers/holdings.ts";
import { RESOURCES } from "../numbers/terms.ts";
import { liesAtRest, restsSomewhere } from "../numbers/rest.ts";
import { hasZone, putServers, serversAt } from "./servers.ts";

export const MAX_SERVERS = 32;
export const MAX_GLUE = 16;
export const MAX_DS = 16;

const SET = {
  zone: { type: "resource", doc: "own name, or own address block for its reverse zones" },
  servers: {
    type: "list",
    min: 1,
    max: MAX_SERVERS,
    doc: "name servers",
    of: {
      type: "object",
      fields: {
        name: { type: "resource", doc: "name of the server" },
        addresses: {
          type: "list",
          of: { type: "text", max: 45 },
          min: 1,
          max: MAX_GLUE,
          optional: true,
          doc: "its addresses, needed when it lies inside the name",
        },
      },
    },
  },
  ds: {
    type: "list",
    min: 1,
    max: MAX_DS,
    optional: true,
    doc: "delegation signer records",
    of: {
      type: "object",
      fields: {
        keyTag: { type: "integer", min: 0, max: 65_535, doc: "key tag" },
        algorithm: { type: "integer", min: 1, max: 255, doc: "algorithm of the key" },
        digestType: { type: "integer", min: 1, max: 255, doc: "1 SHA-1, 2 SHA-256, 4 SHA-384" },
        digest: { type: "text", max: 128, doc: "digest, lower-case hexadecimal" },
      },
    },
  },
} as const;

type S = Context<BodyOf<typeof SET>>;

const zoneOf = (c: S): Block | undefined => blocksOf(c.body.zone)[0];
const DIGEST_BYTES: { readonly [type: number]: number } = { 1: 20, 2: 32, 4: 48 };

/** One spelling of an address (RFC 5952). */
function isAddress(text: string): boolean {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value.ok && ipv4Text(value.value) === text;
  }
  const value = parseIpv6(text);
  return value.ok && ipv6Text(value.value) === text;
}

const once = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

export const setNameServers = defineKind({
  kind: "set-name-servers",
  room: "names",
  summary: "Say which name servers answer for an own name, or for the reverse zones of an own block",
  fields: SET,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "I",
      code: "no-zone",
      field: "zone",
      detail: "give a name or an address prefix: AS numbers have no zone",
      holds: (c: S) => blocksOf(c.body.zone).length === 1 && hasZone(zoneOf(c)!),
    },
    {
      rule: "I",
      code: "not-holder",
      field: "zone",
      detail: "only the holder sets name servers, and not where it was delegated on",
      holds: (c) => {
        const zone = zoneOf(c);
        return zone !== undefined && holdingOver(c.state, zone)?.record.holder === c.by.id;
      },
    },
    {
      rule: "H4",
      code: "at-rest",
      field: "zone",
      detail: "it rests in quarantine, or a block would answer anew for a part that does: wait for its end",
      holds: (c) => {
        const zone = zoneOf(c)!;
        // A zone that has servers answers for the parts of it that rest already, and a name for what is below it.
        const answers = !isNumberSpace(zone.space) || serversAt(c.state, zone)?.by === c.by.id;
        return answers ? !liesAtRest(c.state, zone) : !restsSomewhere(c.state, zone);
      },
    },
    {
      rule: "I",
      code: "server-name",
      field: "servers",
      detail: "each server is a domain name, named once",
      holds: ({ body: { servers } }) =>
        once(servers.map(({ name }) => name)) &&
        servers.every(({ name }) => blocksOf(name)[0]?.space === "names"),
    },
    {
      rule: "I",
      code: "address-form",
      field: "servers",
      detail: "addresses are IPv4 or IPv6 addresses in canonical form, each once",
      holds: ({ body: { servers } }) =>
        servers.every(({ addresses = [] }) => once(addresses) && addresses.every(isAddress)),
    },
    {
      rule: "I",
      code: "glue-missing",
      field: "servers",
      detail: "a server inside the name itself is found by its addresses only: give them",
      holds: (c) => {
        const zone = zoneOf(c);
        return c.body.servers.every(({ addresses, name }) => {
          const [server] = blocksOf(name);
          const inside = zone?.space === "names" && server?.space === "names" && covers(zone.key, server.key);
          return !inside || addresses !== undefined;
        });
      },
    },
    {
      rule: "I",
      code: "glue-not-own",
      field: "servers",
      detail: "addresses are given for servers inside own names only: others' are theirs to say",
      holds: (c) =>
        c.body.servers.every(({ addresses, name }) => {
          const [server] = blocksOf(name);
          if (addresses === undefined || server === undefined) return true;
          return holdingOver(c.state, server)?.record.holder === c.by.id;
        }),
    },
    {
      rule: "I",
      code: "ds-form",
      field: "ds",
      detail: "a digest is lower-case hexadecimal of the length of its type; name each record once",
      holds: ({ body: { ds = [] } }) =>
        once(ds.map((d) => `${d.keyTag} ${d.algorithm} ${d.digestType} ${d.digest}`)) &&
        ds.every(({ digest, digestType }) => {
          const bytes = DIGEST_BYTES[digestType];
          return /^(?:[0-9a-f]{2})+$/.test(digest) && (bytes === undefined || digest.length === 2 * bytes);
        }),
    },
    notLocked,
  ],
  effect: (c) => {
    const { ds, servers } = c.body;
    putServers(c.state, zoneOf(c)!, {
      t: "servers",
      by: c.by.id,
      servers,
      ...(ds === undefined ? {} : { ds }),
      since: c.index,
    });
  },
});

const WITHDRAW = { resources: RESOURCES } as const;

type Named = { readonly resources: readonly string[] };

const zonesOnly: Condition<Named> = {
  rule: "I",
  code: "no-name-servers",
  field: "resources",
  detail: "name what has name servers, as it stands in the register",
  holds: (c) => allBlocks(c.body.resources).every((b) => serversAt(c.state, b) !== undefined),
};

export const withdrawNameServers = defineKind({
  kind: "withdraw-name-servers",
  room: "names",
  summary: "Take name servers away, own ones or those a former holder left",
  fields: WITHDRAW,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    zonesOnly,
    {
      rule: "I",
      code: "not-holder",
      field: "resources",
      detail: "only the holder takes name servers away, also those a former holder left",
      holds: (c: Context<Named>) =>
        allBlocks(c.body.resources).every((b) => holdingOver(c.state, b)?.record.holder === c.by.id),
    },
    notLocked,
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) putServers(c.state, block);
  },
});
