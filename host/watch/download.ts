/** One file of a host that is not trusted: so many bytes and so much time at most, from that address and no other. */
import { ok, refuse, type Result } from "@comity/canon";

/** `bytes`: of the body as it is after decompression. Codes `unreachable`, `too-large`. */
export async function download(
  url: string,
  bytes: number,
  milliseconds: number,
): Promise<Result<Uint8Array>> {
  const tooLarge = (): Result<never> => refuse("too-large", `${url} sends more than ${bytes} bytes`, "url");
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(milliseconds)]);
  try {
    // A redirect would let the audited host choose what this machine reads.
    const response = await fetch(url, { redirect: "error", signal });
    if (!response.ok) return refuse("unreachable", `${url} answers ${response.status}`, "url");
    if (Number(response.headers.get("content-length") ?? 0) > bytes) return tooLarge();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > bytes) return tooLarge();
      chunks.push(chunk);
    }
    return ok(new Uint8Array(Buffer.concat(chunks)));
  } catch (error) {
    return refuse("unreachable", `no answer from ${url}: ${String((error as Error).cause ?? error)}`, "url");
  } finally {
    stop.abort();
  }
}
