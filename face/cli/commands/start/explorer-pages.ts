/** The explorer as pages of a node: built again when its sources are newer than the build. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Client } from "@comity/api";
import { explorer, type NodePlugin } from "@comity/node";
import { say, type Host } from "../../host.ts";

const web = fileURLToPath(new URL("../../../web/", import.meta.url));

/** Without it the API and RDAP still serve. */
export async function explorerOf(host: Host): Promise<NodePlugin[]> {
  const built = join(web, "dist", "server", "render.js");
  if (!existsSync(built) || newest(web) > statSync(built).mtimeMs) {
    say(host, "Building the explorer …");
    try {
      execFileSync(process.execPath, [join(web, "build.ts")], {
        cwd: web,
        stdio: ["ignore", "ignore", "pipe"],
      });
    } catch (error) {
      say(host, `the explorer could not be built: ${(error as Error).message}`);
      if (!existsSync(built)) return [];
    }
  }
  const { render } = (await import(pathToFileURL(built).href)) as {
    render: (path: string, api: Client) => Promise<{ status: number; html: string }>;
  };
  return [explorer({ client: join(web, "dist", "client"), render })];
}

function newest(folder: string): number {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["dist", "node_modules", ".types", "test"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}
