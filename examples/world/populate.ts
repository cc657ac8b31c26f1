/**
 * Founding the demonstration and sending its script through ordinary submit. Every text of the script is determined, so
 * sending it again gives the same receipts: it resumes wherever it stopped. Files that come after the script are sent on
 * top of their party's lane, unless the log has them.
 */
import { setImmediate } from "node:timers/promises";
import type { Client, LogPage } from "@comity/api";
import { fromUtf8, must, type Json } from "@comity/canon";
import type { DemoClock } from "./clock.ts";
import { countriesDatasets, registryDatasets, type DemoDataset } from "./datasets.ts";
import { FOUNDERS } from "./parties.ts";
import { DAY, END, START, type Step } from "./script.ts";
import { demoWorld, type DemoWorld } from "./world.ts";

export type DemoNode = { readonly client: Client; tick(): Promise<void> };
export type DemoOptions = {
  readonly origin: string;
  readonly logVkey: string;
  readonly witnessed?: boolean;
  /** Folder with registry files to attest, if any. */
  readonly data?: string;
  readonly progress: (line: string) => void;
};
export type Populated = {
  /** Resolves when all files are attested; trouble with them is told as progress. */
  readonly finished: Promise<void>;
};

/** The longest step of the clock: short enough that what falls due happens on its day. */
const STRIDE = DAY;
const COUNTRY_RECORDS_BY = "XA";

class Player {
  readonly #indices = new Map<string, number>();
  readonly #attested = new Set<string>();
  readonly node: DemoNode;
  readonly clock: DemoClock;
  readonly world: DemoWorld;
  readonly progress: DemoOptions["progress"];

  constructor(node: DemoNode, clock: DemoClock, { progress, ...options }: DemoOptions) {
    this.node = node;
    this.clock = clock;
    this.world = demoWorld(options);
    this.progress = progress;
  }

  async play(): Promise<void> {
    const status = answered("status", await this.node.client.get("status"));
    if (status.time > 0) this.clock.set(status.time);
    for (const dataset of Object.values(this.world.datasets)) await this.put(dataset);
    for (const document of this.world.documents)
      answered("document", await this.node.client.post("putDocument", new Uint8Array(document)));
    await this.submit("found", this.world.found);
    for (const step of this.world.script) {
      await this.#step(step);
      this.progress(`day ${step.day}: ${step.kind} by ${step.by}`);
    }
    await this.#reach(END);
    await this.#readAttested();
  }

  async #step(step: Step): Promise<void> {
    const { by, kind, name, cosign = [] } = step;
    const time = START + step.day * DAY;
    await this.#reach(time);
    const entry = this.world.lanes.next({ by, kind, body: this.#filled(step.body), time, cosign });
    const index = await this.submit(`day ${step.day}, ${kind} by ${by}`, entry, step.void);
    if (name !== undefined) this.#indices.set(name, index);
  }

  /** Moves the clock in steps; what falls due on the way happens on the way. */
  async #reach(time: number): Promise<void> {
    while (this.clock.now() < time) {
      this.clock.set(Math.min(time, this.clock.now() + STRIDE));
      await this.node.tick();
    }
  }

  #filled(body: Step["body"]): Json {
    const text = JSON.stringify(body)
      .replaceAll(/"\$([a-z]+)"/g, (_, name: string) => `"${this.#indices.get(name)}"`)
      .replaceAll(/"@([a-z]+)"/g, (_, name: string) => `"${this.world.datasets[name]?.hash}"`);
    return JSON.parse(text) as Json;
  }

  async put({ bytes, header }: DemoDataset): Promise<void> {
    answered(header.original.name, await this.node.client.post("putDataset", new Uint8Array(bytes)));
  }

  /** The log index. Throws unless the outcome is the intended one. */
  async submit(what: string, entry: Uint8Array, intended?: string): Promise<number> {
    const receipt = answered(what, await this.node.client.post("submit", must(fromUtf8(entry))));
    if (receipt.code !== intended)
      throw new Error(`${what}: ${receipt.code ?? "took effect"}: ${receipt.detail ?? ""}`);
    return receipt.index!;
  }

  async #readAttested(): Promise<void> {
    for (let from: number | undefined = 0; from !== undefined;) {
      const page: LogPage = answered("log", await this.node.client.get("log", { from, limit: 100 }));
      for (const { act } of page.items) {
        if (act?.kind === "attest") this.#attested.add(String((act.body as { dataset?: string }).dataset));
      }
      from = page.items.length === 0 ? undefined : page.next;
    }
  }

  /** Attests what the party has not attested; its lane may have gone on by other hands since the script. */
  async attest(by: string, dataset: DemoDataset): Promise<void> {
    if (this.#attested.has(dataset.hash)) return;
    const { date, original, source } = dataset.header;
    const what = `${by} attests ${original.name} (${source}, ${date === "" ? "no date" : date})`;
    this.progress(what);
    await this.put(dataset);
    const head = answered(what, await this.node.client.get("lane", { party: by, lane: "main" }));
    const statement = { by, kind: "attest", body: { dataset: dataset.hash }, time: this.clock.now() };
    await this.submit(what, this.world.lanes.next(statement, head));
  }

  /** What is large and not needed for the first look, file after file; between two the server answers others. */
  async files(folder: string | undefined, countries: Iterable<DemoDataset>): Promise<void> {
    await setImmediate();
    try {
      for (const dataset of countries) {
        await this.attest(COUNTRY_RECORDS_BY, dataset);
        await setImmediate();
      }
      for (const dataset of folder === undefined ? [] : registryDatasets(folder, this.progress)) {
        const { original, source } = dataset.header;
        const by = FOUNDERS.find((p) => p.label === source)?.id;
        if (by === undefined) this.progress(`${original.name}: nobody here carries the label ${source}`);
        else await this.attest(by, dataset);
        await setImmediate();
      }
    } catch (error) {
      this.progress(`files: ${(error as Error).message}; the next start goes on from here`);
    }
  }
}

type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: string; readonly detail: string } };

function answered<T>(what: string, answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${what}: ${answer.error.code}: ${answer.error.detail}`);
  return answer.value;
}

/**
 * Founds the assembly, if it is not, and brings it to the end of the script with its IPv4 country records: then its
 * pages are usable. IPv6 and the registry files go on in the background. Throws when an act has another outcome than the
 * script says.
 */
export async function populate(node: DemoNode, clock: DemoClock, options: DemoOptions): Promise<Populated> {
  const player = new Player(node, clock, options);
  await player.play();
  const countries = countriesDatasets();
  await player.attest(COUNTRY_RECORDS_BY, countries.next().value!);
  return { finished: player.files(options.data, countries) };
}
