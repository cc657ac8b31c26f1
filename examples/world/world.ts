/** The demonstration as data: its founding act, its datasets, its parties with their keys, its script. */
import type { Json } from "@comity/canon";
import { registriesOperatorsSociety, type Constitution } from "@comity/rules";
import type { KeyFile } from "@comity/signing";
import { DemoClock } from "./clock.ts";
import { inventedDataset, rootsDataset, type DemoDataset } from "./datasets.ts";
import { documents } from "./documents.ts";
import { Lanes } from "./lanes.ts";
import { demoKey, FOUNDERS, NEWCOMER, policyOf, type DemoParty } from "./parties.ts";
import { demoKeyFile } from "./witnesses.ts";
import { DAY, SCRIPT, START, type Step } from "./script.ts";

export type WorldOptions = {
  readonly origin: string;
  /** Verifier key of the node's log: the founding act names it, so it is made for each data folder. */
  readonly logVkey: string;
  /** Its key file asks for the demonstration's witnesses: they have to run. */
  readonly witnessed?: boolean;
};

export type DemoWorld = {
  readonly origin: string;
  readonly parties: readonly DemoParty[];
  /** A party's demonstration key (`office` unless said otherwise); throws for a party that is not of the demonstration. */
  readonly keyOf: (party: string, label?: string) => KeyFile;
  /** The founding act as its log entry, signed by every founder. */
  readonly found: Uint8Array;
  /** What has to be put before the acts that name them; `roots` before the founding. */
  readonly datasets: { readonly [name: string]: DemoDataset };
  /** The same for the documents. */
  readonly documents: readonly Uint8Array[];
  readonly script: readonly Step[];
  /** Makes the script's acts, after the founding, in its order. */
  readonly lanes: Lanes;
  readonly clock: DemoClock;
};

/** The simulated clock jumps: with the example's six hours every jump would stop all periods. */
const CONSTITUTION: Constitution = {
  ...registriesOperatorsSociety,
  parameters: { ...registriesOperatorsSociety.parameters, gap: 30 * DAY },
};

export function demoWorld({ origin, logVkey, witnessed = false }: WorldOptions): DemoWorld {
  const datasets = {
    roots: rootsDataset(),
    campus: inventedDataset("delegated-campus-demo"),
    exchange: inventedDataset("delegated-exchange-demo"),
  };
  const lanes = new Lanes(origin);
  const parties = FOUNDERS.map((party) => {
    const { id, kind, label, name, seats } = party;
    return { id, kind, ...(label === undefined ? {} : { label }), name, policy: policyOf(party), seats };
  });
  const policy = demoKeyFile(logVkey, witnessed);
  const body = plain({ constitution: CONSTITUTION, parties, policy, roots: datasets.roots.hash });
  const [by, ...cosign] = FOUNDERS.map(({ id }) => id) as [string, ...string[]];
  const { kind, name } = NEWCOMER;
  const joins = plain({ kind, name, policy: policyOf(NEWCOMER) });
  const all = [...FOUNDERS, NEWCOMER];
  return {
    origin,
    parties: all,
    keyOf: (party, label = "office") => {
      if (!all.some((p) => p.id === party && p.keys.includes(label)))
        throw new RangeError(`${party}/${label} is no key of the demonstration`);
      return demoKey(party, label);
    },
    found: lanes.next({ by, kind: "found", body, time: START, cosign }),
    datasets,
    documents,
    script: SCRIPT.map((step) => (step.kind === "join" ? { ...step, body: joins } : step)),
    lanes,
    clock: new DemoClock(),
  };
}

/** JSON without what is undefined. */
const plain = (value: object): { readonly [field: string]: Json } =>
  JSON.parse(JSON.stringify(value)) as { [field: string]: Json };
