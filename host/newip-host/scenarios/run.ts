/** Runs a scenario of any kind. */
import { ok, type Result } from "../refusal.ts";
import type { ScenarioResult } from "../simulator/result.ts";
import { parseScenario } from "./form.ts";
import { runHeaders } from "./headers.ts";
import { runLatency } from "./latency.ts";
import { runNetwork } from "./network.ts";

/** `seed` replaces the file's. Codes of `parseScenario`, `scenario-link`, `scenario-node`, `prefix`, `address-…`. */
export function runScenario(json: unknown, seed?: number): Result<ScenarioResult> {
  const parsed = parseScenario(json);
  if (!parsed.ok) return parsed;
  const scenario = seed === undefined ? parsed.value : { ...parsed.value, seed };
  switch (scenario.kind) {
    case "headers":
      return ok(runHeaders(scenario));
    case "latency":
      return ok(runLatency(scenario));
    case "network":
      return runNetwork(scenario);
  }
}
