/** What the words after a reading command mean. */
import { EXIT, Stop } from "../host.ts";

/** A route is a prefix and the AS number that originates it. */
export function routeIn(text: string): { readonly prefix: string; readonly origin: string } | undefined {
  const m = /^([0-9a-f.:]+(?:\/[0-9]+)?)\s+(AS[0-9]+)$/i.exec(text.trim());
  return m === null ? undefined : { prefix: m[1]!, origin: m[2]!.toUpperCase() };
}

export const tooManyWords = (): Stop =>
  new Stop(EXIT.usage, "usage", "Too many words: only a route has two, a prefix and an AS number");
