/**
 * Thread of a node's RPKI: signing, checking, a token that does not answer must not keep anybody waiting who asks the node.
 * All that touches the repository's folder runs here, so that there is one writer.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Keeper, serveRepository, type Holding } from "@comity/rpki";
import type { RegisterPayload } from "@comity/rpki";
import type { Result } from "@comity/canon";
import { newLaboratory, renewLaboratory } from "./laboratory.ts";
import { unixNow } from "./said.ts";

export type RpkiOrder = {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Makes a laboratory when the folder is new. */
  readonly laboratory: boolean;
};
export type RpkiWish =
  | { readonly holdings: readonly Holding[]; readonly payload: RegisterPayload }
  | { readonly stop: true };
export type RpkiWord =
  | { readonly port: number }
  | { readonly refused: { readonly code: string; readonly detail: string } }
  | { readonly line: string };

const { folder, host, laboratory, port, tls } = workerData as RpkiOrder;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const tell = (word: RpkiWord): void => parentPort!.postMessage(word);

/** RFC 8630 wants https; who has no certificate reads the folder, or puts a proxy in front. */
async function prepare(): Promise<number> {
  if (existsSync(join(folder, "rpki.json"))) return port;
  const at = port === 0 ? await freePort() : port;
  need(
    await newLaboratory(folder, {
      name: "test-only",
      base: "rsync://localhost/repo/",
      notification: `https://localhost:${at}/rrdp/notification.xml`,
    }),
  );
  return at;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => void server.listen(0, host, done));
  const { port: found } = server.address() as { port: number };
  await new Promise<void>((done) => void server.close(() => done()));
  return found;
}

class Refused extends Error {
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}
function need<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refused(result.error.code, result.error.detail);
}

try {
  const at = laboratory ? await prepare() : port;
  const keeper = new Keeper({
    folder,
    now: unixNow,
    log: (line) => tell({ line }),
    before: async () => {
      const renewed = await renewLaboratory(folder);
      return renewed.ok ? undefined : renewed.error;
    },
  });
  const serving = need(
    await serveRepository(folder, {
      host,
      port: at,
      now: unixNow,
      metrics: () => keeper.metrics(),
      ...(tls && { tls: { cert: readFileSync(tls.cert), key: readFileSync(tls.key) } }),
    }),
  );
  parentPort!.on("message", (wish: RpkiWish) => {
    if ("stop" in wish) void Promise.all([keeper.stop(), serving.stop()]).then(() => parentPort!.close());
    else keeper.want(wish.holdings, wish.payload);
  });
  tell({ port: serving.port });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  tell({ refused: { code: code ?? "defect", detail: message } });
  parentPort!.close();
}
