/**
 * Session ids that never repeat. A counter in a file gives each start of a server three ids (one for each version) that
 * its last 21,845 starts have not had, whatever the clock says. The first serial is random: should the file be lost, a
 * router that still holds an old session will not find its serial, and gets a Cache Reset.
 */
import { randomInt } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import type { Identity } from "./cache.ts";

const IDS = 0x1_0000;
const SCHEMA = "comity/rtr-sessions/v1";

/** Below 2^31, so that no router sees a serial that looks negative to it for as long as anybody will run this. */
const firstSerial = (): number => randomInt(0x8000_0000);

const identityFrom = (next: number): Identity => ({
  sessions: [next % IDS, (next + 1) % IDS, (next + 2) % IDS],
  serial: firstSerial(),
});

/** Ids that nobody remembers: for tests, and where nothing can be written. */
export const randomIdentity = (): Identity => identityFrom(randomInt(IDS));

/**
 * Takes the next ids and writes down, durably, that they are used. Code `rtr-state` when that fails or the file holds
 * something else: then a restart could not be told from the run before.
 */
export function nextIdentity(path: string): Result<Identity> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const next = remembered(path);
    if (next === undefined) {
      return refuse(
        "rtr-state",
        `${path} is not a file of RTR session ids: remove it, or name another`,
        "state",
      );
    }
    const temporary = `${path}.${process.pid}.new`;
    const file = openSync(temporary, "w", 0o600);
    writeSync(file, `${JSON.stringify({ schema: SCHEMA, next: (next + 3) % IDS })}\n`);
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, path);
    return ok(identityFrom(next));
  } catch (cause) {
    return refuse("rtr-state", `cannot keep session ids in ${path}: ${(cause as Error).message}`, "state");
  }
}

/** Nothing when the file holds something else. A file that does not exist yet starts anywhere. */
function remembered(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return randomInt(IDS);
    throw cause;
  }
  try {
    const { schema, next } = JSON.parse(text) as { readonly schema?: unknown; readonly next?: unknown };
    const right =
      schema === SCHEMA && Number.isInteger(next) && (next as number) >= 0 && (next as number) < IDS;
    return right ? (next as number) : undefined;
  } catch {
    return undefined;
  }
}
