/** Keys found among the files: lone vkeys, `verifier_keys` of witnesses, policies, descriptions of CT logs. */
import { fromUtf8, toHex } from "@comity/canon";
import { parseVkey, type Verifier, type VerifierKey } from "@comity/signing";
import { checkpointVerifier } from "../cosignature.ts";
import { parsePolicy } from "../policy-parse.ts";
import { checkVkey } from "./known-answers.ts";
import { asArray, asString, expect, folderOf, verdict } from "./check.ts";
import type { Check, JsonObject, VectorFile } from "./check.ts";
import { ctKeyOf, type CtKey } from "./static-ct.ts";

/**
 * `ring` by `name+id`; `names` are all key names seen and `folders` the keys that lie in a folder as `name+id` (of CT
 * logs the log id), to notice a note that ought to be signed by one of them and is not.
 */
export type FoundKeys = {
  readonly ring: Map<string, Verifier>;
  readonly names: Set<string>;
  readonly folders: Map<string, Set<string>>;
  readonly ct: CtKey[];
};

export const noKeys = (): FoundKeys => ({ ring: new Map(), names: new Set(), folders: new Map(), ct: [] });

const LONE_VKEY = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n?$/;
const POLICY = /^[ \t]*quorum[ \t]/m;

/** Keys of a text file, with a check for each, or undefined when the file holds none. */
export function keysOfText(file: VectorFile, found: FoundKeys): readonly Check[] | undefined {
  const decoded = file.bytes.length < 1_048_576 ? fromUtf8(file.bytes) : undefined;
  if (!decoded?.ok) {
    return decoded && file.path.endsWith(".vkey") ? [verdict(file.path, true, decoded)] : undefined;
  }
  const text = decoded.value;
  if (LONE_VKEY.test(text) || file.path.endsWith(".vkey"))
    return [addVkey(file.path, text.replace(/\n$/, ""), found)];
  if (!POLICY.test(text) || !isPolicyLike(text)) return undefined;
  const policy = parsePolicy(file.bytes);
  if (policy.ok) for (const { key } of [...policy.value.logs, ...policy.value.witnesses]) addKey(key, found);
  return [verdict(`${file.path}: policy`, true, policy)];
}

/** Most of its lines begin as those of a policy do: a program that mentions policies is none. */
function isPolicyLike(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const own = lines.filter((line) => /^[ \t]*(log|witness|group|quorum|#)/.test(line));
  return lines.some((line) => /^[ \t]*(log|witness|group)[ \t]/.test(line)) && own.length * 2 > lines.length;
}

/** Keys of a JSON file, or undefined when it is of another kind. */
export function keysOfJson(path: string, json: JsonObject, found: FoundKeys): readonly Check[] | undefined {
  if (Array.isArray(json["verifier_keys"])) {
    return asArray(json["verifier_keys"]).map((vkey) => addVkey(path, asString(vkey), found));
  }
  const ct = ctKeyOf(json);
  if (!ct) return undefined;
  if (ct.ok) {
    found.ct.push(ct.value);
    lay(found, path, toHex(ct.value.id));
  }
  return [expect(`${path}: CT log id`, ct.ok, "log_id is not the SHA-256 of the key")];
}

function addVkey(path: string, vkey: string, found: FoundKeys): Check {
  const key = parseVkey(vkey);
  if (key.ok) {
    addKey(key.value, found);
    lay(found, path, `${key.value.name}+${key.value.id}`);
  }
  return checkVkey(path, vkey);
}

function lay(found: FoundKeys, path: string, key: string): void {
  const folder = folderOf(path);
  found.folders.set(folder, (found.folders.get(folder) ?? new Set()).add(key));
}

function addKey(key: VerifierKey, found: FoundKeys): void {
  const verifier = checkpointVerifier(key);
  found.names.add(key.name);
  if (verifier.ok) found.ring.set(`${key.name}+${key.id}`, verifier.value);
}
