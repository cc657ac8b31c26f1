/** Writes every constitution as `yaml/NAME.yaml`. Run: `node examples/rules/write-files.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { constitutions, toYaml } from "./index.ts";

const folder = new URL("yaml/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, constitution] of Object.entries(constitutions)) {
  writeFileSync(new URL(`${name}.yaml`, folder), toYaml(constitution));
}
