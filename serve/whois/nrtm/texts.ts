/** The three kinds of files of NRTMv4 (RFC 10063 sections 5 to 7) as bytes, without any folder. */
import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { err, ok, refuse, type Result } from "@comity/canon";

/** The name that the notification has everywhere. */
export const NOTIFICATION_FILE = "update-notification-file.jose";

export type FileReference = { readonly version: number; readonly url: string; readonly hash: string };
export type Notification = {
  readonly nrtm_version: 4;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly type: "notification";
  /** PEM of the public key that signs soon. */
  readonly next_signing_key?: string;
  readonly source: string;
  readonly session_id: string;
  readonly version: number;
  readonly snapshot: FileReference;
  /** Contiguous, the oldest first. */
  readonly deltas: readonly FileReference[];
};
export type NrtmHeader = {
  readonly nrtm_version: 4;
  readonly type: "snapshot" | "delta";
  readonly source: string;
  readonly session_id: string;
  readonly version: number;
};
export type NrtmChange =
  | { readonly action: "delete"; readonly object_class: string; readonly primary_key: string }
  | { readonly action: "add_modify"; readonly object: string };

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** JSON text sequences (RFC 7464): each record stands between RS and LF. */
export function jsonSequence(records: Iterable<object>): Uint8Array {
  const parts: string[] = [];
  for (const record of records) parts.push(`\u001e${JSON.stringify(record)}\n`);
  return new TextEncoder().encode(parts.join(""));
}

/** Code `nrtm-sequence`. */
export function readSequence(bytes: Uint8Array): Result<readonly unknown[]> {
  const bad = (detail: string): Result<never> => refuse("nrtm-sequence", detail);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const [before, ...records] = text.split("\u001e");
    if (before !== "") return bad("a sequence begins with a record separator");
    if (records.length === 0) return bad("the file has no header");
    return ok(records.map((record) => JSON.parse(record) as unknown));
  } catch (error) {
    return bad(`a record is no JSON: ${(error as Error).message.slice(0, 100)}`);
  }
}

const base64url = (text: string | Uint8Array): string => Buffer.from(text).toString("base64url");

/** JWS compact serialisation (RFC 7515) with ES256, which every client knows. */
export function signed(payload: Notification, key: KeyObject): string {
  const text = `${base64url('{"alg":"ES256"}')}.${base64url(JSON.stringify(payload))}`;
  const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
  return `${text}.${base64url(signature)}`;
}

/** The payload if one of the keys (PEM, public) signed it. Codes `nrtm-notification`, `nrtm-signature`. */
export function opened(
  jose: string,
  keys: readonly string[],
): Result<{ readonly payload: Notification; readonly key: string }> {
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)\s*$/.exec(jose);
  const bad = (code: string, detail: string): Result<never> => refuse(code, detail);
  if (parts === null) return bad("nrtm-notification", "no JWS in compact form");
  const [, head, body, signature] = parts as unknown as [string, string, string, string];
  try {
    const { alg } = JSON.parse(Buffer.from(head, "base64url").toString()) as { alg?: unknown };
    if (alg !== "ES256") return bad("nrtm-signature", "signed with another algorithm than ES256");
    const good = keys.find((pem) => {
      const key = createPublicKey(pem);
      const data = Buffer.from(`${head}.${body}`);
      return verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
    });
    if (good === undefined) return bad("nrtm-signature", "none of the keys signed it");
    const payload = notificationOf(JSON.parse(Buffer.from(body, "base64url").toString()));
    return payload.ok ? ok({ payload: payload.value, key: good }) : err(payload.error);
  } catch (error) {
    return bad("nrtm-notification", (error as Error).message.slice(0, 100));
  }
}

/** The rules of section 5.3. Code `nrtm-notification`. */
export function notificationOf(value: unknown): Result<Notification> {
  const bad = (detail: string): Result<never> => refuse("nrtm-notification", detail);
  if (typeof value !== "object" || value === null) return bad("no object");
  const n = value as { readonly [field: string]: unknown };
  if (n["nrtm_version"] !== 4 || n["type"] !== "notification") return bad("not a notification of version 4");
  if (typeof n["source"] !== "string" || !isUuid(n["session_id"])) return bad("source or session is missing");
  if (typeof n["timestamp"] !== "string" || Number.isNaN(Date.parse(n["timestamp"])))
    return bad("no timestamp");
  const { deltas, snapshot, version } = n;
  if (!isReference(snapshot) || !Array.isArray(deltas) || !deltas.every(isReference))
    return bad("files have a version, a relative URL and a hash");
  if (deltas.some((delta, i) => i > 0 && delta.version !== (deltas[i - 1] as FileReference).version + 1))
    return bad("versions of deltas follow each other");
  const newest = Math.max(snapshot.version, ...deltas.map((delta) => delta.version));
  if (version !== newest) return bad("the version is that of the newest file");
  return ok(n as unknown as Notification);
}

const isUuid = (value: unknown): boolean =>
  typeof value === "string" &&
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);

/** A URL never leads out of the folder of the notification. */
function isReference(value: unknown): value is FileReference {
  if (typeof value !== "object" || value === null) return false;
  const { hash, url, version } = value as { readonly [field: string]: unknown };
  return (
    Number.isSafeInteger(version) &&
    (version as number) > 0 &&
    typeof url === "string" &&
    /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(url) &&
    typeof hash === "string" &&
    /^[0-9a-f]{64}$/.test(hash)
  );
}
