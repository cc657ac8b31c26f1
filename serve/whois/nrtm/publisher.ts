/**
 * NRTMv4 as publisher (RFC 10063 section 3): one database in one folder that any web server can serve. It goes on with a
 * session only when its own files give exactly what it published last; else it begins a new one, which mirrors load anew.
 */
import { createPrivateKey, createPublicKey, randomUUID, type KeyObject } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, toTimestamp, type Result } from "@comity/canon";
import type { RpslObject } from "../rpsl/rpsl.ts";
import { changesBetween, databaseOf, type Database } from "./database.ts";
import { objectsOf, readFrom, removeFile, writeRecords, writeWhole } from "./folder.ts";
import {
  NOTIFICATION_FILE,
  opened,
  signed,
  type FileReference,
  type Notification,
  type NrtmChange,
  type NrtmHeader,
} from "./texts.ts";

/** Seconds: between deltas; between snapshots when something changed; a notification renewed without a change; a delta kept. */
export const NRTM_TIMES: NrtmTimes = { delta: 60, snapshot: 6 * 3600, renew: 12 * 3600, keep: 24 * 3600 };
export type NrtmTimes = {
  readonly delta: number;
  readonly snapshot: number;
  readonly renew: number;
  readonly keep: number;
};
/** Seconds that a file stays after nothing names it any more (sections 6.2, 7.2 ask for 5 minutes). */
const RETIRED = 600;

export type NrtmOptions = {
  readonly folder: string;
  /** Name of the database; every object has it as its source. */
  readonly source: string;
  /** PEM of the private P-256 key that signs. */
  readonly key: string;
  /** PEM, private or public, of the key that will sign next: it is announced (section 8.4). */
  readonly nextKey?: string;
  readonly times?: Partial<NrtmTimes>;
};

export type NrtmPublisher = {
  readonly notification: () => Notification;
  readonly publicKey: string;
  /** What mirrors should know when the publication began: a new session and why, a key that was not announced. */
  readonly findings: readonly string[];
  /** Objects as they are now; changes wait for the next `tick`, in the order in which they came. */
  readonly change: (objects: Iterable<RpslObject>) => void;
  /** Writes what is due. `true` when the notification changed. */
  readonly tick: (now: number) => boolean;
};

