/** Server-sent events, one a block. The id is the log index of the block record; streams resume behind any of them. */
import type { FastifyReply } from "fastify";
import { refuse, type Result } from "@comity/canon";
import type { BlockEvent, EntryView } from "@comity/api";
import { entryView } from "@comity/view";
import { keyWidth, type BlockRecord, type RegisterName } from "@comity/assembly";
import { textOf, type Space } from "@comity/resources";
import type { NewBlock, Touched } from "./fold-messages.ts";
import { MAX_RESUMED_BLOCKS, MAX_STREAMS, MAX_STREAMS_OF_ADDRESS } from "./limits.ts";
import type { LogReader } from "./log-reader.ts";
import type { States } from "./states.ts";

/** Entries in one event; the rest is in the log. */
const MAX_ENTRIES = 100;
/** A reader that is this many bytes behind is let go: it can resume. */
const MAX_BEHIND = 4 * 1024 * 1024;
const PULSE_MS = 15_000;

export class EventStreams {
  readonly #states: States;
  readonly #log: LogReader;
  readonly #open = new Set<FastifyReply>();
  /** Open streams of each address. */
  readonly #of = new Map<string, number>();
  readonly #pulse: NodeJS.Timeout;

  constructor(states: States, log: LogReader) {
    this.#states = states;
    this.#log = log;
    this.#pulse = setInterval(() => this.#send(": still here\n\n"), PULSE_MS).unref();
  }

  get count(): number {
    return this.#open.size;
  }

  /** Code `streams-full`. `from`: log index behind which blocks are sent again. */
  open(reply: FastifyReply, from: number | undefined): Result<true> {
    if (this.#open.size >= MAX_STREAMS)
      return refuse("streams-full", "too many event streams: poll /api/v1/status");
    const address = reply.request.ip;
    const own = this.#of.get(address) ?? 0;
    if (own >= MAX_STREAMS_OF_ADDRESS)
      return refuse("streams-full", "too many event streams of this address: poll /api/v1/status");
    reply.hijack();
    const headers = {
      ...reply.getHeaders(),
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    };
    reply.raw.writeHead(200, headers as Record<string, string>);
    reply.raw.write("retry: 2000\n\n");
    if (from !== undefined) this.#resume(reply, from);
    this.#open.add(reply);
    this.#of.set(address, own + 1);
    reply.raw.on("close", () => {
      this.#open.delete(reply);
      const left = (this.#of.get(address) ?? 1) - 1;
      if (left === 0) this.#of.delete(address);
      else this.#of.set(address, left);
    });
    return { ok: true, value: true };
  }

  onBlock(block: NewBlock): void {
    if (this.#open.size === 0) return;
    this.#send(format(this.#event(block.first, block.size - 1, block)));
  }

  close(): void {
    clearInterval(this.#pulse);
    for (const reply of this.#open) reply.raw.end();
    this.#open.clear();
  }

  #send(text: string): void {
    for (const reply of this.#open) {
      if (reply.raw.writableLength > MAX_BEHIND) reply.raw.destroy();
      else reply.raw.write(text);
    }
  }

  #resume(reply: FastifyReply, from: number): void {
    const { size } = this.#states.newest;
    let first = from + 1;
    for (let blocks = 0; first < size && blocks < MAX_RESUMED_BLOCKS; blocks++) {
      const block = this.#log.blockOf(first, size);
      if (!block.ok) return;
      reply.raw.write(format(this.#event(first, block.value.index)));
      first = block.value.index + 1;
    }
  }

  #entries(first: number, last: number, block: BlockRecord): EntryView[] {
    const { size } = this.#states.newest;
    const entries: EntryView[] = [];
    for (let index = first; index <= last && entries.length < MAX_ENTRIES; index++) {
      const entry = this.#log.entry(index, size);
      const view = entry.ok ? entryView({ index, entry: entry.value, block, last }) : undefined;
      if (view?.ok === true) entries.push(view.value);
    }
    return entries;
  }

  #event(first: number, last: number, fresh?: NewBlock): BlockEvent {
    const { size } = this.#states.newest;
    const found = this.#log.blockOf(last, size);
    const block = found.ok ? found.value.record : undefined;
    const entries = block === undefined ? [] : this.#entries(first, last, block);
    const state = fresh ?? {
      size: last + 1,
      height: block?.height ?? 0,
      time: block?.time ?? 0,
      stateRoot: block?.stateRoot ?? "",
    };
    const touched = (fresh?.touched ?? []).map((key) => ({ register: key.register, key: touchedText(key) }));
    const { stateRoot, height, time } = state;
    return { size: last + 1, height, time, stateRoot, acts: block?.acts ?? 0, entries, touched };
  }
}

const format = (event: BlockEvent): string =>
  `id: ${event.size - 1}\nevent: block\ndata: ${JSON.stringify(event)}\n\n`;

function touchedText({ register, bytes, bits }: Touched): string {
  const name = register as RegisterName;
  if (name === "names" || keyWidth(name) !== "text") {
    const space = register.replace("routes4", "ipv4").replace("routes6", "ipv6") as Space;
    return textOf(space, { bytes, bits });
  }
  return Buffer.from(bytes).toString("utf8").replace(/\0+$/, "");
}
