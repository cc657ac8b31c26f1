/** The fold's thread: owns the assembly and the store, answers the messages of `fold-thread.ts` one after the other. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { ok, refuse, type Result } from "@comity/canon";
import { installNative } from "@comity/native";
import { parseKeyFile, signerOf, type Signer } from "@comity/signing";
import { createStore, openStore, type Store } from "@comity/store";
import { toBase64 } from "@comity/canon";
import { stateRoot } from "@comity/assembly";
import { unpack, type FromFold, type OpenFold, type Opened, type ToFold } from "./fold-messages.ts";
import { LogSigners } from "./log-signers.ts";
import { replay } from "./replay.ts";
import { datasetOf, Sequencer } from "./sequencer.ts";

const port: MessagePort = parentPort!;
const post = (message: FromFold): void => port.postMessage(message);

type Running = { readonly store: Store; readonly sequencer: Sequencer; readonly opened: Opened };

async function open(options: OpenFold): Promise<Result<Running>> {
  const engines = await installNative();
  const keys: Signer[] = [];
  for (const text of options.logKeys) {
    const key = parseKeyFile(text, "logKey");
    if (!key.ok) return key;
    keys.push(signerOf(key.value));
  }
  const { folder, origin, snapshotEntries } = options;
  let opened = await openStore(folder, { origin });
  const created = !opened.ok && opened.error.code === "store-missing" && options.create;
  if (created) opened = await createStore(folder, { origin });
  if (!opened.ok) return opened;
  const store = opened.value;
  const replayed = replay(store, (hash) => datasetOf(store, hash));
  if (!replayed.ok) {
    await store.close();
    return replayed;
  }
  const { assembly, state, snapshot, blocks, skipped } = replayed.value;
  const signers = new LogSigners(keys);
  if (signers.of(state).length === 0) {
    await store.close();
    return refuse(
      "log-key-other",
      "the assembly's key file names another log key: start the node with that one (log.key, or next-log.key while it is new)",
      "logKey",
    );
  }
  const sequencer = new Sequencer({
    store,
    assembly,
    state,
    snapshotEntries,
    signers,
    onBlock: (block) => post({ t: "block", block }),
    onHealth: (refusal) => post({ t: "health", refusal }),
  });
  sequencer.stateRoot = toBase64(stateRoot(state.seal().versions.map(({ hash }) => hash)));
  const note = store.complete.size === 0 ? new Uint8Array(0) : await sequencer.publishNewest();
  const sealed = { ...sequencer.sealed(true), root: store.complete.root, note };
  const about = {
    created,
    replayed: blocks,
    snapshot,
    skipped,
    crashed: store.crashed !== undefined,
    engines,
    holders: state.takeHolders(),
  };
  return ok({ store, sequencer, opened: { ...sealed, ...about } });
}

async function answer({ store, sequencer }: Running, message: ToFold): Promise<void> {
  const { id } = message;
  const done = (result: Result<unknown>): void =>
    post(result.ok ? { t: "done", id, value: result.value } : { t: "undone", id, refusal: result.error });
  switch (message.t) {
    case "submit":
      return post({ t: "placed", id, placed: await sequencer.submit(message.now, unpack(message.acts)) });
    case "tick":
      return done(ok(await sequencer.tick(message.now)));
    case "witness":
      return done(await sequencer.witnessed(message));
    case "blob":
      return done(await store.blobs.put(message.kind, message.bytes));
    case "find":
      return done(ok(store.indexOf(message.hash)));
    case "snapshot":
      return done(await sequencer.snapshot());
    case "close":
      await sequencer.stop();
      await sequencer.snapshot();
      await store.close();
      done(ok(undefined));
      return port.close();
  }
}

const running = await open(workerData as OpenFold);
if (running.ok) {
  post({ t: "opened", opened: running.value.opened });
  port.on("message", (message: ToFold) => {
    // A defect here must end the thread: the state may not be the log's any more.
    answer(running.value, message).catch((cause: unknown) => {
      setImmediate(() => {
        throw cause;
      });
    });
  });
} else {
  post({ t: "refused", refusal: running.error });
}
