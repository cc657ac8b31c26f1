/** Reads configuration files and starts a node for the commands of this folder. */
import { readFileSync } from "node:fs";
import { startNode, type NewIpNode } from "@comity/newip-host";
import { fail, sayLine, type Host } from "../../host.ts";
import { proverOf } from "./prover.ts";

/** The JSON of a file; undefined after the refusal was told. */
export function jsonOf(host: Host, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    fail(host, { code: "file-unreadable", field: path, detail: (error as Error).message });
    return undefined;
  }
}

/** Says what goes wrong while something runs: the same thing once, until something else does. */
export function teller(host: Host): (refusal: { readonly code: string; readonly detail: string }) => void {
  let last = "";
  return ({ code, detail }) => {
    if (code === last) return;
    last = code;
    sayLine(host, `${detail} [${code}]`);
  };
}

export async function nodeOf(host: Host, path: string): Promise<NewIpNode | undefined> {
  const json = jsonOf(host, path);
  if (json === undefined) return undefined;
  const node = await startNode(json, { proverOf, told: teller(host) });
  if (node.ok) return node.value;
  fail(host, { ...node.error, field: `${path} ${node.error.field}` });
  return undefined;
}

/** Resolves at SIGINT or SIGTERM, or after the seconds given. */
export function untilStopped(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    // The links keep the process alive; a timer that outlives the signal would keep it too long.
    const timer = seconds === undefined ? undefined : setTimeout(stop, seconds * 1000);
    function stop(): void {
      clearTimeout(timer);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve();
    }
    process.on("SIGINT", stop).on("SIGTERM", stop);
  });
}
