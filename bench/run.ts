/**
 * `npm run bench -- --quick`: the hot paths in one process, each as a ratio to a yardstick measured beside it, against
 * the floors of `bench/quick/floors.json`: a machine that is slower or busy slows both. `--record` writes new floors.
 * Without `--quick`: every bench of the project one after the other, with the peers they find.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { globSync } from "node:fs";
import { measures, yardstick, type Measure } from "./quick/measures.ts";

const FLOORS = new URL("quick/floors.json", import.meta.url);
/** A floor is this share of what was measured when it was recorded: only real losses fall below it. */
const SHARE = 0.2;
const ROUNDS = 5;

/** How many a second, best of a few rounds of about a tenth of a second. */
function rate({ times, run }: Measure): number {
  run();
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    let done = 0;
    do {
      run();
      done += times;
    } while (performance.now() - began < 60);
    best = Math.max(best, (1000 * done) / (performance.now() - began));
  }
  return best;
}

function quick(record: boolean): boolean {
  const floors = record
    ? {}
    : (JSON.parse(readFileSync(FLOORS, "utf8")) as { readonly [name: string]: number });
  const recorded: { [name: string]: number } = {};
  let good = true;
  for (const measure of measures()) {
    // The yardstick beside each, because a busy machine changes from second to second.
    const unit = rate(yardstick);
    const own = rate(measure);
    const ratio = own / unit;
    const floor = floors[measure.name];
    recorded[measure.name] = Number((ratio * SHARE).toPrecision(3));
    const below = floor !== undefined && ratio < floor;
    good &&= !below && (record || floor !== undefined);
    const said = record
      ? "recorded"
      : floor === undefined
        ? "NO FLOOR: run with --record"
        : below
          ? `BELOW ${floor}`
          : `floor ${floor}`;
    process.stdout.write(
      `${measure.name.padEnd(38)} ${Math.round(own).toLocaleString("en").padStart(13)}/s  ratio ${ratio.toPrecision(3).padStart(9)}  ${said}\n`,
    );
  }
  if (record) writeFileSync(FLOORS, `${JSON.stringify(recorded, undefined, 2)}\n`);
  return good;
}

if (process.argv.includes("--quick") || process.argv.includes("--record")) {
  process.exitCode = quick(process.argv.includes("--record")) ? 0 : 1;
} else {
  for (const path of globSync(["bench/*.bench.ts", "{core,host,serve}/*/bench/*.{bench.ts,ts}"]).toSorted()) {
    process.stdout.write(`\n== ${path}\n`);
    spawnSync(process.execPath, ["--expose-gc", path], { stdio: "inherit" });
  }
}
