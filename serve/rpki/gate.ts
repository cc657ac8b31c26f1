/** The gate before a switch: our own look at the new tree must give back exactly the authorisations that were wanted. */
import { err, must, ok, refuse, type Result } from "@comity/canon";
import { aspas, aspaSetOf, diffAspas, diffVrps, vrpCount, vrps, vrpSetOf, type Vrp } from "@comity/routes";
import { sameTree, type Tree } from "./files.ts";
import { exclusive, type CertifiedParty } from "./parties.ts";
import { currentTree, type Settings } from "./repository.ts";
import { contains, parseResource, union } from "./resources.ts";
import { parseTal } from "./tal.ts";
import { validate, type Checked } from "./validate.ts";

/** `files` of a repository under its URIs, as a relying party has them. */
export const underBase = (base: string, tree: Tree): ReadonlyMap<string, Uint8Array> =>
  new Map([...tree].map(([path, bytes]) => [base + path, bytes]));

export type Passed = {
  readonly checked: Checked;
  /** Against what is published now. */
  readonly announced: readonly Vrp[];
  readonly withdrawn: readonly Vrp[];
  readonly aspaChanges: number;
};

/**
 * What parties with keys of their own publish is their affair: nothing of it can close the gate, nothing of it can open
 * it either. Code `publication-differs`.
 */
export function pass(
  folder: string,
  settings: Settings,
  talFile: string,
  tree: Tree,
  parties: readonly CertifiedParty[],
  now: number,
): Result<Passed> {
  const tal = parseTal(talFile);
  if (!tal.ok) return tal;
  const checked = validate(underBase(settings.base, tree), tal.value, now);
  const foreignPlaces = parties.flatMap(({ custody, party }) =>
    custody.kind === "own"
      ? [`${settings.base}${party}/`, ...custody.keys.map((k) => k.place.repository)]
      : [],
  );
  const ours = checked.problems.filter(
    ({ field }) => !foreignPlaces.some((place) => field?.startsWith(place)),
  );
  if (ours.length > 0)
    return err({
      code: "publication-differs",
      detail: `not published: ${ours[0]!.detail}`,
      field: ours[0]!.field ?? "",
    });
  const wanted = {
    vrps: must(vrpSetOf(parties.flatMap((p) => [...p.vrps]))),
    aspas: must(aspaSetOf(parties.flatMap((p) => [...p.aspas]))),
  };
  const own = union(
    ...parties.filter(({ custody }) => custody.kind === "own").map((party) => exclusive(party, parties)),
  );
  const beyond = (resource: string): boolean => !contains(own, must(parseResource(resource)));
  const surplus = [
    ...[...vrps(diffVrps(wanted.vrps, checked.vrps).announce)].map(({ prefix }) => prefix),
    ...[...aspas(diffAspas(wanted.aspas, checked.aspas).announce)].map(({ customer }) => `AS${customer}`),
  ].filter(beyond);
  const missing =
    vrpCount(diffVrps(checked.vrps, wanted.vrps).announce) +
    diffAspas(checked.aspas, wanted.aspas).announce.count;
  if (missing + surplus.length > 0)
    return refuse("publication-differs", "not published: other authorisations come out than went in", "");
  const known = currentTree(folder);
  const before = sameTree(known, tree) ? checked : validate(underBase(settings.base, known), tal.value, now);
  const diff = diffVrps(before.vrps, checked.vrps);
  const changed = diffAspas(before.aspas, checked.aspas);
  return ok({
    checked,
    announced: [...vrps(diff.announce)],
    withdrawn: [...vrps(diff.withdraw)],
    aspaChanges: changed.announce.count + changed.withdraw.length,
  });
}
