/**
 * `comity keys follow`: an assembly changes the keys of its log and its witnesses by decision; whoever has an earlier public
 * key file comes to the newest by proofs alone (SEMANTICS D2). The node that gives them is not trusted.
 */
import { followKeyChain, type KeyChange } from "@comity/assembly";
import { toTimestamp, utf8 } from "@comity/canon";
import { nodeAt } from "../ask.ts";
import { readText, writeFile } from "../files.ts";
import { answer, EXIT, fail, say, type Host } from "../host.ts";

export type FollowFlags = {
  readonly json: boolean;
  readonly node: string;
  readonly chain?: string;
  readonly out?: string;
};

export async function keysFollow(this: Host, flags: FollowFlags, path: string): Promise<void> {
  const before = readText(path);
  const chain = flags.chain === undefined ? await nodeAt(flags.node).get("keyChain") : readText(flags.chain);
  const followed = followKeyChain(utf8(chain), before);
  if (!followed.ok) {
    const other = followed.error.code === "key-chain-other";
    const next =
      "take the key file from somebody you trust; a change that its keys did not sign cannot be followed";
    return fail(this, { ...followed.error, ...(other ? { next } : {}) }, EXIT.refused);
  }
  const { changes, next, policy } = followed.value;
  const { out } = flags;
  if (out !== undefined) writeFile(out, policy, out === path ? {} : { flag: "wx" });
  const told = out === undefined ? { policy } : { path: out };
  answer(
    this,
    flags.json,
    {
      schema: "comity/keys-follow/v1",
      changes: changes.map(({ decided, time }) => ({ decided, time })),
      ...told,
      ...(next === undefined ? {} : { next }),
    },
    () => (out === undefined ? policy : ""),
  );
  if (flags.json) return;
  for (const change of changes) say(this, sentence(change));
  if (changes.length === 0) say(this, `${path} is the key file in force`);
  if (next !== undefined) say(this, "another one is decided and waits until its keys have signed");
  if (out !== undefined) say(this, `${out}: the key file in force`);
}

const sentence = ({ decided, time }: KeyChange): string =>
  `changed by a decision, proven at size ${decided} of the log (${toTimestamp(time)})`;
