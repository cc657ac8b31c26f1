/** What the IRR protocol answers from: routes, sets and other objects of one or more sources. */
import { parseAsn } from "@comity/resources";
import { membersOf, rpslText, valueOf, type RpslObject } from "../rpsl/rpsl.ts";
import { prefixKey, prefixTextOf, RouteIndex, type RouteEntry } from "./prefixes.ts";

export type IrrFinding = { readonly code: string; readonly detail: string };
export type IrrSet = {
  readonly name: string;
  readonly kind: "as-set" | "route-set";
  readonly members: readonly string[];
  readonly source: string;
};

/** `AS3333` from any spelling people send; undefined for none. */
export function asnOf(text: string): number | undefined {
  const parsed = parseAsn(text.toUpperCase().replace(/^(?!AS)/, "AS"));
  return parsed.ok ? Number(parsed.value) : undefined;
}

const SET_NAME = /^(AS\d+:)*(AS|RS)-[A-Z0-9_-]*(:((AS|RS)-[A-Z0-9_-]*|AS\d+))*$/;
/** Whether a text can name a set (RFC 2622 section 5, hierarchical names too). */
export const isSetName = (text: string): boolean =>
  SET_NAME.test(text.toUpperCase()) && /(^|:)(AS|RS)-/i.test(text);

export class IrrData {
  readonly sources: readonly string[];
  readonly routes: RouteIndex;
  readonly findings: readonly IrrFinding[];
  readonly #sets = new Map<string, IrrSet[]>();
  readonly #objects = new Map<string, RpslObject[]>();

  /** `routes` besides those of route objects, for example of route origin authorisations. */
  constructor(source: string, objects: readonly RpslObject[], routes: Iterable<RouteEntry> = []) {
    const findings: IrrFinding[] = [];
    const entries: RouteEntry[] = [];
    const sources = new Set<string>();
    const joined = new Map<string, Joined[]>();
    for (const object of objects) {
      const from = (valueOf(object, "source") ?? source).toUpperCase();
      sources.add(from);
      const key = keyOf(object);
      const id = `${object.class}/${key}`;
      const same = this.#objects.get(id);
      if (same === undefined) this.#objects.set(id, [object]);
      else same.push(object);
      if (object.class === "route" || object.class === "route6")
        entries.push(...routesOf(object, from, findings));
      if (object.class === "as-set" || object.class === "route-set")
        this.#addSet({ name: key, kind: object.class, members: setMembers(object), source: from });
      const kind = JOINS[object.class];
      if (kind === undefined) continue;
      const member = (valueOf(object, object.class) ?? "").toUpperCase();
      const by = upper(membersOf(object, "mnt-by"));
      for (const set of membersOf(object, "member-of"))
        push(joined, `${kind} ${set.toUpperCase()}`, { member, by });
    }
    this.#join(joined, objects, source);
    for (const route of routes) {
      sources.add(route.source);
      entries.push(route);
    }
    this.routes = new RouteIndex(entries);
    if (sources.size === 0) sources.add(source.toUpperCase());
    this.sources = [...sources];
    this.findings = findings;
  }

