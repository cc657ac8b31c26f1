/**
 * Founding the demonstration and sending its script through ordinary submit. Every text is determined by the script, so
 * running it again on the same log sends the same acts and gets the same receipts: it resumes wherever it stopped.
 */
import type { Client } from "@comity/api";
import { actEntry, actHash, actText, NO_PREV } from "@comity/assembly";
import { fromUtf8, must, toBase64, type Json, type Result } from "@comity/canon";
import { emptyRoot } from "@comity/log";
import { registriesOperatorsSociety } from "@comity/rules";
import { signText } from "@comity/signing";
import { countriesDataset, registryDatasets, rootsDataset, type DemoDataset } from "./datasets.ts";
import { FOUNDERS, NEWCOMER, policyOf, signersOf, type DemoParty } from "./parties.ts";
import { DAY, SCRIPT, START, type Step } from "./script.ts";

/** The clock that the node reads; the script moves it. */
export class DemoClock {
  #base = START;
  #since: number | undefined;
  /** Never back. */
  set(time: number): void {
    this.#base = Math.max(this.now(), time);
    if (this.#since !== undefined) this.#since = Date.now();
  }
  /** From now on at ordinary speed. */
  run(): void {
    this.#since = Date.now();
  }
  readonly now = (): number =>
    this.#base + (this.#since === undefined ? 0 : Math.floor((Date.now() - this.#since) / 1000));
}

export type DemoNode = { readonly client: Client; tick(): Promise<void> };
export type DemoOptions = {
  readonly origin: string;
  readonly logVkey: string;
  /** Folder with registry files to attest, if any. */
  readonly data?: string;
  readonly progress: (line: string) => void;
};

const PARTIES = new Map<string, DemoParty>([...FOUNDERS, NEWCOMER].map((p) => [p.id, p]));
/** The longest step of the clock: below the constitution's GAP, so that no period stands still. */
const STRIDE = 10 * DAY;
const CONSTITUTION = {
  ...registriesOperatorsSociety,
  parameters: { ...registriesOperatorsSociety.parameters, gap: 40 * DAY },
};

class Script {
  readonly #heads = new Map<string, { seq: number; prev: string }>();
  readonly #indices = new Map<string, number>();

  readonly node: DemoNode;
  readonly clock: DemoClock;
  readonly options: DemoOptions;

  constructor(node: DemoNode, clock: DemoClock, options: DemoOptions) {
    this.node = node;
    this.clock = clock;
    this.options = options;
  }

  note(by: string, kind: string, body: Json, time: number, cosign: readonly string[] = []): string {
    const head = this.#heads.get(by) ?? { seq: 0, prev: NO_PREV };
    const seen = { root: toBase64(emptyRoot()), size: 0 };
    const statement = {
      assembly: this.options.origin,
      body: body as {},
      by,
      kind,
      lane: "main",
      prev: head.prev,
      seen,
    };
    const text = actText({ ...statement, seq: head.seq + 1, until: time + 30 * DAY });
    this.#heads.set(by, { seq: head.seq + 1, prev: actHash(text) });
    const signatures = [by, ...cosign].flatMap((id) =>
      signersOf(PARTIES.get(id)!).map((s) => signText(text, s)),
    );
    return must(fromUtf8(actEntry(text, signatures)));
  }

  async send(step: Step): Promise<void> {
    const time = START + Math.round(step.day * DAY);
    await this.reach(time);
    const note = this.note(step.by, step.kind, this.#filled(step.body), time, step.cosign);
    const receipt = await this.node.client.post("submit", note);
    if (!receipt.ok)
      throw new Error(`${step.kind} by ${step.by}: ${receipt.error.code}: ${receipt.error.detail}`);
    const { index, code, detail } = receipt.value;
    if (step.name !== undefined) this.#indices.set(step.name, index!);
    if (code !== step.void) {
      throw new Error(
        `day ${step.day}, ${step.kind} by ${step.by}: ${code ?? "took effect"}: ${detail ?? ""}`,
      );
    }
  }

  /** Moves the clock in steps; what falls due on the way happens on the way. */
  async reach(time: number): Promise<void> {
    while (this.clock.now() < time) {
      this.clock.set(Math.min(time, this.clock.now() + STRIDE));
      await this.node.tick();
    }
  }

  #filled(body: Step["body"]): Json {
    const text = JSON.stringify(body).replaceAll(
      /"\$([a-z]+)"/g,
      (_, name: string) => `"${this.#indices.get(name)}"`,
    );
    return JSON.parse(text) as Json;
  }

  async put(dataset: DemoDataset): Promise<string> {
    must(
      (await this.node.client.post(
        "putDataset",
        dataset.bytes as Uint8Array<ArrayBuffer>,
      )) as Result<unknown>,
    );
    return dataset.hash;
  }
}

/** Founds the assembly, if it is not, and brings it to the end of the script. */
export async function populate(node: DemoNode, clock: DemoClock, options: DemoOptions): Promise<void> {
  const script = new Script(node, clock, options);
  const status = await node.client.get("status");
  if (status.ok && status.value.time > 0) clock.set(status.value.time);
  const roots = await script.put(rootsDataset());
  const parties = FOUNDERS.map(({ id, kind, label, name, seats, ...rest }) => {
    const policy = policyOf({ id, kind, name, seats, ...rest });
    return { id, kind, ...(label === undefined ? {} : { label }), name, policy, seats };
  });
  const policy = `log ${options.logVkey}\nquorum none\n`;
  const body = JSON.parse(JSON.stringify({ constitution: CONSTITUTION, parties, policy, roots })) as Json;
  const [first, ...others] = FOUNDERS.map((p) => p.id);
  await submit(node.client, script.note(first!, "found", body, START, others), "found");
  for (const step of SCRIPT) {
    const join = step.kind === "join" ? { ...step, body: joinBody() } : step;
    await script.send(join);
    options.progress(`day ${step.day}: ${step.kind} by ${step.by}`);
  }
  await script.reach(START + 213 * DAY);
  await attest(script, "XA", countriesDataset(), options);
  if (options.data === undefined) return;
  for (const dataset of registryDatasets(options.data, options.progress)) {
    const by = FOUNDERS.find((p) => p.label === dataset.header.source)?.id;
    if (by === undefined) options.progress(`${dataset.header.source}: nobody here stands for this registry`);
    else await attest(script, by, dataset, options);
  }
}

async function attest(script: Script, by: string, dataset: DemoDataset, options: DemoOptions): Promise<void> {
  options.progress(
    `${by} attests ${dataset.header.original.name} (${dataset.header.kind} of ${dataset.header.source})`,
  );
  const hash = await script.put(dataset);
  await submit(script.node.client, script.note(by, "attest", { dataset: hash }, START + 213 * DAY), "attest");
}

async function submit(client: Client, note: string, what: string): Promise<void> {
  const receipt = await client.post("submit", note);
  if (!receipt.ok) throw new Error(`${what}: ${receipt.error.code}: ${receipt.error.detail}`);
  if (receipt.value.code !== undefined)
    throw new Error(`${what}: void, ${receipt.value.code}: ${receipt.value.detail ?? ""}`);
}

const joinBody = (): { [field: string]: Json } =>
  JSON.parse(JSON.stringify({ kind: NEWCOMER.kind, name: NEWCOMER.name, policy: policyOf(NEWCOMER) })) as {
    [field: string]: Json;
  };
