/** The answer to one WHOIS line. Objects are separated by an empty line; comments start with `%`. */
import { asnOf, isSetName } from "./irr/data.ts";
import { prefixKey } from "./irr/prefixes.ts";
import { routeObject } from "./irr/queries.ts";
import { levels } from "./levels.ts";
import { rpslText, valueOf, type RpslObject } from "./rpsl/rpsl.ts";
import { comment, type WhoisSource } from "./source.ts";
import { TEMPLATES } from "./templates.ts";
import { parseWhoisQuery, type WhoisQuery } from "./whois-query.ts";

export type WhoisAnswer = { readonly text: string; readonly keepOpen: boolean };

/** Objects in one answer. */
export const MAX_OBJECTS = 1000;

const HELP = [
  "Ask for an address, a prefix, a range, an AS number, a set, a name or a party.",
  "",
  "-T route,as-set   only objects of these classes",
  "-x -l -L -m -M    exact; one level or all wider; one level or all more specific",
  "-i origin AS…     objects that name this value (origin, mnt-by, member-of, org)",
  "-s SOURCE         only from this source; -q sources lists them",
  "-t CLASS          the attributes of a class; -K only the keys; -k keeps the connection",
  "",
  "Lines that start with ! are the IRR query protocol (!!, !g, !6, !i, !a, !r, !s, !m, !o, !j, !q).",
];

export function whoisAnswer(source: WhoisSource, line: string): WhoisAnswer {
  const query = parseWhoisQuery(line);
  if (typeof query === "string")
    return { text: comment(`ERROR:111: ${query}; ask \`help\``), keepOpen: false };
  const { keepOpen } = query;
  const say = (text: string): WhoisAnswer => ({ text: `${text}\n`, keepOpen });
  if (query.help) return say(comment(...HELP));
  if (query.template !== undefined) return say(templateOf(source, query.template));
  if (query.key === "") return say(comment("ERROR:106: no search key; ask `help`"));
  const found = [...unique(search(source, query))].filter((object) => wanted(query, object));
  if (found.length === 0)
    return say(comment(...source.banner, "", `ERROR:101: no entries found for ${query.key.slice(0, 100)}`));
  const shown = found.slice(0, MAX_OBJECTS);
  const texts = shown.map((object) => rpslText(query.brief ? keysOnly(object) : object));
  const cut =
    found.length > shown.length ? [comment(`only the first ${MAX_OBJECTS} objects: ask for less`)] : [];
  return say([comment(...source.banner), ...texts, ...cut].join("\n"));
}

function templateOf(source: WhoisSource, template: string): string {
  if (template.startsWith("q "))
    return template === "q sources"
      ? source
          .irr()
          .sources.map((name) => `${name}:3:N:0-${source.serial()}\n`)
          .join("")
      : template === "q version"
        ? comment("Comity whois")
        : comment("ERROR:111: -q knows sources and version");
  const attributes = TEMPLATES[template];
  return attributes === undefined
    ? comment(`ERROR:103: unknown class; there are ${Object.keys(TEMPLATES).join(", ")}`)
    : attributes.map((line) => `${line}\n`).join("");
}

function* search(source: WhoisSource, query: WhoisQuery): Generator<RpslObject, void, void> {
  const irr = source.irr();
  const sources = query.sources.length === 0 ? irr.sources : query.sources;
  const { key, inverse, hierarchy } = query;
  if (inverse !== undefined) {
    for (const attribute of inverse.attributes) {
      if (attribute === "origin") {
        const asn = asnOf(key);
        if (asn !== undefined) yield* irr.routes.ofOrigin(asn).map(routeObject);
      }
      yield* irr.having(attribute, key, query.types);
    }
    return;
  }
  if (isSetName(key)) {
    for (const kind of ["as-set", "route-set"]) yield* irr.objects(kind, key, sources);
    return;
  }
  yield* source.lookup(key, hierarchy);
  const asn = /^as\d+$/i.test(key) ? asnOf(key) : undefined;
  if (asn !== undefined) yield* irr.objects("aut-num", `AS${asn}`, sources);
  const prefix = prefixKey(key);
  if (prefix === undefined) {
    for (const kind of ["mntner", "organisation", "person", "role"]) yield* irr.objects(kind, key, sources);
    return;
  }
  const { routes } = irr;
  const { family, key: at } = prefix;
  const exact = routes.exact(family, at);
  // `-l`, `-m` and `-M` leave the prefix itself out.
  if (hierarchy === "" || hierarchy === "x" || hierarchy === "L") yield* exact.map(routeObject);
  if (hierarchy === "L" || (hierarchy === "" && exact.length === 0) || hierarchy === "l") {
    const around = routes.around(family, at);
    yield* around
      .filter(({ key: { bits } }) => hierarchy === "L" || bits === around[0]!.key.bits)
      .map(routeObject);
  }
  if (hierarchy === "m" || hierarchy === "M")
    for (const route of levels(routes.inside(family, at), hierarchy)) yield routeObject(route);
}

function wanted({ types, sources }: WhoisQuery, object: RpslObject): boolean {
  if (types.length > 0 && !types.includes(object.class)) return false;
  const from = valueOf(object, "source")?.toUpperCase();
  return sources.length === 0 || (from !== undefined && sources.includes(from));
}

function* unique(objects: Iterable<RpslObject>): Generator<RpslObject, void, void> {
  const seen = new Set<string>();
  for (const object of objects) {
    const text = rpslText(object);
    if (seen.has(text)) continue;
    seen.add(text);
    yield object;
  }
}

const KEYS = new Set(["origin", "members", "mp-members"]);
const keysOnly = ({ class: kind, attributes }: RpslObject): RpslObject => ({
  class: kind,
  attributes: attributes.filter(({ name }, i) => i === 0 || KEYS.has(name)),
});
