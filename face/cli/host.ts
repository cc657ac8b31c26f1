/** What commands may touch of the process: streams, environment, how they end. Tests give their own. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext, StricliProcess } from "@stricli/core";

/** Documented exit codes: a script must tell "no" from "broken". */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

export type Host = CommandContext & {
  /** `exitCode` is the argument parser's: it must stay unset until the parser sets it. */
  readonly process: Pick<NodeJS.Process, "stdout" | "stderr"> & Pick<StricliProcess, "exitCode">;
  readonly env: NodeJS.ProcessEnv;
  readonly exit: (code: number) => void;
};

/** The one error of this room: its message goes to stderr without a stack, its code ends the command. */
export class Stop extends Error {
  readonly exit: number;
  constructor(exit: number, code: string, detail: string) {
    super(`${detail} [${code}]`);
    this.name = "Stop";
    this.exit = exit;
  }
}

/** What went wrong, for people: a stack only for defects. */
export function spoken(cause: unknown): string {
  if (cause instanceof Stop) return `comity: ${harmless(cause.message)}`;
  if (!(cause instanceof Error)) return `comity: ${harmless(String(cause))}`;
  const { code, path, syscall } = cause as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined) {
    const said = {
      ENOENT: "no such file or folder",
      EACCES: "permission denied",
      EEXIST: "exists already",
      EISDIR: "a folder, where a file is needed",
      ENOTDIR: "a file, where a folder is needed",
    };
    const why = (said as { [code: string]: string })[code] ?? cause.message;
    return `comity: ${path === undefined ? "" : `${harmless(path)}: `}${why} [file-unreadable]`;
  }
  return `comity: a defect, please report it: ${harmless(cause.stack ?? cause.message)}`;
}

/** Foreign text may hold sequences that move the cursor or reverse the line: they are shown, not sent. */
export const harmless = (text: string): string =>
  text.replaceAll(
    /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );

/** The answer goes to stdout, one JSON document or lines of text. */
export function answer(host: Host, json: boolean, document: unknown, text: () => string): void {
  host.process.stdout.write(json ? `${JSON.stringify(document, undefined, 2)}\n` : harmless(text()));
}

/** Everything else goes to stderr. */
export const say = (host: Host, text: string): void => void host.process.stderr.write(`${harmless(text)}\n`);

/** One line of a server's log: foreign text cannot begin another line or column in it. */
export const sayLine = (host: Host, text: string): void =>
  say(
    host,
    text.replaceAll(/[\n\t\u2028\u2029]/g, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`),
  );

/** A refusal: what is wrong, its code, the field. Sets the exit code. */
export function fail(
  host: Host,
  problem: { code: string; field?: string; detail: string },
  code: number = EXIT.failed,
): void {
  const field = problem.field === undefined || problem.field === "" ? "" : ` (${problem.field})`;
  say(host, `comity: ${problem.detail}${field} [${problem.code}]`);
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
