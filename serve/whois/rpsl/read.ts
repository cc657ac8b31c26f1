/**
 * Reading RPSL text as registries publish it: continuation lines (blank, tab or `+`), comments, CRLF, Latin-1 among
 * UTF-8, several `origin:` lines in one route. What cannot be read is a finding with its line; the rest is kept.
 */
import type { Attribute, RpslObject } from "./rpsl.ts";

export type RpslFinding = { readonly line: number; readonly code: string; readonly detail: string };
export type RpslFile = {
  readonly objects: readonly RpslObject[];
  readonly findings: readonly RpslFinding[];
};

/** Lines of one object, and bytes of one line, at most. */
export const MAX_OBJECT_LINES = 100_000;
export const MAX_LINE = 65_536;

/** Free text keeps `#`; elsewhere it starts a comment. */
const FREE_TEXT = new Set(["descr", "remarks", "address", "person", "role", "org-name", "owner", "notify"]);

const NAME = /^[A-Za-z0-9*][A-Za-z0-9_-]*$/;

export function readRpsl(bytes: Uint8Array): RpslFile {
  const objects: RpslObject[] = [];
  const findings: RpslFinding[] = [];
  let attributes: { name: string; value: string }[] = [];
  let skipping = false;
  const end = (): void => {
    if (attributes.length > 0 && !skipping) objects.push(finished(attributes));
    attributes = [];
    skipping = false;
  };
  const find = (line: number, code: string, detail: string): void => {
    findings.push({ line, code, detail });
  };
  let number = 0;
  for (const raw of textOf(bytes).split("\n")) {
    number++;
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "") {
      // A blank line with white space in it ends an object too: registries write both.
      end();
      continue;
    }
    if (line.startsWith("%") || line.startsWith("#")) continue;
    if (skipping) continue;
    if (line.length > MAX_LINE || attributes.length >= MAX_OBJECT_LINES) {
      find(number, "rpsl-limit", "a line or an object is too long: the object is left out");
      skipping = true;
      continue;
    }
    if (/^[ \t+]/.test(line)) {
      const last = attributes.at(-1);
      if (last === undefined) find(number, "rpsl-continuation", "a continuation line without an attribute");
      else last.value += `\n${line.slice(1).trim()}`;
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (!NAME.test(name)) {
      find(number, "rpsl-attribute", "not `name: value`: the object is left out");
      skipping = true;
      continue;
    }
    attributes.push({ name: name.toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  end();
  return { objects, findings };
}

function finished(attributes: readonly Attribute[]): RpslObject {
  const cleaned = attributes.map(({ name, value }) => ({
    name,
    value: (FREE_TEXT.has(name) ? value : value.split("\n").map(withoutComment).join("\n"))
      .split("\n")
      .filter((part, i) => i === 0 || part !== "")
      .join(" ")
      .trim(),
  }));
  return { class: cleaned[0]!.name, attributes: cleaned };
}

const withoutComment = (line: string): string => {
  const at = line.indexOf("#");
  return at < 0 ? line : line.slice(0, at).trimEnd();
};

/** UTF-8, or Latin-1 where it is not: no byte is lost or replaced. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  }
}
