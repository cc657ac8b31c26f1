/**
 * Keeps a repository at what a register says, for as long as it runs: publishes what changes, makes anew what would end,
 * tries again what failed, and tells the difference between the published set and the register (SEMANTICS H4).
 */
import { must, type Refusal } from "@comity/canon";
import { aspaSetOf, vrpSetOf } from "@comity/routes";
import { alarmMetrics, gauge, publicationAlarm, type Alarm } from "./alarm.ts";
import { checkFolder } from "./check.ts";
import { assign, type Holding, type RegisterPayload } from "./parties.ts";
import { publish, type Publication, type PublishOptions } from "./publish.ts";

export type KeeperOptions = {
  readonly folder: string;
  /** Unix time, of the clock that relying parties have too. */
  readonly now: () => number;
  /** Each line is new: what changed, what failed, that it works again. */
  readonly log: (line: string) => void;
  readonly publish?: PublishOptions;
  /** Before each publication: a laboratory's anchor signs anew. */
  readonly before?: () => Promise<Refusal | undefined>;
  /** Milliseconds until it looks again at its own: when all was well, and when it was not. */
  readonly again?: number;
  readonly retry?: number;
};

const AGAIN = 600_000;
const RETRY = 30_000;

/** What the holders' CAs should say together; what no claimed holder could sign is in no RPKI. */
export function publishable(holdings: readonly Holding[], payload: RegisterPayload): RegisterPayload {
  const { parties } = assign(
    holdings.map((holding) => ({ ...holding, custody: { kind: "hosted" } })),
    payload,
  );
  return {
    vrps: must(vrpSetOf(parties.flatMap((p) => [...p.vrps]))),
    aspas: must(aspaSetOf(parties.flatMap((p) => [...p.aspas]))),
  };
}

export class Keeper {
  readonly #options: KeeperOptions;
  #wanted: { readonly holdings: readonly Holding[]; readonly payload: RegisterPayload } | undefined;
  #fresh = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failure = "";
  #raised = false;
  #published = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** What is to be published from now on; several in a row become one publication. */
  want(holdings: readonly Holding[], payload: RegisterPayload): void {
    this.#wanted = { holdings, payload };
    this.#fresh = true;
    this.#go();
  }

  /** Resolves when what was wanted last was tried. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.settled();
  }

  /** Prometheus text format; looks at the whole folder. */
  metrics(): string {
    const alarm = this.#look();
    return [
      alarm === undefined ? gauge("comity_rpki_alarm", ALARM, 1) : alarmMetrics(alarm),
      gauge("comity_rpki_failed", "1 while the last publication failed", this.#failure === "" ? 0 : 1),
      gauge("comity_rpki_published_time_seconds", "time of the last publication", this.#published),
    ].join("");
  }

  #go(): void {
    if (this.#running !== undefined || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      if (this.#stopped) return;
      if (this.#fresh) return this.#go();
      const { again = AGAIN, retry = RETRY } = this.#options;
      this.#timer = setTimeout(() => this.#go(), this.#failure === "" ? again : retry);
      this.#timer.unref();
    });
  }

  async #work(): Promise<void> {
    const { before, folder, log, now } = this.#options;
    const { holdings, payload } = this.#wanted!;
    this.#fresh = false;
    try {
      const refused = await before?.();
      if (refused !== undefined) return this.#failed(refused);
      const done = await publish(folder, holdings, payload, now(), this.#options.publish);
      if (!done.ok) return this.#failed(done.error);
      if (this.#failure !== "") log("RPKI: published again");
      this.#failure = "";
      this.#published = now();
      if (done.value.changed) log(changes(done.value));
    } catch (error) {
      return this.#failed({ code: "defect", detail: String(error), field: "" });
    } finally {
      // While more waits, the difference is no news.
      if (!this.#fresh) this.#warn(this.#look());
    }
  }

  /** The same failure is said once. */
  #failed({ code, detail, field }: Refusal): void {
    const line = `RPKI: ${detail}${field === undefined || field === "" ? "" : ` (${field})`} [${code}]`;
    if (line !== this.#failure) this.#options.log(`${line}; what is published stays, and it is tried again`);
    this.#failure = line;
  }

  #look(): Alarm | undefined {
    const { folder, now } = this.#options;
    const at = now();
    const seen = checkFolder(folder, at);
    if (!seen.ok) return undefined;
    const wanted = this.#wanted;
    const register =
      wanted === undefined
        ? { vrps: seen.value.vrps, aspas: seen.value.aspas }
        : publishable(wanted.holdings, wanted.payload);
    return publicationAlarm(register, seen.value, at);
  }

  #warn(alarm: Alarm | undefined): void {
    const raised = alarm?.raised ?? true;
    if (raised && !this.#raised) this.#options.log(warning(alarm));
    if (!raised && this.#raised) this.#options.log("RPKI: the published set is what the register says again");
    this.#raised = raised;
  }
}

const ALARM = "1 when the published set is not what the register says";
const changes = ({ announced, aspaChanges, withdrawn }: Publication): string =>
  `RPKI: published, ${announced.length} announced, ${withdrawn.length} withdrawn, ${aspaChanges} ASPAs changed`;
const warning = (alarm: Alarm | undefined): string =>
  alarm === undefined
    ? "RPKI alarm: nothing is published"
    : `RPKI alarm: the published set is not what the register says: ${alarm.missing.length + alarm.missingAspas.length} missing, ${alarm.surplus.length + alarm.surplusAspas.length} too many, ${alarm.problems} objects that do not validate`;
