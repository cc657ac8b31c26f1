/** `comity dns serve`: a primary for zone files; a file that changes is read again and its secondaries are told. */
import { statSync } from "node:fs";
import { isIP } from "node:net";
import { catalogZone, parseTsigKey, startPrimary, ZoneStore, type Target, type TsigKey } from "@comity/dns";
import { nameText, parseName, verifyZonemd, type Zone } from "@comity/zones";
import { must } from "@comity/canon";
import { answer, EXIT, fail, say, sayLine, Stop, type Host } from "../../host.ts";
import { zoneFile } from "./files.ts";

export type DnsServeFlags = {
  readonly json: boolean;
  readonly port: number;
  readonly host: string;
  readonly key?: readonly string[];
  readonly notify?: readonly string[];
  readonly catalog?: string;
  readonly origin?: string;
};

const LOOK_MS = 1000;

export async function dnsServe(this: Host, flags: DnsServeFlags, ...paths: readonly string[]): Promise<void> {
  const keys = (flags.key ?? []).map((text): TsigKey => {
    const key = parseTsigKey(text);
    if (!key.ok) throw new Stop(EXIT.usage, key.error.code, key.error.detail);
    return key.value;
  });
  const targets = (flags.notify ?? []).map((text) => targetOf(text, keys[0]));
  const store = new ZoneStore();
  const times = new Map<string, number>();
  const load = (path: string): boolean => {
    times.set(path, statSync(path).mtimeMs);
    const zone = zoneFile(path, flags.origin);
    const put = zone.ok ? store.put(zone.value) : zone;
    if (!put.ok) {
      fail(this, { ...put.error, detail: `${path}: ${put.error.detail}` });
      return false;
    }
    if (zone.ok && put.value !== "same")
      say(
        this,
        `zone ${nameText(zone.value.origin)} serial ${zone.value.serial}: ${zone.value.records.length} records`,
      );
    if (zone.ok && put.value !== "same") warnOfDigest(this, path, zone.value);
    return true;
  };
  for (const path of paths) if (!load(path)) return;
  if (flags.catalog !== undefined) {
    const origin = must(parseName(`${flags.catalog.replace(/\.$/, "")}.`));
    const members = [...store.all()].map(({ zone }) => zone.origin);
    must(store.put(must(catalogZone(origin, members, Math.floor(Date.now() / 1000)))));
  }
  let running;
  try {
    running = await startPrimary(store, {
      port: flags.port,
      host: flags.host,
      keys,
      notify: targets,
      log: (line) => sayLine(this, line),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail(this, {
      code: "listen",
      detail: code === "EADDRINUSE" ? `port ${flags.port} is taken: choose another with --port` : message,
    });
  }
  const who =
    keys.length === 0
      ? "transfers for this machine only: give --key for others"
      : `transfers with ${keys.map(({ name }) => nameText(name)).join(", ")}`;
  const zones = [...store.all()].map(({ zone }) => nameText(zone.origin));
  const document = {
    schema: "comity/dns-serve/v1",
    host: flags.host,
    port: running.port,
    zones,
    keys: keys.map(({ name }) => nameText(name)),
  };
  answer(this, flags.json, document, () =>
    [
      `serving  ${zones.length} zones on ${flags.host} port ${running.port} (UDP and TCP); ${who}`,
      `try      dig @${flags.host} -p ${running.port} ${zones[0]!} SOA`,
      "stop     Ctrl-C",
      "",
    ].join("\n"),
  );
  const looking = setInterval(() => {
    for (const path of paths) {
      try {
        if (statSync(path).mtimeMs !== times.get(path)) load(path);
      } catch {
        // Being replaced: it is there again in a moment.
      }
    }
  }, LOOK_MS);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  clearInterval(looking);
  await running.stop();
}

/** A zone that carries a digest of another content is served as it is, and said: who checks it takes none of it. */
function warnOfDigest(host: Host, path: string, zone: Zone): void {
  const checked = verifyZonemd(zone);
  if (checked.ok || checked.error.code === "zonemd-missing") return;
  const name = nameText(zone.origin);
  say(host, `WARNING: zone ${name}: ${checked.error.detail} [${checked.error.code}]`);
  say(
    host,
    `         Secondaries that verify ZONEMD refuse it. If ${path} is yours, \`comity dns zonemd\` writes the right record.`,
  );
}

function targetOf(text: string, key: TsigKey | undefined): Target {
  // An address of IPv6 has brackets around it when a port follows.
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^[\]]*?))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const host = isIP(text) === 0 ? (bracketed ?? plain ?? "") : text;
  const port = isIP(text) === 0 && digits !== undefined ? Number(digits) : 53;
  if (isIP(host) === 0 || port < 1 || port > 65_535)
    throw new Stop(EXIT.usage, "notify-form", `write --notify ADDRESS or ADDRESS:PORT, not ${text}`);
  return { host, port, ...(key === undefined ? {} : { key }) };
}
