/** IANA's bootstrap files (RFC 9224) in a folder: whom RDAP redirects to for what this register does not know. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BOOTSTRAP_KINDS, bootstrapOf, type Elsewhere } from "@comity/rdap";
import { readText } from "../../files.ts";
import { EXIT, Stop } from "../../host.ts";

export function bootstrapIn(folder: string): Elsewhere {
  const files: { [kind: string]: string } = {};
  for (const kind of BOOTSTRAP_KINDS) {
    const path = join(folder, `${kind}.json`);
    if (existsSync(path)) files[kind] = readText(path);
  }
  if (Object.keys(files).length === 0) {
    const names = BOOTSTRAP_KINDS.map((kind) => `${kind}.json`).join(", ");
    throw new Stop(EXIT.usage, "rdap-bootstrap", `${folder} holds none of ${names}`, {
      next: "download them from https://data.iana.org/rdap/",
    });
  }
  const read = bootstrapOf(files);
  if (!read.ok)
    throw new Stop(EXIT.usage, read.error.code, `${folder}: ${read.error.field}: ${read.error.detail}`);
  return read.value;
}
