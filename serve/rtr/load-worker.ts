/** Thread of one load: reading 64 MB of JSON must not keep routers waiting, and its memory goes when the thread ends. */
import { parentPort, workerData } from "node:worker_threads";
import { loadSet, type LoadOrder } from "./load-set.ts";

const loaded = await loadSet(workerData as LoadOrder);
const columns = loaded.ok
  ? [loaded.value.publication.payload.vrps.v4, loaded.value.publication.payload.vrps.v6].flatMap((family) => [
      family.address.buffer as ArrayBuffer,
      family.length.buffer as ArrayBuffer,
      family.maxLength.buffer as ArrayBuffer,
      family.asn.buffer as ArrayBuffer,
    ])
  : [];
parentPort!.postMessage(loaded, columns);
