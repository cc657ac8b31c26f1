/** Out-of-band set-up (RFC 8183): who a child or publisher is, and where its parent or repository answers. */
import { fromBase64, ok, refuse, toBase64, type Result } from "@comity/canon";
import { parseXml, xmlText } from "./xml.ts";

const NAMESPACE = "http://www.hactrn.net/uris/rpki/rpki-setup/";
const HANDLE = /^[-_A-Za-z0-9/]{1,255}$/;

export type SetupRequest = {
  readonly kind: "child" | "publisher";
  readonly handle: string;
  /** The requester's business PKI anchor, DER. */
  readonly anchor: Uint8Array;
};

/** `child_request` or `publisher_request`. Codes `xml`, `rpki-setup`. */
export function readSetupRequest(text: string): Result<SetupRequest> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-setup", `${why} (RFC 8183 section 5)`);
  const { attributes, children, name, namespace } = parsed.value;
  const kind = name === "child_request" ? "child" : name === "publisher_request" ? "publisher" : undefined;
  if (kind === undefined || namespace !== NAMESPACE) return bad("not a child_request or publisher_request");
  if (attributes.get("version") !== "1") return bad("only version 1 is known");
  const handle = attributes.get(`${kind}_handle`);
  if (handle === undefined || !HANDLE.test(handle)) return bad("the handle is missing or malformed");
  const anchors = children.filter((c) => c.name === `${kind}_bpki_ta` && c.namespace === NAMESPACE);
  const anchor = fromBase64((anchors[0]?.text ?? "").replaceAll(/\s/g, ""));
  if (anchors.length !== 1 || !anchor.ok || anchor.value.length === 0)
    return bad("the business PKI anchor is missing or not base64");
  return ok({ kind, handle, anchor: anchor.value });
}

export const parentResponse = (facts: {
  readonly service: string;
  readonly child: string;
  readonly parent: string;
  readonly anchor: Uint8Array;
}): string =>
  xmlText({
    name: "parent_response",
    attributes: {
      xmlns: NAMESPACE,
      version: "1",
      service_uri: facts.service,
      child_handle: facts.child,
      parent_handle: facts.parent,
    },
    children: [{ name: "parent_bpki_ta", text: toBase64(facts.anchor) }],
  });

export const repositoryResponse = (facts: {
  readonly service: string;
  readonly publisher: string;
  /** rsync URI below which the publisher may write. */
  readonly base: string;
  readonly notification?: string | undefined;
  readonly anchor: Uint8Array;
}): string =>
  xmlText({
    name: "repository_response",
    attributes: {
      xmlns: NAMESPACE,
      version: "1",
      service_uri: facts.service,
      publisher_handle: facts.publisher,
      sia_base: facts.base,
      rrdp_notification_uri: facts.notification,
    },
    children: [{ name: "repository_bpki_ta", text: toBase64(facts.anchor) }],
  });
