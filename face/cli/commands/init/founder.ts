/** `comity keys founder`: what a party brings to a founding, from its key files: public keys, what it is, its seats. */
import { formatVkey, parseKeyFile, signerOf } from "@comity/signing";
import type { Json } from "@comity/canon";
import { readText, writeFile } from "../../files.ts";
import { answer, EXIT, fail, say, Stop, type Host } from "../../host.ts";

export type FounderFlags = {
  readonly json: boolean;
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly label?: string;
  readonly seat?: readonly string[];
  readonly need: number;
  readonly out?: string;
};

export type Founder = { readonly id: string; readonly [field: string]: Json };

/** `need` of the keys sign for the party, whatever the act. */
export function founderOf(flags: Omit<FounderFlags, "out" | "json">, vkeys: readonly string[]): Founder {
  const seats: { [chamber: string]: number } = {};
  for (const seat of flags.seat ?? []) {
    const m = /^([a-z][a-z0-9-]*)(?:=([1-9][0-9]{0,8}))?$/.exec(seat);
    if (m === null)
      throw new Stop(
        EXIT.usage,
        "seat-form",
        `${seat} is no chamber: the name is in lower case, like members`,
        {
          field: "--seat",
          next: "write --seat members, or --seat members=2 for a weight; the constitution names its chambers: `comity rules explain FILE`",
        },
      );
    seats[m[1]!] = Number(m[2] ?? 1);
  }
  if (flags.need < 1 || flags.need > vkeys.length)
    throw new Stop(EXIT.usage, "need-range", `--need is from 1 to the number of keys, ${vkeys.length}`);
  return {
    id: flags.id,
    kind: flags.kind,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.label === undefined ? {} : { label: flags.label }),
    policy: { keys: vkeys.map((key) => ({ key })), thresholds: [{ kinds: ["*"], k: flags.need }] },
    seats,
  };
}

export function keysFounder(this: Host, flags: FounderFlags, ...paths: readonly string[]): void {
  const vkeys: string[] = [];
  for (const path of paths) {
    const file = parseKeyFile(readText(path), path);
    if (!file.ok) return fail(this, file.error);
    if (!file.value.name.startsWith(`${flags.id}/`))
      return fail(this, {
        code: "key-name",
        detail: `${path} is named ${file.value.name}; keys of ${flags.id} are named ${flags.id}/label`,
      });
    vkeys.push(formatVkey(signerOf(file.value).key));
  }
  const founder = founderOf(flags, vkeys);
  const text = `${JSON.stringify(founder, undefined, 2)}\n`;
  if (flags.out !== undefined) writeFile(flags.out, text, { flag: "wx" });
  if (flags.json)
    answer(
      this,
      true,
      { schema: "comity/founder/v1", founder, ...(flags.out && { path: flags.out }) },
      String,
    );
  else if (flags.out === undefined) answer(this, false, undefined, () => text);
  else say(this, `${flags.out}: hand it to who runs \`comity init … --founder ${flags.out}\``);
}
