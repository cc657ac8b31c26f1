/** How long a lint with all proofs takes, with and without the start of z3: `node host/rules-lint/bench/lint.bench.ts`. */
import { constitutions } from "@comity/example-rules";
import { registriesOperatorsSociety } from "@comity/rules";
import { lintConstitution, openProver } from "@comity/rules-lint";

const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  const from = performance.now();
  await work();
  process.stdout.write(`${name}: ${(performance.now() - from).toFixed(0)} ms\n`);
};

await timed("default constitution, with the start of z3", () => lintConstitution(registriesOperatorsSociety));
const prover = await openProver();
for (const [name, each] of Object.entries({
  "default constitution": registriesOperatorsSociety,
  ...constitutions,
})) {
  await timed(name, () => lintConstitution(each, { prover }));
}
prover.close();
