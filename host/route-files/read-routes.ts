/** BGP tables as people have them: lines, RIS whois dumps or MRT table dumps, plain or gzipped. */
import { ok, refuse, type Result } from "@comity/canon";
import { RouteTableBuilder, type RouteTable } from "@comity/routes";
import { readChunks } from "./chunks.ts";
import { looksLikeMrt, scanMrt } from "./mrt.ts";
import type { RouteFileReport, RouteSink } from "./route-sink.ts";
import { scanRouteText } from "./route-text.ts";
import { scanBytes, scanStream, skipMark, Window, type Cut, type Scan } from "./window.ts";

function* scan(window: Window, sink: RouteSink): Scan<Result<RouteFileReport>> {
  while (!window.ample) yield;
  if (window.pos === window.end) return refuse("routes-empty", "the file is empty");
  skipMark(window);
  if (looksLikeMrt(window.data, window.pos, window.end)) return yield* scanMrt(window, sink);
  const report = yield* scanRouteText(window, sink);
  if (report.routes > 0 || report.rejected === 0) return ok(report);
  const first = report.findings[0]!;
  return refuse("routes-format", `no line is a route, first (line ${first.record}): ${first.detail}`);
}

/**
 * Gives every route of a file to `sink`: lines in their order, as often as they occur; MRT dumps as distinct pairs in
 * tree order. Codes `file-unreadable`, `gzip`, `compression`, `too-large`, `routes-empty`, `routes-format`, `mrt-…`.
 */
export function readRoutes(path: string, sink: RouteSink): Promise<Result<RouteFileReport>> {
  return readChunks(path, (chunks) => {
    const window = new Window();
    return scanStream(window, scan(window, sink), chunks);
  });
}

/** The same for content in memory, gzip undone; `cut` is for tests. */
export function parseRoutes(bytes: Uint8Array, sink: RouteSink, cut?: Cut): Result<RouteFileReport> {
  return scanBytes((window) => scan(window, sink), bytes, cut);
}

/** A whole file as a table of distinct pairs. */
export async function readRouteTable(
  path: string,
): Promise<Result<{ readonly table: RouteTable; readonly report: RouteFileReport }>> {
  const builder = new RouteTableBuilder();
  const report = await readRoutes(path, ({ family, words, length, origin, set, seen }) =>
    builder.add(family, words, length, origin, set, seen),
  );
  return report.ok ? ok({ table: builder.build(), report: report.value }) : report;
}
