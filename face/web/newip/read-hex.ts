/** Bytes as people paste them. */
import { sayNewip as m } from "../messages/newip.ts";

export const MOST_BYTES = 65_535;

export type Pasted =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly detail: string };

export function readHex(text: string): Pasted {
  const wrong = /[^0-9a-fA-F\s:,.\-_]/.exec(text.replace(/^0x/i, "  "));
  if (wrong !== null) return { ok: false, detail: m.notHex(wrong.index, wrong[0]) };
  const digits = text.replace(/^0x/i, "").replaceAll(/[^0-9a-fA-F]/g, "");
  if (digits.length % 2 === 1) return { ok: false, detail: m.odd };
  if (digits.length > MOST_BYTES * 2) return { ok: false, detail: m.tooLong(MOST_BYTES) };
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return { ok: true, bytes };
}

export const spaced = (hex: string): string => hex.replaceAll(/..(?=.)/g, "$& ");
