/** `comity log mirror`: a whole copy of a log that somebody else signs, kept up to date. */
import { setTimeout as sleep } from "node:timers/promises";
import { openMirror, type Mirror } from "@comity/watch";
import { installNative } from "@comity/native";
import { makeFolder, readText } from "../files.ts";
import { answer, EXIT, fail, say, type Host } from "../host.ts";

export type MirrorFlags = {
  readonly json: boolean;
  readonly key: string;
  readonly once: boolean;
  readonly every: number;
};

/** What was copied before stays as it is. */
const nextAfter = (code: string): string =>
  code === "log-forked"
    ? "show others the evidence: this copy keeps the history it had"
    : code.startsWith("checkpoint-")
      ? "the key file is another assembly's, or its keys changed without a proof: take the newest from somebody you trust"
      : "what was copied before stays as it is; try again, or from another mirror";

export async function logMirror(this: Host, flags: MirrorFlags, from: string, folder: string): Promise<void> {
  await installNative();
  makeFolder(folder);
  const opened = openMirror({ folder, from, keyFile: readText(flags.key) });
  if (!opened.ok) return fail(this, opened.error);
  const mirror = opened.value;
  try {
    if (flags.once) await once(this, flags, mirror, folder);
    else await follow(this, flags, mirror, folder);
  } finally {
    mirror.close();
  }
}

async function once(host: Host, flags: MirrorFlags, mirror: Mirror, folder: string): Promise<void> {
  const done = await mirror.round();
  if (!done.ok)
    return fail(
      host,
      { ...done.error, next: nextAfter(done.error.code) },
      done.error.code === "unreachable" ? EXIT.unreachable : EXIT.refused,
    );
  const { added, size } = done.value;
  answer(
    host,
    flags.json,
    { schema: "comity/mirrored/v1", folder, size, added },
    () => `${folder}: ${size} entries, ${added} of them new\n`,
  );
}

/** Until it is stopped, or shown two histories. One line for what changes. */
async function follow(host: Host, flags: MirrorFlags, mirror: Mirror, folder: string): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  let trouble = "";
  say(host, `mirrors into ${folder} every ${flags.every} seconds; Ctrl-C stops`);
  while (!stop.signal.aborted) {
    const done = await mirror.round();
    if (!done.ok && done.error.code === "log-forked")
      return fail(host, { ...done.error, next: nextAfter(done.error.code) }, EXIT.refused);
    if (!done.ok && trouble !== done.error.code) say(host, `${done.error.detail}; trying again`);
    trouble = done.ok ? "" : done.error.code;
    if (done.ok && done.value.added > 0)
      answer(
        host,
        flags.json,
        { schema: "comity/mirrored/v1", folder, ...done.value },
        () => `${folder}: ${done.value.size} entries, ${done.value.added} of them new\n`,
      );
    await sleep(flags.every * 1000, undefined, { signal: stop.signal }).catch(() => {});
  }
  say(host, "stopped");
}
