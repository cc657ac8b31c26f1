/** State of a page in the address after `#`: compressed JSON, so that a link carries it and no server sees it. */
/** Characters of a link that is still read, and bytes that it may unfold to. */
const LONGEST = 200_000;
const MOST_BYTES = 2_000_000;

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  by: TransformStream<BufferSource, Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(by).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    total += next.value.length;
    if (total > MOST_BYTES) throw new Error("the state is too large for a link");
    parts.push(next.value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function toFragment(state: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  let text = "";
  for (const byte of packed) text += String.fromCharCode(byte);
  return `#s=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** Undefined when there is none, null when it cannot be read. */
export async function fromFragment(hash: string): Promise<unknown> {
  if (!hash.startsWith("#s=")) return undefined;
  if (hash.length > LONGEST) return null;
  try {
    const text = atob(hash.slice(3).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream("deflate-raw"));
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return null;
  }
}
