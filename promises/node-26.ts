/**
 * A Node 26 to replay with: the one that COMITY_NODE_26 names, or the package that npm distributes it in, installed once
 * beside the other packages (npm checks its integrity). `undefined` where neither is to be had.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const VERSION = "26.10.0";
const INSTALL_MS = 240_000;

export function node26(): string | undefined {
  const named = process.env["COMITY_NODE_26"];
  if (named !== undefined && existsSync(named)) return named;
  if (process.platform !== "linux") return undefined;
  const name = `node-linux-${process.arch}`;
  const folder = fileURLToPath(new URL(`../node_modules/.cache/node-${VERSION}/`, import.meta.url));
  const binary = `${folder}node_modules/${name}/bin/node`;
  if (!existsSync(binary)) {
    const options = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    try {
      execFileSync("npm", ["install", ...options, `${name}@${VERSION}`], {
        stdio: "pipe",
        timeout: INSTALL_MS,
      });
    } catch {
      return undefined;
    }
  }
  return existsSync(binary) ? binary : undefined;
}
