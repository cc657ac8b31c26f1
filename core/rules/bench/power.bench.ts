/**
 * `node core/rules/bench/power.bench.ts [PYTHON]`: indices of power, exact; beside Python's `powerindices` where it can
 * count them at all (its counts are 64-bit integers: from 64 members on they overflow). Best of three, in seconds.
 */
import { spawnSync } from "node:child_process";
import {
  plainGame,
  powerOf,
  toNumber,
  weightedGame,
  type Game,
  type PowerOptions,
} from "@comity/rules/power";

const python = process.argv[2];

/** Weights that add up to a total, repeatable. */
function weightsOf(n: number, total: number): number[] {
  let state = 12345;
  const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  const raw = Array.from({ length: n }, () => 1 + next() * 9999);
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((each) => Math.max(1, Math.round((each * total) / sum)));
  weights[0]! += total - weights.reduce((a, b) => a + b, 0);
  return weights;
}

const gameOf = (result: ReturnType<typeof plainGame>): Game => {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
};

function measure(name: string, game: Game, options: PowerOptions, rounds = 3): void {
  let best = Infinity;
  let said = "";
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const power = powerOf(game, options);
    best = Math.min(best, performance.now() - start);
    if (!power.ok) throw new Error(power.error.detail);
    const { banzhaf, shapley } = power.value;
    const methods = [...banzhaf.methods, ...(shapley === null ? [] : shapley.methods)];
    const value = toNumber((shapley ?? banzhaf).low[0]!).toPrecision(8);
    said = `${[...new Set(methods)].join(", ")}; first member ${value}`;
  }
  console.log(`${name.padEnd(52)} ${(best / 1000).toFixed(3).padStart(8)} s   ${said}`);
}

/** The peer's time for the same game, Banzhaf or Shapley-Shubik. */
function peer(name: string, quota: number, weights: readonly number[], index: "pbi" | "ssi"): void {
  if (python === undefined) return;
  const code = `import time,json,sys,powerindices as p
w=json.loads(sys.argv[1]);t=time.time();r=p.compute_${index}(${quota},w);t=time.time()-t
print("%8.3f s   first member %.8g" % (t,r[0]))`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", code, JSON.stringify(weights)], {
    encoding: "utf8",
    timeout: 300_000,
  });
  const said =
    status === 0 ? stdout.trimEnd() : `failed: ${stderr.trim().split("\n").at(-1) || "no answer in 300 s"}`;
  console.log(`${`  powerindices: ${name}`.padEnd(52)} ${said}`);
}

const ones = Array.from({ length: 193 }, () => 1);
measure("193 members, two thirds, all indices and coalitions", gameOf(plainGame(129, ones)), {});
peer("Banzhaf", 129, ones, "pbi");
peer("Shapley-Shubik", 129, ones, "ssi");

const people = weightsOf(27, 4_500_000);
const council = weightedGame({
  members: people.map((_, i) => `${i}`),
  criteria: [
    { weights: people.map(() => 1), quota: { share: { num: 55, den: 100 }, comparator: ">=" } },
    { weights: people, quota: { share: { num: 65, den: 100 }, comparator: ">=" } },
  ],
  overrideMembers: 24,
});
measure("27 members, EU Council, Banzhaf and Shapley-Shubik", gameOf(council), { coalitions: false });
measure("  with minimal winning and blocking coalitions", gameOf(council), {});
const votes = people.map((each) => Math.round(Math.sqrt(each)));
const nice = weightedGame({
  members: people.map((_, i) => `${i}`),
  criteria: [
    { weights: votes, quota: { share: { num: 74, den: 100 }, comparator: ">=" } },
    { weights: people.map(() => 1), quota: { share: { num: 1, den: 2 }, comparator: ">" } },
    { weights: people, quota: { share: { num: 62, den: 100 }, comparator: ">=" } },
  ],
});
measure("27 members, votes and members and population", gameOf(nice), { coalitions: false });

const small = weightsOf(60, 10_000);
measure("60 members, weight 10^4, Banzhaf and Shapley-Shubik", gameOf(plainGame(5001, small)), {
  coalitions: false,
});
peer("Banzhaf", 5001, small, "pbi");
peer("Shapley-Shubik", 5001, small, "ssi");

const large = weightsOf(200, 1_000_000);
const big = gameOf(plainGame(500_001, large));
measure("200 members, weight 10^6, Banzhaf", big, { shapley: false, coalitions: false });
measure("  with minimal winning and blocking coalitions", big, { shapley: false }, 1);
peer("Banzhaf (overflows)", 500_001, large, "pbi");
measure("200 members, weight 10^6, Shapley-Shubik", big, { coalitions: false }, 1);
