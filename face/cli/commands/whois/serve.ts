/** `comity whois serve`: WHOIS and IRR queries over files, without an assembly. */
import { emptyVrps } from "@comity/routes";
import { readVrps } from "@comity/route-files";
import { readRpsl, startWhois, valueOf, whoisOfFiles, type RpslObject } from "@comity/whois";
import { runNrtm, type NrtmFlags } from "./nrtm.ts";
import { readBytes } from "../../files.ts";
import { answer, EXIT, fail, say, sayLine, Stop, type Host } from "../../host.ts";

export type ServeFlags = NrtmFlags & {
  readonly rpsl?: readonly string[];
  readonly vrps?: string;
  readonly source: string;
  readonly port: number;
  readonly host: string;
  readonly json: boolean;
};

export async function whoisServe(this: Host, flags: ServeFlags): Promise<void> {
  if (flags.rpsl === undefined && flags.vrps === undefined)
    throw new Stop(EXIT.usage, "nothing-to-serve", "name RPSL files with --rpsl, VRPs with --vrps, or both");
  const objects: RpslObject[] = [];
  for (const path of flags.rpsl ?? []) {
    const read = readRpsl(readBytes(path));
    for (const object of read.objects) objects.push(object);
    for (const { line, code, detail } of read.findings.slice(0, 20))
      sayLine(this, `${path}:${line}: ${detail} [${code}]`);
    if (read.findings.length > 20) say(this, `${path}: ${read.findings.length - 20} further findings`);
  }
  let set = emptyVrps();
  if (flags.vrps !== undefined) {
    const read = await readVrps(flags.vrps);
    if (!read.ok) return fail(this, read.error);
    set = read.value.payload.vrps;
  }
  const source = whoisOfFiles(flags.source, objects, set);
  const irr = source.irr();
  for (const { code, detail } of irr.findings.slice(0, 20)) sayLine(this, `${detail} [${code}]`);
  let running;
  try {
    running = await startWhois(source, { port: flags.port, host: flags.host });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const detail =
      code === "EADDRINUSE"
        ? `port ${flags.port} is taken: choose another with --port`
        : code === "EACCES"
          ? `port ${flags.port} needs privileges: choose one above 1023 with --port`
          : message;
    return fail(this, { code: "listen", detail });
  }
  if (objects.length + irr.routes.size === 0)
    say(this, "warning: the files hold no objects and no routes: every query will find nothing");
  const name = flags.source.toUpperCase();
  const nrtm = await runNrtm(this, flags, name, flags.host, () =>
    objects.filter((object) => (valueOf(object, "source") ?? name).toUpperCase() === name),
  );
  const document = {
    schema: "comity/whois-serve/v1",
    host: flags.host,
    port: running.port,
    objects: objects.length,
    routes: irr.routes.size,
    sources: irr.sources,
    ...(nrtm === undefined ? {} : { nrtm: nrtm.where }),
  };
  answer(this, flags.json, document, () =>
    [
      `serving  ${objects.length} objects, ${irr.routes.size} routes of ${irr.sources.join(", ")}`,
      `try      whois -h ${flags.host} -p ${running.port} -- '-i origin AS64500'`,
      `         bgpq4 -h ${flags.host}:${running.port} -4 AS64500`,
      ...(nrtm?.lines ?? []),
      "stop     Ctrl-C",
      "",
    ].join("\n"),
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await nrtm?.stop();
  await running.stop();
}
