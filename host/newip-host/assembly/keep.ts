/**
 * What is read from the record, read again and again: changes take effect, and while nobody answers or what is answered
 * does not verify, the last that was proven stays, until it is too old.
 */
import { ok, refuse, type Refusal, type Result } from "../refusal.ts";

/** What was read, the size of the log behind it, and the time of the oldest block that proves a part of it (s). */
export type Proven<T> = { readonly value: T; readonly size: number; readonly time: number };

export type Kept<T> = {
  /** Undefined when it is older than allowed. */
  readonly current: () => T | undefined;
  /** Size of the log that is in use; 0 when nothing is. */
  readonly size: () => number;
  readonly close: () => void;
};

export type KeepOptions<T> = {
  readonly read: () => Promise<Result<Proven<T>>>;
  /** Seconds between two looks, and the greatest age of a state. */
  readonly refresh: number;
  readonly maxAge: number;
  /** Hears what fails after the first look. */
  readonly told?: (refusal: Refusal) => void;
  /** Called when what counts has changed, also by growing too old. */
  readonly changed?: () => void;
  /** Seconds since 1970. */
  readonly now?: () => number;
};

/** Reads at once, then every `refresh` seconds. Codes of `read`, and `assembly-old`. */
export async function keep<T>(options: KeepOptions<T>): Promise<Result<Kept<T>>> {
  const { read, refresh, maxAge, told, changed, now = () => Date.now() / 1000 } = options;
  let proven: Proven<T> | undefined;
  let lapsed = false;
  const young = (time: number): boolean => now() - time <= maxAge;
  const look = async (): Promise<Result<void>> => {
    const got = await read();
    if (!got.ok) return got;
    if (!young(got.value.time)) {
      const age = Math.round(now() - got.value.time);
      return refuse("assembly-old", `the newest state served is ${age} seconds old`, "assembly");
    }
    proven = got.value;
    lapsed = false;
    changed?.();
    return ok(undefined);
  };
  const first = await look();
  if (!first.ok) return first;
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().then((result) => {
      looking = false;
      if (result.ok) return;
      told?.(result.error);
      if (lapsed || proven === undefined || young(proven.time)) return;
      lapsed = true;
      changed?.();
    });
  }, refresh * 1000).unref();
  const current = (): Proven<T> | undefined =>
    proven !== undefined && young(proven.time) ? proven : undefined;
  return ok({
    current: () => current()?.value,
    size: () => current()?.size ?? 0,
    close: () => clearInterval(timer),
  });
}
