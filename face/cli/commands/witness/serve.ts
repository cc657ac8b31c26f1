/** `comity witness serve`: a witness of one or more logs (C2SP tlog-witness). */
import { readFileSync } from "node:fs";
import { logSource, type LogSource, serveWitness } from "@comity/watch";
import { installNative } from "@comity/native";
import { parsePolicy, type Policy } from "@comity/log";
import { parseKeyFile } from "@comity/signing";
import { answer, EXIT, fail, say, Stop, type Host } from "../../host.ts";

export type WitnessFlags = {
  readonly key: string;
  readonly log: readonly string[];
  readonly replay?: readonly string[];
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly json: boolean;
};

/** Where each log is read: `ORIGIN=URL`, or the place alone where one log is watched. */
function replayed(places: readonly string[], logs: readonly Policy[]): ReadonlyMap<string, LogSource> {
  const origins = new Set(logs.flatMap(({ logs: keys }) => keys.map(({ key }) => key.name)));
  return new Map(
    places.map((place) => {
      const origin = [...origins].find((name) => place.startsWith(`${name}=`));
      if (origin !== undefined) return [origin, logSource(place.slice(origin.length + 1))];
      if (places.length === 1 && origins.size === 1) return [[...origins][0]!, logSource(place)];
      throw new Stop(EXIT.usage, "replay-unknown", `--replay ${place} names none of the logs`, {
        next: `write ORIGIN=URL; the key files name ${[...origins].join(", ")}`,
      });
    }),
  );
}

export async function serve(this: Host, flags: WitnessFlags): Promise<void> {
  await installNative();
  const key = parseKeyFile(readFileSync(flags.key, "utf8"), flags.key);
  if (!key.ok) return fail(this, key.error);
  const logs: Policy[] = [];
  for (const path of flags.log) {
    const policy = parsePolicy(new Uint8Array(readFileSync(path)));
    if (!policy.ok)
      return fail(this, {
        ...policy.error,
        detail: `${path}, ${policy.error.field}: ${policy.error.detail}`,
      });
    logs.push(policy.value);
  }
  const { folder, host, port } = flags;
  const replay = flags.replay === undefined ? undefined : replayed(flags.replay, logs);
  const started = await serveWitness({
    folder,
    key: key.value,
    logs,
    ...(replay === undefined ? {} : { replay }),
    host,
    port,
    clock: () => Math.floor(Date.now() / 1000),
  });
  if (!started.ok) return fail(this, started.error);
  const { origins, url, vkey } = started.value;
  answer(this, flags.json, { schema: "comity/witness/v1", url, vkey, origins }, () =>
    [
      `witness    ${url}`,
      `key        ${vkey}`,
      ...origins.map((origin) => `log        ${origin}`),
      ...(flags.replay ?? []).map((where) => `replays    ${where}    (signs only states it computes itself)`),
      `folder     ${folder}    (what it signed: never restore it from a backup)`,
      "stop       Ctrl-C",
      "",
    ].join("\n"),
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await started.value.stop();
  say(this, "stopped");
}
