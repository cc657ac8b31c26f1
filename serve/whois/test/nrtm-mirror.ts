/**
 * A mirror of NRTMv4 written from RFC 10063 section 4 alone: it shares nothing with the publisher. Rejects what a client
 * has to reject, reinitialises when it has to.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { gunzipSync } from "node:zlib";

type Payload = {
  nrtm_version: number;
  type: string;
  source: string;
  session_id: string;
  version: number;
  next_signing_key?: string;
  snapshot: Reference;
  deltas: Reference[];
};
type FileRecord = { [field: string]: string } & { nrtm_version: number; version: number };
type Reference = { version: number; url: string; hash: string };

export class Mirror {
  readonly objects = new Map<string, string>();
  session = "";
  version = 0;
  key: string;
  nextKey: string | undefined;
  loads = 0;
  private seen = new Map<string, string>();

  readonly source: string;
  readonly get: (name: string) => Promise<Uint8Array>;

  constructor(source: string, key: string, get: (name: string) => Promise<Uint8Array>) {
    this.source = source;
    this.key = key;
    this.get = get;
  }

  async update(): Promise<void> {
    const jose = Buffer.from(await this.get("update-notification-file.jose")).toString("ascii");
    const payload = this.check(jose);
    if (payload.nrtm_version !== 4 || payload.type !== "notification") throw new Error("no notification");
    if (payload.source !== this.source) throw new Error("another database");
    const deltas: Reference[] = payload.deltas;
    for (const [i, delta] of deltas.entries())
      if (i > 0 && delta.version !== deltas[i - 1]!.version + 1) throw new Error("deltas with gaps");
    if (payload.version !== Math.max(payload.snapshot.version, ...deltas.map((d) => d.version)))
      throw new Error("another version");
    const isNew = this.session !== payload.session_id;
    const files = new Map<string, string>();
    for (const [kind, list] of [
      ["snapshot", [payload.snapshot]],
      ["delta", deltas],
    ] as [string, Reference[]][])
      for (const { hash, url, version } of list) {
        const name = `${payload.session_id} ${kind} ${version}`;
        files.set(name, `${url} ${hash}`);
        if (this.seen.has(name) && this.seen.get(name) !== `${url} ${hash}`)
          throw new Error("history rewritten");
        if (!url.includes(payload.session_id) || !url.includes(`.${version}.`))
          throw new Error("name of a file");
      }
    if (!isNew && payload.version < this.version) throw new Error("older than what is here");
    const follows =
      !isNew && (payload.version === this.version || (deltas[0]?.version ?? Infinity) <= this.version + 1);
    let at = this.version;
    if (!follows) {
      const [, ...records] = await this.file("snapshot", payload.session_id, payload.snapshot);
      this.objects.clear();
      for (const { object } of records) this.put(object!);
      at = payload.snapshot.version;
      this.loads++;
    }
    for (const delta of deltas) {
      if (delta.version <= at) continue;
      const [, ...changes] = await this.file("delta", payload.session_id, delta);
      if (changes.length === 0) throw new Error("an empty delta");
      for (const change of changes) {
        if (change["action"] === "add_modify") this.put(change["object"]!);
        else if (change["action"] !== "delete") throw new Error("no such action");
        else if (!this.objects.delete(`${change["object_class"]} ${change["primary_key"]}`.toLowerCase()))
          throw new Error("deletes what is not here");
      }
    }
    [this.session, this.version, this.seen] = [payload.session_id, payload.version, files];
  }

  private put(text: string): void {
    const value = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(text)![1]!.trim();
    const kind = /^([a-z0-9-]+):/.exec(text)![1]!;
    if (value("source") !== this.source) throw new Error("an object of another source");
    const key = value(kind) + (kind.startsWith("route") && kind !== "route-set" ? value("origin") : "");
    this.objects.set(`${kind} ${key}`.toLowerCase(), text);
  }

  private check(jose: string): Payload {
    const [head, body, signature] = jose.split(".") as [string, string, string];
    if ((JSON.parse(Buffer.from(head, "base64url").toString()) as { alg: string }).alg !== "ES256")
      throw new Error("algorithm");
    const good = (pem: string): boolean =>
      verify(
        "sha256",
        Buffer.from(`${head}.${body}`),
        { key: createPublicKey(pem), dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      );
    if (!good(this.key)) {
      if (this.nextKey === undefined || !good(this.nextKey)) throw new Error("signature");
      this.key = this.nextKey;
    }
    const payload = JSON.parse(Buffer.from(body, "base64url").toString()) as Payload;
    this.nextKey = payload.next_signing_key;
    return payload;
  }

  private async file(
    type: string,
    session: string,
    { hash, url, version }: Reference,
  ): Promise<FileRecord[]> {
    const bytes = await this.get(url);
    if (createHash("sha256").update(bytes).digest("hex") !== hash) throw new Error("hash");
    const text = (url.endsWith(".gz") ? gunzipSync(bytes) : Buffer.from(bytes)).toString("utf8");
    const records = text
      .split("\u001e")
      .slice(1)
      .map((record) => JSON.parse(record) as FileRecord);
    const { nrtm_version, session_id, source, ...rest } = records[0]!;
    if (nrtm_version !== 4 || rest["type"] !== type || rest.version !== version) throw new Error("header");
    if (session_id !== session || source !== this.source) throw new Error("header");
    return records;
  }
}
