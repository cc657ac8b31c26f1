/** `comity export`: the register as CSV, JSON lines, or delegated-extended statistics with their md5. */
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createClient } from "@comity/api";
import { md5Line } from "@comity/import";
import { EXIT, fail, type Host } from "../host.ts";

type Flags = {
  readonly node: string;
  readonly format: "csv" | "json" | "delegated" | "vrps";
  readonly out?: string;
  readonly at?: number;
};

export async function exportRegister(this: Host, flags: Flags): Promise<void> {
  let response: Response;
  try {
    response = await fetch(
      createClient(flags.node).url("export", {
        format: flags.format,
        ...(flags.at === undefined ? {} : { at: flags.at }),
      }),
    );
  } catch (error) {
    return fail(
      this,
      { code: "unreachable", detail: `no answer from ${flags.node}: ${String(error)}` },
      EXIT.unreachable,
    );
  }
  if (!response.ok || response.body === null)
    return fail(this, { code: "export-failed", detail: await response.text() });
  const body = Readable.fromWeb(response.body);
  if (flags.out === undefined) {
    await pipeline(body, this.process.stdout as NodeJS.WriteStream, { end: false });
    return;
  }
  await pipeline(body, createWriteStream(flags.out));
  if (flags.format !== "delegated") return;
  const md5 = createHash("md5").update(readFileSync(flags.out)).digest("hex");
  writeFileSync(`${flags.out}.md5`, md5Line(basename(flags.out), md5));
}
