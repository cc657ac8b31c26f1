/** The IRRd query protocol (`!` commands), as bgpq4, peval and others speak it. One answer a line, in order. */
import { harmless, rpslText, type RpslObject } from "../rpsl/rpsl.ts";
import { asnOf, isSetName, objectsText, type IrrData } from "./data.ts";
import { expandSet, prefixesOf, routeSetMembers, TOO_MANY } from "./expand.ts";
import { prefixKey, type RouteEntry } from "./prefixes.ts";

/** What a connection has chosen. */
export type IrrSession = {
  sources: readonly string[];
  /** Sets that expansions pass over. */
  excluded: ReadonlySet<string>;
  keepOpen: boolean;
  client: string;
  timeout: number;
};
export type IrrAnswer = { readonly text: string; readonly close: boolean };

export const newIrrSession = (data: IrrData): IrrSession => ({
  sources: data.sources,
  excluded: new Set(),
  keepOpen: false,
  client: "",
  timeout: 30,
});

const DONE = "C\n";
const NONE = "D\n";
const failed = (why: string): string => `F ${harmless(why)}\n`;
/** The length counts the data with its last line feed. */
const answered = (data: string): string => `A${Buffer.byteLength(data) + 1}\n${data}\nC\n`;
const listed = (words: readonly string[] | typeof TOO_MANY | undefined): string =>
  words === TOO_MANY
    ? failed("The set is too large to expand")
    : words === undefined
      ? NONE
      : words.length === 0
        ? DONE
        : answered(words.join(" "));
const objects = (found: readonly RpslObject[]): string =>
  found.length === 0 ? NONE : answered(objectsText(found).trimEnd());

const MAX_TIMEOUT = 1000;

/** `line` without its line end, starting with `!`. `serial` is the log index of the state behind the data. */
export function irrAnswer(data: IrrData, session: IrrSession, line: string, serial: number): IrrAnswer {
  // The case of a letter says nothing, but for these two.
  const command = line.charAt(1) === "J" ? "J" : line.charAt(1).toLowerCase();
  const rest = line.slice(2).trim();
  const say = (text: string): IrrAnswer => ({ text, close: !session.keepOpen });
  switch (command) {
    case "!":
      session.keepOpen = true;
      return { text: "", close: false };
    case "q":
      return { text: "", close: true };
    case "n":
      session.client = rest.slice(0, 100);
      return say(DONE);
    case "f":
      return say(DONE);
    case "t": {
      const seconds = /^\d{1,4}$/.test(rest) ? Number(rest) : 0;
      if (seconds < 1 || seconds > MAX_TIMEOUT)
        return say(failed(`Invalid value for timeout: 1 to ${MAX_TIMEOUT}`));
      session.timeout = seconds;
      return say(DONE);
    }
    case "v":
      return say(answered("Comity"));
    case "s":
      return say(chooseSources(data, session, rest));
    case "e":
      return say(excludeSets(session, rest));
    case "j":
      return say(answered(serials(data, rest, serial)));
    case "J":
      return say(answered(status(data, rest, serial)));
    case "a":
      return say(setPrefixes(data, session, rest));
    case "i": {
      const m = /^([^,\s]+)(,1)?$/.exec(rest);
      if (m === null || !isSetName(m[1]!)) return say(failed("Not a valid set name"));
      return say(listed(setMembers(data, session, m[1]!, m[2] !== undefined)));
    }
    case "g":
    case "6": {
      const asn = asnOf(rest);
      if (asn === undefined) return say(failed("Not a valid AS number"));
      return say(ofOrigin(data, session, asn, command === "g" ? 4 : 6));
    }
    case "r":
      return say(routeSearch(data, session, rest));
    case "m": {
      const comma = rest.indexOf(",");
      if (comma < 1) return say(failed("Give a class and a key: !mCLASS,KEY"));
      const kind = rest.slice(0, comma).toLowerCase();
      const key = rest.slice(comma + 1);
      const isRoute = kind === "route" || kind === "route6";
      // One object: that of the source that was named first.
      const [found] = session.sources.flatMap((source) => [
        ...data.objects(kind, isRoute ? key.replaceAll(/[ -]/g, "") : key, [source]),
      ]);
      return say(objects(found === undefined ? [] : [found]));
    }
    case "o":
      return say(objects([...data.having("mnt-by", rest, [])]));
    default:
      return say(failed("Unknown command"));
  }
}

function chooseSources(data: IrrData, session: IrrSession, rest: string): string {
  if (rest === "-lc") return answered(session.sources.join(","));
  const names = rest.toUpperCase().split(",");
  const unknown = names.filter((name) => !data.sources.includes(name));
  // Clients ask for a list of usual sources: those that are here count, at least one has to be.
  if (unknown.length === names.length)
    return failed(`One or more selected sources are unavailable; here are ${data.sources.join(",")}`);
  session.sources = names.filter((name) => data.sources.includes(name));
  return DONE;
}

