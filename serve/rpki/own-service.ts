/**
 * The assembly's side for parties with CA keys of their own: introductions (RFC 8183), certificates over up-down
 * (RFC 6492), files over the publication protocol (RFC 8181). What a party may do is what it holds; nothing more is
 * certified, and it writes below its own place only.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { businessAnchor, readBusinessAnchor, readMessage, signedMessage } from "./business.ts";
import { writeWhole, type Tree } from "./files.ts";
import { keyFile, keyIdentifier, keyName, newKeyFile, oneTimeKey, type Signer } from "./keys.ts";
import { readOwn, saveOwn, custodyOf, ownParties, type OwnParty, type Peer } from "./own-keys.ts";
import { exclusive, type Holding } from "./parties.ts";
import { applyPublication, listReply, publicationError, readPublication, success } from "./publication.ts";
import { publishHeld } from "./publish.ts";
import { readRegister } from "./register-file.ts";
import { currentTree, locked, readAcceptedBundle, readSettings } from "./repository.ts";
import { readRequest } from "./request.ts";
import { isEmpty, NO_RESOURCES, type ResourceSet } from "./resources.ts";
import { parentResponse, readSetupRequest, repositoryResponse } from "./setup-xml.ts";
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

/** What we are called in provisioning. */
const PARENT = "comity";

/** Our business key and anchor, made at the first introduction. */
async function business(
  folder: string,
  now: number,
): Promise<Result<{ readonly signer: Signer; readonly anchor: Uint8Array }>> {
  const [key, certificate] = [join(folder, "keys", "business.pem"), join(folder, "keys", "business.cer")];
  const signer = existsSync(key) ? keyFile(key) : ok(await newKeyFile(key));
  if (!signer.ok) return signer;
  if (!existsSync(certificate)) writeWhole(certificate, businessAnchor(signer.value, now));
  return ok({ signer: signer.value, anchor: new Uint8Array(readFileSync(certificate)) });
}

/**
 * Takes a party's `child_request` or `publisher_request`, gives the response to hand back. The caller vouches that it
 * comes from that party. `service`: address of the server, `https://host/`. Codes of `readSetupRequest`, `readOwn`,
 * `readBusinessAnchor`, `readSettings`.
 */
export const introduce = (
  folder: string,
  party: string,
  request: string,
  service: string,
  now: number,
): Promise<Result<string>> =>
  locked(folder, async () => {
    const settings = readSettings(folder);
    if (!settings.ok) return settings;
    const asked = readSetupRequest(request);
    if (!asked.ok) return asked;
    const spki = readBusinessAnchor(asked.value.anchor, now);
    if (!spki.ok) return spki;
    const own = readOwn(folder, party);
    if (!own.ok) return own;
    const us = await business(folder, now);
    if (!us.ok) return us;
    const { handle, kind } = asked.value;
    saveOwn(folder, { ...own.value, [kind]: { handle, anchor: spki.value, last: 0 } });
    const at = `${service.replace(/\/+$/, "")}/own/${party}`;
    const { anchor } = us.value;
    if (kind === "child")
      return ok(parentResponse({ service: `${at}/up-down`, child: handle, parent: PARENT, anchor }));
    const { base, notification } = settings.value;
    return ok(
      repositoryResponse({
        service: `${at}/publication`,
        publisher: handle,
        base: `${base}${party}/`,
        notification,
        anchor,
      }),
    );
  });

export type OwnProtocol = "up-down" | "publication";
let counter = 0;
/** Signs this process's messages, certified anew in each: making a key would take longer than the rest. */
let messageKey: Promise<Signer> | undefined;

/** One message in, one signed message out. Codes of `readMessage`; `rpki-unknown` for strangers, `rpki-replay`. */
export const answerOwn = (
  folder: string,
  party: string,
  protocol: OwnProtocol,
  body: Uint8Array,
  now: number,
): Promise<Result<Uint8Array>> =>
  locked(folder, async () => {
    const read = readOwn(folder, party);
    if (!read.ok) return read;
    const name = protocol === "up-down" ? "child" : "publisher";
    const peer = read.value[name];
    if (peer === undefined) return refuse("rpki-unknown", `${party} was not introduced as a ${name}`);
    const message = readMessage(body, peer.anchor, now);
    if (!message.ok) return message;
    if (message.value.at < peer.last)
      return refuse("rpki-replay", "the message is older than one that was taken before");
    const own: OwnParty = { ...read.value, [name]: { ...peer, last: message.value.at } };
    saveOwn(folder, own);
    const us = await business(folder, now);
    if (!us.ok) return us;
    const xml =
      protocol === "up-down"
        ? await provision(folder, own, peer, message.value.xml, now)
        : await store(folder, own, message.value.xml, now);
    if (!xml.ok) return xml;
    return ok(
      await signedMessage(
        us.value.signer,
        xml.value,
        BigInt(now) * 1_000n + BigInt(counter++ % 1_000),
        now,
        await (messageKey ??= oneTimeKey()),
      ),
    );
  });

// ------------------------------------------------------------------ certificates

async function provision(
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
      const done = await again(folder, { ...own, keys }, now);
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
  const all = ownParties(folder);
  if (!all.ok) return all;
  const used = all.value.some(
    ({ keys, party }) => party !== own.party && keys?.some((key) => keyName(key.spki) === keyName(spki)),
  );
  if (used) return ok(upDownError(ends, 1204, "another party uses this key"));
  const keys = [...(own.keys ?? []).filter((key) => keyName(key.spki) !== keyName(spki)), { spki, place }];
  const next = { ...own, keys };
  const done = await again(folder, next, now);
  if (!done.ok) return done;
  const listed = classOf(folder, { ...next, keys: [{ spki, place }] }, resources, now);
  return listed.ok ? ok(issueResponse(ends, listed.value)) : listed;
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
  const bundle = readAcceptedBundle(folder);
  if (!settings.ok || !bundle.ok) return settings.ok ? (bundle as Result<never>) : settings;
  const online = [...bundle.value.files].find(([path]) => path.startsWith("ta/") && path.endsWith(".cer"));
  if (online === undefined) return refuse("rpki-bundle", "the anchor has certified no online CA");
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
    issuer: { uri: base + online[0], bytes: online[1] },
    certificates,
  });
}

/** Publishes again with the party's new keys or files; they are kept only when that worked. */
async function again(folder: string, own: OwnParty, now: number): Promise<Result<void>> {
  const before = readOwn(folder, own.party);
  if (!before.ok) return before;
  const register = readRegister(folder);
  if (!register.ok) return register;
  saveOwn(folder, own);
  const done = await publishHeld(folder, register.value.holdings, register.value.payload, now);
  if (done.ok) return ok(undefined);
  saveOwn(folder, before.value);
  return done;
}

// ------------------------------------------------------------------ files

async function store(folder: string, own: OwnParty, xml: string, now: number): Promise<Result<string>> {
  const query = readPublication(xml);
  if (!query.ok) return ok(publicationError("xml-error", query.error.detail, undefined));
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const base = `${settings.value.base}${own.party}/`;
  if (query.value.type === "list") return ok(listReply(own.files, base));
  const next = applyPublication(own.files, base, query.value.pdus);
  if (!next.ok) return ok(publicationError(next.error.code, next.error.detail, next.error.field));
  const files: Tree = next.value;
  const done = await again(folder, { ...own, files }, now);
  return ok(done.ok ? success() : publicationError("other-error", done.error.detail, undefined));
}
