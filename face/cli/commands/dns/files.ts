/** Zone files of the command line, gzip undone. */
import { readBytes } from "../../files.ts";
import { gunzipSync } from "node:zlib";
import type { Result } from "@comity/canon";
import { readZone, type Zone } from "@comity/zones";

export function zoneFile(path: string, origin: string | undefined): Result<Zone> {
  const bytes = readBytes(path);
  return readZone(new Uint8Array(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes), origin);
}
