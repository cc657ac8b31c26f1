/** Fetches the current extended statistics of the five regional registries, each with its MD5 companion. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ok, refuse, type Refusal, type Result } from "@comity/canon";
import { MAX_FOREIGN_BYTES, parseMd5 } from "./foreign-file.ts";

const extended = (registry: string, base: string): { readonly registry: string; readonly url: string } => ({
  registry,
  url: `${base}/delegated-${registry}-extended-latest`,
});

/** The companion of each is at the same URL with `.md5`. */
export const RIR_FILES: readonly { readonly registry: string; readonly url: string }[] = [
  extended("afrinic", "https://ftp.afrinic.net/pub/stats/afrinic"),
  extended("apnic", "https://ftp.apnic.net/stats/apnic"),
  extended("arin", "https://ftp.arin.net/pub/stats/arin"),
  extended("lacnic", "https://ftp.lacnic.net/pub/stats/lacnic"),
  extended("ripencc", "https://ftp.ripe.net/pub/stats/ripencc"),
];

/** What of the platform's `fetch` is used. */
export type Fetch = (
  url: string,
  init: { readonly signal: AbortSignal },
) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array> | null;
}>;

export type Fetched = { readonly registry: string; readonly url: string } & (
  | { readonly ok: true; readonly path: string; readonly size: number; readonly md5: string }
  | { readonly ok: false; readonly error: Refusal }
);

/**
 * Writes `delegated-<registry>-extended-latest` and its `.md5` into `folder`, each whole or not at all. A file whose
 * checksum is wrong is fetched once more (the publisher may just have replaced it) and then refused; what was in the
 * folder before stays. Registries are independent: one answer each. Codes `fetch-failed`, `fetch-status`,
 * `too-large`, `md5-format`, `md5-mismatch`.
 */
export async function fetchRir(
  folder: string,
  options: { readonly fetch: Fetch; readonly timeoutMs?: number; readonly files?: typeof RIR_FILES },
): Promise<Fetched[]> {
  await mkdir(folder, { recursive: true });
  const get = (url: string): Promise<Result<Buffer>> =>
    download(url, options.fetch, options.timeoutMs ?? 120_000);
  const one = async (registry: string, url: string): Promise<Fetched> => {
    let got = await pair(url, get);
    if (!got.ok && got.error.code === "md5-mismatch") got = await pair(url, get);
    if (!got.ok) return { registry, url, ok: false, error: got.error };
    const path = join(folder, `delegated-${registry}-extended-latest`);
    const { data, companion, md5 } = got.value;
    // The companion last: whoever sees a new one also sees the file it belongs to.
    await writeWhole(path, data);
    await writeWhole(`${path}.md5`, companion);
    return { registry, url, ok: true, path, size: data.length, md5 };
  };
  return Promise.all((options.files ?? RIR_FILES).map(({ registry, url }) => one(registry, url)));
}

async function pair(
  url: string,
  get: (url: string) => Promise<Result<Buffer>>,
): Promise<Result<{ data: Buffer; companion: Buffer; md5: string }>> {
  const companion = await get(`${url}.md5`);
  if (!companion.ok) return companion;
  const claimed = parseMd5(companion.value.toString("latin1"), `${url}.md5`);
  if (!claimed.ok) return claimed;
  const data = await get(url);
  if (!data.ok) return data;
  const md5 = createHash("md5").update(data.value).digest("hex");
  if (md5 === claimed.value) return ok({ data: data.value, companion: companion.value, md5 });
  return refuse("md5-mismatch", `the companion says ${claimed.value}, the content has ${md5}`, url);
}

async function download(url: string, fetch: Fetch, timeoutMs: number): Promise<Result<Buffer>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok || answer.body === null)
      return refuse("fetch-status", `the server answered ${answer.status}`, url);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > MAX_FOREIGN_BYTES) return refuse("too-large", `more than ${MAX_FOREIGN_BYTES} bytes`, url);
      chunks.push(chunk);
    }
    return ok(Buffer.concat(chunks));
  } catch (error) {
    return refuse(
      "fetch-failed",
      `the connection failed: ${error instanceof Error ? error.message : "unknown"}`,
      url,
    );
  }
}

/** Beside the target first, then renamed over it: a reader sees the old file or the new one. */
async function writeWhole(path: string, data: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
