/**
 * Trust policies (c2sp.org/tlog-policy): which logs, which witnesses, and which sets of witnesses are enough. The
 * same grammar states the public key file of an assembly.
 */
import { formatVkey, type VerifierKey } from "@comity/signing";

export type PolicyLog = { readonly key: VerifierKey; readonly url: string | undefined };
export type PolicyWitness = {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | undefined;
};
/** At least `threshold` of the members, each a witness or an earlier group. */
export type PolicyGroup = {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
};

/** Groups stand in order: a group names only what stands before it. `quorum` is a name or `none`. */
export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  readonly quorum: string;
};

/** The name that stands for "no witness needed". */
export const NO_QUORUM = "none";

/** Whether the named witnesses are enough. Names the policy does not know count for nothing. */
export function quorumMet(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  if (policy.quorum === NO_QUORUM) return true;
  const met = new Set(policy.witnesses.map((w) => w.name).filter((name) => cosigned.has(name)));
  for (const group of policy.groups) {
    const members = new Set(group.members.filter((member) => met.has(member)));
    if (members.size >= group.threshold) met.add(group.name);
  }
  return met.has(policy.quorum);
}

/** The canonical text: one space between words, logs, witnesses, groups, then the quorum. */
export function formatPolicy(policy: Policy): string {
  return [
    ...policy.logs.map((log) => line("log", formatVkey(log.key), log.url)),
    ...policy.witnesses.map((w) => line("witness", w.name, formatVkey(w.key), w.url)),
    ...policy.groups.map((g) => line("group", g.name, String(g.threshold), ...g.members)),
    line("quorum", policy.quorum),
  ].join("");
}

const line = (...words: readonly (string | undefined)[]): string =>
  `${words.filter((w) => w !== undefined).join(" ")}\n`;