const isRouteSet = (name: string): boolean => /(^|:)RS-/i.test(name);

function setMembers(data: IrrData, session: IrrSession, name: string, recursive: boolean) {
  const { excluded, sources } = session;
  return recursive && isRouteSet(name)
    ? routeSetMembers(data, name, sources, excluded)
    : expandSet(data, name, sources, recursive, excluded);
}

function excludeSets(session: IrrSession, rest: string): string {
  if (rest === "-lc") return session.excluded.size === 0 ? DONE : answered([...session.excluded].join(","));
  const names = rest === "" ? [] : rest.toUpperCase().split(",");
  if (!names.every(isSetName)) return failed("Not a valid set name");
  session.excluded = new Set(names);
  return DONE;
}

const asked = (data: IrrData, rest: string): readonly string[] =>
  rest === "" || rest === "-*" ? data.sources : rest.toUpperCase().split(",");

const serials = (data: IrrData, rest: string, serial: number): string =>
  asked(data, rest)
    .map((source) =>
      harmless(data.sources.includes(source) ? `${source}:N:0-${serial}` : `${source}:X:Database unknown`),
    )
    .join("\n");

/** As IRRd's `!J`: what holds here, a source each. */
function status(data: IrrData, rest: string, serial: number): string {
  const one = (source: string): object =>
    data.sources.includes(source)
      ? {
          authoritative: true,
          object_class_filter: null,
          rpki_rov_filter: false,
          scopefilter_enabled: false,
          route_preference: null,
          local_journal_kept: false,
          serial_oldest_journal: null,
          serial_newest_journal: null,
          serial_last_export: null,
          serial_newest_mirror: serial,
          synchronised_serials: false,
        }
      : { error: "Unknown source" };
  return JSON.stringify(
    Object.fromEntries(asked(data, rest).map((source) => [source, one(source)])),
    undefined,
    2,
  );
}

function setPrefixes(data: IrrData, session: IrrSession, rest: string): string {
  const m = /^([46]?)(.*)$/s.exec(rest)!;
  // bgpq4 asks this to learn whether A queries are known.
  if (m[2] === "") return failed("Missing required set name for A query");
  if (!isSetName(m[2]!) && asnOf(m[2]!) === undefined) return failed("Not a valid set name");
  const families = m[1] === "4" ? ([4] as const) : m[1] === "6" ? ([6] as const) : ([4, 6] as const);
  return listed(prefixesOf(data, m[2]!, session.sources, families, session.excluded));
}

function ofOrigin(data: IrrData, session: IrrSession, asn: number, family: 4 | 6): string {
  const own = data.routes.ofOrigin(asn).filter((route) => session.sources.includes(route.source));
  const prefixes = new Set(own.filter((route) => route.family === family).map(({ prefix }) => prefix));
  return prefixes.size === 0 ? NONE : listed([...prefixes]);
}

function routeSearch(data: IrrData, session: IrrSession, rest: string): string {
  const [text, option] = rest.split(",", 2) as [string, string | undefined];
  const asked = prefixKey(text.trim());
  if (asked === undefined) return failed("Not a valid prefix");
  const { family, key } = asked;
  const exact = data.routes.exact(family, key);
  const around = (): RouteEntry[] => data.routes.around(family, key);
  let found: readonly RouteEntry[];
  switch (option) {
    case undefined:
    case "o":
      found = exact;
      break;
    case "l":
      // One level less specific, without the prefix itself: the nearest that has routes.
      found = around().filter((route, _, all) => route.key.bits === all[0]!.key.bits);
      break;
    case "L":
      found = [...exact, ...around()];
      break;
    case "M":
      found = [...data.routes.inside(family, key)];
      break;
    default:
      return failed("Options of a route search are o, l, L and M");
  }
  const chosen = found.filter((route) => session.sources.includes(route.source));
  if (chosen.length === 0) return NONE;
  if (option === "o") return listed([...new Set(chosen.map(({ origin }) => `AS${origin}`))]);
  return answered(
    chosen
      .map((route) => rpslText(routeObject(route)))
      .join("\n")
      .trimEnd(),
  );
}

/** A route object for an entry; of an authorisation with its maximum length. */
export const routeObject = ({ family, prefix, origin, source, maxLength }: RouteEntry): RpslObject => ({
  class: family === 4 ? "route" : "route6",
  attributes: [
    { name: family === 4 ? "route" : "route6", value: prefix },
    { name: "origin", value: `AS${origin}` },
    ...(maxLength === undefined ? [] : [{ name: "max-length", value: String(maxLength) }]),
    { name: "source", value: source },
  ],
});
