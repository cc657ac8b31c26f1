/** Writes `vectors/`: `node core/assembly/test/vectors/generate.ts`; the test compares. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VECTORS, vectorText } from "./all.ts";

const folder = new URL("../../../../vectors/", import.meta.url);
for (const name of Object.keys(VECTORS)) writeFileSync(new URL(name, folder), vectorText(name));
process.stdout.write(`${fileURLToPath(folder)}: ${Object.keys(VECTORS).join(", ")}\n`);
