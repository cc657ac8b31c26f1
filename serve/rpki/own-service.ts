/**
 * The assembly's side for parties with CA keys of their own: introductions (RFC 8183), certificates over up-down
 * (RFC 6492), files over the publication protocol (RFC 8181). What a party may do is what it holds; nothing more is
 * certified, and it writes below its own place only.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { businessAnchor, readBusinessAnchor, readMessage, signedMessage } from "./business.ts";
import { writeWhole, type Tree } from "./files.ts";
import { keyFile, newKeyFile, oneTimeKey, type Signer } from "./keys.ts";
import { readOwn, saveOwn, type OwnParty } from "./own-keys.ts";
import { PARENT, provision } from "./provision.ts";
import { applyPublication, listReply, publicationError, readPublication, success } from "./publication.ts";
import { publishAgain } from "./publish-again.ts";
import { locked, readSettings } from "./repository.ts";
import { parentResponse, readSetupRequest, repositoryResponse } from "./setup-xml.ts";

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
    const known = own.value[kind];
    // Who introduces itself again with the same anchor does not open the door to its old messages.
    const { last, taken } =
      known !== undefined && equalBytes(known.anchor, spki.value) ? known : { last: 0, taken: [] };
    saveOwn(folder, { ...own.value, [kind]: { handle, anchor: spki.value, last, taken } });
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
    const { at, id } = message.value;
    if (at < peer.last || (at === peer.last && peer.taken.includes(id)))
      return refuse("rpki-replay", "the message was taken before, or is older than one that was");
    const taken = at === peer.last ? [...peer.taken, id] : [id];
    const own: OwnParty = { ...read.value, [name]: { ...peer, last: at, taken } };
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
  const done = await publishAgain(folder, { ...own, files }, now);
  return ok(done.ok ? success() : publicationError("other-error", done.error.detail, undefined));
}
