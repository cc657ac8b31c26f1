/** `comity witness serve`: a witness of one or more logs (C2SP tlog-witness). */
import { readFileSync } from "node:fs";
import { installNative } from "@comity/native";
import { parsePolicy, type Policy } from "@comity/log";
import { serveWitness } from "@comity/node";
import { parseKeyFile } from "@comity/signing";
import { answer, fail, say, type Host } from "../../host.ts";

export type WitnessFlags = {
  readonly key: string;
  readonly log: readonly string[];
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly json: boolean;
};

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
  const started = await serveWitness({
    folder,
    key: key.value,
    logs,
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
