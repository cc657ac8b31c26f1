/** Starting and stopping a node: one process, one folder, one HTTP server. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import { err, ok, refuse, type Refusal, type Result } from "@comity/canon";
import { createClient, type Client, type Finality } from "@comity/api";
import { installNative, VerifyPool } from "@comity/native";
import { formatVkey, parseKeyFile, signerOf } from "@comity/signing";
import { Blobs, diskLayer } from "@comity/store";
import { Admission } from "./admission.ts";
import type { NodeContext } from "./context.ts";
import { Drafts } from "./drafts.ts";
import { EventStreams } from "./event-streams.ts";
import type { NewBlock } from "./fold-messages.ts";
import { FoldThread } from "./fold-thread.ts";
import { SNAPSHOT_ENTRIES, STOP_MS, TICK_MS } from "./limits.ts";
import { LogReader } from "./log-reader.ts";
import { Past } from "./past.ts";
import { HoldingsIndex } from "@comity/view";
import { buildServer } from "./server.ts";
import type { NodeOptions, RunningNode } from "./node-options.ts";
import { States } from "./states.ts";
import { Submissions } from "./submissions.ts";
import { Witnesses } from "./witnesses.ts";
import { KeyChain } from "./key-chain.ts";
import { KeyChange } from "./key-change.ts";

const FINALITY: Finality = { grade: "ordered", orderedBy: "operator", durability: "one disk" };
const STOPPED: Refusal = {
  code: "stopping",
  field: "",
  detail: "the node stopped; the act is ordered when it starts again, if it was acknowledged",
};
const systemClock = (): number => Math.floor(Date.now() / 1000);

function logKeyFor(text: string, origin: string): ReturnType<typeof parseKeyFile> {
  const key = parseKeyFile(text, "logKey");
  return key.ok && key.value.name !== origin
    ? refuse("log-key-name", `the log key is named ${key.value.name}; it has to be ${origin}`, "logKey")
    : key;
}

/** Codes of opening the store, of replay, `log-key-other`, `log-key-name`, `key-file`, `port-taken`, `address-unavailable`. */
export async function startNode(options: NodeOptions): Promise<Result<RunningNode>> {
  const { origin, clock = systemClock } = options;
  const folder = resolve(options.folder);
  const { nextLogKey } = options;
  const logKeys = [options.logKey, ...(nextLogKey === undefined ? [] : [nextLogKey])];
  const key = logKeyFor(options.logKey, origin);
  if (!key.ok) return key;
  const next = nextLogKey === undefined ? undefined : logKeyFor(nextLogKey, origin);
  if (next?.ok === false) return next;
  const logVkey = formatVkey(signerOf(key.value).key);
  const states = new States();
  const log = new LogReader(folder);
  let trouble: Refusal | undefined;
  const listeners: ((block: NewBlock) => void)[] = [];
  const { promise: stopped, resolve: end } = Promise.withResolvers<Refusal | undefined>();
  const early: NewBlock[] = [];
  const onBlock = (block: NewBlock): void => {
    if (listeners.length === 0) early.push(block);
    else for (const listener of listeners) listener(block);
  };
  const onHealth = (refusal: Refusal | undefined): void => {
    trouble = refusal;
    if (refusal === undefined) options.logger?.info("writing works again");
    else options.logger?.error(refusal, "writing fails and is tried again");
  };
  const onDied = (cause: Error): void => {
    trouble = { code: "defect", field: "", detail: `the fold stopped: ${cause.stack ?? cause.message}` };
    options.logger?.error(cause);
    submissions.fail(STOPPED);
    end(trouble);
  };
  const thread = FoldThread.open(
    {
      folder,
      origin,
      logKeys,
      create: options.create === true,
      snapshotEntries: options.snapshotEntries ?? SNAPSHOT_ENTRIES,
    },
    { block: onBlock, health: onHealth, died: onDied },
  );
  await installNative();
  const opening = await thread;
  if (!opening.ok) return opening;
  const fold = opening.value;
  states.add(fold.opened);
  const now = (): number => Math.max(clock(), states.newest.time);
  const pool = new VerifyPool(options.verifyThreads);
  const blobs = new Blobs(diskLayer(), folder);
  const hasBlob = (kind: "datasets" | "documents", hash: string): boolean =>
    existsSync(join(folder, kind, Buffer.from(hash, "base64").toString("hex")));
  const admission = new Admission({ origin, pool, state: () => states.newest.reader, hasBlob });
  const submissions = new Submissions({
    admission,
    fold: () => fold,
    log,
    states,
    finality: FINALITY,
    now: clock,
  });
  const witnesses = new Witnesses({
    urls: options.witnesses ?? {},
    newest: () => states.newest,
    keyFile: () => states.newest.reader.text("decisions", "assembly", "assembly")?.policy,
    consistency: (size1, size2) => log.files.consistencyProof(size1, size2),
    onCosigned: (cosigned) => {
      states.cosign(cosigned.size, cosigned.note);
      const { note, policy, size, time } = cosigned;
      return fold.witnessed({ note, policy, size, time });
    },
  });
  const chain = new KeyChain(folder, log);
  const change = new KeyChange({
    states,
    chain,
    witnesses,
    urls: options.witnesses ?? {},
    consistency: (size1, size2) => log.files.consistencyProof(size1, size2),
    signed: (incoming) => fold.witnessed(incoming),
  });
  const past = new Past(folder, states);
  const streams = new EventStreams(states, log);
  const drafts = new Drafts(
    folder,
    origin,
    admission,
    (party) => states.newest.reader.text("parties", `party/${party}`, "party") !== undefined,
  );
  const blockListeners = new Set<() => void>();
  // Twice as often as block time needs it, so that one answer may be late.
  const look = (): void => {
    for (const each of [witnesses, change]) each.look(clock(), Math.floor(states.newest.skew / 4));
  };
  const holdings = new HoldingsIndex();
  holdings.apply(fold.opened.size, fold.opened.holders);
  const context: NodeContext = {
    origin,
    folder,
    logVkey,
    states,
    past,
    log,
    witnesses,
    incoming: change.witnesses,
    chain,
    holdings,
    fold: () => fold,
    submissions,
    drafts,
    streams,
    finality: FINALITY,
    blob: (kind, hash) => {
      const bytes = blobs.get(kind, hash);
      return bytes.ok ? bytes.value : undefined;
    },
    trouble: () => trouble,
    now,
    demonstration: options.demonstration,
    onBlock: (listener) => {
      blockListeners.add(listener);
      return () => void blockListeners.delete(listener);
    },
    version: versionOf(),
    client: () => client,
  };
  listeners.push((block) => {
    states.add(block);
    holdings.apply(block.size, block.holders);
    submissions.onBlock(block);
    for (let at = 0; at < block.hashes.length; at += 32) {
      drafts.remove(Buffer.from(block.hashes.subarray(at, at + 32)).toString("base64"));
    }
    streams.onBlock(block);
    look();
    for (const listener of blockListeners) listener();
  });
  for (const block of early.splice(0)) onBlock(block);
  const app = await buildServer(context, {
    plugins: options.plugins ?? [],
    ...(options.ratePerMinute === undefined ? {} : { ratePerMinute: options.ratePerMinute }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
  });
  const client = injected(app);
  const ticking = setInterval(() => {
    look();
    void fold.tick(clock());
  }, TICK_MS);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      clearInterval(ticking);
      witnesses.close();
      change.close();
      streams.close();
      if (trouble !== undefined) submissions.fail(STOPPED);
      await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
      await past.close();
      await fold.close();
      await pool.close();
      end(undefined);
    })();
    return stopping;
  };
  const listening = await listen(app, options.host ?? "127.0.0.1", options.port ?? 0);
  if (!listening.ok) {
    await stop();
    return listening;
  }
  if (options.handleSignals === true)
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
  void fold.tick(clock());
  const { height, replayed, snapshot, crashed } = fold.opened;
  options.logger?.info({ url: listening.value, height, replayed, snapshot, crashed }, "started");
  return ok({
    url: listening.value,
    app,
    context,
    client,
    opened: fold.opened,
    tick: async () => {
      await witnesses.settled(clock(), 0);
      await change.settled(clock(), 0);
      await fold.tick(clock());
    },
    snapshot: () => fold.snapshot(),
    stop,
    stopped,
  });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<Result<string>> {
  try {
    return ok(await app.listen({ host, port }));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      return refuse(
        "port-taken",
        `port ${port} is in use: stop what uses it or choose another with --port`,
        "port",
      );
    }
    return err({
      code: "address-unavailable",
      field: "host",
      detail: `cannot listen on ${host}:${port}: ${String(cause)}`,
    });
  }
}

/** The client over the server itself, without a network. */
function injected(app: FastifyInstance): Client {
  return createClient("", async (url, init = {}) => {
    const answer = await app.inject({
      url,
      method: (init.method ?? "GET") as "GET" | "POST",
      ...(init.headers === undefined ? {} : { headers: init.headers }),
      ...(init.body === undefined ? {} : { payload: Buffer.from(init.body) }),
    });
    return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode });
  });
}

function versionOf(): string {
  const { version } = createRequire(import.meta.url)("./package.json") as { version: string };
  return version;
}
