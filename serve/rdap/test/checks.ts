/**
 * The checks of reference section 11.2 by their numbers: what is wrong with one RDAP answer. Checks of a server's DNS and
 * TLS concern nothing that is served here.
 */
import { checkName, checkSecureDns } from "./name-checks.ts";
import { EVENTS, EXTENSIONS, REMARKS, ROLES, STATUS } from "./registered.ts";

type J = { readonly [name: string]: unknown };
export type Headers = { readonly [name: string]: string | string[] | number | undefined };

const isList = Array.isArray as (value: unknown) => value is unknown[];
const isObject = (value: unknown): value is J =>
  typeof value === "object" && value !== null && !isList(value);
const RDAP_MEDIA = "application/rdap+json";
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

export function checkHeaders(headers: Headers): number[] {
  const found: number[] = [];
  const cors = headers["access-control-allow-origin"];
  if (cors === undefined) found.push(1800);
  else if (cors !== "*") found.push(1801, 2001);
  if (headers["access-control-allow-credentials"] !== undefined) found.push(1802);
  const type = headers["content-type"];
  if (type === undefined) found.push(1803);
  else if (String(type).split(";")[0] !== RDAP_MEDIA) found.push(1804);
  return found;
}

/** Numbers of all failed checks; `expected`: extensions that have to be declared. */
export function checkBody(body: unknown, expected: readonly string[] = []): number[] {
  const found = new Set<number>();
  const fail = (number: number, when: boolean): void => void (when && found.add(number));
  if (!isObject(body)) return [100];
  const conformance = body["rdapConformance"];
  if (!isList(conformance)) found.add(100);
  else {
    fail(103, conformance.length === 0);
    for (const id of conformance) fail(102, !EXTENSIONS.includes(String(id)));
    for (const id of expected) fail(2104, !conformance.includes(id));
    const used = JSON.stringify(body);
    fail(2104, used.includes('"cidr0_cidrs"') && !conformance.includes("cidr0"));
    fail(2104, used.includes('"rdap-down"') && !conformance.includes("rirSearch1"));
    fail(2104, used.includes('"jscontact_card"') && !conformance.includes("jscontact"));
    for (const id of ["ipSearchResults", "autnumSearchResults"])
      fail(2104, id in body && !conformance.includes(id));
  }
  visit(body, true, fail);
  return [...found].sort((a, b) => a - b);
}

type Fail = (number: number, when: boolean) => void;

function visit(object: J, top: boolean, fail: Fail): void {
  fail(101, !top && "rdapConformance" in object);
  links(object, fail);
  events(object, fail);
  for (const [name, empty] of [
    ["notices", 503],
    ["remarks", 504],
  ] as const)
    texts(object, name, empty, fail);
  common(object, fail);
  if (object["objectClassName"] === "ip network") addresses(object, fail);
  if (object["objectClassName"] === "autnum") numbers(object, fail);
  if (object["objectClassName"] === "entity") vcard(object, fail);
  if (["domain", "nameserver"].includes(String(object["objectClassName"]))) checkName(object, fail);
  if (isObject(object["secureDNS"])) checkSecureDns(object["secureDNS"], fail);
  for (const [name, value] of Object.entries(object)) {
    if (
      name === "notices" ||
      name === "remarks" ||
      name === "links" ||
      name === "vcardArray" ||
      name === "jscontact_card"
    )
      continue;
    for (const inner of isList(value) ? value : [value]) if (isObject(inner)) visit(inner, false, fail);
  }
}

function links(object: J, fail: Fail): void {
  const list = object["links"];
  const known = isList(list) ? list.filter(isObject) : [];
  fail(209, isList(list) && list.length === 0);
  if ("objectClassName" in object) fail(206, !known.some((l) => l["rel"] === "self"));
  for (const { href, rel, type, value } of known) {
    fail(200, typeof value !== "string" || value === "");
    fail(201, typeof rel !== "string" || rel === "");
    fail(207, typeof href !== "string" || href === "");
    fail(202, rel === "related" && type === undefined);
    fail(203, rel === "related" && type !== RDAP_MEDIA);
    fail(204, rel === "self" && type === undefined);
    fail(205, rel === "self" && type !== RDAP_MEDIA);
    fail(208, rel === "related" && !/\/(?:ip|autnum|entity|domain|nameserver|help)\b/.test(String(href)));
  }
}

function events(object: J, fail: Fail): void {
  const list = object["events"];
  fail(404, isList(list) && list.length === 0);
  for (const event of isList(list) ? list.filter(isObject) : []) {
    const { eventAction, eventDate } = event as { readonly [name: string]: string | undefined };
    fail(400, eventDate === undefined);
    fail(401, eventDate !== undefined && (!DATE.test(eventDate) || Number.isNaN(Date.parse(eventDate))));
    fail(402, eventAction === undefined);
    fail(403, eventAction !== undefined && !EVENTS.includes(eventAction));
  }
}

function texts(object: J, name: string, empty: number, fail: Fail): void {
  const list = object[name];
  fail(empty, isList(list) && list.length === 0);
  for (const text of isList(list) ? list.filter(isObject) : []) {
    fail(500, text["description"] === undefined);
    fail(501, typeof text["description"] === "string");
    fail(502, text["type"] !== undefined && !REMARKS.includes(text["type"] as string));
    links(text, fail);
  }
}

