/** Packets given to `comity newip`: hexadecimal on the command line or in a file, or a capture. */
import { existsSync, openSync, readFileSync, readSync, closeSync } from "node:fs";
import { ETHERTYPE_CONTRACT, ETHERTYPE_FLEXIBLE, fromHex, toHex, type Format } from "@comity/newip";
import {
  CaptureReader,
  emptyLink,
  readCaptureFile,
  readLink,
  LINK_ETHERNET,
  type CaptureFrame,
} from "@comity/newip-host/pcap";
import { named, readText } from "../../files.ts";
import { EXIT, Stop } from "../../host.ts";

/** One packet: `bytes[start..end)`; reused between calls, like its bytes. */
export type Given = {
  number: number;
  format: Format | undefined;
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Of captures: when, and the frame around the packet. */
  frame:
    | {
        seconds: number;
        nanoseconds: number;
        link: number;
        etherType: number;
        head: string;
        macLength: number;
        cut: boolean;
      }
    | undefined;
};

export const formatOf = (etherType: number): Format | undefined =>
  etherType === ETHERTYPE_FLEXIBLE ? "flexible" : etherType === ETHERTYPE_CONTRACT ? "contract" : undefined;

const MAGICS = ["0a0d0d0a", "d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d"];
const isMagic = (head: Uint8Array): boolean => head.length >= 4 && MAGICS.includes(toHex(head, 0, 4));

function isCapture(path: string): boolean {
  const file = openSync(path, "r");
  const magic = new Uint8Array(4);
  const size = readSync(file, magic, 0, 4, 0);
  closeSync(file);
  return size === 4 && isMagic(magic);
}

/** Reads all frames of a capture; the answer is the refusal that ended it. */
type Frames = (
  onFrame: (frame: CaptureFrame) => void,
) => { readonly code: string; readonly detail: string } | undefined;

const ofFile =
  (path: string): Frames =>
  (onFrame) => {
    const read = readCaptureFile(path, onFrame);
    return read.ok ? undefined : read.error;
  };

const ofBytes =
  (bytes: Uint8Array): Frames =>
  (onFrame) => {
    const reader = new CaptureReader(onFrame);
    return reader.push(bytes) ?? reader.end();
  };

function fromCapture(name: string, frames: Frames, each: (given: Given) => void): void {
  const link = emptyLink();
  const seen = {
    seconds: 0,
    nanoseconds: 0,
    link: LINK_ETHERNET,
    etherType: 0,
    head: "",
    macLength: 0,
    cut: false,
  };
  const given: Given = {
    number: 0,
    format: undefined,
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    frame: seen,
  };
  const problem = frames((frame) => {
    const header = readLink(frame, link);
    given.number = frame.number;
    given.bytes = frame.bytes;
    given.start = header.ok ? link.payload : frame.start;
    given.end = frame.end;
    given.format = header.ok ? formatOf(link.etherType) : undefined;
    seen.seconds = frame.seconds;
    seen.nanoseconds = frame.nanoseconds;
    seen.link = frame.link;
    seen.etherType = header.ok ? link.etherType : -1;
    seen.head = toHex(frame.bytes, frame.start, given.start);
    seen.macLength = header.ok ? link.sourceLength : 0;
    seen.cut = frame.length > frame.end - frame.start;
    each(given);
  });
  if (problem !== undefined) throw new Stop(EXIT.failed, problem.code, `${name}: ${problem.detail}`);
}

function fromText(text: string, format: Format, each: (given: Given) => void): void {
  let number = 0;
  for (const [i, line] of text.split("\n").entries()) {
    const digits = line.replace(/#.*$/, "").replaceAll(/[\s:]/g, "");
    if (digits === "") continue;
    const bytes = fromHex(digits === "-" ? "" : digits);
    if (!bytes.ok) throw new Stop(EXIT.usage, "hex", `line ${i + 1}: ${bytes.error.detail}`);
    each({
      number: ++number,
      format,
      bytes: bytes.value,
      start: 0,
      end: bytes.value.length,
      frame: undefined,
    });
  }
}

/**
 * Calls `each` for every packet of the inputs: a path (capture, or lines of hexadecimal; `#` begins a comment, a line of `-`
 * is a packet without a byte), `-` for
 * either on standard input, or the digits themselves. Hexadecimal is of `format`; in a capture the EtherType says.
 */
export function readPackets(inputs: readonly string[], format: Format, each: (given: Given) => void): void {
  for (const input of inputs) {
    if (input === "-") {
      const bytes = new Uint8Array(readFileSync(0));
      if (isMagic(bytes)) fromCapture("standard input", ofBytes(bytes), each);
      else fromText(new TextDecoder().decode(bytes), format, each);
    } else if (existsSync(input)) {
      if (named(input, () => isCapture(input))) fromCapture(input, ofFile(input), each);
      else fromText(readText(input), format, each);
    } else if (/^[0-9a-fA-F:\s]+$/.test(input)) fromText(input, format, each);
    else throw new Stop(EXIT.failed, "file-unreadable", `${input}: no such file, and not hexadecimal`);
  }
}
