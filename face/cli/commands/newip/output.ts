/** Where generated or encoded packets go: lines of hexadecimal, or a capture file. */
import { closeSync, openSync, writeSync } from "node:fs";
import { toHex } from "@comity/newip";
import { pcapngWriter, pcapWriter, LINK_ETHERNET } from "@comity/newip-host/pcap";
import type { Host } from "../../host.ts";

export type PacketSink = {
  /** `head` is the link header of the frame. */
  readonly write: (
    packet: Uint8Array,
    head: Uint8Array,
    time: { seconds: number; nanoseconds: number },
  ) => void;
  readonly end: () => void;
};

/**
 * A file ending in `.pcapng` or `.pcap` gets frames, any other file or standard output one line per packet: hexadecimal,
 * with `json` on standard output a JSON line.
 */
export function packetSink(
  host: Host,
  { out: path, json }: { readonly out?: string; readonly json: boolean },
  link: number = LINK_ETHERNET,
): PacketSink {
  if (path !== undefined && /\.pcap(?:ng)?$/.test(path)) {
    const file = openSync(path, "w");
    const put = (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    };
    const writer = path.endsWith("ng") ? pcapngWriter(put, link) : pcapWriter(put, link);
    return {
      write: (packet, head, time) => {
        const frame = new Uint8Array(head.length + packet.length);
        frame.set(head);
        frame.set(packet, head.length);
        writer.write(frame, time);
      },
      end: () => {
        writer.flush();
        closeSync(file);
      },
    };
  }
  const file = path === undefined ? undefined : openSync(path, "w");
  let lines = "";
  const flush = (): void => {
    // At once, so that a reader that has seen enough ends us, and nothing piles up for one that is slow.
    if (file === undefined) writeOut(host, lines);
    else writeSync(file, lines);
    lines = "";
  };
  return {
    write: (packet) => {
      if (json && path === undefined) lines += `{"bytes":"${toHex(packet)}"}\n`;
      // A packet without a byte is one too (near-valid traffic is cut anywhere): an empty line would be none.
      else lines += packet.length === 0 ? "-\n" : `${toHex(packet)}\n`;
      if (lines.length > 1 << 18) flush();
    },
    end: () => {
      flush();
      if (file !== undefined) closeSync(file);
    },
  };
}

/** Ethernet header of generated frames: locally administered addresses. */
export const ethernetHead = (etherType: number): Uint8Array =>
  Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, etherType >> 8, etherType & 0xff);

/** Standard output of the process without a queue; of tests through their stream. */
function writeOut(host: Host, text: string): void {
  if (host.process.stdout !== process.stdout) return void host.process.stdout.write(text);
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw cause;
    }
  }
}
