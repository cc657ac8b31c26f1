/**
 * A certification authority: brings what it has issued to what is wanted, with as few signatures as possible. Objects
 * are signed first, then the revocation list, the manifest last (RFC 9286 section 5.1). Nothing beyond the CA's own
 * resources is ever signed.
 */
import { ok, refuse, type Result } from "@comity/canon";
import type { Aspa } from "@comity/routes";
import {
  caCertificate,
  endCertificate,
  revocationList,
  type CaPlace,
  type IssuerPlace,
} from "./certificate.ts";
import type { CaState, Issued, Lists, Revocation } from "./ca-state.ts";
import { aspaContent, manifestContent, roaContent, type Roa } from "./contents.ts";
import { keyName, oneTimeKey, sha256Hex, sha256Of, type Signer } from "./keys.ts";
import { OID } from "./oids.ts";
import { contains, parseResources, resourceTexts, subtract, type ResourceSet } from "./resources.ts";
import { signedObject } from "./signed-object.ts";
import { BACKDATE, type Timing } from "./timing.ts";

/** A CA that certifies other keys and signs objects. `certificate`: URI of its own certificate. */
export type Authority = {
  readonly signer: Signer;
  readonly resources: ResourceSet;
  /** Ends with a slash; everything it publishes lies there. */
  readonly repository: string;
  readonly certificate: string;
  readonly state: CaState;
  /** Where keys of signed objects come from; a fresh one each when left out. */
  readonly objectKey?: () => Promise<Signer>;
};

export type Child = { readonly spki: Uint8Array; readonly resources: ResourceSet; readonly place: CaPlace };
export type Wanted = {
  readonly roas: ReadonlyMap<string, Roa>;
  readonly aspas: readonly Aspa[];
  readonly children: readonly Child[];
};

export const listNames = (signer: Signer): { readonly manifest: string; readonly crl: string } => ({
  manifest: `${keyName(signer.spki)}.mft`,
  crl: `${keyName(signer.spki)}.crl`,
});

const AT_ONCE = 16;

type Plan = {
  readonly file: string;
  readonly identity: string;
  readonly resources: ResourceSet;
  readonly make: (serial: bigint, from: number, until: number) => Promise<Uint8Array>;
};

