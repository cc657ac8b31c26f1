/** A node in a process of its own, to be killed. */
import { LOG_KEY, ORIGIN, START } from "./shared.ts";
import { startNode } from "@comity/node";

const [folder] = process.argv.slice(2);
const began = performance.now();
const node = await startNode({
  folder: folder!,
  origin: ORIGIN,
  logKey: LOG_KEY,
  create: true,
  clock: () => START + Math.floor((performance.now() - began) / 1000),
  handleSignals: true,
});
if (!node.ok) throw new Error(`${node.error.code}: ${node.error.detail}`);
console.log(node.value.url);
await node.value.stopped;
