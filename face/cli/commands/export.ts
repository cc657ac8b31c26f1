/** `comity export`: the register as CSV, JSON lines, or delegated-extended statistics with their md5. */
import { createWriteStream } from "node:fs";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { md5Line } from "@comity/import";
import { nodeAt } from "../ask.ts";
import { readBytes, writeFile } from "../files.ts";
import { answer, EXIT, say, Stop, type Host } from "../host.ts";

type Flags = {
  readonly json: boolean;
  readonly node: string;
  readonly format: "csv" | "json" | "delegated" | "vrps";
  readonly out?: string;
  readonly at?: number;
};

/** The file is streamed. With `--json` the document says what was written; without `--out` it holds the text. */
export async function exportRegister(this: Host, flags: Flags): Promise<void> {
  const { format, out } = flags;
  const at = flags.at === undefined ? {} : { at: flags.at };
  const node = nodeAt(flags.node);
  if (flags.json && out === undefined) {
    const text = await node.get("export", { format, ...at });
    return answer(this, true, { schema: "comity/export/v1", format, text }, String);
  }
  // Asked once before the file is opened: what is refused leaves no empty file behind.
  await node.get("status", at);
  const response = await fetch(node.url("export", { format, ...at }));
  if (!response.ok || response.body === null)
    throw new Stop(
      EXIT.failed,
      "export-failed",
      `the node answers ${response.status} instead of the register`,
    );
  const body = Readable.fromWeb(response.body);
  if (out === undefined) {
    await pipeline(body, this.process.stdout as Writable, { end: false });
    return;
  }
  await pipeline(body, createWriteStream(out));
  const bytes = readBytes(out);
  const md5 = createHash("md5").update(bytes).digest("hex");
  if (format === "delegated") writeFile(`${out}.md5`, md5Line(basename(out), md5));
  if (flags.json)
    answer(this, true, { schema: "comity/export/v1", format, path: out, bytes: bytes.length, md5 }, String);
  else say(this, `${out}: ${bytes.length} bytes`);
}
