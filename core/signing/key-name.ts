/** Key names and key ids of C2SP signed-note. */
import { concat, sha256, utf8 } from "@comity/canon";

const BAD_ASCII = /[\0- +]/;
const WHITE_SPACE = /[\p{White_Space}]/u;

/** Non-empty, no Unicode white space, no `+`, no control character, well-formed. */
export function isKeyName(name: string): boolean {
  return name !== "" && !BAD_ASCII.test(name) && name.isWellFormed() && !WHITE_SPACE.test(name);
}

/** The first four bytes of SHA-256(name || 0x0A || type || key), as a number. `typed` is type || key. */
export function keyIdOf(name: string, typed: Uint8Array): number {
  const hash = sha256(concat(utf8(name + "\n"), typed));
  return ((hash[0]! << 24) | (hash[1]! << 16) | (hash[2]! << 8) | hash[3]!) >>> 0;
}
