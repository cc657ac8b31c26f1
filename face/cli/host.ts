/** What commands may touch of the process: streams, environment, how they end. Tests give their own. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext, StricliProcess } from "@stricli/core";
import { EXIT, told, type Failure } from "./failure.ts";
import { harmless, harmlessInLine } from "./harmless.ts";

export { EXIT, Stop } from "./failure.ts";
export { harmless } from "./harmless.ts";

export type Host = CommandContext & {
  /** `exitCode` is the argument parser's: it must stay unset until the parser sets it. */
  readonly process: Pick<NodeJS.Process, "stdout" | "stderr"> & Pick<StricliProcess, "exitCode">;
  readonly env: NodeJS.ProcessEnv;
  /** `--json` was given: failures are told as JSON too. */
  readonly json?: boolean;
  readonly exit: (code: number) => void;
};

/** The answer goes to stdout, one JSON document or lines of text. */
export function answer(host: Host, json: boolean, document: unknown, text: () => string): void {
  host.process.stdout.write(json ? `${JSON.stringify(document, undefined, 2)}\n` : harmless(text()));
}

/** Everything else goes to stderr. */
export const say = (host: Host, text: string): void => void host.process.stderr.write(`${harmless(text)}\n`);

/** One line of a server's log: foreign text cannot begin another line or column in it. */
export const sayLine = (host: Host, text: string): void =>
  void host.process.stderr.write(`${harmlessInLine(text)}\n`);

/** A refusal: what is wrong, its code, the field, what to do. Sets the exit code. */
export function fail(host: Host, failure: Failure, code: number = EXIT.failed): void {
  host.process.stderr.write(`${told(host.json === true, failure)}\n`);
  host.exit(code);
}

/** Files under the given paths, in order of path; a folder gives everything in it. Throws what the file system throws. */
export function filesUnder(paths: readonly string[]): { path: string; bytes: Uint8Array }[] {
  const files: { path: string; bytes: Uint8Array }[] = [];
  const walk = (path: string): void => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) walk(join(path, name));
    else files.push({ path, bytes: new Uint8Array(readFileSync(path)) });
  };
  for (const path of paths) walk(path);
  return files;
}

/** Writes "n of m" lines on a terminal at most ten times a second, one line per ten seconds elsewhere. */
export function progressOn(host: Host): { at: (text: string) => void; end: () => void } {
  const terminal = host.process.stderr.isTTY && host.env["TERM"] !== "dumb";
  let last = terminal ? 0 : Date.now();
  return {
    at: (text) => {
      if (Date.now() - last < (terminal ? 100 : 10_000)) return;
      last = Date.now();
      host.process.stderr.write(terminal ? `\r\u001B[K${text}` : `${text}\n`);
    },
    end: () => void (terminal && host.process.stderr.write("\r\u001B[K")),
  };
}
