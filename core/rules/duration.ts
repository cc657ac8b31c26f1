/** Seconds in words. */
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `90000` -> `1 day 1 hour`; exact, so that two different periods never read alike. */
export function duration(seconds: number): string {
  const words: string[] = [];
  let rest = seconds;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return words.length === 0 ? "no time" : words.join(" ");
}
