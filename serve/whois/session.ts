/**
 * One connection: lines in, answers out, in order. Both protocols on one port, as clients expect: a line that starts
 * with `!` is an IRR query, anything else WHOIS. A slow reader gets no further answers computed.
 */
import type { Socket } from "node:net";
import { irrAnswer, newIrrSession } from "./irr/queries.ts";
import { comment, type WhoisSource } from "./source.ts";
import { whoisAnswer } from "./whois-answer.ts";

/** Bytes of a query line; queries that wait at once; queries in one connection. */
export const MAX_QUERY_BYTES = 1024;
export const MAX_PIPELINED = 20_000;

export type Limits = {
  /** Seconds a connection may be idle. */
  readonly idle: number;
  /** Milliseconds of computing an address may use within a minute. */
  readonly budget: number;
};

export type Spend = (milliseconds: number) => boolean;

export function serveConnection(socket: Socket, source: WhoisSource, limits: Limits, spend: Spend): void {
  const irr = newIrrSession(source.irr());
  let buffered: Buffer = Buffer.alloc(0);
  let waiting: string[] = [];
  let keepOpen = false;
  let ending = false;
  let writing = false;
  socket.setTimeout(limits.idle * 1000, () => socket.destroy());
  socket.on("error", () => socket.destroy());

  const end = (text = ""): void => {
    ending = true;
    waiting = [];
    socket.end(Buffer.from(text.replaceAll("\n", "\r\n"), "utf8"));
  };

  /** Answers what waits, until the reader is slower than we are. */
  const run = (): void => {
    if (writing) return;
    while (waiting.length > 0 && !ending) {
      const line = waiting.shift()!;
      const began = performance.now();
      const isIrr = line.startsWith("!");
      let text: string;
      let close: boolean;
      if (isIrr) {
        ({ text, close } = irrAnswer(source.irr(), irr, line, source.serial()));
        if (!close) socket.setTimeout(Math.max(limits.idle, irr.timeout) * 1000);
      } else if (line.trim() === "-k") {
        // Alone it opens a lasting connection, and the second time closes it.
        [text, close] = ["", keepOpen];
        keepOpen = true;
      } else {
        const answer = whoisAnswer(source, line);
        keepOpen ||= answer.keepOpen;
        text = answer.text.replaceAll("\n", "\r\n");
        close = !keepOpen;
      }
      if (!spend(performance.now() - began))
        return end(
          isIrr
            ? "F Too many queries from this address: wait a minute\n"
            : comment("ERROR:201: too many queries from this address: wait a minute"),
        );
      if (close) {
        ending = true;
        socket.end(Buffer.from(text, "utf8"));
        return;
      }
      if (text !== "" && !socket.write(Buffer.from(text, "utf8"))) {
        writing = true;
        socket.pause();
        socket.once("drain", () => {
          writing = false;
          socket.resume();
          run();
        });
        return;
      }
    }
  };

  socket.on("data", (chunk: Buffer) => {
    if (ending) return;
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    let from = 0;
    for (let at = buffered.indexOf(10); at >= 0; at = buffered.indexOf(10, from)) {
      const line = buffered.subarray(from, at > from && buffered[at - 1] === 13 ? at - 1 : at);
      from = at + 1;
      if (line.length > MAX_QUERY_BYTES) return end(comment("ERROR:108: the query is too long"));
      if (waiting.length >= MAX_PIPELINED) return end(comment("ERROR:201: too many queries wait"));
      waiting.push(line.toString("utf8"));
    }
    buffered = buffered.subarray(from);
    if (buffered.length > MAX_QUERY_BYTES) return end(comment("ERROR:108: the query is too long"));
    run();
  });
  socket.on("end", () => {
    if (!ending && waiting.length === 0) socket.end();
  });
}
