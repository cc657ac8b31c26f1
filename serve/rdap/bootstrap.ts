/**
 * Bootstrap files (RFC 9224; RFC 8521 for object tags). Ours say which space this server answers for; given ones name
 * the server of what is unknown here.
 */
import { ok, refuse, type Result } from "@comity/canon";
import { covers, minimalKeys, mergeToRanges, parseKey, textOf, uint32At, type Key } from "@comity/resources";
import { asciiName } from "./domain-at.ts";
import type { IndexedSpace, RegisterIndex } from "./holder-index.ts";
import { MAX_BOOTSTRAP_KEYS } from "./limits.ts";

export const BOOTSTRAP_KINDS = ["dns", "ipv4", "ipv6", "asn", "object-tags"] as const;
export type BootstrapKind = (typeof BOOTSTRAP_KINDS)[number];
export type BootstrapFile = {
  readonly description: string;
  readonly version: "1.0";
  readonly publication: string;
  readonly services: readonly (readonly (readonly string[])[])[];
};

const SPACE_OF: { readonly [K in BootstrapKind]?: IndexedSpace } = {
  dns: "names",
  ipv4: "ipv4",
  ipv6: "ipv6",
  asn: "asn",
};

/** Our own file of one kind; `undefined` when the space is in too many pieces for one. */
export function ownBootstrap(
  kind: BootstrapKind,
  index: RegisterIndex,
  base: string,
  publication: string,
): BootstrapFile | undefined {
  const space = SPACE_OF[kind];
  const widest = space === undefined ? [] : (index.widest.get(space) ?? []);
  const keys = space === undefined ? [] : keyTexts(space, widest);
  if (keys.length > MAX_BOOTSTRAP_KEYS) return undefined;
  return {
    description:
      kind === "object-tags"
        ? "RDAP bootstrap file of this assembly: its handles carry no object tags"
        : `RDAP bootstrap file of this assembly: ${kind === "dns" ? "names" : kind} that it answers for`,
    version: "1.0",
    publication,
    services: keys.length === 0 ? [] : [[keys, [`${base}/`]]],
  };
}

function keyTexts(space: IndexedSpace, widest: readonly Key[]): readonly string[] {
  if (space === "names") return widest.map((key) => textOf("names", key));
  if (space === "asn")
    return mergeToRanges(widest).map(({ first, last }) => `${uint32At(first)}-${uint32At(last)}`);
  return minimalKeys(widest).map((key) => `${textOf(space, key).split("/")[0]}/${key.bits}`);
}

type Entry = { readonly key: Key; readonly urls: readonly string[] };
type Span = { readonly first: number; readonly last: number; readonly urls: readonly string[] };
type Tables = {
  readonly ipv4: readonly Entry[];
  readonly ipv6: readonly Entry[];
  readonly asn: readonly Span[];
  readonly dns: ReadonlyMap<string, readonly string[]>;
  readonly tags: ReadonlyMap<string, readonly string[]>;
};

/** Which other server answers: a URL with a slash at its end, `undefined` when no file knows. */
export type Elsewhere = {
  readonly block: (space: "ipv4" | "ipv6", key: Key) => readonly string[];
  readonly autnum: (asn: number) => readonly string[];
  readonly domain: (name: string) => readonly string[];
  readonly handle: (handle: string) => readonly string[];
};

/** From the texts of bootstrap files, each as IANA publishes it. Code `bootstrap`. */
export function bootstrapOf(files: { readonly [K in BootstrapKind]?: string }): Result<Elsewhere> {
  const tables = {
    ipv4: [] as Entry[],
    ipv6: [] as Entry[],
    asn: [] as Span[],
    dns: new Map<string, readonly string[]>(),
    tags: new Map<string, readonly string[]>(),
  };
  for (const kind of BOOTSTRAP_KINDS) {
    const text = files[kind];
    if (text === undefined) continue;
    const services = servicesOf(kind, text);
    if (!services.ok) return services;
    for (const { keys, urls } of services.value) {
      for (const key of keys) {
        if (!put(tables, kind, key, urls)) return bad(kind, `"${key.slice(0, 80)}" is no key of such a file`);
      }
    }
  }
  return ok(elsewhere(tables));
}

const bad = (kind: BootstrapKind, detail: string): Result<never> =>
  refuse("bootstrap", `${detail}: give a bootstrap file as RFC 9224 describes it`, kind);

function servicesOf(
  kind: BootstrapKind,
  text: string,
): Result<readonly { readonly keys: readonly string[]; readonly urls: readonly string[] }[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return bad(kind, "it is not JSON");
  }
  const services: unknown = (json as { readonly services?: unknown } | null)?.services;
  if (!Array.isArray(services)) return bad(kind, "it has no list of services");
  const out = [];
  for (const service of services as readonly unknown[]) {
    // Object tags have a list of contacts first (RFC 8521 section 3); older files had none.
    const lists: readonly unknown[] = Array.isArray(service) ? service.slice(-2) : [];
    if (lists.length !== 2 || !lists.every(isTexts)) return bad(kind, "a service is not two lists of texts");
    const [keys, urls] = lists as readonly [readonly string[], readonly string[]];
    const usable = urls.filter((url) => /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(url));
    if (usable.length === 0) return bad(kind, "a service has no URL");
    // RFC 9224 section 3: secured transport is preferred.
    const sorted = [...usable].sort(
      (a, b) => Number(b.startsWith("https:")) - Number(a.startsWith("https:")),
    );
    out.push({ keys, urls: sorted.map((url) => (url.endsWith("/") ? url : `${url}/`)) });
  }
  return ok(out);
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

type Filling = {
  readonly ipv4: Entry[];
  readonly ipv6: Entry[];
  readonly asn: Span[];
  readonly dns: Map<string, readonly string[]>;
  readonly tags: Map<string, readonly string[]>;
};

function put(tables: Filling, kind: BootstrapKind, text: string, urls: readonly string[]): boolean {
  switch (kind) {
    case "ipv4":
    case "ipv6": {
      const key = parseKey(kind, text);
      if (!key.ok || !text.includes("/")) return false;
      tables[kind].push({ key: key.value, urls });
      return true;
    }
    case "asn": {
      const m = /^([0-9]{1,10})(?:-([0-9]{1,10}))?$/.exec(text);
      if (m === null) return false;
      tables.asn.push({ first: Number(m[1]), last: Number(m[2] ?? m[1]), urls });
      return true;
    }
    case "dns":
      tables.dns.set(asciiName(text.replace(/\.$/, "")), urls);
      return true;
    case "object-tags":
      tables.tags.set(text.toUpperCase(), urls);
      return true;
  }
}

const NONE: readonly string[] = [];

function elsewhere(tables: Tables): Elsewhere {
  return {
    block: (space, key) => {
      let best: Entry | undefined;
      for (const entry of tables[space]) {
        if (covers(entry.key, key) && (best === undefined || entry.key.bits > best.key.bits)) best = entry;
      }
      return best?.urls ?? NONE;
    },
    autnum: (asn) => tables.asn.find(({ first, last }) => first <= asn && asn <= last)?.urls ?? NONE,
    domain: (name) => {
      for (let rest = name; ; rest = rest.slice(rest.indexOf(".") + 1)) {
        const urls = tables.dns.get(rest);
        if (urls !== undefined) return urls;
        if (!rest.includes(".")) return tables.dns.get("") ?? NONE;
      }
    },
    handle: (handle) => {
      const dash = handle.lastIndexOf("-");
      return dash < 0 ? NONE : (tables.tags.get(handle.slice(dash + 1).toUpperCase()) ?? NONE);
    },
  };
}
