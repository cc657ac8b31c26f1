/**
 * The fold: an assembly's state as a pure function of its log. `applyBlock` judges the acts of one block in order, lets
 * happen what fell due before them, and gives the block record. The same blocks give the same root everywhere.
 */
import { Defect, ok, refuse, toBase64, type Result } from "@comity/canon";
import { parseConstitution, type Constitution, type Parameters } from "@comity/rules";
import type { SignedAct } from "../acts/admit.ts";
import { kindOf } from "../acts/catalogue.ts";
import type { Context } from "../acts/kind.ts";
import { judge } from "../acts/judge.ts";
import { advanceLane, lanePosition, positionAfter, recordEquivocation } from "../acts/lanes.ts";
import { State, type SealedState } from "../state/state.ts";
import type { BlockRecord, VoidEntry } from "./block-record.ts";
import { runClock, type Around } from "./clock.ts";
import { shiftPeriods } from "./gap.ts";
import {
  countersignedAct,
  incomingKeyFile,
  readWitness,
  witnessesIn,
  type BlockWitness,
  type Seen,
} from "./witnessing.ts";

/** Before a constitution is in force nothing is timed. */
const NO_PARAMETERS: Parameters = {
  grace: 0,
  skew: 0,
  gap: Number.MAX_SAFE_INTEGER,
  notice: 0,
  contest: 0,
  cooling: 0,
  lock: 0,
  quarantine: 0,
};

export type Outcome = {
  readonly index: number;
  readonly act: SignedAct;
  readonly code?: string;
  readonly detail?: string;
};
export type Block = {
  readonly record: BlockRecord;
  readonly outcomes: readonly Outcome[];
  readonly sealed: SealedState;
};
export type Datasets = (hash: string) => Uint8Array | undefined;

export class Assembly {
  readonly state: State;
  /** Height of the next block. */
  height = 0;
  /** Time of the last block. */
  time = 0;
  /** Entries in the log so far. */
  size = 0;
  #constitution: { readonly version: number; readonly value: Constitution } | undefined;

  constructor(state: State = new State()) {
    this.state = state;
  }

  get founded(): boolean {
    return this.state.text("decisions", "assembly", "assembly") !== undefined;
  }

  /** The constitution in force. */
  get constitution(): Constitution | undefined {
    const version = this.state.text("decisions", "assembly", "assembly")?.constitution;
    if (version === undefined) return undefined;
    if (this.#constitution?.version !== version) {
      const record = this.state.text("decisions", `constitution/${version}`, "constitution")!;
      const parsed = parseConstitution(record.text);
      if (!parsed.ok) throw new Defect(`constitution ${version}: ${parsed.error.detail}`);
      this.#constitution = { version, value: parsed.value };
      this.#countGrace(parsed.value.parameters.grace);
    }
    return this.#constitution.value;
  }

