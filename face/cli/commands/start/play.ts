/** Founds and plays the demonstration, or goes on where it stopped. Ctrl-C stops it cleanly at any time. */
import type { RunningNode } from "@comity/node";
import { populate, type DemoClock } from "@comity/world";
import type { StartFlags } from "../../flags.ts";
import { EXIT, fail, progressOn, say, type Host } from "../../host.ts";
import { DEMO_ORIGIN } from "./demo-folder.ts";

/** Whether it runs; what went wrong was said otherwise. */
export async function play(
  host: Host,
  node: RunningNode,
  clock: DemoClock,
  flags: StartFlags,
  logVkey: string,
): Promise<boolean> {
  const progress = progressOn(host);
  const known = await node.client.get("status");
  const founded = known.ok && known.value.founded;
  say(
    host,
    founded
      ? "Going on with the demonstration in this folder (--fresh starts over) …"
      : "Founding the demonstration assembly (invented parties, real IANA blocks) …",
  );
  let stopping = false;
  const onSignal = (): void => void (stopping = true);
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, onSignal);
  const data = flags.data === undefined ? {} : { data: flags.data };
  try {
    const options = { origin: DEMO_ORIGIN, logVkey, witnessed: true, ...data, progress: progress.at };
    const populating = populate(node, clock, options);
    // A node that has stopped answers no more: what waits for it would wait for ever.
    const populated = await Promise.race([populating, node.stopped.then(() => undefined)]);
    if (populated === undefined) {
      populating.catch(() => {});
      throw new Error("the node stopped");
    }
    // The pages are there already; the files follow, and what goes wrong with one is said.
    populated.finished.catch((error: unknown) => {
      if (!stopping) say(host, `files: ${(error as Error).message}`);
    });
  } catch (error) {
    progress.end();
    // The node refuses acts while it stops: every act that was answered is kept, the rest is sent next time.
    if (stopping) {
      say(host, "Stopped before the demonstration was complete; the same command goes on from here.");
      host.exit(EXIT.interrupted);
      return false;
    }
    fail(host, {
      code: "demonstration-failed",
      detail: (error as Error).message,
      next: founded
        ? "this folder was founded by another version of the demonstration: start over with --fresh"
        : "start over with --fresh",
    });
    return false;
  } finally {
    progress.end();
  }
  clock.run();
  return true;
}
