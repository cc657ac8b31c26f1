/** A document that the record names: where to read it, and its hash. */
import { fromBase64, toHex } from "@comity/canon";
import type { VNode } from "preact";
import { sayDocument } from "../messages/document.ts";
import { Hash } from "./refs.tsx";

/** `hash` is base64, as the record has it. */
export const toDocument = (hash: string): string => {
  const bytes = fromBase64(hash);
  return `/documents/${bytes.ok ? toHex(bytes.value) : encodeURIComponent(hash)}`;
};

export const DocumentLink = ({ hash }: { readonly hash: string }): VNode => (
  <>
    <a href={toDocument(hash)}>{sayDocument.read}</a> <Hash hash={hash} />
  </>
);

/** Fields that name documents in acts and measures (docs/ACTS.md). */
const FIELDS = ["text", "grounds", "record", "ground", "terms"];

/** The documents of a body, by field. */
export const DocumentsOf = ({ body }: { readonly body: unknown }): VNode | null => {
  if (typeof body !== "object" || body === null) return null;
  const named = FIELDS.flatMap((name) => {
    const hash = (body as Readonly<Record<string, unknown>>)[name];
    return typeof hash === "string" && /^[A-Za-z0-9+/]{43}=$/.test(hash) ? [{ name, hash }] : [];
  });
  return named.length === 0 ? null : (
    <ul class="plain">
      {named.map(({ name, hash }) => (
        <li key={name}>
          {name}: <DocumentLink hash={hash} />
        </li>
      ))}
    </ul>
  );
};
