/** Publication messages (RFC 8181) as a repository hears and answers them. All or nothing. */
import { fromBase64, ok, refuse, type Result } from "@comity/canon";
import type { Tree } from "./files.ts";
import { sha256Hex } from "./keys.ts";
import { parseXml, xmlText, type Written } from "./xml.ts";

const NAMESPACE = "http://www.hactrn.net/uris/rpki/publication-spec/";
const VERSION = "4";

/** `bytes` undefined: withdraw. `hash`: of the object that is replaced or withdrawn, lower-case hexadecimal. */
export type Pdu = {
  readonly uri: string;
  readonly tag: string | undefined;
  readonly bytes?: Uint8Array;
  readonly hash?: string;
};
/** Relying parties take no larger objects. */
const MAX_OBJECT = 4_000_000;
/** What one publisher may have here: everybody who follows the repository fetches it. */
const MAX_OBJECTS = 20_000;
const MAX_BYTES = 32 * 1024 * 1024;

export type PublicationQuery =
  | { readonly type: "list" }
  | { readonly type: "change"; readonly pdus: readonly Pdu[] };

/** Codes `xml`, `publication`. */
export function readPublication(text: string): Result<PublicationQuery> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("publication", `${why} (RFC 8181 section 2)`);
  const { attributes, children, name, namespace } = parsed.value;
  if (
    name !== "msg" ||
    namespace !== NAMESPACE ||
    attributes.get("version") !== VERSION ||
    attributes.get("type") !== "query"
  )
    return bad("not a version 4 query");
  if (children.length === 1 && children[0]!.name === "list") return ok({ type: "list" });
  const pdus: Pdu[] = [];
  for (const child of children) {
    const [uri, tag, hash] = ["uri", "tag", "hash"].map((a) => child.attributes.get(a));
    if (uri === undefined) return bad("an element without a uri");
    const old = hash === undefined ? {} : { hash: hash.toLowerCase() };
    if (child.name === "withdraw") pdus.push({ uri, tag, ...old });
    else if (child.name === "publish") {
      const bytes = fromBase64(child.text.replaceAll(/\s/g, ""));
      if (!bytes.ok) return bad(`the object for ${uri} is not base64`);
      pdus.push({ uri, tag, bytes: bytes.value, ...old });
    } else return bad(`"${child.name}" is not publish, withdraw or list`);
  }
  return ok({ type: "change", pdus });
}

/**
 * The publisher's tree after the change; paths are below `base`, its own place. Codes are those of RFC 8181 section 2.5
 * with hyphens; `field` is the tag.
 */
export function applyPublication(before: Tree, base: string, pdus: readonly Pdu[]): Result<Tree> {
  const tree = new Map(before);
  for (const { bytes, hash, tag, uri } of pdus) {
    const path = uri.startsWith(base) ? uri.slice(base.length) : "";
    const field = tag ?? "";
    // Names as a manifest may list them, in folders without dots.
    if (!/^(?:[A-Za-z0-9_-]+\/){0,8}[A-Za-z0-9_-]+\.[a-z]{3}$/.test(path))
      return refuse(
        "permission-failure",
        `${uri} does not lie below ${base}, or its name is not allowed`,
        field,
      );
    const old = tree.get(path);
    if (old === undefined && hash !== undefined)
      return refuse("no-object-present", `there is nothing at ${uri}`, field);
    if (old !== undefined && hash === undefined)
      return refuse("object-already-present", `${uri} exists: give its hash to replace it`, field);
    if (old === undefined && bytes === undefined)
      return refuse("no-object-present", `there is nothing at ${uri}`, field);
    if (old !== undefined && hash !== sha256Hex(old))
      return refuse("no-object-matching-hash", `${uri} has another hash`, field);
    if (bytes === undefined) tree.delete(path);
    else if (bytes.length > MAX_OBJECT)
      return refuse("other-error", `${uri} is larger than ${MAX_OBJECT} bytes`, field);
    else tree.set(path, bytes);
  }
  const size = [...tree.values()].reduce((sum, { length }) => sum + length, 0);
  if (tree.size > MAX_OBJECTS || size > MAX_BYTES)
    return refuse("other-error", `more than ${MAX_OBJECTS} objects or ${MAX_BYTES} bytes would lie here`, "");
  return ok(tree);
}

const reply = (children: readonly Written[]): string =>
  xmlText({ name: "msg", attributes: { xmlns: NAMESPACE, version: VERSION, type: "reply" }, children });
export const success = (): string => reply([{ name: "success" }]);
export const listReply = (tree: Tree, base: string): string =>
  reply(
    [...tree].map(([path, bytes]) => ({
      name: "list",
      attributes: { uri: base + path, hash: sha256Hex(bytes) },
    })),
  );
/** `code` with hyphens, as `applyPublication` refuses. */
export const publicationError = (code: string, detail: string, tag: string | undefined): string =>
  reply([
    {
      name: "report_error",
      attributes: { error_code: code.replaceAll("-", "_"), tag: tag === "" ? undefined : tag },
      children: [{ name: "error_text", text: detail }],
    },
  ]);
