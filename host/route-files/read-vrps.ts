/** VRP files of any relying party: JSON or CSV, plain or gzipped, recognised by their content. */
import { refuse, type Result } from "@comity/canon";
import { readChunks } from "./chunks.ts";
import { isSpace } from "./json-scan.ts";
import { VrpCollector, type VrpFile, type VrpOptions } from "./vrp-collector.ts";
import { scanVrpCsv } from "./vrp-csv.ts";
import { scanVrpJson } from "./vrp-json.ts";
import { scanBytes, scanStream, skipMark, Window, type Cut, type Scan } from "./window.ts";

/** IPv4 VRPs of the whole RPKI, about: columns start at this size and grow. */
const EXPECTED = 600_000;

function* scan(window: Window, into: VrpCollector): Scan<Result<VrpFile>> {
  while (!window.ample) yield;
  if (window.pos === window.end) return refuse("vrps-empty", "the file is empty");
  skipMark(window);
  const { data } = window;
  let at = window.pos;
  while (at < window.end && isSpace(data[at])) at++;
  const format = data[at] === 123 || data[at] === 91 ? "json" : "csv";
  const read = yield* format === "json" ? scanVrpJson(window, into) : scanVrpCsv(window, into);
  return read.ok ? into.done(format) : read;
}

/**
 * Reads a VRP file; memory is that of the set, not of the file. Single wrong records are left out and reported
 * (`rejected`, `findings`); a damaged file is refused. Codes `file-unreadable`, `gzip`, `compression`, `too-large`,
 * `vrps-empty`, `vrps-rejected`, `vrps-expired`, and those of `scanVrpJson` and `scanVrpCsv`.
 */
export function readVrps(path: string, options: VrpOptions = {}): Promise<Result<VrpFile>> {
  return readChunks(path, (chunks) => {
    const window = new Window();
    return scanStream(window, scan(window, new VrpCollector(options, EXPECTED)), chunks);
  });
}

/** The same for content in memory, gzip undone; `cut` is for tests. */
export function parseVrps(bytes: Uint8Array, options: VrpOptions = {}, cut?: Cut): Result<VrpFile> {
  return scanBytes((window) => scan(window, new VrpCollector(options, 1024)), bytes, cut);
}
