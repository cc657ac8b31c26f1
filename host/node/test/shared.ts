/** A node in a temporary folder, and a world that signs acts for it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, sha256, utf8 } from "@comity/canon";
import { actEntry, type SignedAct } from "@comity/assembly";
import { startNode, type NodeOptions, type RunningNode } from "@comity/node";
import { formatKeyFile } from "@comity/signing";
import { ORIGIN, START, World } from "../../../core/assembly/test/world.ts";

export { keysOf, ORIGIN, policyOf, START, World, datasetOf } from "../../../core/assembly/test/world.ts";

export const LOG_KEY = formatKeyFile({ name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) });
export const FOUNDERS = [{ id: "QM", label: "RIR-M" }, { id: "QN" }, { id: "XA" }];

export const noteOf = (act: Pick<SignedAct, "text" | "signatures">): string =>
  Buffer.from(actEntry(act.text, act.signatures)).toString("utf8");

export const newWorld = (roots?: Uint8Array): World =>
  new World({ founders: FOUNDERS, ...(roots === undefined ? {} : { roots }) });

const folders: string[] = [];
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-node-"));
  folders.push(folder);
  return folder;
}
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The clock stands where the test puts it. */
export const clock = { now: START };

export async function start(folder: string, options: Partial<NodeOptions> = {}): Promise<RunningNode> {
  return must(
    await startNode({
      folder,
      origin: ORIGIN,
      logKey: LOG_KEY,
      create: true,
      clock: () => clock.now,
      ...options,
    }),
  );
}

/** Whatever a test expects of JSON. */
type Parsed = ReturnType<typeof JSON.parse>;
export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: Parsed;
};

export async function get(node: RunningNode, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(node.url + path, init);
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  return {
    status: response.status,
    type,
    text,
    json: type.includes("json") && !type.includes("ndjson") ? JSON.parse(text) : undefined,
  };
}

export const post = (
  node: RunningNode,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Answer> => get(node, path, { method: "POST", body, headers: { "content-type": "text/plain" } });

export const submit = (node: RunningNode, note: string): Promise<Answer> => post(node, "/api/v1/acts", note);

/** Founds the assembly of the world on the node. */
export async function found(node: RunningNode, world: World): Promise<void> {
  for (const bytes of world.datasets.values()) await post(node, "/api/v1/datasets", new Uint8Array(bytes));
  const answer = await submit(node, noteOf(world.blocks[0]!.acts[0]!));
  if (answer.json.outcome !== "effective") throw new Error(answer.text);
}
