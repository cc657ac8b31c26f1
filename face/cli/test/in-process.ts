/** The command without a process of its own, for many short questions. */
import { run } from "@stricli/core";
import { applicationOf } from "../app.ts";
import type { Host } from "../host.ts";

export async function inProcess(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const ended: { code?: number } = {};
  const host = {
    process: {
      stdout: { write: (text: string) => void (said.out += text) },
      stderr: { write: (text: string) => void (said.err += text) },
    },
    env: {},
    exit: (code: number) => (ended.code = code),
  } as unknown as Host;
  await run(applicationOf(undefined), args, host);
  const usage = Number(host.process.exitCode ?? 0);
  return { code: usage < 0 ? 2 : usage > 0 ? usage : (ended.code ?? 0), ...said };
}
