/** Provisioning messages (RFC 6492) as a parent hears and answers them. */
import { fromBase64, ok, refuse, toBase64, type Result } from "@comity/canon";
import { resourceTexts, type ResourceSet } from "./resources.ts";
import { parseXml, xmlText, type Written } from "./xml.ts";

const NAMESPACE = "http://www.apnic.net/specs/rescerts/up-down/";
/** All of a child's resources come from one place here. */
export const CLASS = "0";

export type UpDownQuery = { readonly sender: string; readonly recipient: string } & (
  | { readonly type: "list" }
  | {
      readonly type: "issue";
      readonly className: string;
      readonly request: Uint8Array;
      readonly limited: boolean;
    }
  | { readonly type: "revoke"; readonly className: string; readonly ski: Uint8Array }
);

/** Codes `xml`, `up-down`. */
export function readUpDown(text: string): Result<UpDownQuery> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("up-down", `${why} (RFC 6492 section 3.2)`);
  const { attributes, children, name, namespace } = parsed.value;
  if (name !== "message" || namespace !== NAMESPACE || attributes.get("version") !== "1")
    return bad("not a version 1 message");
  const [sender, recipient, type] = ["sender", "recipient", "type"].map((a) => attributes.get(a));
  if (sender === undefined || recipient === undefined) return bad("no sender or recipient");
  const item = children[0];
  if (type === "list")
    return children.length === 0 ? ok({ sender, recipient, type }) : bad("a list query has no content");
  const className = item?.attributes.get("class_name");
  if (item === undefined || children.length !== 1 || className === undefined)
    return bad("expected one element with a class_name");
  if (type === "issue" && item.name === "request") {
    const request = fromBase64(item.text.replaceAll(/\s/g, ""));
    if (!request.ok) return bad("the request is not base64");
    const limited = ["as", "ipv4", "ipv6"].some((f) => item.attributes.has(`req_resource_set_${f}`));
    return ok({ sender, recipient, type, className, request: request.value, limited });
  }
  if (type === "revoke" && item.name === "key") {
    const ski = Buffer.from(item.attributes.get("ski") ?? "", "base64url");
    return ski.length === 20
      ? ok({ sender, recipient, type, className, ski: new Uint8Array(ski) })
      : bad("the key identifier is malformed");
  }
  return bad(`"${type ?? ""}" is no query with this content`);
}

export type ResourceClass = {
  readonly resources: ResourceSet;
  /** When what is issued now would end, Unix time. */
  readonly until: number;
  /** URI and DER of the issuer's certificate. */
  readonly issuer: { readonly uri: string; readonly bytes: Uint8Array };
  readonly certificates: readonly { readonly uri: string; readonly bytes: Uint8Array }[];
};
type Ends = { readonly sender: string; readonly recipient: string };

const message = ({ sender, recipient }: Ends, type: string, children: readonly Written[]): string =>
  xmlText({
    name: "message",
    attributes: { xmlns: NAMESPACE, version: "1", sender, recipient, type },
    children,
  });

/** Resource sets as attributes: without `AS`, ranges with a hyphen, IPv6 ranges too. */
function sets(resources: ResourceSet): { [name: string]: string } {
  const texts = resourceTexts(resources);
  const pick = (of: (text: string) => boolean): string => texts.filter(of).join(",");
  return {
    resource_set_as: pick((t) => t.startsWith("AS")).replaceAll("AS", ""),
    resource_set_ipv4: pick((t) => !t.startsWith("AS") && !t.includes(":")),
    resource_set_ipv6: pick((t) => t.includes(":")),
  };
}

const classElement = ({ certificates, issuer, resources, until }: ResourceClass): Written => ({
  name: "class",
  attributes: {
    class_name: CLASS,
    cert_url: issuer.uri,
    ...sets(resources),
    resource_set_notafter: new Date(until * 1000).toISOString().replace(".000", ""),
  },
  children: [
    ...certificates.map(({ bytes, uri }) => ({
      name: "certificate",
      attributes: { cert_url: uri },
      text: toBase64(bytes),
    })),
    { name: "issuer", text: toBase64(issuer.bytes) },
  ],
});

/** Without a class when the child holds nothing. */
export const listResponse = (ends: Ends, found: ResourceClass | undefined): string =>
  message(ends, "list_response", found === undefined ? [] : [classElement(found)]);
export const issueResponse = (ends: Ends, found: ResourceClass): string =>
  message(ends, "issue_response", [classElement(found)]);
export const revokeResponse = (ends: Ends, ski: Uint8Array): string =>
  message(ends, "revoke_response", [
    { name: "key", attributes: { class_name: CLASS, ski: Buffer.from(ski).toString("base64url") } },
  ]);
/** Status codes of section 3.6. */
export const upDownError = (ends: Ends, status: number, description: string): string =>
  message(ends, "error_response", [
    { name: "status", text: String(status) },
    { name: "description", attributes: { "xml:lang": "en-US" }, text: description },
  ]);
