/** A node's RPKI repository: its own thread and port, brought to the newest state after each block that changes it. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { NodeContext } from "@comity/node";
import { payloadOf } from "@comity/view";
import { holdingsOfState } from "./commands/rpki/assembly.ts";
import type { RpkiOrder, RpkiWish, RpkiWord } from "./commands/rpki/node-worker.ts";
import { EXIT, sayLine, Stop, type Host } from "./host.ts";

export type RpkiFlags = {
  readonly rpki?: string;
  readonly rpkiPort?: number;
  readonly rpkiTlsCert?: string;
  readonly rpkiTlsKey?: string;
};

/** The line to show, the port, and how to end it. */
export async function publishRpki(
  host: Host,
  context: NodeContext,
  address: string,
  flags: RpkiFlags & { readonly rpki: string },
): Promise<{ readonly line: string; readonly port: number; readonly stop: () => Promise<void> }> {
  const folder = resolve(flags.rpki);
  const laboratory = context.demonstration !== undefined;
  mayUse(folder, context.origin, laboratory);
  const { rpkiPort = 8443, rpkiTlsCert: cert, rpkiTlsKey: key } = flags;
  const order: RpkiOrder = {
    folder,
    host: address,
    port: rpkiPort,
    laboratory,
    ...(cert === undefined || key === undefined ? {} : { tls: { cert, key } }),
  };
  const worker = new Worker(new URL("./commands/rpki/node-worker.ts", import.meta.url), {
    workerData: order,
  });
  const ended = new Promise<void>((done) => worker.once("exit", () => done()));
  const port = await new Promise<number>((done, failed) => {
    worker.on("message", (word: RpkiWord) => {
      if ("port" in word) done(word.port);
      else if ("line" in word) sayLine(host, word.line);
      else failed(new Error(`${word.refused.detail} [${word.refused.code}]`));
    });
    worker.on("error", (error) => {
      sayLine(host, `RPKI: its thread ended, nothing is published any more: ${String(error)}`);
      failed(error);
    });
  });
  claim(folder, context.origin);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const tell = (wish: RpkiWish): void => worker.postMessage(wish);
  const end = keepTelling(context, tell);
  const scheme = cert === undefined ? "http" : "https";
  const locator = readdirSync(folder).find((name) => name.endsWith(".tal")) ?? "";
  return {
    port,
    line: `RPKI       ${scheme}://${address.includes(":") ? `[${address}]` : address}:${port}/metrics    (trust anchor locator${laboratory ? ", for tests only" : ""}: ${join(folder, locator)})`,
    stop: async () => {
      end();
      tell({ stop: true });
      await ended;
    },
  };
}

/** Keys are made by hand (`comity rpki init`), never by the way; a demonstration may have a laboratory. */
function mayUse(folder: string, origin: string, laboratory: boolean): void {
  if (!existsSync(join(folder, "rpki.json"))) {
    if (laboratory && (!existsSync(folder) || readdirSync(folder).length === 0)) return;
    throw new Stop(
      EXIT.failed,
      "rpki-folder",
      `${folder} is no repository: make one with \`comity rpki init\` and let the offline anchor sign (docs/OPERATE/publish.md)`,
    );
  }
  const known = existsSync(ownerFile(folder)) ? readFileSync(ownerFile(folder), "utf8").trim() : origin;
  if (known !== origin)
    throw new Stop(
      EXIT.failed,
      "rpki-folder",
      `${folder} publishes ${known}, not ${origin}: its authorisations would all be withdrawn`,
    );
}

/** Which assembly a repository publishes: another one's node does not take it over. */
const ownerFile = (folder: string): string => join(folder, "assembly.txt");
function claim(folder: string, origin: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(ownerFile(folder), `${origin}\n`);
}

const REGISTERS = ["routes4", "routes6", "providers", "ipv4", "ipv6", "asn"] as const;
/** Reading the holdings takes this share of the time at most. */
const SHARE = 0.05;

/** Hands over each state that changes what is published; many blocks in a row become one. */
function keepTelling(context: NodeContext, tell: (wish: RpkiWish) => void): () => void {
  let known = "";
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const state = context.states.newest;
    const roots = REGISTERS.map((name) => Buffer.from(state.tree(name).hash).toString("latin1")).join("");
    if (roots === known || timer !== undefined) return;
    const wait = next - performance.now();
    if (wait > 0) {
      timer = setTimeout(() => {
        timer = undefined;
        look();
      }, wait);
      return;
    }
    known = roots;
    const began = performance.now();
    const { aspas, vrps } = payloadOf(state.reader);
    tell({ holdings: holdingsOfState(state.reader), payload: { vrps, aspas } });
    const now = performance.now();
    next = now + Math.max(1_000, (now - began) / SHARE);
  };
  look();
  const end = context.onBlock(look);
  return () => {
    end();
    clearTimeout(timer);
  };
}
