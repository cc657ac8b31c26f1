/** `comity rpki roll`: changes of a CA's key begun and shown. */
import { readFileSync, writeFileSync } from "node:fs";
import { beginRollover, requestOf, rollovers } from "@comity/rpki";
import { answer, type Host } from "../../host.ts";
import { need } from "./said.ts";

export type RollFlags = {
  readonly json: boolean;
  readonly token?: string;
  readonly hours: number;
  readonly out: string;
};

export async function roll(this: Host, flags: RollFlags, folder: string, ca?: string): Promise<void> {
  if (ca === undefined) {
    const going = need(rollovers(folder));
    return answer(this, flags.json, going, () =>
      going.length === 0
        ? "no change of a key goes on\n"
        : `${going
            .map(
              ({ ca: name, current, next, old, signsFrom }) =>
                `${name}  ${current}${next === undefined ? "" : `  next ${next}, ${signsFrom === undefined ? "not certified yet" : `signs from ${new Date(signsFrom * 1000).toISOString().slice(0, 16)}Z`}`}${old === undefined ? "" : `  old ${old}`}`,
            )
            .join("\n")}\n`,
    );
  }
  const online = ca === "online";
  const key = need(
    await beginRollover(folder, online ? ca : `party-${ca}`, {
      staging: flags.hours * 3_600,
      ...(flags.token === undefined ? {} : { token: readFileSync(flags.token, "utf8") }),
    }),
  );
  if (online) writeFileSync(flags.out, need(await requestOf(folder)));
  answer(this, flags.json, { ca, key, ...(online && { request: flags.out }) }, () =>
    [
      `next key  ${key}`,
      online
        ? `request   ${flags.out}: comity rpki ta sign ANCHOR --request ${flags.out} --out bundle.json, then comity rpki accept`
        : "the next publication certifies it",
      "",
    ].join("\n"),
  );
}