function common(object: J, fail: Fail): void {
  const text = (name: string, empty: number, wrong: number): void => {
    const value = object[name];
    fail(empty, value === "");
    fail(wrong, value !== undefined && typeof value !== "string");
  };
  text("handle", 600, 601);
  text("parentHandle", 600, 602);
  text("country", 2300, 2300);
  const { entities, port43, publicIds, roles, status } = object;
  fail(700, isList(status) && status.length === 0);
  for (const value of isList(status) ? status : []) fail(701, !STATUS.includes(String(value)));
  fail(800, isList(roles) && roles.length === 0);
  fail(802, typeof roles === "string");
  for (const value of isList(roles) ? roles : []) fail(801, !ROLES.includes(String(value)));
  fail(2400, isList(entities) && entities.length === 0);
  fail(1600, port43 === "");
  for (const id of isList(publicIds) ? publicIds.filter(isObject) : []) {
    fail(1700, id["type"] === undefined);
    fail(1701, id["identifier"] === undefined);
    fail(1702, id["type"] !== undefined && typeof id["type"] !== "string");
    fail(1703, id["identifier"] !== undefined && typeof id["identifier"] !== "string");
  }
  if (object["objectClassName"] === "ip network" || object["objectClassName"] === "autnum") {
    text("name", 1100, 1101);
    text("type", 1200, 1201);
  }
}

const v4 = (text: unknown): bigint | undefined => {
  const octets =
    typeof text === "string" && /^\d+\.\d+\.\d+\.\d+$/.test(text) ? text.split(".").map(Number) : [];
  if (octets.length !== 4 || octets.some((o) => o > 255)) return undefined;
  return octets.reduce((n, o) => n * 256n + BigInt(o), 0n);
};

const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));

/** Through the URL parser, which is nobody's here. */
const v6 = (text: unknown): bigint | undefined => {
  if (typeof text !== "string" || !text.includes(":")) return undefined;
  try {
    const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
    const [head = "", tail] = host.split("::");
    const [a, b] = [groups(head), groups(tail ?? "")];
    const all = tail === undefined ? a : [...a, ...Array<string>(8 - a.length - b.length).fill("0"), ...b];
    return all.reduce((n, g) => n * 65_536n + BigInt(`0x${g}`), 0n);
  } catch {
    return undefined;
  }
};

const RESERVED4: readonly (readonly [number, string, string])[] = [
  [1306, "0.0.0.0", "0.255.255.255"],
  [1307, "10.0.0.0", "10.255.255.255"],
  [1307, "172.16.0.0", "172.31.255.255"],
  [1307, "192.168.0.0", "192.168.255.255"],
  [1308, "100.64.0.0", "100.127.255.255"],
  [1309, "127.0.0.0", "127.255.255.255"],
  [1310, "169.254.0.0", "169.254.255.255"],
  [1312, "192.0.2.0", "192.0.2.255"],
  [1312, "198.51.100.0", "198.51.100.255"],
  [1312, "203.0.113.0", "203.0.113.255"],
  [1313, "240.0.0.0", "255.255.255.255"],
];

function addresses(object: J, fail: Fail): void {
  const { cidr0_cidrs: cidrs, endAddress, ipVersion, startAddress } = object;
  fail(1300, startAddress === undefined || endAddress === undefined);
  fail(1304, ipVersion !== undefined && ipVersion !== "v4" && ipVersion !== "v6");
  fail(1315, ipVersion !== undefined && typeof ipVersion !== "string");
  const is4 = v4(startAddress) !== undefined;
  const [first, last] = is4 ? [v4(startAddress), v4(endAddress)] : [v6(startAddress), v6(endAddress)];
  fail(1301, first === undefined || last === undefined);
  if (first === undefined || last === undefined) return;
  fail(1302, last < first);
  fail(1303, ipVersion !== (is4 ? "v4" : "v6"));
  if (is4) for (const [n, a, b] of RESERVED4) fail(n, first >= v4(a)! && last <= v4(b)!);
  else {
    fail(1311, first >> 121n === 0x7en && last >> 121n === 0x7en);
    fail(1310, first >> 118n === 0x3fan && last >> 118n === 0x3fan);
    fail(1312, first >> 96n === 0x2001_0db8n && last >> 96n === 0x2001_0db8n);
  }
  if (cidrs === undefined) return;
  const list = isList(cidrs) ? cidrs.filter(isObject) : [];
  fail(1904, list.length === 0);
  let next = first;
  for (const cidr of list) {
    const start = is4 ? v4(cidr["v4prefix"]) : v6(cidr["v6prefix"]);
    fail(is4 ? 1900 : 1902, start === undefined);
    fail(is4 ? 1901 : 1903, typeof cidr["length"] !== "number");
    // Exactness (reference 11.1) has no number of its own; 1302 is nearest.
    fail(1302, start !== next);
    next += 1n << BigInt((is4 ? 32 : 128) - Number(cidr["length"]));
  }
  fail(1302, next !== last + 1n);
}

function numbers({ endAutnum, startAutnum }: J, fail: Fail): void {
  fail(1400, typeof startAutnum !== "number" || typeof endAutnum !== "number");
  const [a, b] = [Number(startAutnum), Number(endAutnum)];
  fail(1401, b < a);
  fail(1402, (a >= 64_512 && b <= 65_534) || a >= 4_200_000_000);
  fail(1403, (a >= 64_496 && b <= 64_511) || (a >= 65_536 && b <= 65_551));
  fail(1404, a === 0 || a === 65_535 || a === 23_456);
}

function vcard({ vcardArray }: J, fail: Fail): void {
  if (vcardArray === undefined) return;
  const properties = isList(vcardArray) && vcardArray[0] === "vcard" ? vcardArray[1] : undefined;
  fail(1500, !isList(properties));
  const fn = isList(properties)
    ? properties.find((p): p is unknown[] => isList(p) && p[0] === "fn")
    : undefined;
  fail(1501, fn === undefined);
  fail(1502, fn !== undefined && (fn[3] === "" || fn[3] === undefined));
}
