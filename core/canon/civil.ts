/**
 * Civil dates without a clock: seconds since 1970-01-01T00:00:00Z to and from RFC 3339 text, in the proleptic
 * Gregorian calendar. Algorithm: days from civil by shifting the year to March (Hinnant), integers only.
 */
import { ok, refuse, type Result } from "./result.ts";

const DAY = 86_400;
const pad = (n: number, width = 2): string => String(n).padStart(width, "0");

/** Days since 1970-01-01 of a date (month 1..12). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146_097 + doe - 719_468;
}

/** The date of a day number: `[year, month 1..12, day 1..31]`. */
export function civilFromDays(days: number): readonly [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - Math.floor((153 * mp + 2) / 5) + 1];
}

/** `2026-11-24` for a time in seconds. */
export function toDate(seconds: number): string {
  const [y, m, d] = civilFromDays(Math.floor(seconds / DAY));
  return `${pad(y, 4)}-${pad(m)}-${pad(d)}`;
}

/** `2026-11-24T20:15:00Z` for a time in seconds. */
export function toTimestamp(seconds: number): string {
  const s = seconds - Math.floor(seconds / DAY) * DAY;
  return `${toDate(seconds)}T${pad(Math.floor(s / 3600))}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}Z`;
}

/** Strict `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ` to seconds. Code `date`. */
export function fromTimestamp(text: string, field = ""): Result<number> {
  const m = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?$/.exec(text);
  if (m) {
    const [year, month, day, hour, minute, second] = m.slice(1).map((x) => Number(x ?? 0));
    const days = daysFromCivil(year!, month!, day!);
    const [y2, m2, d2] = civilFromDays(days);
    if (y2 === year && m2 === month && d2 === day && hour! < 24 && minute! < 60 && second! < 60) {
      return ok(days * DAY + hour! * 3600 + minute! * 60 + second!);
    }
  }
  return refuse("date", "expected a date like 2026-11-24 or 2026-11-24T20:15:00Z", field);
}
