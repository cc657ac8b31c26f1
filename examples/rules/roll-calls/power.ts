/**
 * A-priori power where every member has one vote and a majority decides (Banzhaf, absolute): the chance to decide when
 * all others toss a coin. Exact counts, as binomials; returned in millionths. It is not observed influence.
 */

/** Of a group of `size` of `members` that votes as one; 1 = a single member. */
export function majorityPower(members: number, size: number): number {
  const quota = Math.floor(members / 2) + 1;
  const others = members - size;
  let swings = 0n;
  let coefficient = 1n;
  for (let k = 0; k <= others; k++) {
    if (k >= quota - size && k < quota) swings += coefficient;
    coefficient = (coefficient * BigInt(others - k)) / BigInt(k + 1);
  }
  return Number((1_000_000n * swings) >> BigInt(others));
}
