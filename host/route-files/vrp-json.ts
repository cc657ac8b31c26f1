/**
 * VRP files in JSON: rpki-client (also 8.2 with its string numbers), Routinator `json` and `jsonext`, StayRTR and
 * rtrdump, FORT, rpki-prover. One object whose `roas` list holds the VRPs; ASPAs and router keys are read where the file has them,
 * everything else is checked to be JSON and skipped.
 */
import { ok, refuse, type Refusal, type Result } from "@comity/canon";
import { parseStrictJson } from "@comity/routes";
import { rawText } from "./findings.ts";
import { aspa, isObject, routerKey, time } from "./payload-json.ts";
import { jsonRefusal, list, next, object, value } from "./json-scan.ts";
import { RecordSlot, recordAt } from "./vrp-record.ts";
import type { VrpCollector } from "./vrp-collector.ts";
import type { Scan, Window } from "./window.ts";

const NAMES = ['"asn"', '"prefix"', '"maxLength"'];
const MAX_RECORD_TEXT = 64 * 1024;
const OPEN_OBJECT = 123;
const OPEN_LIST = 91;
const MAX_DEPTH = 64;

/** The whole document. Codes `json`, `json-truncated`, `json-too-large`, `json-nested`, `json-duplicate`, `vrp-json-shape`. */
export function* scanVrpJson(window: Window, into: VrpCollector): Scan<Result<undefined>> {
  if ((yield* next(window)) === OPEN_LIST) {
    // A bare list of VRPs, as rpki-prover gives it.
    const bad = yield* list(window, () => roa(window, into));
    if (bad !== undefined) return { ok: false, error: bad };
    return (yield* next(window)) === -1 ? ok(undefined) : jsonRefusal(window);
  }
  let hasRoas = false;
  const bad = yield* object(window, function* member(name) {
    switch (name) {
      case "roas":
        hasRoas = true;
        return yield* list(window, () => roa(window, into));
      case "aspas":
        return yield* list(window, () => each(window, (v) => aspa(v, into)));
      case "bgpsec_keys":
      case "routerKeys":
        return yield* list(window, () => each(window, (v) => routerKey(v, into)));
      case "provider_authorizations": // rpki-client 8.2 and StayRTR 0.5: the same by address family
        return yield* object(window, () => list(window, () => each(window, (v) => aspa(v, into))));
      case "metadata":
        return yield* each(window, (v) => (into.generated = made(v)));
      default:
        return yield* skip(window);
    }
  });
  if (bad !== undefined) return { ok: false, error: bad };
  if ((yield* next(window)) !== -1) return jsonRefusal(window);
  if (!hasRoas)
    return refuse("vrp-json-shape", "the document has no list `roas`: expected the JSON of a relying party");
  return ok(undefined);
}

const slot = new RecordSlot();

function* roa(window: Window, into: VrpCollector): Scan<Refusal | undefined> {
  // Plain records one after the other without leaving this loop; it stops at the first other one and before the last.
  const { builder } = into;
  let name = "";
  let tag = into.anchor("");
  for (;;) {
    while (!window.ample) yield;
    const { data, pos, end } = window;
    into.records++;
    const after = data[pos] === OPEN_OBJECT ? recordAt(data, pos, end, slot) : -1;
    if (after < 0) return yield* unusual(window, into);
    window.pos = after;
    if (slot.expires < 0 || into.lives(slot.expires)) {
      const { anchorFrom, anchorTo, prefix, asn } = slot;
      if (!sameText(data, anchorFrom, anchorTo, name)) {
        name = String.fromCharCode(...data.subarray(anchorFrom, Math.min(anchorTo, anchorFrom + 256)));
        tag = into.anchor(name);
      }
      if (prefix.family === 1) builder.add4(prefix.words[0]!, prefix.length, slot.maxLength, asn.asn, tag);
      else builder.add6(prefix.words, 0, prefix.length, slot.maxLength, asn.asn, tag);
    }
    // The usual separator; anything else is for `list`.
    let at = after;
    while (data[at] === 32 || data[at] === 10 || data[at] === 13 || data[at] === 9) at++;
    if (at >= end || data[at] !== 44) return undefined;
    at++;
    while (data[at] === 32 || data[at] === 10 || data[at] === 13 || data[at] === 9) at++;
    if (at >= end || data[at] !== OPEN_OBJECT) return undefined;
    window.pos = at;
  }
}

