/**
 * Contacts of entities: jCard (RFC 7095), or JSContact (RFC 9553; extension `jscontact` of draft-ietf-regext-rdap-jscontact)
 * where the client names the extension in the `exts_list` of its Accept header, or asks with `jscontact=1`.
 */

export type Format = "jcard" | "jscontact";
export const JSCONTACT = "jscontact";

export type VcardArray = readonly [
  "vcard",
  readonly (readonly [string, { readonly [name: string]: string }, "text", string])[],
];
export type Card = {
  readonly "@type": "Card";
  readonly version: "1.0";
  readonly uid: string;
  readonly kind: "org";
  readonly name: { readonly "@type": "Name"; readonly full: string };
};
export type Contact = { readonly vcardArray: VcardArray } | { readonly jscontact_card: Card };

/** The contact of an organisation; `url` names it for ever. */
export const contactOf = (format: Format, name: string, url: string): Contact =>
  format === "jcard"
    ? {
        vcardArray: [
          "vcard",
          [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", name],
            ["kind", {}, "text", "org"],
          ],
        ],
      }
    : {
        jscontact_card: {
          "@type": "Card",
          version: "1.0",
          uid: url,
          kind: "org",
          name: { "@type": "Name", full: name },
        },
      };

const LIST = /;\s*(?:exts_list|extensions)\s*=\s*(?:"([^"]*)"|([^\s;,]*))/gi;

/** What an Accept header and a path with its query ask for. */
export function formatAsked(accept: string | undefined, path: string): Format {
  const mark = path.indexOf("?");
  if (mark >= 0 && /[?&]jscontact=(?:1|true)(?:&|$)/.test(path.slice(mark))) return "jscontact";
  if (accept === undefined || !accept.includes(JSCONTACT)) return "jcard";
  for (const [, quoted, bare] of accept.matchAll(LIST)) {
    if ((quoted ?? bare ?? "").split(/\s+/).includes(JSCONTACT)) return "jscontact";
  }
  return "jcard";
}
