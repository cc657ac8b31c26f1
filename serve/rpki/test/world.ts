/** A repository in a temporary folder, and short ways to say what is published. */
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@comity/canon";
import { aspaSetOf, vrpSetOf, vrps, type Payload } from "@comity/routes";
import {
  acceptBundle,
  bundleText,
  createAnchor,
  createRepository,
  parseResources,
  publish,
  signWithAnchor,
  type Custody,
  type Holding,
  type Publication,
  type PublishOptions,
} from "@comity/rpki";
import type { Result } from "@comity/canon";
import { oneTimeKey } from "../keys.ts";

export const NOW = 1_800_000_000;
export const DAY = 86_400;
export const BASE = "rsync://rpki.example.net/repo/";
export const NOTIFY = "https://rpki.example.net/rrdp/notification.xml";
const HOSTED: Custody = { kind: "hosted" };

export const holding = (party: string, texts: string[], custody: Holding["custody"] = HOSTED): Holding => ({
  party,
  resources: must(parseResources(texts)),
  custody,
});
/** `192.0.2.0/24 64496` or `192.0.2.0/24-26 64496`, and `64496: 1 2`. */
export function payload(routes: string[], providers: string[] = []): Payload {
  const rows = routes.map((text) => {
    const [, prefix, max, asn] = /^(\S+?\/\d+)(?:-(\d+))? (\d+)$/.exec(text)!;
    return { prefix: prefix!, asn: asn!, ...(max && { maxLength: Number(max) }) };
  });
  const aspas = providers.map((text) => {
    const [customer, list] = text.split(": ");
    return { customer: Number(customer), providers: list!.split(" ").map(Number) };
  });
  return { vrps: must(vrpSetOf(rows)), aspas: must(aspaSetOf(aspas)), routerKeys: [] };
}
export const shown = (publication: Publication): string[] =>
  [...vrps(publication.checked.vrps)].map((v) => `${v.prefix}-${v.maxLength} ${v.asn}`);

export type World = {
  readonly anchor: string;
  readonly folder: string;
  readonly publish: (
    holdings: Holding[],
    payload: Payload,
    now: number,
    options?: PublishOptions,
  ) => Promise<Result<Publication>>;
};

/** Keys take long to make: a world is made once for its settings and copied; signed objects share a key. */
const made = new Map<string, Promise<string>>();
const shared = oneTimeKey();

async function make(resources: string[] | undefined, notification: string | undefined): Promise<string> {
  const at = mkdtempSync(join(tmpdir(), "comity-rpki-"));
  const [anchor, folder] = [join(at, "anchor"), join(at, "repository")];
  must(await createAnchor(anchor, { name: "test", base: BASE, ...(notification && { notification }) }, NOW));
  const request = must(await createRepository(folder, { base: BASE, ...(notification && { notification }) }));
  const limits = resources === undefined ? {} : { resources: must(parseResources(resources)) };
  const bundle = must(await signWithAnchor(anchor, { request, days: 3_000, ...limits }, NOW));
  must(acceptBundle(folder, bundleText(bundle)));
  return at;
}

export async function world(resources?: string[], notification?: string): Promise<World> {
  const settings = JSON.stringify([resources, notification]);
  const template = made.get(settings) ?? make(resources, notification);
  made.set(settings, template);
  const at = mkdtempSync(join(tmpdir(), "comity-rpki-"));
  cpSync(await template, at, { recursive: true });
  const [anchor, folder] = [join(at, "anchor"), join(at, "repository")];
  const key = await shared;
  return {
    anchor,
    folder,
    publish: (holdings, what, now, options) =>
      publish(folder, holdings, what, now, { objectKey: () => Promise.resolve(key), ...options }),
  };
}
