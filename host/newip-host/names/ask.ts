/**
 * Questions to a DNS server: through the system's network, or through New IP itself (UDP port 53 of a New IP address,
 * which may stand for an ordinary server behind a gateway). RFC 1035, RFC 6891; an answer counts when it comes from where
 * it was asked, repeats the question and its random number (RFC 5452).
 */
import { randomInt } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { decode, encode, RECURSION_DESIRED, type Packet } from "dns-packet";
import { formatAddress, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import type { UdpLayer } from "../stack/udp.ts";

export type NameType = "TXT" | "A";
/** The texts of the records of a name; none when the name or the type is not there. Code `name-server`. */
export type Ask = (name: string, type: NameType) => Promise<Result<readonly string[]>>;

const TRIES = 3;
const PATIENCE_MS = 2000;
/** Longest answer over UDP (DNS flag day 2020); most links of New IP take less, and then it does not come. */
const PAYLOAD = 1232;
const noAnswer = (server: string, why: string): Result<never> =>
  refuse("name-server", `no answer from ${server}: ${why}`, "name");

/** `server`: an IP address with or without a port. */
export function askIp(server: string): Ask {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: TRIES });
  resolver.setServers([server]);
  return async (name, type) => {
    try {
      if (type === "A") return ok(await resolver.resolve4(name));
      return ok((await resolver.resolveTxt(name)).map((parts) => parts.join("")));
    } catch (cause) {
      const { code = "" } = cause as { code?: string };
      return code === "ENODATA" || code === "ENOTFOUND" ? ok([]) : noAnswer(server, code);
    }
  };
}

function textsOf(packet: Packet, type: NameType): readonly string[] {
  return (packet.answers ?? []).flatMap((answer) => {
    if (type === "A") return answer.type === "A" ? [answer.data] : [];
    if (answer.type !== "TXT") return [];
    const parts = Array.isArray(answer.data) ? answer.data : [answer.data];
    return [parts.map(String).join("")];
  });
}

/** The texts of an answer to this question; undefined when it is none. */
function answerTo(
  data: Uint8Array,
  id: number,
  name: string,
  type: NameType,
): Result<readonly string[]> | undefined {
  try {
    const packet = decode(Buffer.from(data));
    const [question] = packet.questions ?? [];
    if (packet.id !== id || packet.type !== "response" || question?.type !== type) return undefined;
    if (question.name.toLowerCase() !== name.toLowerCase()) return undefined;
    if ((packet as { flag_tc?: boolean }).flag_tc === true)
      return noAnswer("the server", "longer than a datagram");
    const { rcode } = packet as { rcode?: string };
    if (rcode === "NXDOMAIN") return ok([]);
    return rcode === "NOERROR" ? ok(textsOf(packet, type)) : noAnswer("the server", rcode ?? "");
  } catch {
    return undefined;
  }
}

/** `server`: a New IP address. */
export function askNewIp(udp: UdpLayer, server: Address): Ask {
  const text = formatAddress(server);
  return async (name, type) => {
    const id = randomInt(0x1_0000);
    const query = encode({
      type: "query",
      id,
      flags: RECURSION_DESIRED,
      questions: [{ type, name }],
      additionals: [{ type: "OPT", name: ".", udpPayloadSize: PAYLOAD, flags: 0, options: [] } as never],
    });
    const socket = udp.socket();
    try {
      const heard = new Promise<Result<readonly string[]>>((resolve) => {
        socket.on("message", (data, from) => {
          if (from.address !== text || from.port !== 53) return;
          const answer = answerTo(data, id, name, type);
          if (answer !== undefined) resolve(answer);
        });
      });
      for (let i = 0; i < TRIES; i++) {
        const sent = socket.send(query, 53, text);
        if (!sent.ok) return sent;
        const wait = new Promise<undefined>(
          (resolve) => void setTimeout(resolve, PATIENCE_MS, undefined).unref(),
        );
        const answer = await Promise.race([heard, wait]);
        if (answer !== undefined) return answer;
      }
      return noAnswer(text, "it took too long");
    } finally {
      socket.close();
    }
  };
}
