/** Writes `vectors/`: `node core/assembly/test/vectors/generate.ts`; the test compares. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { vectorTexts } from "./all.ts";

const folder = new URL("../../../../vectors/", import.meta.url);
for (const [name, text] of Object.entries(vectorTexts())) writeFileSync(new URL(name, folder), text);
process.stdout.write(`${fileURLToPath(folder)}: ${Object.keys(vectorTexts()).join(", ")}\n`);
