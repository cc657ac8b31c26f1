/** Capture files on disk or on standard input, read chunk by chunk. */
import { closeSync, openSync, readSync } from "node:fs";
import { ok, refuse, type Result } from "../refusal.ts";
import { CaptureReader } from "./reader.ts";
import type { CaptureFrame } from "./frame.ts";

const CHUNK = 1 << 20;

/**
 * Reads a capture file to its end; answers the number of frames. `path` may be `-` (standard input). Codes of
 * `CaptureReader`, and `capture-file` when the file cannot be read. An exception of `onFrame` passes through.
 */
export function readCaptureFile(path: string, onFrame: (frame: CaptureFrame) => void): Result<number> {
  const reader = new CaptureReader(onFrame);
  let file: number;
  try {
    file = path === "-" ? 0 : openSync(path, "r");
  } catch (cause) {
    return refuse("capture-file", `cannot open ${path}: ${(cause as Error).message}`, "file");
  }
  try {
    for (;;) {
      // A fresh buffer each time: the reader hands out views of it.
      const chunk = new Uint8Array(CHUNK);
      const size = readSync(file, chunk, 0, CHUNK, null);
      if (size === 0) break;
      const problem = reader.push(chunk.subarray(0, size));
      if (problem !== undefined) return { ok: false, error: problem };
    }
  } finally {
    if (file !== 0) closeSync(file);
  }
  const problem = reader.end();
  return problem === undefined ? ok(reader.frames) : { ok: false, error: problem };
}

/** All frames of a capture in memory, each with its own copy of the bytes (for small captures and tests). */
export function readCapture(bytes: Uint8Array): Result<CaptureFrame[]> {
  const frames: CaptureFrame[] = [];
  const reader = new CaptureReader((frame) => {
    const copy = frame.bytes.slice(frame.start, frame.end);
    frames.push({ ...frame, bytes: copy, start: 0, end: copy.length });
  });
  const problem = reader.push(bytes) ?? reader.end();
  return problem === undefined ? ok(frames) : { ok: false, error: problem };
}
