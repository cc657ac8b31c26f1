/**
 * A sliding window over a long input, so that no reader holds a file twice or whole. A scan is a generator that yields
 * when it wants more input; `scanStream` and `scanBytes` drive it.
 */

/** A token or record must fit here: 512 KiB. Scans ask for more input when less than this is left and the end is not seen. */
export const LOOKAHEAD: number = 512 * 1024;

export type Scan<T> = Generator<void, T, void>;

export class Window {
  private readonly lookahead: number;
  data: Uint8Array = new Uint8Array(0);
  pos = 0;
  end = 0;
  /** No more input will come. */
  final = false;
  /** Offset of `data[0]` in the input. */
  private base = 0;
  /** `data` was made here: a borrowed chunk is never written to. */
  private own = false;

  constructor(lookahead: number = LOOKAHEAD) {
    this.lookahead = lookahead;
  }

  /** Offset of `pos` in the input. */
  get offset(): number {
    return this.base + this.pos;
  }

  /** Whether a scan may read a whole token without asking for more. */
  get ample(): boolean {
    return this.final || this.end - this.pos >= this.lookahead;
  }

  /** The last position where the window is ample. */
  get lastAmple(): number {
    return this.final ? this.end : this.end - this.lookahead;
  }

  push(chunk: Uint8Array): void {
    const left = this.end - this.pos;
    this.base += this.pos;
    if (left === 0) {
      // Borrowed, not copied: a caller that hands over a whole file pays nothing.
      this.data = chunk;
      this.own = false;
    } else {
      const need = left + chunk.length;
      const target = this.own && need <= this.data.length ? this.data : new Uint8Array(need + this.lookahead);
      if (target === this.data) target.copyWithin(0, this.pos, this.end);
      else target.set(this.data.subarray(this.pos, this.end));
      target.set(chunk, left);
      this.data = target;
      this.own = true;
    }
    this.pos = 0;
    this.end = left + chunk.length;
  }
}

/** A byte order mark means nothing in UTF-8: the position moves past one at the start of the input. */
export function skipMark(window: Window): void {
  const { data, end, offset, pos } = window;
  if (
    offset === 0 &&
    end - pos >= 3 &&
    data[pos] === 0xef &&
    data[pos + 1] === 0xbb &&
    data[pos + 2] === 0xbf
  )
    window.pos += 3;
}

export async function scanStream<T>(
  window: Window,
  scan: Scan<T>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<T> {
  for await (const chunk of chunks) {
    window.push(chunk);
    if (!window.ample) continue;
    const state = scan.next();
    if (state.done === true) return state.value;
  }
  window.final = true;
  return finish(scan);
}

/** How tests cut an input: chunks of `step` bytes, and a window that is ample with `lookahead`. */
export type Cut = { readonly step: number; readonly lookahead: number };

/** The same over bytes in memory. */
export function scanBytes<T>(
  scan: (window: Window) => Scan<T>,
  bytes: Uint8Array,
  { step, lookahead }: Cut = { step: bytes.length, lookahead: LOOKAHEAD },
): T {
  const window = new Window(lookahead);
  const steps = scan(window);
  for (let at = 0; at < bytes.length; at += step) {
    window.push(bytes.subarray(at, at + step));
    if (at + step >= bytes.length || !window.ample) continue;
    const state = steps.next();
    if (state.done === true) return state.value;
  }
  window.final = true;
  return finish(steps);
}

function finish<T>(scan: Scan<T>): T {
  for (;;) {
    const state = scan.next();
    if (state.done === true) return state.value;
  }
}