  /** What waits was indexed with the old GRACE: without new entries it would never fall due. */
  #countGrace(grace: number): void {
    const wait = witnessesIn(this.state) === undefined ? 0 : grace;
    if (this.state.grace === grace && this.state.wait === wait) return;
    this.state.grace = grace;
    this.state.wait = wait;
    this.state.rebuildDue();
  }

  /** A key file that was decided is in force: its keys have spoken. */
  #setKeyFile(policy: string, since: number): void {
    const { nextPolicy: _, ...record } = this.state.text("decisions", "assembly", "assembly")!;
    this.state.setText("decisions", "assembly", { ...record, policy, since });
    this.#countGrace(this.parameters.grace);
  }

  get parameters(): Parameters {
    return this.constitution?.parameters ?? NO_PARAMETERS;
  }

  /** The newest time that enough witnesses vouch for (SEMANTICS C5); undefined where there are none. */
  get witnessed(): { readonly size: number; readonly time: number } | undefined {
    return this.state.text("decisions", "witnessed", "witnessed");
  }

  /**
   * Applies one block. A block that cannot stand in a log (time going back or ahead of the witnesses, an act out of its
   * lane, acts before the founding one) is refused as a whole and changes nothing. `witness` is the cosigned checkpoint
   * that the block record carries. Codes `block-*`, and those of opening a checkpoint.
   */
  applyBlock(
    time: number,
    given: readonly SignedAct[],
    datasets: Datasets,
    witness?: BlockWitness,
  ): Result<Block> {
    const seen = witness === undefined ? ok(undefined) : this.#seen(witness);
    if (!seen.ok) return seen;
    // Acts were admitted with the witnesses of the state before the block.
    const witnesses = witnessesIn(this.state);
    const countersigned = given.map((act) => countersignedAct(witnesses, act));
    const acts = countersigned.map(({ act }) => act);
    const fits = this.#fits(time, acts, seen.value);
    if (!fits.ok) return fits;
    const record = this.size + acts.length;
    if (seen.value !== undefined) {
      const { policy, size, time: at } = seen.value;
      const witnessed =
        at === undefined ? undefined : { t: "witnessed" as const, size, time: at, since: record };
      this.state.setText("decisions", "witnessed", witnessed);
      if (policy !== undefined) this.#setKeyFile(policy, record);
    }
    const around = { time, dataset: datasets, kinds: kindOf };
    const parameters = this.parameters;
    if (this.height > 0 && time - this.time > parameters.gap) {
      shiftPeriods(this.state, time - this.time, this.time);
    }
    runClock(this.state, { ...around, index: record, parameters });
    const outcomes: Outcome[] = [];
    const voids: VoidEntry[] = [];
    for (const [i, { act, countersigned: at }] of countersigned.entries()) {
      const index = this.size + i;
      const outcome = this.#applyAct(act, {
        ...around,
        index,
        parameters: this.parameters,
        ...(at === undefined ? {} : { countersigned: at }),
      });
      outcomes.push(outcome);
      if (outcome.code !== undefined) voids.push({ code: outcome.code, index: outcome.index });
    }
    // A key file without witnesses may have come into force.
    if (this.founded) this.#countGrace(this.parameters.grace);
    const sealed = this.state.seal();
    const block: BlockRecord = {
      acts: acts.length,
      height: this.height,
      stateRoot: toBase64(sealed.root),
      time,
      void: voids,
      ...(seen.value === undefined ? {} : { witness: seen.value.text }),
    };
    this.height++;
    this.time = time;
    this.size = record + 1;
    return ok({ record: block, outcomes, sealed });
  }

  #seen(witness: BlockWitness): Result<Seen> {
    const witnesses = witnessesIn(this.state);
    const incoming = incomingKeyFile(this.state);
    if (witnesses === undefined && incoming === undefined) {
      return refuse(
        "block-witness",
        "the assembly's key file asks for no witnesses: no block refers to them",
      );
    }
    const changed = incoming && readWitness(incoming.keys, witness, this.size);
    const seen: Result<Seen> =
      changed?.ok === true
        ? ok({ ...changed.value, policy: incoming!.policy })
        : witnesses === undefined
          ? changed!
          : readWitness(witnesses.keys, witness, this.size);
    if (!seen.ok) return seen;
    const before = this.witnessed;
    const { size, time = Infinity } = seen.value;
    return before !== undefined && (time <= before.time || size < before.size)
      ? refuse("block-witness", "the checkpoint that the block carries is no newer than the one before")
      : seen;
  }

  #fits(time: number, acts: readonly SignedAct[], seen: Seen | undefined): Result<true> {
    if (!Number.isSafeInteger(time) || time < this.time) {
      return refuse("block-time", `block time is a whole number of seconds, at least ${this.time}`);
    }
    const newest = seen?.time ?? this.witnessed?.time;
    const { skew } = this.parameters;
    if (newest !== undefined && (time > newest + skew || time < newest - skew)) {
      return refuse(
        "block-skew",
        `block time is within ${skew} seconds of the newest witness time, ${newest}: have a checkpoint cosigned`,
      );
    }
    if (this.height === 0 && (acts.length !== 1 || acts[0]!.kind !== "found")) {
      return refuse("block-not-founded", "the first block holds the founding act and nothing else");
    }
    const origin = this.state.text("decisions", "assembly", "assembly")?.origin;
    const heads = new Map<string, { seq: number; prev: string }>();
    for (const [i, act] of acts.entries()) {
      if (origin !== undefined && act.assembly !== origin) {
        return refuse("block-other-assembly", `act ${i} of the block is for ${act.assembly}, not ${origin}`);
      }
      // Nobody's lane moves by others' signatures alone.
      if (!act.signers.some(({ name }) => name.startsWith(`${act.by}/`))) {
        return refuse("block-unsigned", `act ${i} of the block carries no signature of ${act.by}`);
      }
      const lane = `${act.by}/${act.lane}`;
      const head = heads.get(lane);
      const position = head === undefined ? lanePosition(this.state, act) : positionAfter(head, act);
      if (position === "gap" || position === "fork" || position === "repeated") {
        return refuse("block-lane", `act ${i} of the block does not continue lane ${act.lane} of ${act.by}`);
      }
      if (position === "next") heads.set(lane, { seq: act.seq, prev: act.hash });
    }
    return ok(true);
  }

  #applyAct(act: SignedAct, around: Around & Pick<Context, "countersigned">): Outcome {
    const { state } = this;
    const { index } = around;
    const position = lanePosition(state, act);
    if (position === "passed") {
      return { index, act, code: "lane-passed", detail: "the lane went on behind this place" };
    }
    if (position === "equivocation") {
      recordEquivocation(state, act, index);
      return {
        index,
        act,
        code: "equivocation",
        detail: "another act already stands at this place of the lane",
      };
    }
    const refusal = judge(state, act, around);
    if (this.founded) advanceLane(state, act);
    return refusal === undefined
      ? { index, act }
      : { index, act, code: refusal.code, detail: refusal.detail };
  }
}
