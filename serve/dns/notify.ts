/** NOTIFY (RFC 1996): tells secondaries that a zone changed, until they answer. */
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import type { Zone } from "@comity/zones";
import { OPCODE, parseQuery, QTYPE, Writer } from "./message.ts";
import { TsigSigner, type TsigKey } from "./tsig.ts";

export type Target = { readonly host: string; readonly port: number; readonly key?: TsigKey };

const TRIES = 5;
const FIRST_MS = 1000;

/** Whether the secondary answered. Waits 1, 2, 4 … seconds between tries. */
export async function notify(zone: Zone, target: Target, now: () => number): Promise<boolean> {
  const id = randomInt(0x10000);
  const writer = new Writer({ id, opcode: OPCODE.notify, isResponse: false, authoritative: true }, 2048);
  writer.question(zone.origin, QTYPE.soa);
  writer.record("answer", zone.soa);
  const socket = createSocket(target.host.includes(":") ? "udp6" : "udp4");
  socket.unref();
  socket.on("error", () => {});
  const answered = new Promise<true>((resolve) => {
    socket.on("message", (bytes) => {
      const answer = parseQuery(bytes);
      if (answer?.isResponse === true && answer.id === id && answer.opcode === OPCODE.notify) resolve(true);
    });
  });
  try {
    for (let attempt = 0, wait = FIRST_MS; attempt < TRIES; attempt++, wait *= 2) {
      const { key } = target;
      const message =
        key === undefined
          ? writer.bytes()
          : new TsigSigner(key, new Uint8Array(0)).sign(writer.bytes(), now());
      socket.send(message, target.port, target.host);
      const late = new Promise<false>((resolve) => void setTimeout(() => resolve(false), wait).unref());
      if (await Promise.race([answered, late])) return true;
    }
    return false;
  } finally {
    socket.close();
  }
}
