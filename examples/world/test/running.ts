/** The demonstration on a node in a temporary folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntryView } from "@comity/api";
import { must, sha256, utf8 } from "@comity/canon";
import { startNode, type RunningNode } from "@comity/node";
import { formatKeyFile, formatVkey, parseKeyFile, signerOf } from "@comity/signing";
import { DemoClock, populate } from "@comity/world";

export const ORIGIN = "demonstration.example/assembly";
const LOG_KEY = formatKeyFile({ name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) });
export const LOG_VKEY: string = formatVkey(signerOf(must(parseKeyFile(LOG_KEY))).key);

const folders: string[] = [];
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-world-"));
  folders.push(folder);
  return folder;
}
export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

export type Running = {
  readonly node: RunningNode;
  readonly clock: DemoClock;
  readonly lines: readonly string[];
  play(data?: string): Promise<void>;
};

export async function running(folder: string, create = true): Promise<Running> {
  const clock = new DemoClock();
  const lines: string[] = [];
  const options = { folder, origin: ORIGIN, logKey: LOG_KEY, create, clock: clock.now, verifyThreads: 1 };
  const node = must(await startNode(options));
  const progress = (line: string): void => void lines.push(line);
  const play = async (data?: string): Promise<void> => {
    const demo = { origin: ORIGIN, logVkey: LOG_VKEY, progress, ...(data === undefined ? {} : { data }) };
    await (
      await populate(node, clock, demo)
    ).finished;
  };
  return { node, clock, lines, play };
}

export async function logOf({ client }: RunningNode): Promise<EntryView[]> {
  const out: EntryView[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page: { readonly items: readonly EntryView[]; readonly next?: number } = must(
      await client.get("log", { from, limit: 100 }),
    );
    out.push(...page.items);
    from = page.next;
  }
  return out;
}
