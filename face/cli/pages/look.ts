/** How a page names the command, so that what it suggests can be typed as it stands. */
import type { ReadFlags } from "../flags.ts";
import type { Host } from "../host.ts";
import type { Page } from "../print/page.ts";
import { setting } from "../settings.ts";

export type Look = {
  /** `show 192.0.2.0/24` as a whole command, for the node that was asked. */
  readonly command: (words: string) => string;
};
export type Suggestion = readonly [words: string, about: string];

/** `npm start` and `npx` say by the environment that people type `npx`. */
export const called = (env: NodeJS.ProcessEnv): string =>
  env["npm_command"] === undefined ? "comity" : "npx --no comity";

export function lookOf(host: Host, flags: Pick<ReadFlags, "node" | "at">): Look {
  const node = flags.node === setting("node").value ? "" : ` --node ${flags.node}`;
  const at = flags.at === undefined ? "" : ` --at ${flags.at}`;
  return {
    command: (words) => `${called(host.env)} ${words}${/^(?:act|vote)\b/.test(words) ? "" : at}${node}`,
  };
}

/** Commands to try, each with what it tells. */
export function tryNext(page: Page, look: Look, suggestions: readonly Suggestion[]): void {
  if (suggestions.length === 0) return;
  page.section("Next");
  page.commands(suggestions.map(([words, about]) => [look.command(words), about]));
}