function sameText(data: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (data[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A record that the fast reader did not take: as a value, with a reason when it is refused. */
function* unusual(window: Window, into: VrpCollector): Scan<Refusal | undefined> {
  while (!window.ample) yield;
  const { data, pos: from } = window;
  const v = yield* value(window);
  if (!v.ok) return v.error;
  const raw = rawText(data, from, window.pos, MAX_RECORD_TEXT);
  if (NAMES.some((name) => raw.indexOf(name) !== raw.lastIndexOf(name))) {
    // A value keeps the last of two members: a record that says two things is not guessed at.
    const strict = parseStrictJson(raw);
    if (!strict.ok) {
      into.reject(raw, strict.error.code, strict.error.detail);
      return undefined;
    }
  }
  const fields = v.value;
  if (!isObject(fields)) {
    into.reject(raw, "vrp-record", "expected an object with asn, prefix and maxLength");
    return undefined;
  }
  const { asn, prefix, maxLength, ta, expires } = fields;
  if (typeof prefix !== "string" || (typeof asn !== "number" && typeof asn !== "string")) {
    into.reject(
      raw,
      "vrp-record",
      "expected `prefix` as a text and `asn` as a number or a text like AS64496",
    );
    return undefined;
  }
  into.record(
    {
      prefix,
      asn: String(asn),
      maxLength: typeof maxLength === "number" ? maxLength : undefined,
      anchor: typeof ta === "string" ? ta.slice(0, 256) : anchorOf(fields["source"]),
      expires: time(expires) ?? expiryOf(fields["source"]),
    },
    raw,
  );
  return undefined;
}

/** Routinator `jsonext`: `source` is a list of objects with `tal` and `validity`. */
function anchorOf(source: unknown): string {
  const first: unknown = Array.isArray(source) ? source[0] : undefined;
  return isObject(first) && typeof first["tal"] === "string" ? first["tal"].slice(0, 256) : "";
}

/** The latest end of the objects that carry the VRP; RFC 3339 texts. */
function expiryOf(source: unknown): number | undefined {
  let latest: number | undefined;
  for (const s of Array.isArray(source) ? source : []) {
    const validity: unknown = isObject(s) ? (s["chainValidity"] ?? s["validity"]) : undefined;
    const end = isObject(validity) ? time(validity["notAfter"]) : undefined;
    if (end !== undefined && (latest === undefined || end > latest)) latest = end;
  }
  return latest;
}

const made = (metadata: unknown): number | undefined =>
  isObject(metadata)
    ? (time(metadata["buildtime"]) ?? time(metadata["generated"]) ?? time(metadata["generatedTime"]))
    : undefined;

function* each(window: Window, use: (v: unknown) => void): Scan<Refusal | undefined> {
  const v = yield* value(window);
  if (!v.ok) return v.error;
  use(v.value);
  return undefined;
}

/** A value nobody here needs, piece by piece, so that its size does not matter. */
function* skip(window: Window, depth = 0): Scan<Refusal | undefined> {
  const c = yield* next(window);
  if (depth > MAX_DEPTH) return refuse("json-nested", `more than ${MAX_DEPTH} levels of nesting`).error;
  if (c === OPEN_LIST) return yield* list(window, () => skip(window, depth + 1));
  if (c === OPEN_OBJECT) return yield* object(window, () => skip(window, depth + 1));
  return yield* each(window, () => undefined);
}
