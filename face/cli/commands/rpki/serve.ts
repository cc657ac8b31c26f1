/** `comity rpki serve`: RRDP over HTTP(S), and an rsync daemon's configuration. */
import { resolve } from "node:path";
import { alarmMetrics, checkFolder, publicationAlarm, rsyncConfig, serveRepository } from "@comity/rpki";
import { readBytes, writeFile } from "../../files.ts";
import { answer, EXIT, say, sayLine, Stop, type Host } from "../../host.ts";
import { authorisations, need, unixNow } from "./said.ts";

export type ServeFlags = {
  readonly json: boolean;
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly rsync?: string;
  readonly rsyncPort: number;
  readonly vrps?: string;
};

export async function serve(this: Host, flags: ServeFlags, folder: string): Promise<void> {
  const { host, port, tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new Stop(EXIT.usage, "tls", "--tls-cert and --tls-key belong together");
  const register = flags.vrps === undefined ? undefined : await authorisations(this, flags.vrps);
  const checked = need(checkFolder(folder, unixNow()));
  for (const { code, detail, field } of checked.problems) sayLine(this, `${field}: ${detail} [${code}]`);
  const running = need(
    await serveRepository(folder, {
      host,
      port,
      ...(tlsCert === undefined || tlsKey === undefined
        ? {}
        : { tls: { cert: readBytes(tlsCert), key: readBytes(tlsKey) } }),
      now: unixNow,
      metrics: () => {
        const now = unixNow();
        const seen = checkFolder(folder, now);
        return seen.ok
          ? alarmMetrics(publicationAlarm(register ?? seen.value, seen.value, now))
          : "comity_rpki_alarm 1\n";
      },
    }),
  );
  if (flags.rsync !== undefined)
    writeFile(flags.rsync, rsyncConfig(resolve(folder), "repo", flags.rsyncPort));
  const scheme = tlsCert === undefined ? "http" : "https";
  const rrdp = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${running.port}/`;
  if (flags.json) {
    const rsync = flags.rsync === undefined ? {} : { rsync: flags.rsync };
    answer(this, true, { schema: "comity/rpki-serve/v1", rrdp, ...rsync }, () => "");
  } else {
    say(this, `RRDP  ${rrdp}`);
    if (flags.rsync !== undefined)
      say(this, `rsync  run: rsync --daemon --no-detach --config=${flags.rsync}`);
  }
  await new Promise<void>((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
  await running.stop();
}
