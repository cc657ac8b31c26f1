/**
 * A node that kills itself: `node kill-child.ts FOLDER N` opens or makes the store, says on standard output what it
 * was told (one JSON line each), and sends itself SIGKILL before its N-th operation on files or database.
 */
import { writeSync } from "node:fs";
import { must } from "@comity/canon";
import { createStore, diskLayer, openStore, type FileLayer, type OpenOptions } from "@comity/store";
import { act, note, ORIGIN, record } from "./acts.ts";

const [folder = "", limit = "0"] = process.argv.slice(2);
let operations = 0;
const step = (): void => {
  if (operations++ === Number(limit)) process.kill(process.pid, "SIGKILL");
};
const say = (line: unknown): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

const disk = diskLayer();
const files: FileLayer = {
  ...disk,
  create(path, parts) {
    step();
    // Dies in the middle of a file, too.
    disk.create(path, parts.slice(0, Math.ceil(parts.length / 2)));
    step();
    disk.create(path, parts);
  },
  sync: (paths) => (step(), disk.sync(paths)),
  rename: (from, to) => (step(), disk.rename(from, to)),
  remove: (path) => (step(), disk.remove(path)),
  makeFolder: (path) => (step(), disk.makeFolder(path)),
  syncFolders: (paths) => (step(), disk.syncFolders(paths)),
};

const options: OpenOptions = { origin: ORIGIN, files, trace: step };
const opened = await openStore(folder, options);
const store = opened.ok ? opened.value : must(await createStore(folder, options));
for (let round = 0; round < 4; round++) {
  const from = 1000 * (store.newest.height + 1);
  const acts = Array.from({ length: [2, 254, 1, 5][round]! }, (_, i) => act(from + i));
  must(await store.enqueue(acts));
  say({ acknowledged: [from, from + acts.length] });
  const block = must(await store.appendBlock([...store.queued(), record(store.newest.height + 1)]));
  say({ size: block.size, root: Buffer.from(block.root).toString("hex") });
  must(await store.publish(note(block)));
  say({ published: block.size });
}
say({ operations });
await store.close();