/** Codes `over-claim`, `clock-back`. `changed` is false when nothing had to be signed. */
export async function issue(
  authority: Authority,
  wanted: Wanted,
  now: number,
  timing: Timing,
  clockRight = false,
): Promise<Result<{ readonly state: CaState; readonly changed: boolean }>> {
  const { state, signer } = authority;
  const { lists } = state;
  const ahead = lists !== undefined && now < lists.thisUpdate;
  if (ahead && !clockRight)
    return refuse(
      "clock-back",
      "the clock is before the last manifest: set it right before anything is signed (when it was ahead and is right now: --clock-right)",
    );
  const plans = plansOf(authority, wanted, now);
  if (!plans.ok) return plans;

  const run = new Run(state, now);
  const from = now - BACKDATE;
  const until = now + timing.object;
  const due = plans.value.flatMap((plan) => {
    const old = state.objects.get(plan.file);
    const left = (old?.until ?? 0) - now;
    // What would live longer than anything made now was made while the clock was ahead.
    const early = clockRight && left > timing.object;
    if (old === undefined || old.identity !== plan.identity || left <= timing.objectLeft || early)
      return [{ ...plan, serial: run.serial() }];
    run.keep(plan.file, old);
    return [];
  });
  // Making keys is what takes the time: on all cores at once.
  for (let at = 0; at < due.length; at += AT_ONCE)
    await Promise.all(
      due.slice(at, at + AT_ONCE).map(async ({ file, identity, make, serial }) => {
        run.put(file, { identity, serial, until, bytes: await make(serial, from, until) });
      }),
    );
  run.dropRest();
  const listsDue = lists === undefined || ahead || lists.nextUpdate - now <= timing.listLeft;
  if (!run.changed && !listsDue) return ok({ state, changed: false });

  // Clocks within the back-dated minute: thisUpdate still rises (RFC 9286 section 4.2.1).
  const thisUpdate = ahead ? from : Math.max(from, (lists?.thisUpdate ?? 0) + 1);
  const nextUpdate = now + timing.list;
  // By the clock, so that they also rise when an older state came back from a backup.
  const number = larger((lists?.number ?? 0n) + 1n, BigInt(now));
  if (lists !== undefined) run.revoke(lists.manifestSerial, lists.nextUpdate);
  const manifestSerial = run.serial();
  const crl = revocationList(signer, number, { from: thisUpdate, until: nextUpdate }, run.revoked);
  const manifest = await manifestOf(authority, run.objects, crl, {
    number,
    thisUpdate,
    nextUpdate,
    manifestSerial,
  });
  const made: Lists = { number, thisUpdate, nextUpdate, manifestSerial, crl, manifest };
  return ok({
    state: { nextSerial: run.nextSerial, objects: run.objects, revoked: run.revoked, lists: made },
    changed: true,
  });
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The new state as it grows. */
class Run {
  nextSerial: bigint;
  readonly objects: Map<string, Issued> = new Map();
  readonly revoked: Revocation[];
  changed = false;
  private readonly old: CaState;
  private readonly now: number;

  constructor(state: CaState, now: number) {
    this.old = state;
    this.now = now;
    // By the clock, so that none is given twice when an older state came back from a backup.
    this.nextSerial = larger(state.nextSerial, BigInt(now) << 24n);
    this.revoked = state.revoked.filter(({ until }) => until >= now);
  }

  serial(): bigint {
    return this.nextSerial++;
  }

  keep(file: string, issued: Issued): void {
    this.objects.set(file, issued);
  }

  put(file: string, issued: Issued): void {
    const before = this.old.objects.get(file);
    if (before !== undefined) this.revoke(before.serial, before.until);
    this.objects.set(file, issued);
    this.changed = true;
  }

  dropRest(): void {
    for (const [file, { serial, until }] of this.old.objects)
      if (!this.objects.has(file)) {
        this.revoke(serial, until);
        this.changed = true;
      }
  }

  /** Until it would have expired: an expired certificate leaves the list (RFC 5280 section 3.3). */
  revoke(serial: bigint, until: number): void {
    if (until >= this.now) this.revoked.push({ serial, at: this.now, until });
  }
}

function plansOf(authority: Authority, wanted: Wanted, now: number): Result<Plan[]> {
  const plans = [...roaPlans(authority, wanted.roas, now), ...aspaPlans(authority, wanted.aspas, now)];
  plans.push(...wanted.children.map((child) => childPlan(authority, child)));
  for (const { file, resources } of plans) {
    if (contains(authority.resources, resources)) continue;
    const beyond = resourceTexts(subtract(resources, authority.resources)).join(", ");
    return refuse(
      "over-claim",
      `${file} claims ${beyond}, which this CA does not hold: nothing was signed`,
      file,
    );
  }
  return ok(plans);
}

const placeOf = ({ repository, certificate, signer }: Authority): IssuerPlace => ({
  certificate,
  crl: `${repository}${listNames(signer).crl}`,
});

/** One signed object: a key of its own that is forgotten afterwards. */
function objectPlan(
  authority: Authority,
  file: string,
  type: string,
  content: Uint8Array,
  resources: ResourceSet,
  now: number,
): Plan {
  const object = `${authority.repository}${file}`;
  return {
    file,
    resources,
    identity: `${authority.certificate} ${object} ${sha256Hex(content)}`,
    make: async (serial, from, until) => {
      const key = await (authority.objectKey ?? oneTimeKey)();
      const facts = { serial, validity: { from, until }, spki: key.spki, resources, object };
      const certificate = endCertificate(authority.signer, placeOf(authority), facts);
      return signedObject(type, content, key, certificate, now);
    },
  };
}

const setOfTexts = (texts: readonly string[]): ResourceSet => {
  const set = parseResources(texts);
  if (!set.ok) throw new TypeError(set.error.detail);
  return set.value;
};

const roaPlans = (authority: Authority, roas: Wanted["roas"], now: number): Plan[] =>
  [...roas].map(([file, roa]) =>
    objectPlan(authority, file, OID.roa, roaContent(roa), setOfTexts(roa.prefixes.map((p) => p.prefix)), now),
  );

const aspaPlans = (authority: Authority, aspas: readonly Aspa[], now: number): Plan[] =>
  aspas.map((aspa) =>
    objectPlan(
      authority,
      `AS${aspa.customer}.asa`,
      OID.aspa,
      aspaContent(aspa),
      setOfTexts([`AS${aspa.customer}`]),
      now,
    ),
  );

function childPlan(authority: Authority, { spki, resources, place }: Child): Plan {
  return {
    file: `${keyName(spki)}.cer`,
    resources,
    identity: [authority.certificate, ...Object.values(place), ...resourceTexts(resources)].join(" "),
    make: (serial, from, until) =>
      Promise.resolve(
        caCertificate(authority.signer, placeOf(authority), {
          serial,
          validity: { from, until },
          spki,
          resources,
          place,
        }),
      ),
  };
}

/** Its certificate lives exactly as long as the manifest (RFC 9286 section 5.1). */
async function manifestOf(
  authority: Authority,
  objects: ReadonlyMap<string, Issued>,
  crl: Uint8Array,
  { number, thisUpdate, nextUpdate, manifestSerial }: Omit<Lists, "crl" | "manifest">,
): Promise<Uint8Array> {
  const names = listNames(authority.signer);
  const files = [...objects].map(([name, { bytes }]) => ({ name, sha256: sha256Of(bytes) }));
  files.push({ name: names.crl, sha256: sha256Of(crl) });
  const key = await (authority.objectKey ?? oneTimeKey)();
  const certificate = endCertificate(authority.signer, placeOf(authority), {
    serial: manifestSerial,
    validity: { from: thisUpdate, until: nextUpdate },
    spki: key.spki,
    resources: "inherit",
    object: `${authority.repository}${names.manifest}`,
  });
  const content = manifestContent({ number, thisUpdate, nextUpdate, files });
  return signedObject(OID.manifest, content, key, certificate, thisUpdate);
}

/** Everything the CA publishes, by file name. */
export function published({ signer, state }: Authority): ReadonlyMap<string, Uint8Array> {
  const files = new Map([...state.objects].map(([file, { bytes }]) => [file, bytes] as const));
  const names = listNames(signer);
  if (state.lists !== undefined)
    files.set(names.crl, state.lists.crl).set(names.manifest, state.lists.manifest);
  return files;
}
