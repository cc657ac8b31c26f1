/** NRTMv4 for the commands that serve WHOIS: a folder of files that mirrors fetch (RFC 10063), and its signing keys. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { openNrtm, serveNrtm, type NrtmPublisher, type RpslObject } from "@comity/whois";
import { readText, writeFile } from "../../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../../host.ts";

export type NrtmFlags = {
  readonly nrtm?: string;
  readonly nrtmKey?: string;
  readonly nrtmNextKey?: string;
  readonly nrtmPort?: number;
  readonly nrtmTlsCert?: string;
  readonly nrtmTlsKey?: string;
};

/** Seconds between looks at what is due. */
const LOOK = 5;

export type RunningNrtm = {
  readonly publisher: NrtmPublisher;
  /** The folder, or the URL of the notification file. */
  readonly where: string;
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
};

const text = (path: string): string => {
  try {
    return readText(path);
  } catch (error) {
    throw new Stop(EXIT.failed, "file-unreadable", (error as Error).message);
  }
};

/** Publishes into the folder `--nrtm` and keeps it up to date; `undefined` when it is not asked for. */
export async function runNrtm(
  host: Host,
  flags: NrtmFlags,
  source: string,
  address: string,
  objects: () => Iterable<RpslObject>,
): Promise<RunningNrtm | undefined> {
  const { nrtm: folder, nrtmKey, nrtmNextKey, nrtmPort, nrtmTlsCert, nrtmTlsKey } = flags;
  if (folder === undefined) {
    if (nrtmKey !== undefined || nrtmPort !== undefined)
      throw new Stop(EXIT.usage, "nrtm-folder", "name the folder of the publication with --nrtm FOLDER");
    return undefined;
  }
  if (nrtmKey === undefined)
    throw new Stop(
      EXIT.usage,
      "nrtm-key",
      "--nrtm needs --nrtm-key FILE: make one with `comity whois nrtm-key FILE`",
    );
  const now = (): number => Math.floor(Date.now() / 1000);
  const next = nrtmNextKey === undefined ? {} : { nextKey: text(nrtmNextKey) };
  const began = openNrtm({ folder, source, key: text(nrtmKey), ...next }, objects(), now());
  if (!began.ok) throw new Stop(EXIT.usage, began.error.code, began.error.detail);
  const publisher = began.value;
  for (const finding of publisher.findings) say(host, `NRTMv4: ${finding}`);
  const tick = (): void => {
    try {
      publisher.tick(now());
    } catch (error) {
      say(host, `NRTMv4: nothing is written: ${(error as Error).message}`);
    }
  };
  tick();
  const timer = setInterval(tick, LOOK * 1000);
  const tls =
    nrtmTlsCert === undefined || nrtmTlsKey === undefined
      ? {}
      : { tls: { cert: text(nrtmTlsCert), key: text(nrtmTlsKey) } };
  const served =
    nrtmPort === undefined ? undefined : await serveNrtm(folder, { port: nrtmPort, host: address, ...tls });
  const { session_id, version } = publisher.notification();
  const where =
    served === undefined
      ? folder
      : `http${"tls" in tls ? "s" : ""}://${address}:${served.port}/update-notification-file.jose`;
  return {
    publisher,
    where,
    lines: [`NRTMv4     ${where}    (${source}, session ${session_id}, version ${version})`],
    stop: async () => {
      clearInterval(timer);
      await served?.stop();
    },
  };
}

/** `comity whois nrtm-key`: a signing key; the public half goes to whoever mirrors. */
export function nrtmKeyCommand(this: Host, flags: { readonly json: boolean }, path: string): void {
  const out = `${path}.pub`;
  if (existsSync(path) || existsSync(out))
    throw new Stop(
      EXIT.usage,
      "file-exists",
      `${existsSync(path) ? path : out} is there already: name another file`,
    );
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFile(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  writeFile(out, publicKey.export({ type: "spki", format: "pem" }), { flag: "wx" });
  const document = { schema: "comity/nrtm-key/v1", key: path, public: out };
  answer(this, flags.json, document, () => `${path}    signs; keep it\n${out}    for mirrors\n`);
}