  #addSet(set: IrrSet): void {
    const same = this.#sets.get(set.name);
    if (same === undefined) this.#sets.set(set.name, [set]);
    else same.push(set);
  }

  /** `member-of` counts where the set's `mbrs-by-ref` names the object's maintainer, or ANY (RFC 2622 sections 5.1, 5.2). */
  #join(
    joined: ReadonlyMap<string, readonly Joined[]>,
    objects: readonly RpslObject[],
    source: string,
  ): void {
    for (const object of objects) {
      if (object.class !== "as-set" && object.class !== "route-set") continue;
      const name = keyOf(object);
      const own = upper(membersOf(object, "mbrs-by-ref"));
      const more = (joined.get(`${object.class} ${name}`) ?? [])
        .filter(({ by }) => own.includes("ANY") || by.some((maintainer) => own.includes(maintainer)))
        .map(({ member }) => member);
      const from = (valueOf(object, "source") ?? source).toUpperCase();
      const sets = this.#sets.get(name) ?? [];
      const at = sets.findIndex((set) => set.source === from);
      if (more.length > 0 && at >= 0)
        sets[at] = { ...sets[at]!, members: [...new Set([...sets[at]!.members, ...more])] };
    }
  }

  /** The set of that name in the first of the chosen sources that has it. */
  set(name: string, sources: readonly string[]): IrrSet | undefined {
    const found = this.#sets.get(name.toUpperCase());
    for (const source of sources) {
      const set = found?.find((candidate) => candidate.source === source);
      if (set !== undefined) return set;
    }
    return undefined;
  }

  /** Objects of a class with this primary key, in the chosen sources. */
  objects(kind: string, key: string, sources: readonly string[]): readonly RpslObject[] {
    const found = this.#objects.get(`${kind.toLowerCase()}/${key.toUpperCase()}`) ?? [];
    return found.filter((object) =>
      sources.includes((valueOf(object, "source") ?? this.sources[0]!).toUpperCase()),
    );
  }

  /** Objects with a value of an attribute, of the classes named (all when empty). */
  *having(attribute: string, value: string, classes: readonly string[]): Generator<RpslObject> {
    const sought = value.toUpperCase();
    for (const objects of this.#objects.values())
      for (const object of objects) {
        if (classes.length > 0 && !classes.includes(object.class)) continue;
        if (membersOf(object, attribute).some((member) => member.toUpperCase() === sought)) yield object;
      }
  }
}

const upper = (words: readonly string[]): string[] => words.map((word) => word.toUpperCase());

/** An object that says to be a member of a set, and who maintains it. */
type Joined = { readonly member: string; readonly by: readonly string[] };
/** Classes whose objects can join a set, and of which class that is. */
const JOINS: { readonly [kind: string]: IrrSet["kind"] } = {
  "aut-num": "as-set",
  route: "route-set",
  route6: "route-set",
};

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The primary key, upper case; of a route its prefix and first origin without a blank. */
export function keyOf(object: RpslObject): string {
  const own = (valueOf(object, object.class) ?? "").toUpperCase();
  if (object.class !== "route" && object.class !== "route6") return own.replaceAll(/\s+/g, " ");
  return `${own}${(valueOf(object, "origin") ?? "").toUpperCase()}`;
}

function routesOf(object: RpslObject, source: string, findings: IrrFinding[]): RouteEntry[] {
  const text = valueOf(object, object.class) ?? "";
  const parsed = prefixKey(text);
  if (parsed === undefined || (parsed.family === 6) !== (object.class === "route6")) {
    findings.push({
      code: "rpsl-prefix",
      detail: `${object.class} ${text.slice(0, 60)}: not a prefix of its class`,
    });
    return [];
  }
  const { family, key } = parsed;
  // Several `origin:` lines in one object are one route each.
  return [...new Set(membersOf(object, "origin"))].flatMap((word): RouteEntry[] => {
    const origin = asnOf(word);
    if (origin === undefined) {
      findings.push({ code: "rpsl-origin", detail: `${text}: ${word.slice(0, 40)} is not an AS number` });
      return [];
    }
    const maxLength = Number(valueOf(object, "max-length") ?? key.bits);
    const longer = maxLength > key.bits && maxLength <= 8 * key.bytes.length ? { maxLength } : {};
    return [{ family, key, prefix: prefixTextOf(family, key), origin, source, ...longer }];
  });
}

function setMembers(object: RpslObject): readonly string[] {
  const plain = membersOf(object, "members");
  const multi = object.class === "route-set" ? membersOf(object, "mp-members") : [];
  return [...new Set([...plain, ...multi])].map((member) => member.toUpperCase());
}

export const objectsText = (objects: readonly RpslObject[]): string => objects.map(rpslText).join("\n");
