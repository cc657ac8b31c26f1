/** JSON Schemas (draft-07) of the answers that are served, written from RFC 9083; nothing else is allowed in them. */
const text = { type: "string", minLength: 1 } as const;
const list = (items: object): object => ({ type: "array", minItems: 1, items });
const object = (properties: object, required: readonly string[]): object => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const uri = { type: "string", pattern: "^https?://" };
const link = object({ value: uri, rel: text, href: uri, type: text }, ["value", "rel", "href", "type"]);
const remark = object({ title: text, type: text, description: list(text), links: list(link) }, [
  "description",
]);
const event = object({ eventAction: text, eventDate: { type: "string", format: "date-time" } }, [
  "eventAction",
  "eventDate",
]);
const property = {
  type: "array",
  minItems: 4,
  items: [text, { type: "object" }, text],
};
const vcardArray = {
  type: "array",
  minItems: 2,
  maxItems: 2,
  items: [
    { const: "vcard" },
    { type: "array", items: property, contains: { type: "array", items: [{ const: "fn" }, {}, {}, text] } },
  ],
};
const common = {
  handle: text,
  status: list(text),
  events: list(event),
  links: list(link),
  remarks: list(remark),
};
const root = { rdapConformance: list(text), notices: list(remark) };
const numbers = {
  ...common,
  name: text,
  type: text,
  country: { type: "string", pattern: "^[A-Z]{2}$" },
  entities: list({ $ref: "#/definitions/entity" }),
};
const card = object(
  {
    "@type": { const: "Card" },
    version: { const: "1.0" },
    uid: uri,
    kind: { const: "org" },
    name: object({ "@type": { const: "Name" }, full: text }, ["@type", "full"]),
  },
  ["@type", "version", "uid", "name"],
);
const entity = {
  objectClassName: { const: "entity" },
  ...common,
  vcardArray,
  jscontact_card: card,
  roles: list(text),
  networks: list({ $ref: "#/definitions/network" }),
  autnums: list({ $ref: "#/definitions/autnum" }),
};
const cidr = {
  oneOf: [
    object({ v4prefix: { format: "ipv4" }, length: { type: "integer", minimum: 0, maximum: 32 } }, [
      "v4prefix",
      "length",
    ]),
    object({ v6prefix: { format: "ipv6" }, length: { type: "integer", minimum: 0, maximum: 128 } }, [
      "v6prefix",
      "length",
    ]),
  ],
};
const network = {
  objectClassName: { const: "ip network" },
  ...numbers,
  startAddress: { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
  endAddress: { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
  ipVersion: { enum: ["v4", "v6"] },
  parentHandle: text,
  cidr0_cidrs: list(cidr),
};
const number = { type: "integer", minimum: 0, maximum: 4_294_967_295 };
const autnum = { objectClassName: { const: "autnum" }, ...numbers, startAutnum: number, endAutnum: number };

const needed = ["objectClassName", "handle", "links"];
const ofNetwork = [...needed, "startAddress", "endAddress", "ipVersion", "cidr0_cidrs", "status", "type"];
const ofAutnum = [...needed, "startAutnum", "endAutnum", "status", "type"];
const ldhName = { type: "string", pattern: "^[a-z0-9-]+(?:\\.[a-z0-9-]+)*$", maxLength: 253 };
const names = { ...common, ldhName, unicodeName: text, entities: list({ $ref: "#/definitions/entity" }) };
const nameserver = {
  objectClassName: { const: "nameserver" },
  ...names,
  ipAddresses: {
    ...object({ v4: list({ format: "ipv4" }), v6: list({ format: "ipv6" }) }, []),
    minProperties: 1,
  },
};
const octet = { type: "integer", minimum: 0, maximum: 255 };
const dsData = object(
  {
    keyTag: { type: "integer", minimum: 0, maximum: 65_535 },
    algorithm: octet,
    digestType: octet,
    digest: { type: "string", pattern: "^(?:[0-9a-f]{2})+$" },
  },
  ["keyTag", "algorithm", "digestType", "digest"],
);
const domain = {
  objectClassName: { const: "domain" },
  ...names,
  nameservers: list({ $ref: "#/definitions/nameserver" }),
  secureDNS: object({ delegationSigned: { type: "boolean" }, dsData: list(dsData) }, ["delegationSigned"]),
  network: { $ref: "#/definitions/network" },
};
const ofDomain = [...needed, "ldhName", "status", "secureDNS"];
const ofNameserver = ["objectClassName", "ldhName", "links"];
/** One contact, in one of both forms. */
const contact = (shape: object): object => ({
  ...shape,
  oneOf: [{ required: ["vcardArray"] }, { required: ["jscontact_card"] }],
});
const definitions = {
  entity: contact(object(entity, needed)),
  domain: object(domain, ofDomain),
  nameserver: object(nameserver, ofNameserver),
  network: object(network, ofNetwork),
  autnum: object(autnum, ofAutnum),
};
const whole = (properties: object, required: readonly string[]): object => ({
  ...object({ ...root, ...properties }, ["rdapConformance", ...required]),
  definitions,
});
const results = (name: string, item: string): object =>
  whole({ [name]: { type: "array", items: { $ref: `#/definitions/${item}` } } }, ["notices", name]);

export const SCHEMAS = {
  ip: whole(network, ofNetwork),
  autnum: whole(autnum, ofAutnum),
  entity: contact(whole(entity, needed)),
  domain: whole(domain, ofDomain),
  nameserver: whole(nameserver, [...ofNameserver, "handle"]),
  help: whole({}, ["notices"]),
  error: whole({ errorCode: { type: "integer" }, title: text, description: list(text) }, [
    "errorCode",
    "title",
    "description",
  ]),
  ips: results("ipSearchResults", "network"),
  autnums: results("autnumSearchResults", "autnum"),
  entities: results("entitySearchResults", "entity"),
  domains: results("domainSearchResults", "domain"),
  nameservers: results("nameserverSearchResults", "nameserver"),
} as const;
