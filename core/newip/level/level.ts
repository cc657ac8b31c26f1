/**
 * The level-address TLV of the 2021 prototype (reference page 5): type, length, then 1 to 4 levels of 1 to 16 bytes,
 * each behind its own length. Nothing else of that prototype is public.
 */
import { ok, refuse, type Result } from "../result.ts";

export const MAX_LEVELS = 4;
export const MAX_LEVEL = 16;
export const LEVEL_TYPES = { source: 1, destination: 2 } as const;

export type LevelAddress = {
  readonly type: keyof typeof LEVEL_TYPES;
  /** Most significant level first. */
  readonly levels: readonly Uint8Array[];
};

/** Decodes strictly: nothing left over. The levels are views of `bytes`. Codes `level-…`. */
export function decodeLevels(bytes: Uint8Array): Result<LevelAddress> {
  if (bytes.length < 2) return refuse(-94, bytes.length);
  const type = bytes[0];
  if (type !== 1 && type !== 2) return refuse(-90, 0, `${type}`);
  if (bytes[1] !== bytes.length - 2) return refuse(-91, 1, `${bytes[1]}, not ${bytes.length - 2}`);
  const levels: Uint8Array[] = [];
  for (let at = 2; at < bytes.length;) {
    const size = bytes[at]!;
    if (levels.length === MAX_LEVELS) return refuse(-92, at, "a fifth one follows");
    if (size === 0 || size > MAX_LEVEL || at + 1 + size > bytes.length) return refuse(-93, at, `${size}`);
    levels.push(bytes.subarray(at + 1, at + 1 + size));
    at += 1 + size;
  }
  if (levels.length === 0) return refuse(-92, 1, "none");
  return ok({ type: type === 1 ? "source" : "destination", levels });
}

/** Encodes: at most 70 bytes. Codes `level-count`, `level-size`. */
export function encodeLevels(address: LevelAddress): Result<Uint8Array> {
  const { levels } = address;
  if (levels.length === 0 || levels.length > MAX_LEVELS) return refuse(-92, 0, `${levels.length}`);
  const wrong = levels.findIndex((level) => level.length === 0 || level.length > MAX_LEVEL);
  if (wrong >= 0) return refuse(-93, 0, `${levels[wrong]!.length}`, `levels/${wrong}`);
  const body = levels.flatMap((level) => [level.length, ...level]);
  return ok(Uint8Array.from([LEVEL_TYPES[address.type], body.length, ...body]));
}
