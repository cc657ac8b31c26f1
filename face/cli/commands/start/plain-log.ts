/** The node's log for somebody who looks at a terminal: one line a matter, and the same matter once a minute. */
import { createLogger } from "@comity/node";
import { say, type Host } from "../../host.ts";

type Logger = ReturnType<typeof createLogger>;

const AGAIN_MS = 60_000;

/** JSON lines wherever it is not a terminal. */
export function loggerOf(host: Host): Logger {
  if (!host.process.stderr.isTTY) return createLogger("warn");
  const said = new Map<string, number>();
  const line = (what: unknown, message?: unknown): void => {
    const {
      code,
      detail,
      message: own,
    } = Object(what) as { code?: string; detail?: string; message?: string };
    const parts = [typeof what === "string" ? what : (detail ?? own ?? ""), message];
    const text = parts.filter((part) => typeof part === "string" && part !== "").join("; ");
    const last = said.get(text);
    if (last !== undefined && Date.now() - last < AGAIN_MS) return;
    said.set(text, Date.now());
    say(host, `${text}${code === undefined ? "" : ` [${code}]`}`);
  };
  const quiet = (): void => {};
  const logger: Logger = {
    level: "warn",
    fatal: line,
    error: line,
    warn: line,
    info: quiet,
    debug: quiet,
    trace: quiet,
    silent: quiet,
    child: () => logger,
  };
  return logger;
}
