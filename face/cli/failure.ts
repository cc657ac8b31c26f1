/**
 * What went wrong, as data: the one place where exceptions, refusals and problems of a node become a code, a sentence
 * and what to do next. With `--json` it is `{"schema":"comity/error/v1","error":{code,detail,field,next}}` in one line
 * on stderr; stdout stays empty for a program that waits for an answer.
 */
import { harmless } from "./harmless.ts";
import { NEXT } from "./what-next.ts";

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

export type Failure = {
  readonly code: string;
  readonly detail: string;
  /** JSON pointer, parameter or flag it concerns. */
  readonly field?: string;
  /** What to do, when the sentence does not say it; from the table of codes when left out. */
  readonly next?: string;
};
type Ended = Failure & { readonly exit: number };

/** The one error of this room: its message goes to stderr without a stack, its code ends the command. */
export class Stop extends Error {
  readonly exit: number;
  readonly code: string;
  readonly detail: string;
  readonly more: Pick<Failure, "field" | "next">;
  constructor(exit: number, code: string, detail: string, more: Pick<Failure, "field" | "next"> = {}) {
    super(`${detail} [${code}]`);
    this.name = "Stop";
    this.exit = exit;
    this.code = code;
    this.detail = detail;
    this.more = more;
  }
}

/** What the operating system says, in words: code, sentence. The path is put before it. */
const SYSTEM: { readonly [errno: string]: { readonly code: string; readonly detail: string } } = {
  ENOENT: { code: "file-unreadable", detail: "no such file or folder" },
  EACCES: { code: "file-unreadable", detail: "permission denied" },
  EPERM: { code: "file-unreadable", detail: "not permitted" },
  EEXIST: { code: "file-exists", detail: "exists already, and is not overwritten" },
  EISDIR: { code: "file-unreadable", detail: "a folder, where a file is needed" },
  ENOTDIR: { code: "file-unreadable", detail: "a file, where a folder is needed" },
  ENAMETOOLONG: { code: "file-unreadable", detail: "the name is too long" },
  ELOOP: { code: "file-unreadable", detail: "links that lead in a circle" },
  ENOSPC: { code: "disk-full", detail: "no space is left on the disk" },
  EDQUOT: { code: "disk-full", detail: "the quota of the disk is used up" },
  EFBIG: { code: "disk-full", detail: "larger than a file may be there" },
  EROFS: { code: "folder-read-only", detail: "the file system is read-only" },
  EMFILE: { code: "too-many-files", detail: "too many files are open" },
  EADDRINUSE: { code: "port-taken", detail: "the port is taken" },
  EADDRNOTAVAIL: { code: "address-unavailable", detail: "not an address of this machine" },
  ECONNREFUSED: { code: "unreachable", detail: "nothing listens there" },
  ECONNRESET: { code: "unreachable", detail: "the connection was cut" },
  EHOSTUNREACH: { code: "unreachable", detail: "the machine cannot be reached" },
  ENETUNREACH: { code: "unreachable", detail: "the network cannot be reached" },
  ENOTFOUND: { code: "unreachable", detail: "no machine has this name" },
  EAI_AGAIN: { code: "unreachable", detail: "the name cannot be looked up now" },
  ETIMEDOUT: { code: "unreachable", detail: "no answer in time" },
  UND_ERR_SOCKET: { code: "unreachable", detail: "the connection was cut" },
  UND_ERR_CONNECT_TIMEOUT: { code: "unreachable", detail: "no answer in time" },
};
const LISTENING = new Set(["listen", "bind"]);

type SystemError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number };

/** The failure a system error stands for; nothing when it is another kind of error. */
export function systemFailure(cause: unknown): Failure | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, path, syscall, address, port } = cause as SystemError;
  const known = code === undefined ? undefined : SYSTEM[code];
  if (known === undefined) return cause.cause === undefined ? undefined : systemFailure(cause.cause);
  // `mkdir` says so of a file that stands in the way.
  if (code === "EEXIST" && syscall === "mkdir")
    return systemFailure(Object.assign(cause, { code: "ENOTDIR" }));
  const listens = syscall !== undefined && LISTENING.has(syscall);
  if (listens && code === "EACCES")
    return { code: "port-forbidden", detail: `port ${port}: only the administrator may open it` };
  const at = path ?? (port === undefined ? undefined : `${address ?? ""}:${port}`);
  return { code: known.code, detail: `${at === undefined ? "" : `${at}: `}${known.detail}` };
}

/** Any error that a command threw. A stack only for defects. */
export function failureOf(cause: unknown): Ended {
  if (cause instanceof Stop)
    return { ...cause.more, code: cause.code, detail: cause.detail, exit: cause.exit };
  const system = systemFailure(cause);
  if (system !== undefined)
    return { ...system, exit: system.code === "unreachable" ? EXIT.unreachable : EXIT.failed };
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { code: "defect", detail: `a defect, please report it: ${detail}`, exit: EXIT.failed };
}

const inWords = (all: string, errno: string): string => SYSTEM[errno]?.detail ?? all;

/** What the operating system said inside a sentence of another room, in words: `(ENOENT: no such file …, open 'x')`. */
const plainly = (detail: string): string =>
  detail
    .replaceAll(/ \(E[A-Z]{2,}: [^()]*\)/g, "")
    .replaceAll(/\b(E[A-Z]{2,}): [^,]*, [a-z]+(?: '[^']*')?/g, inWords)
    .replaceAll(/(?:\bError: )?(?:\blisten )?\b(E[A-Z]{3,}): [^,()]*$/g, inWords);

/** For stderr, without the line feed: words, or one line of JSON. */
export function told(json: boolean, failure: Failure): string {
  const { code } = failure;
  const detail = plainly(failure.detail);
  const field = failure.field === "" ? undefined : failure.field;
  const next = failure.next ?? NEXT[code];
  if (json) return JSON.stringify({ schema: "comity/error/v1", error: { code, detail, field, next } });
  const first = `comity: ${detail}${field === undefined || detail.startsWith(`${field}:`) ? "" : ` (${field})`} [${code}]`;
  return harmless(next === undefined ? first : `${first}\n        ${next}`);
}
