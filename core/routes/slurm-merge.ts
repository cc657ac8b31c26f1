/**
 * Several SLURM files as one, when they concern different addresses and AS numbers; otherwise none of them is used
 * (RFC 8416 section 4.2).
 */
import { ok, refuse, type Result } from "@comity/canon";
import { sharesBits } from "./slurm-apply.ts";
import { emptySlurm, type Slurm } from "./slurm.ts";
import { blockText } from "./slurm-write.ts";
import type { Block } from "./vrp-set.ts";

type Claim = { readonly block: Block; readonly file: number };

/** All files as one. Code `slurm-overlap` when two of them concern the same addresses or AS numbers. */
export function mergeSlurm(files: readonly Slurm[]): Result<Slurm> {
  if (files.length === 1) return ok(files[0]!);
  const claims: Claim[] = [];
  const numbers = new Map<string, number>();
  for (const [file, s] of files.entries()) {
    for (const { prefix } of [...s.prefixFilters, ...s.prefixAssertions])
      if (prefix !== undefined) claims.push({ block: prefix, file });
    const named = [
      ...s.prefixFilters.flatMap((f) => (f.prefix === undefined ? [`origin AS${f.asn!}`] : [])),
      ...[...s.bgpsecFilters, ...s.bgpsecAssertions].flatMap((b) =>
        b.asn === undefined ? [`key ${b.ski!.join(".")}`] : [`router keys of AS${b.asn}`],
      ),
      ...[...s.aspaFilters, ...s.aspaAssertions].map((a) => `providers of AS${a.customerAsn}`),
    ];
    for (const name of named) {
      if ((numbers.get(name) ?? file) !== file) return overlap(name, numbers.get(name)!, file);
      numbers.set(name, file);
    }
  }
  const clash = overlapping(claims);
  if (clash !== undefined) return overlap(blockText(clash[1].block), clash[0].file, clash[1].file);
  return ok(
    files.reduce<Slurm>(
      (all, s) => ({
        version: all.version === 2 ? 2 : s.version,
        prefixFilters: [...all.prefixFilters, ...s.prefixFilters],
        bgpsecFilters: [...all.bgpsecFilters, ...s.bgpsecFilters],
        aspaFilters: [...all.aspaFilters, ...s.aspaFilters],
        prefixAssertions: [...all.prefixAssertions, ...s.prefixAssertions],
        bgpsecAssertions: [...all.bgpsecAssertions, ...s.bgpsecAssertions],
        aspaAssertions: [...all.aspaAssertions, ...s.aspaAssertions],
      }),
      emptySlurm(),
    ),
  );
}

const overlap = (what: string, a: number, b: number): Result<never> =>
  refuse(
    "slurm-overlap",
    `files ${a + 1} and ${b + 1} both concern ${what}: none of them is used (RFC 8416 section 4.2)`,
  );

/** Two claims of different files where one covers the other: in tree order it is the one before on the way up. */
function overlapping(claims: readonly Claim[]): [Claim, Claim] | undefined {
  const sorted = claims.toSorted((a, b) => {
    const n = a.block.words.length - b.block.words.length;
    if (n !== 0) return n;
    for (const [w, word] of a.block.words.entries())
      if (word !== b.block.words[w]) return word - b.block.words[w]!;
    return a.block.length - b.block.length;
  });
  const above: Claim[] = [];
  for (const claim of sorted) {
    for (let top = above.at(-1); top !== undefined; top = above.at(-1)) {
      if (
        top.block.words.length === claim.block.words.length &&
        sharesBits(claim.block.words, 0, top.block.words, top.block.length)
      )
        break;
      above.pop();
    }
    const top = above.at(-1);
    if (top !== undefined && top.file !== claim.file) return [top, claim];
    above.push(claim);
  }
  return undefined;
}
