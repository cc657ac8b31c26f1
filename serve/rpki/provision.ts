/** Certificates for the keys of parties, as their parent (RFC 6492). What a party may do is what it holds. */
import { ok, refuse, type Result } from "@comity/canon";
import type { CaPlace } from "./certificate.ts";
import { MANIFEST_NAME } from "./contents.ts";
import { keyIdentifier, keyName } from "./keys.ts";
import { ONLINE_CA, readKeyring, ringOf, signerNamed } from "./keyring.ts";
import { anchored } from "./online-ca.ts";
import { custodyOf, ownParties, type OwnParty, type Peer } from "./own-keys.ts";
import { exclusive, type Holding } from "./parties.ts";
import { publishAgain } from "./publish-again.ts";
import { readRegister } from "./register-file.ts";
import { currentTree, readAcceptedBundle, readSettings } from "./repository.ts";
import { readRequest } from "./request.ts";
import { isEmpty, NO_RESOURCES, type ResourceSet } from "./resources.ts";
import { ONLINE } from "./timing.ts";
import {
  CLASS,
  issueResponse,
  listResponse,
  readUpDown,
  revokeResponse,
  upDownError,
  type ResourceClass,
  type UpDownQuery,
} from "./up-down.ts";
import { rsyncBase } from "./uris.ts";

/** What we are called in provisioning. */
export const PARENT = "comity";

/** The answer to a message of RFC 6492: what the child may be certified for, its certificate, or that it is gone. */
export async function provision(
  folder: string,
  own: OwnParty,
  peer: Peer,
  xml: string,
  now: number,
): Promise<Result<string>> {
  const query = readUpDown(xml);
  if (!query.ok) return ok(upDownError({ sender: PARENT, recipient: peer.handle }, 1103, query.error.detail));
  const ends = { sender: query.value.recipient, recipient: query.value.sender };
  if (query.value.sender !== peer.handle || query.value.recipient !== PARENT)
    return ok(upDownError(ends, 1103, "sender or recipient is another than introduced"));
  const found = holdsNow(folder, own);
  if (!found.ok) return found;
  if (query.value.type !== "list" && query.value.className !== CLASS)
    return ok(upDownError(ends, query.value.type === "issue" ? 1201 : 1301, "no such resource class"));
  switch (query.value.type) {
    case "list": {
      const listed = isEmpty(found.value) ? ok(undefined) : classOf(folder, own, found.value, now);
      return listed.ok ? ok(listResponse(ends, listed.value)) : listed;
    }
    case "issue":
      return certify(folder, own, query.value, found.value, now);
    case "revoke": {
      const { ski } = query.value;
      const keys = (own.keys ?? []).filter((key) => Buffer.compare(keyIdentifier(key.spki), ski) !== 0);
      if (keys.length === (own.keys ?? []).length)
        return ok(upDownError(ends, 1302, "no certificate for this key"));
      const done = await publishAgain(folder, { ...own, keys }, now);
      return done.ok ? ok(revokeResponse(ends, ski)) : done;
    }
  }
}

async function certify(
  folder: string,
  own: OwnParty,
  query: UpDownQuery & { readonly type: "issue" },
  resources: ResourceSet,
  now: number,
): Promise<Result<string>> {
  const ends = { sender: query.recipient, recipient: query.sender };
  if (isEmpty(resources)) return ok(upDownError(ends, 1202, "nothing claimed is held"));
  if (query.limited)
    return ok(upDownError(ends, 1203, "certificates are for all that is held: leave req_resource_set out"));
  const request = readRequest(query.request);
  if (!request.ok) return ok(upDownError(ends, 1203, request.error.detail));
  const { place, spki } = request.value;
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const { base } = settings.value;
  if (!mayPublishAt(place, base, own.party))
    return ok(
      upDownError(ends, 1203, `it may publish below ${base}${own.party}/ or in another repository only`),
    );
  const all = ownParties(folder);
  if (!all.ok) return all;
  const used = all.value.some(
    ({ keys, party }) => party !== own.party && keys?.some((key) => keyName(key.spki) === keyName(spki)),
  );
  if (used) return ok(upDownError(ends, 1204, "another party uses this key"));
  const keys = [...(own.keys ?? []).filter((key) => keyName(key.spki) !== keyName(spki)), { spki, place }];
  const next = { ...own, keys };
  const done = await publishAgain(folder, next, now);
  if (!done.ok) return done;
  const listed = classOf(folder, { ...next, keys: [{ spki, place }] }, resources, now);
  return listed.ok ? ok(issueResponse(ends, listed.value)) : listed;
}

/** Whether a party's CA may lie there: with others' places in it, what is wrong there would look like its own. */
function mayPublishAt({ manifest, repository }: CaPlace, base: string, party: string): boolean {
  const name = manifest.slice(repository.length);
  if (!rsyncBase(repository).ok || !MANIFEST_NAME.test(name) || !name.endsWith(".mft")) return false;
  if (repository.startsWith(`${base}${party}/`)) return true;
  return !repository.startsWith(base) && !base.startsWith(repository);
}

/** What the party's own key may be certified for. */
function holdsNow(folder: string, own: OwnParty): Result<ResourceSet> {
  const register = readRegister(folder);
  if (!register.ok) return register;
  const { holdings } = register.value;
  const mine: Holding | undefined = holdings.find(({ party }) => party === own.party);
  return ok(mine === undefined ? NO_RESOURCES : exclusive({ ...mine, custody: custodyOf(own) }, holdings));
}

function classOf(folder: string, own: OwnParty, resources: ResourceSet, now: number): Result<ResourceClass> {
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const bundle = readAcceptedBundle(folder);
  if (!bundle.ok) return bundle;
  const keyring = readKeyring(folder);
  if (!keyring.ok) return keyring;
  const issuer = signerNamed(folder, ringOf(keyring.value, ONLINE_CA).current);
  if (!issuer.ok) return issuer;
  const path = anchored(issuer.value.spki);
  const bytes = bundle.value.files.get(path);
  if (bytes === undefined) return refuse("rpki-bundle", "the anchor has certified no online CA");
  const { base } = settings.value;
  const tree = currentTree(folder);
  const certificates = (own.keys ?? []).flatMap(({ spki }) => {
    const path = `online/${keyName(spki)}.cer`;
    const bytes = tree.get(path);
    return bytes === undefined ? [] : [{ uri: base + path, bytes }];
  });
  return ok({
    resources,
    until: now + ONLINE.object,
    issuer: { uri: base + path, bytes },
    certificates,
  });
}
