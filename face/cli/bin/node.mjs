// Finds a Node that can run TypeScript directly: the one npm brought (Linux x64 and arm64), else this one.
// Plain JavaScript that any Node from 18 on can read.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const NEEDED = [24, 12];

export function findNode() {
  const require = createRequire(import.meta.url);
  const name = `node-${process.platform}-${process.arch}`;
  try {
    const bundled = join(dirname(require.resolve(`${name}/package.json`)), "bin", "node");
    if (existsSync(bundled)) return bundled;
  } catch {
    // Not a platform npm brings a Node for.
  }
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]) ? process.execPath : undefined;
}

export const problem =
  `Comity needs Node ${NEEDED.join(".")} or newer; this is ${process.versions.node} on ${process.platform}-${process.arch}.\n` +
  "On Linux x64 and arm64 `npm ci` brings it; elsewhere install it from your system's packages.\n";