/** Codes `nrtm-key`, `nrtm-source`. `now` in seconds. */
export function openNrtm(
  options: NrtmOptions,
  objects: Iterable<RpslObject>,
  now: number,
): Result<NrtmPublisher> {
  const { folder, source } = options;
  const times = { ...NRTM_TIMES, ...options.times };
  if (!/^[A-Z][A-Z0-9_-]*[A-Z0-9]$/.test(source))
    return refuse(
      "nrtm-source",
      "the name of a database has capitals, digits, hyphens, and begins with a letter",
    );
  const key = privateKey(options.key);
  const nextKey = options.nextKey === undefined ? undefined : publicPem(options.nextKey);
  if (key === undefined || (options.nextKey !== undefined && nextKey === undefined))
    return refuse(
      "nrtm-key",
      "a signing key is a P-256 key in PEM: make one with `comity whois nrtm key FILE`",
    );
  const publicKey = publicPem(options.key)!;
  const findings: string[] = [];
  const path = join(folder, NOTIFICATION_FILE);

  let published: Map<string, string>;
  let current: Notification;
  let pending: NrtmChange[] = [];
  let retired: { readonly url: string; readonly at: number }[] = [];
  let lastDelta = 0;
  /** When each file was written. */
  const written = new Map<string, number>();

  const header = (type: NrtmHeader["type"], session_id: string, version: number): NrtmHeader => ({
    nrtm_version: 4,
    type,
    source,
    session_id,
    version,
  });
  const notify = (files: Pick<Notification, "session_id" | "snapshot" | "deltas">, at: number): void => {
    const newest = files.deltas.at(-1)?.version ?? 0;
    current = {
      nrtm_version: 4,
      timestamp: toTimestamp(at),
      type: "notification",
      ...(nextKey === undefined || nextKey === publicKey ? {} : { next_signing_key: nextKey }),
      source,
      version: Math.max(newest, files.snapshot.version),
      ...files,
    };
    writeWhole(path, signed(current, key));
  };
  const snapshotAt = (session: string, version: number, content: Database, at: number): FileReference => {
    const texts = [...content.values()];
    const file = writeRecords(
      folder,
      header("snapshot", session, version),
      texts.map((object) => ({ object })),
    );
    written.set(file.url, at);
    return file;
  };

  const wanted = databaseOf(objects);
  const known = reopened();
  if (known.ok) {
    [current, published] = [known.value.notification, known.value.objects];
    for (const { url } of [current.snapshot, ...current.deltas])
      written.set(url, statSync(join(folder, url)).mtimeMs / 1000);
    if (known.value.key !== publicKey && current.next_signing_key !== publicKey)
      findings.push("the signing key is a new one that was not announced: mirrors have to be told");
    if (known.value.key !== publicKey || current.next_signing_key !== nextKey)
      notify({ session_id: current.session_id, snapshot: current.snapshot, deltas: current.deltas }, now);
    pending = [...changesBetween(published, wanted)];
    retired = strayFiles().map((url) => ({ url, at: now }));
  } else {
    if (existsSync(path)) findings.push(`a new session: ${known.error.detail}`);
    const session = randomUUID();
    const snapshot = snapshotAt(session, 1, wanted, now);
    retired = strayFiles()
      .filter((url) => url !== snapshot.url)
      .map((url) => ({ url, at: now }));
    notify({ session_id: session, snapshot, deltas: [] }, now);
  }
  published = wanted;

  return ok({ notification: () => current, publicKey, findings, change, tick });

  function reopened(): Result<{ notification: Notification; objects: Map<string, string>; key: string }> {
    if (!existsSync(path)) return refuse("nrtm-new", "nothing is published yet");
    const jose = readFileSync(path, "utf8");
    // It is our own folder: the signature says which key was the last one, not whom to trust.
    const keys = [publicKey, ...(nextKey === undefined ? [] : [nextKey])];
    const own = opened(jose, keys);
    const read = own.ok ? own : unsigned(jose);
    if (!read.ok) return read;
    if (read.value.payload.source !== source) return refuse("nrtm-new", "the folder holds another database");
    const objectsNow = objectsOf(read.value.payload, readFrom(folder));
    return objectsNow.ok
      ? ok({ notification: read.value.payload, objects: objectsNow.value, key: read.value.key })
      : objectsNow;
  }

  function change(next: Iterable<RpslObject>): void {
    const after = databaseOf(next);
    for (const one of changesBetween(published, after)) pending.push(one);
    published = after;
  }

  function tick(at: number): boolean {
    let { deltas, snapshot } = current;
    const { session_id } = current;
    const before = current;
    if (pending.length > 0 && at - lastDelta >= times.delta) {
      const file = writeRecords(folder, header("delta", session_id, current.version + 1), pending);
      written.set(file.url, at);
      [pending, lastDelta] = [[], at];
      deltas = [...deltas, file];
    }
    const version = deltas.at(-1)?.version ?? snapshot.version;
    // Pending changes belong to no version yet: a snapshot waits for their delta.
    if (
      version > snapshot.version &&
      pending.length === 0 &&
      at - written.get(snapshot.url)! >= times.snapshot
    ) {
      retired.push({ url: snapshot.url, at });
      snapshot = snapshotAt(session_id, version, published, at);
    }
    const old = deltas.filter(
      (delta) => delta.version <= snapshot.version && at - written.get(delta.url)! > times.keep,
    );
    if (old.length > 0) {
      deltas = deltas.filter((delta) => !old.includes(delta));
      for (const { url } of old) retired.push({ url, at });
    }
    const changed = deltas !== before.deltas || snapshot !== before.snapshot;
    if (changed || at - Date.parse(before.timestamp) / 1000 >= times.renew)
      notify({ session_id, snapshot, deltas }, at);
    for (const { url } of retired.filter((file) => at - file.at >= RETIRED)) removeFile(folder, url);
    retired = retired.filter((file) => at - file.at < RETIRED);
    return current !== before;
  }

  /** Files of sessions here that the notification does not name: of before, or never finished. */
  function strayFiles(): string[] {
    const named = current === undefined ? [] : [current.snapshot, ...current.deltas].map(({ url }) => url);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f-]{36}$/.test(name))
      .flatMap((session) => readdirSync(join(folder, session)).map((file) => `${session}/${file}`))
      .filter((url) => !named.includes(url));
  }
}

function unsigned(jose: string): ReturnType<typeof opened> {
  // Signed by a key that is neither in use nor announced any more.
  const body = jose.split(".")[1] ?? "";
  try {
    const payload = JSON.parse(Buffer.from(body, "base64url").toString()) as Notification;
    return ok({ payload, key: "" });
  } catch {
    return refuse("nrtm-notification", "the notification cannot be read");
  }
}

function privateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The public half as PEM; `undefined` for what is no P-256 key. */
function publicPem(pem: string): string | undefined {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return undefined;
    return key.export({ type: "spki", format: "pem" }).toString();
  } catch {
    return undefined;
  }
}
